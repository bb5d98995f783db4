package feed

import (
	"strings"
	"time"
)

// Podcast is what site.yaml says of a site whose articles have episodes. Its names
// are those of the iTunes and Podcasting 2.0 namespaces.
type Podcast struct {
	Title, Author string
	Owner         Person // with an email
	// Categories are Apple's, each with its subcategory after " > " where it has one.
	Categories []string
	Explicit   bool
	Image      string // absolute URL
	Type       string // "episodic" or "serial"
	// GUID is given once and outlives every address.
	GUID string
	// Locked keeps other hosts from taking the podcast over.
	Locked  bool
	Funding []Funding
}

// Funding is a page where listeners can give money.
type Funding struct{ URL, Text string }

// Episode is what an article says of its sound or film.
type Episode struct {
	Duration       time.Duration // 0 where nobody knows
	Season, Number int           // 0 where there is none
	Type           string        // "full", "trailer" or "bonus"; "" is full
	Explicit       *bool         // nil: as the podcast
	Transcripts    []Transcript
	Chapters       string // absolute URL of chapters in JSON
	Persons        []Cast
}

// Transcript is an episode in writing.
type Transcript struct{ URL, Type, Language string }

// Cast is somebody who takes part in an episode.
type Cast struct{ Name, Role, Group, URL, Image string }

// Media reports whether an enclosure is sound or film.
func (e Enclosure) Media() bool {
	return strings.HasPrefix(e.Type, "audio/") || strings.HasPrefix(e.Type, "video/")
}

// Media is the enclosure that makes an article an episode: the first that is sound or
// film; nil where there is none.
func (a *Article) Media() *Enclosure {
	for i := range a.Enclosures {
		if a.Enclosures[i].Media() {
			return &a.Enclosures[i]
		}
	}
	return nil
}
