package feed

import (
	"strings"
	"time"
)

// Podcast describes a site whose articles have episodes. Fields have the names of the elements of the
// iTunes and Podcasting 2.0 namespaces; their types are in podcastparts.go.
type Podcast struct {
	Title, Author string
	Owner         Person // Email is set
	// Categories are Apple's categories, with a subcategory after " > ".
	Categories []string
	// Misnamed are the categories of site.yaml that Apple's list does not have in this form. What differs
	// in its case is in Categories as Apple writes it, the others are not.
	Misnamed []string
	Explicit bool
	Image    string // absolute URL
	Type     string // "episodic" or "serial"
	// GUID is the podcast:guid, which stays when the feed moves.
	GUID string
	// Locked says that other hosts must not import the podcast (podcast:locked).
	Locked  bool
	Funding []Funding
	// Block says that directories must not list the podcast, Complete that no episode will come any more.
	Block, Complete bool
	Keywords        []string
	Persons         []Cast
	Location        Location
	License         License
	Medium          string // of podcast:medium; "" means podcast
	Txt             []Txt
	Trailers        []Trailer
	Podroll         []RemoteItem
	Publisher       RemoteItem
	Frequency       Frequency
}

// Funding is a page on which listeners can give money.
type Funding struct{ URL, Text string }

// Episode describes the audio or video of an article.
type Episode struct {
	Duration       time.Duration // 0 means unknown
	Season, Number int           // 0 means none
	Type           string        // "full", "trailer" or "bonus"; "" means full
	Explicit       *bool         // nil means as the podcast
	Transcripts    []Transcript
	Chapters       string // absolute URL of a chapters file in JSON, "" for none
	Persons        []Cast
	// Title is the title without season and number, if it is not that of the article.
	Title               string
	Block               bool // directories must not list it
	Keywords            []string
	SeasonName, Display string // the season's name, and the number as people see it
	Location            Location
	License             License
	Txt                 []Txt
	// Marks are the chapters that the audio file itself has.
	Marks      []Chapter
	Soundbites []Soundbite
	Alternates []AlternateEnclosure
	Social     []SocialInteract
}

// Transcript is a transcript of an episode: its absolute URL, media type and language.
type Transcript struct{ URL, Type, Language string }

// Cast is a person who takes part in an episode (podcast:person).
type Cast struct{ Name, Role, Group, URL, Image string }

// Media reports whether an enclosure is audio or video.
func (e Enclosure) Media() bool {
	return strings.HasPrefix(e.Type, "audio/") || strings.HasPrefix(e.Type, "video/")
}

// Media returns the enclosure that makes an article an episode, the first that is audio or video, or
// nil if there is none.
func (a *Article) Media() *Enclosure {
	for i := range a.Enclosures {
		if a.Enclosures[i].Media() {
			return &a.Enclosures[i]
		}
	}
	return nil
}
