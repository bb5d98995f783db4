package feed

import (
	"time"
)

// These types are elements of the namespace of Podcasting 2.0 (podcastindex.org/namespace/1.0). Their zero
// values mean that there is no such element.

// Location is a place that a podcast or an episode is about (podcast:location).
type Location struct {
	Name string
	Geo  string // a geo: URI (RFC 5870)
	OSM  string // a type and number of OpenStreetMap, as R113314
}

// License says how a podcast or an episode may be used (podcast:license): a name of SPDX, as "cc-by-4.0", or
// any other with a URL.
type License struct{ Name, URL string }

// Txt is a text for programs (podcast:txt).
type Txt struct{ Purpose, Text string }

// Trailer introduces a podcast or a season (podcast:trailer).
type Trailer struct {
	Title     string
	URL, Type string
	Length    int64 // bytes; 0 means unknown
	Published time.Time
	Season    int
}

// RemoteItem is another podcast (podcast:remoteItem): its GUID, and its address and title if they are known.
type RemoteItem struct{ GUID, URL, Title string }

// Frequency says how often episodes come (podcast:updateFrequency).
type Frequency struct {
	Text     string
	Rule     string    // a recurrence rule (RFC 5545 §3.3.10)
	Start    time.Time // of the rule
	Complete bool      // no episode will come any more
}

// Chapter is a part of an episode that begins at a time.
type Chapter struct {
	Start time.Duration
	Title string
}

// Soundbite is a part of an episode that introduces it (podcast:soundbite).
type Soundbite struct {
	Title           string
	Start, Duration time.Duration
}

// AlternateEnclosure is another version of an episode (podcast:alternateEnclosure).
type AlternateEnclosure struct {
	Enclosure
	Bitrate  int64 // bits per second
	Height   int   // of video, in pixels
	Language string
	Default  bool
}

// SocialInteract is a post under which an episode is discussed (podcast:socialInteract).
type SocialInteract struct {
	URL, Protocol         string
	AccountID, AccountURL string
}
