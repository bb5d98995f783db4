package manifest

import (
	"encoding/json"
	"fmt"
)

// SiteFile is the name in dist of a [Site], for servers that have no content folder. It has the media
// type of [HostType] for no host, so that no server publishes it.
const SiteFile = ".fil-site.json"

// Site has the settings of a site that a server needs and cannot read from the files. They are public: each can
// be seen from the answers of the server.
type Site struct {
	// BaseURL is the absolute address of the root and ends in a slash.
	BaseURL string `json:"base_url"`
	// Hubs are the addresses of the WebSub hubs of its feeds.
	Hubs []string `json:"hubs,omitempty"`
	// RawFeeds sends browsers the feed itself. By default they get a page in its place.
	RawFeeds bool `json:"raw_feeds,omitempty"`
	// Deltas says which clients are sent deltas; see serve.Deltas.
	Deltas string `json:"deltas,omitempty"`
	// TrustAssets lets SVG and XML files of the content folder run scripts in a browser.
	TrustAssets bool `json:"trust_assets,omitempty"`
	// FetchLimit is how often per hour a client may fetch one feed without a conditional request;
	// 0 means there is no limit.
	FetchLimit int `json:"fetch_limit,omitempty"`
}

// Encode returns the site as JSON with a line break.
func (s Site) Encode() []byte {
	data, _ := json.MarshalIndent(s, "", "  ") // strings, numbers and booleans have no error
	return append(data, '\n')
}

// ReadSite reads what Encode wrote. It ignores members that it does not know.
func ReadSite(data []byte) (s Site, err error) {
	if err := json.Unmarshal(data, &s); err != nil {
		return Site{}, fmt.Errorf("reading %s: %w", SiteFile, err)
	}
	return s, nil
}
