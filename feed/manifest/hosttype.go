package manifest

import (
	"strings"
)

// hostType is the media type, without its parameter, of files that only a static host reads.
const hostType = "application/x-fil-host"

// HostType returns the media type under which the manifest records a configuration file of a
// static host. host is the one for which Fil has written the file, "" if the author has written it.
func HostType(host string) string {
	if host == "" {
		return hostType
	}
	return hostType + "; host=" + host
}

// ForHost reports whether the file is configuration of a static host, and not part of the site.
func (f File) ForHost() bool { return strings.HasPrefix(f.Type, hostType) }

// Host returns the static host for which the publication was made, "" for none.
func (m *Manifest) Host() string {
	for _, f := range m.Chosen(func(f File) bool { return f.ForHost() && f.Type != hostType }) {
		return strings.TrimPrefix(f.Type, hostType+"; host=")
	}
	return ""
}
