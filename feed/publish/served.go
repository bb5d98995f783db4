package publish

import (
	"io"

	"fil/feed"
	"fil/feed/manifest"
)

// Served returns the settings of a site that a server needs.
func Served(s *feed.Site) manifest.Site {
	return manifest.Site{BaseURL: s.BaseURL, Hubs: s.Hubs, RawFeeds: s.RawFeeds, Deltas: s.Deltas, TrustAssets: s.TrustAssets, FetchLimit: s.FetchLimit}
}

// served adds the file for servers that have no content folder.
func (p *planner) served() {
	if !p.in.ForServers {
		return
	}
	text := Served(p.in.Site).Encode()
	p.share(Output{Name: manifest.SiteFile, Type: manifest.HostType(""), Key: keyOf("served").text(string(text)).key(),
		Write: func(w io.Writer, _ Loader) error { _, err := w.Write(text); return err }}, "what servers read")
}
