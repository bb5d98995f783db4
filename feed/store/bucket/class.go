package bucket

import (
	"strings"

	"fil/feed"
	"fil/feed/manifest"
)

// class orders files under their public names: a file is written after those that it refers to.
type class int

const (
	asset class = iota // pictures, style sheets and all else
	webPage
	archive // of a feed
	document
	opml
)

// classOf returns the class of a published file. A compressed form has that of the file.
func classOf(m *manifest.Manifest, name string) class {
	const gzipSuffix = ".gz"
	f, _ := m.File(name)
	plain, isCompressed := strings.CutSuffix(name, gzipSuffix)
	switch {
	case strings.HasPrefix(f.Type, "text/html"):
		return webPage
	case strings.HasPrefix(f.Type, "text/x-opml"):
		return opml
	case feed.IsForm(f.Type) && !m.Has(plain+gzipSuffix) && !isCompressed: // subscription documents have a compressed form
		return archive
	case feed.IsForm(f.Type):
		return document
	}
	return asset
}

// headersOf returns the headers of the object with a file's bytes: of its blob, or of its public name.
func headersOf(f manifest.File, blob bool) headers {
	h := headers{f.Type, f.Encoding, f.CacheControl()}
	if f.ForHost() {
		h.mediaType = "application/json"
	}
	if blob {
		h.cacheControl = manifest.Immutable
	}
	return h
}
