package feed

// Hash64 returns the 64-bit FNV-1a hash of a text, which is the same in every process and every
// version of Fil. It is for stored hashes of a site's own texts, where speed counts. Hashes that must
// not collide even for chosen texts are SHA-256, and hashes that are not stored use hash/maphash.
func Hash64[Text ~string | ~[]byte](text Text) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * prime
	}
	return h
}
