package feed

// Hash64 returns the FNV-1a hash of a text in 64 bits. It is for hashes that are stored and compared
// among a site's own texts, where speed counts: it is the same in every process and every version of
// Fil. Where somebody could choose texts that collide, hashes are SHA-256; those that live within one
// process are of hash/maphash.
func Hash64[Text ~string | ~[]byte](text Text) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * prime
	}
	return h
}
