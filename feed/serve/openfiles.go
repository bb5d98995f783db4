package serve

// MaxConnections returns how many connections a server may have open: as many as wanted, as far as the
// system lets this process have files open. Each connection may need one more file, which it is sent,
// and a run needs some too.
func MaxConnections(wanted int) int {
	const others = 128
	limit, ok := openFilesLimit()
	if !ok {
		return wanted
	}
	left := max(limit-others, limit/4) / 2
	return int(max(1, min(int64(wanted), left)))
}
