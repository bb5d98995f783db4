//go:build unix && !linux

package disk

func setTime(fd int, seconds int64) error { return futimes(fd, seconds) }
