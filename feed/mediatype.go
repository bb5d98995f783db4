package feed

import (
	"net/url"
	"path"
	"strings"
)

// The media types of the files that Fil writes (RFC 4287 §7, the RSS Advisory Board's Best Practices,
// JSON Feed 1.1). They include the charset, because Chromium shows UTF-8 as mojibake without it.
const (
	AtomType = "application/atom+xml; charset=utf-8"
	RSSType  = "application/rss+xml; charset=utf-8"
	JSONType = "application/feed+json; charset=utf-8"
	OPMLType = "text/x-opml; charset=utf-8"
	HTMLType = "text/html; charset=utf-8"
)

// mediaTypes has the media types by file extension. The table of the operating system is not used,
// because it differs between machines, and the same content must give the same bytes on all.
var mediaTypes = map[string]string{
	".3gp": "video/3gpp", ".aac": "audio/aac", ".aif": "audio/aiff", ".aiff": "audio/aiff", ".avi": "video/x-msvideo", ".avif": "image/avif", ".css": "text/css; charset=utf-8", ".csv": "text/csv; charset=utf-8",
	".epub": "application/epub+zip", ".flac": "audio/flac", ".gif": "image/gif", ".gz": "application/gzip",
	".htm": HTMLType, ".html": HTMLType, ".ico": "image/x-icon", ".jpeg": "image/jpeg", ".jpg": "image/jpeg",
	".js": "text/javascript; charset=utf-8", ".json": "application/json; charset=utf-8", ".m3u": "audio/x-mpegurl", ".m3u8": "application/vnd.apple.mpegurl", ".m4a": "audio/mp4", ".m4b": "audio/mp4", ".mkv": "video/x-matroska",
	".mp2": "audio/mpeg", ".mpga": "audio/mpeg", ".wma": "audio/x-ms-wma",
	".m4v": "video/mp4", ".md": "text/markdown; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
	".mov": "video/quicktime", ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".oga": "audio/ogg", ".ogg": "audio/ogg",
	".ogv": "video/ogg", ".opus": "audio/ogg", ".otf": "font/otf", ".pdf": "application/pdf", ".png": "image/png",
	".srt": "application/x-subrip", ".svg": "image/svg+xml; charset=utf-8", ".tar": "application/x-tar",
	".tif": "image/tiff", ".tiff": "image/tiff", ".ttf": "font/ttf", ".txt": "text/plain; charset=utf-8",
	".vtt": "text/vtt; charset=utf-8", ".wasm": "application/wasm", ".wav": "audio/wav", ".weba": "audio/webm",
	".webm": "video/webm", ".webmanifest": "application/manifest+json; charset=utf-8", ".webp": "image/webp",
	".woff": "font/woff", ".woff2": "font/woff2", ".xml": "application/xml; charset=utf-8",
	".yaml": "application/yaml; charset=utf-8", ".yml": "application/yaml; charset=utf-8", ".zip": "application/zip",
}

// MediaType returns the media type of a file or URL by its extension, whose case does not matter;
// "application/octet-stream" if it is unknown.
func MediaType(name string) string {
	if u, err := url.Parse(name); err == nil {
		name = u.Path
	}
	if t, ok := mediaTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}
