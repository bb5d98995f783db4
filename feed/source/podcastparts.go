package source

import (
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// These functions read the elements of Podcasting 2.0 from site.yaml and front matter.

var locationKeys = keys[feed.Location]{
	"name": asText("name", func(l *feed.Location) *string { return &l.Name }),
	"geo":  asText("geo", func(l *feed.Location) *string { return &l.Geo }),
	"osm":  asText("osm", func(l *feed.Location) *string { return &l.OSM }),
}

// geoURI matches a place (RFC 5870 §3), osmObject a node, way or relation of OpenStreetMap, with a revision perhaps.
var (
	geoURI    = regexp.MustCompile(`^geo:-?\d+(?:\.\d+)?(?:,-?\d+(?:\.\d+)?){1,2}(?:;.*)?$`)
	osmObject = regexp.MustCompile(`^[NWR]\d+(?:#\d+)?$`)
)

// readLocation reads the name of a place, or a table.
func readLocation(l *feed.Location, v *frontmatter.Value) error {
	if v.Kind == frontmatter.Scalar {
		l.Name = plaintext.OneLine(v.Text)
		return nil
	}
	if err := readTable(l, v, "location", locationKeys); err != nil {
		return err
	}
	if l.Geo != "" && !strings.HasPrefix(l.Geo, "geo:") {
		l.Geo = "geo:" + l.Geo
	}
	if l.Geo != "" && !geoURI.MatchString(l.Geo) {
		return frontmatter.Errorf(v.Line, `write latitude and longitude, as in geo: "12.65,-8.0"`, "geo %q is no place", l.Geo)
	}
	if l.OSM != "" && !osmObject.MatchString(l.OSM) {
		return frontmatter.Errorf(v.Line, "write the kind (N, W or R) and the number of an object of OpenStreetMap, as in osm: R2186646", "osm %q is no object", l.OSM)
	}
	if l.Name == "" {
		return frontmatter.Errorf(v.Line, "write location: {name: Bamako, geo: \"12.65,-8.0\"}", "a location has a name")
	}
	return nil
}

var licenseKeys = keys[feed.License]{
	"name": asText("name", func(l *feed.License) *string { return &l.Name }),
	"url":  asAddress("url", func(l *feed.License) *string { return &l.URL }),
}

// readLicense reads the name of a license, or a table with its address.
func readLicense(l *feed.License, v *frontmatter.Value) error {
	if v.Kind == frontmatter.Scalar {
		l.Name = plaintext.OneLine(v.Text)
		return nil
	}
	return readTable(l, v, "license", licenseKeys)
}

var txtKeys = keys[feed.Txt]{
	"purpose": asText("purpose", func(t *feed.Txt) *string { return &t.Purpose }),
	"text":    asText("text", func(t *feed.Txt) *string { return &t.Text }),
}

// readTxt reads a text, a table, or a list of tables.
func readTxt(all *[]feed.Txt, v *frontmatter.Value) (err error) {
	if v.Kind == frontmatter.Scalar {
		*all = []feed.Txt{{Text: plaintext.OneLine(v.Text)}}
		return nil
	}
	*all, err = readTables(v, "txt", txtKeys)
	for _, t := range *all {
		if t.Text == "" {
			return frontmatter.Errorf(v.Line, "write txt: {purpose: verify, text: …}", "txt without text")
		}
	}
	return err
}

// unzoned is the zone of a date in site.yaml that gives none, until the site's zone is known.
var unzoned = time.FixedZone("", 0)

// readDate returns a function that reads a date, with or without a zone.
func readDate[T any](name string, field func(t *T) *time.Time) func(t *T, v *frontmatter.Value) error {
	return func(t *T, v *frontmatter.Value) error {
		var elsewhere time.Time
		if err := dateInto(field(t), v, name, unzoned); err != nil {
			return err
		}
		if err := dateInto(&elsewhere, v, name, time.FixedZone("", 3600)); err == nil && elsewhere.Equal(*field(t)) { // it gives its own
			*field(t) = elsewhere.UTC()
		}
		return nil
	}
}

// inZone returns a time in a zone, if it is in that for dates that give none.
func inZone(t time.Time, zone *time.Location) time.Time {
	if t.Location() != unzoned {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}

var trailerKeys = keys[feed.Trailer]{
	"title":  asText("title", func(t *feed.Trailer) *string { return &t.Title }),
	"url":    asAddress("url", func(t *feed.Trailer) *string { return &t.URL }),
	"type":   asText("type", func(t *feed.Trailer) *string { return &t.Type }),
	"length": asNumber("length", func(t *feed.Trailer) *int64 { return &t.Length }),
	"season": asNumber("season", func(t *feed.Trailer) *int { return &t.Season }),
	"date":   readDate("date", func(t *feed.Trailer) *time.Time { return &t.Published }),
}

// readTrailers reads trailers, which have a title, an address and a date (podcast:trailer).
func readTrailers(v *frontmatter.Value) ([]feed.Trailer, error) {
	all, err := readTables(v, "trailer", trailerKeys)
	for i := range all {
		t := &all[i]
		if t.Title == "" || t.URL == "" || t.Published.IsZero() {
			return nil, frontmatter.Errorf(v.Line, "write trailer: {title: Bientôt, url: https://example.org/t.mp3, date: 2024-01-15}", "a trailer has title, url and date")
		}
		if t.Type == "" {
			t.Type, _, _ = strings.Cut(feed.MediaType(t.URL), ";")
		}
	}
	return all, err
}

var remoteKeys = keys[feed.RemoteItem]{
	"guid": func(r *feed.RemoteItem, v *frontmatter.Value) error {
		s, err := v.Str("guid")
		if _, wrong := uuid.Parse(s); err == nil && wrong != nil {
			return frontmatter.Errorf(v.Line, "copy its podcast:guid", "guid %q is no UUID", s)
		}
		r.GUID = s
		return err
	},
	"url":   asAddress("url", func(r *feed.RemoteItem) *string { return &r.URL }),
	"title": asText("title", func(r *feed.RemoteItem) *string { return &r.Title }),
}

// readRemote reads other podcasts, by their GUIDs or addresses. The GUID of a podcast that gives an address
// alone is made of that, as the namespace says.
func readRemote(v *frontmatter.Value, name string) ([]feed.RemoteItem, error) {
	all, err := readTables(v, name, remoteKeys)
	for i := range all {
		r := &all[i]
		if r.GUID == "" && r.URL != "" {
			r.GUID = podcastGUID(r.URL)
		}
		if r.GUID == "" {
			return nil, frontmatter.Errorf(v.Line, "write "+name+": {url: https://example.org/feed.xml}, or its guid", "%s has neither guid nor url", name)
		}
	}
	return all, err
}

// frequencyKeys are those of how often episodes come.
var frequencyKeys = keys[feed.Frequency]{
	"text": asText("text", func(f *feed.Frequency) *string { return &f.Text }),
	"rrule": func(f *feed.Frequency, v *frontmatter.Value) error {
		s, err := v.Str("rrule")
		if err == nil && !strings.Contains(s, "FREQ=") {
			return frontmatter.Errorf(v.Line, "write it as in rrule: FREQ=WEEKLY", "rrule %q is no rule", s)
		}
		f.Rule = plaintext.OneLine(s)
		return err
	},
	"complete": asBool("complete", func(f *feed.Frequency) *bool { return &f.Complete }),
	"start":    readDate("start", func(f *feed.Frequency) *time.Time { return &f.Start }),
}

// mediums are the values of podcast:medium.
var mediums = wordSet("podcast music video film audiobook newsletter blog publisher course mixed " +
	"podcastL musicL videoL filmL audiobookL newsletterL blogL publisherL courseL")

// episodeKeys are the keys below podcast in front matter.
var episodeKeys = keys[head]{
	"title": asText("title", func(h *head) *string { return &h.article.Episode.Title }),
	"block": asBool("block", func(h *head) *bool { return &h.article.Episode.Block }),
	"keywords": func(h *head, v *frontmatter.Value) (err error) {
		h.article.Episode.Keywords, err = v.Strs("keywords")
		return err
	},
	"season_name": asText("season_name", func(h *head) *string { return &h.article.Episode.SeasonName }),
	"display":     asText("display", func(h *head) *string { return &h.article.Episode.Display }),
	"location":    func(h *head, v *frontmatter.Value) error { return readLocation(&h.article.Episode.Location, v) },
	"license":     func(h *head, v *frontmatter.Value) error { return readLicense(&h.article.Episode.License, v) },
	"txt":         func(h *head, v *frontmatter.Value) error { return readTxt(&h.article.Episode.Txt, v) },
	"soundbite":   readSoundbites,
	"social": func(h *head, v *frontmatter.Value) (err error) {
		h.article.Episode.Social, err = readTables(v, "social", socialKeys)
		for i := range h.article.Episode.Social {
			s := &h.article.Episode.Social[i]
			if s.URL == "" && s.Protocol != "disabled" {
				return frontmatter.Errorf(v.Line, "write social: {url: https://mastodon.example/@me/1}", "social has no url")
			}
			if s.Protocol == "" {
				s.Protocol = "activitypub"
			}
		}
		return err
	},
	"alternate": func(h *head, v *frontmatter.Value) (err error) {
		h.alternates, err = readTables(v, "alternate", alternateKeys)
		h.alternateLine = v.Line
		return err
	},
}

var socialKeys = keys[feed.SocialInteract]{
	"url":         asAddress("url", func(s *feed.SocialInteract) *string { return &s.URL }),
	"protocol":    asText("protocol", func(s *feed.SocialInteract) *string { return &s.Protocol }),
	"account":     asText("account", func(s *feed.SocialInteract) *string { return &s.AccountID }),
	"account_url": asAddress("account_url", func(s *feed.SocialInteract) *string { return &s.AccountURL }),
}

var alternateKeys = keys[feed.AlternateEnclosure]{
	"url":     asText("url", func(a *feed.AlternateEnclosure) *string { return &a.URL }), // resolved when all files are known
	"type":    asText("type", func(a *feed.AlternateEnclosure) *string { return &a.Type }),
	"title":   asText("title", func(a *feed.AlternateEnclosure) *string { return &a.Title }),
	"length":  asNumber("length", func(a *feed.AlternateEnclosure) *int64 { return &a.Length }),
	"bitrate": asNumber("bitrate", func(a *feed.AlternateEnclosure) *int64 { return &a.Bitrate }),
	"height":  asNumber("height", func(a *feed.AlternateEnclosure) *int { return &a.Height }),
	"default": asBool("default", func(a *feed.AlternateEnclosure) *bool { return &a.Default }),
	"language": func(a *feed.AlternateEnclosure, v *frontmatter.Value) (err error) {
		a.Language, err = languageTag(v.Text, v.Line)
		return err
	},
}

// soundbite is a table of front matter.
type soundbite struct{ title, start, duration string }

var soundbiteKeys = keys[soundbite]{
	"title":    asText("title", func(s *soundbite) *string { return &s.title }),
	"start":    asText("start", func(s *soundbite) *string { return &s.start }),
	"duration": asText("duration", func(s *soundbite) *string { return &s.duration }),
}

// readSoundbites reads parts of an episode, with times as in duration.
func readSoundbites(h *head, v *frontmatter.Value) error {
	all, err := readTables(v, "soundbite", soundbiteKeys)
	for _, s := range all {
		start, ok1 := parseDuration(s.start)
		duration, ok2 := parseDuration(s.duration)
		if !ok1 || !ok2 || duration == 0 {
			return frontmatter.Errorf(v.Line, "write soundbite: {start: 1:13, duration: 60}", "a soundbite has start and duration")
		}
		h.article.Episode.Soundbites = append(h.article.Episode.Soundbites, feed.Soundbite{Title: s.title, Start: start, Duration: duration})
	}
	return err
}

// setEpisodeTable reads what an article says of itself as an episode. Other tools write a file there.
func setEpisodeTable(h *head, v *frontmatter.Value, _ *time.Location) error {
	if v.Kind != frontmatter.Table {
		return nil
	}
	return readTable(h, v, "podcast", episodeKeys)
}
