package manifest

import (
	"strings"
)

// AssetFolder begins the names of files that have a hash of their content in their name.
const AssetFolder = "-/"

// Immutable is the Cache-Control header of files that never change (RFC 8246).
const Immutable = "public, max-age=31536000, immutable"

// CacheControl returns the Cache-Control header of a file for a server that does not know when the next
// publication comes: an hour for pictures, sound and film, and a minute for feeds, pages and other text.
func (f File) CacheControl() string {
	if strings.HasPrefix(f.Name, AssetFolder) {
		return Immutable
	}
	for _, media := range []string{"image/", "audio/", "video/", "font/"} {
		if strings.HasPrefix(f.Type, media) {
			return "public, max-age=3600"
		}
	}
	return "public, max-age=60"
}
