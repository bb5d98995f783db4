package source

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
)

// These fields describe podcast episodes. The files they name are resolved in [reader.episode],
// when all files are known.

// setDuration reads the length of an episode, which has precedence over that of its audio file.
func setDuration(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("duration")
	if err != nil || s == "" {
		return err
	}
	d, ok := parseDuration(s)
	if !ok {
		return frontmatter.Errorf(v.Line, "write seconds, or 12:34, or 1:02:03", "%q is not a duration", s)
	}
	h.article.Episode.Duration = d
	return nil
}

// These patterns match amounts with units, in words or as in ISO 8601: 45 min, 1h30, 1 h 05 min 10
// s, PT45M.
const (
	amount  = `(\d+(?:[.,]\d+)?)\s*`
	hours   = amount + `(?i:h|hrs?|hours?|heures?|std|stunden?)\.?\s*`
	minutes = amount + `(?:(?i:m|mins?|minutes?|minuten)\.?|['’′])\s*`
	seconds = amount + `(?:(?i:s|secs?|seconds?|secondes?|sekunden?)\.?|["”″])`
)

// spelled matches durations in words. Minutes after hours need no unit (1h30).
var spelled = []*regexp.Regexp{
	regexp.MustCompile(`^(?i:PT)?(?:` + hours + `)(?:` + minutes + `)?(?:` + seconds + `)?$`),
	regexp.MustCompile(`^` + hours + `(\d{1,2})()$`),
	regexp.MustCompile(`^(?i:PT)?()(?:` + minutes + `)(?:` + seconds + `)?$`),
	regexp.MustCompile(`^(?i:PT)?()()(?:` + seconds + `)$`),
}

// parseDuration reads seconds (2700), a clock (45:00, 1:02:03) or words (1 h 30 min).
func parseDuration(s string) (time.Duration, bool) {
	if d, ok := clockDuration(s); ok {
		return d, true
	}
	for _, form := range spelled {
		if m := form.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
			return spelledDuration(m[1:])
		}
	}
	return 0, false
}

// spelledDuration adds hours, minutes and seconds; "" counts as 0.
func spelledDuration(parts []string) (time.Duration, bool) {
	total := 0.0
	for i, unit := range []float64{3600, 60, 1} {
		if parts[i] == "" {
			continue
		}
		n, err := strconv.ParseFloat(strings.Replace(parts[i], ",", ".", 1), 64)
		if err != nil || n > 1e6 {
			return 0, false
		}
		total += n * unit
	}
	return time.Duration(total) * time.Second, true
}

// clockDuration reads digits and colons, and ignores fractions of a second.
func clockDuration(s string) (time.Duration, bool) {
	parts := strings.Split(s, ":")
	if len(parts) > 3 {
		return 0, false
	}
	if whole, fraction, found := strings.Cut(parts[len(parts)-1], "."); found && strings.Trim(fraction, "0123456789") == "" {
		parts[len(parts)-1] = whole
	}
	total := 0
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 1e6 || i > 0 && n > 59 {
			return 0, false
		}
		total = total*60 + n
	}
	return time.Duration(total) * time.Second, true
}

// seasonWord and episodeWord match these words in the languages of authors.
const (
	seasonWord  = `(?:s|season|saison|series|série|serie|staffel|temporada|stagione)`
	episodeWord = `(?:e|ep|eps|episode|épisode|episodio|episódio|folge|aflevering|part|partie|#|n°|nº|no)`
)

// bothNumbers matches "S2E5" and "Saison 2, épisode 5", crossed "2x05", oneEpisode "5", "Ep. 5",
// "5/12" and "5: Le retour", and oneSeason "2" and "Saison 2".
var (
	bothNumbers = regexp.MustCompile(`^(?i)` + seasonWord + `\W*(\d{1,5})\W*` + episodeWord + `\W*(\d{1,6})(?:$|\D)`)
	crossed     = regexp.MustCompile(`^(\d{1,4})[x×](\d{1,6})$`)
	oneEpisode  = regexp.MustCompile(`^(?i)(?:` + episodeWord + `\.?\s*#?\s*)?(\d{1,6})(?:\.0|\s*/\s*\d+|\s*[:–—-]\s.*)?$`)
	oneSeason   = regexp.MustCompile(`^(?i)(?:` + seasonWord + `\.?\s*#?\s*)?(\d{1,5})(?:\.0)?$`)
)

// setEpisodeNumber reads a number, alone or within words, with or without the season (S2E5).
func setEpisodeNumber(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("episode")
	if err != nil || s == "" {
		return err
	}
	e := &h.article.Episode
	if m := bothNumbers.FindStringSubmatch(s); m != nil {
		e.Number = plaintext.Atoi(m[2])
		if e.Season == 0 {
			e.Season = plaintext.Atoi(m[1])
		}
		return nil
	}
	if m := crossed.FindStringSubmatch(s); m != nil {
		e.Season, e.Number = plaintext.Atoi(m[1]), plaintext.Atoi(m[2])
		return nil
	}
	m := oneEpisode.FindStringSubmatch(s)
	if m == nil {
		return frontmatter.Errorf(v.Line, "write its number, as in episode: 3", "episode %q has no number", s)
	}
	e.Number = plaintext.Atoi(m[1])
	return nil
}

// setSeason reads a number, alone or within words (Saison 2, S02).
func setSeason(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("season")
	if err != nil || s == "" {
		return err
	}
	m := oneSeason.FindStringSubmatch(s)
	if m == nil {
		return frontmatter.Errorf(v.Line, "write its number, as in season: 2", "season %q has no number", s)
	}
	h.article.Episode.Season = plaintext.Atoi(m[1])
	return nil
}

// setEpisodeType reads one of the values of itunes:episodeType.
func setEpisodeType(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("episode_type")
	s = strings.ToLower(s)
	if err == nil && s != "full" && s != "trailer" && s != "bonus" {
		return frontmatter.Errorf(v.Line, "write full, trailer or bonus", "episode_type %q is unknown", s)
	}
	h.article.Episode.Type = s
	return err
}

// setExplicit reads true or false, or the older words of iTunes for them.
func setExplicit(h *head, v *frontmatter.Value, _ *time.Location) error {
	explicit, err := v.Bool("explicit")
	if err != nil {
		switch s, _ := v.Str("explicit"); strings.ToLower(s) {
		case "clean", "none":
			explicit, err = false, nil
		case "explicit", "mature", "adult":
			explicit, err = true, nil
		}
	}
	if err == nil {
		h.article.Episode.Explicit = &explicit
	}
	return err
}

// setTranscripts reads a file or address, a table with url, type and language, or a list of those.
func setTranscripts(h *head, v *frontmatter.Value, zone *time.Location) error {
	switch v.Kind {
	case frontmatter.List:
		for _, item := range v.List {
			if err := setTranscripts(h, item, zone); err != nil {
				return err
			}
		}
		return nil
	case frontmatter.Scalar:
		h.transcripts = append(h.transcripts, reference{line: v.Line, ref: strings.TrimSpace(v.Text)})
		return nil
	}
	r := reference{line: v.Line}
	for _, f := range v.Fields {
		s, err := f.Value.Str(f.Key)
		if err != nil {
			return err
		}
		switch f.Key {
		case "url":
			r.ref = s
		case "type":
			r.mediaType = s
		case "language":
			r.language, err = languageTag(s, f.Line)
			if err != nil {
				return err
			}
		default:
			return frontmatter.Errorf(f.Line, "a transcript has url, type and language", "unknown key %q", f.Key)
		}
	}
	h.transcripts = append(h.transcripts, r)
	return nil
}

// setChapters reads a file or address of chapters in JSON (podcast:chapters), or false: also none of the audio file.
func setChapters(h *head, v *frontmatter.Value, _ *time.Location) error {
	s, err := v.Str("chapters")
	h.chapters = reference{line: v.Line, ref: s}
	if s == "false" {
		h.chapters.ref, h.noChapters = "", true
	}
	return err
}

// setPersons reads a name, a table with name, role, group, url and image, or a list of those.
func setPersons(h *head, v *frontmatter.Value, zone *time.Location) error {
	switch v.Kind {
	case frontmatter.List:
		for _, item := range v.List {
			if err := setPersons(h, item, zone); err != nil {
				return err
			}
		}
		return nil
	case frontmatter.Scalar:
		h.article.Episode.Persons = append(h.article.Episode.Persons, feed.Cast{Name: plaintext.OneLine(v.Text)})
		return nil
	}
	p := feed.Cast{}
	for _, f := range v.Fields {
		s, err := f.Value.Str(f.Key)
		if err != nil {
			return err
		}
		switch f.Key {
		case "name":
			p.Name = plaintext.OneLine(s)
		case "role":
			p.Role = strings.ToLower(s)
		case "group":
			p.Group = strings.ToLower(s)
		case "url", "href", "image", "img":
			u, err := plaintext.WebURL(s)
			if err != nil {
				return frontmatter.Errorf(f.Line, "write it whole, as in https://example.org/", "%s %q: %v", f.Key, s, err)
			}
			if f.Key == "url" || f.Key == "href" {
				p.URL = u
			} else {
				p.Image = u
			}
		}
	}
	if p.Name == "" {
		return frontmatter.Errorf(v.Line, "write name, and role, group, url and image if you like", "a person without name")
	}
	h.article.Episode.Persons = append(h.article.Episode.Persons, p)
	return nil
}

// reference names a file or an address. It is resolved when all files are known.
type reference struct {
	line                     int
	ref, mediaType, language string
}

// transcriptTypes are the media types of the podcast namespace that differ from the usual ones, by
// extension.
var transcriptTypes = map[string]string{".srt": "application/srt", ".json": "application/json"}

// episode resolves the files and addresses of an episode, and reads from its audio file what front matter does
// not say.
func (r *reader) episode(h *head, resolve markup.Resolver) error {
	a := &h.article
	for _, t := range h.transcripts {
		u, ok := r.episodeFile(h, resolve, "transcript", t)
		if !ok {
			continue
		}
		if t.mediaType == "" {
			t.mediaType, _, _ = strings.Cut(feed.MediaType(u), ";")
			for ext, mediaType := range transcriptTypes {
				if strings.HasSuffix(strings.ToLower(u), ext) {
					t.mediaType = mediaType
				}
			}
		}
		a.Episode.Transcripts = append(a.Episode.Transcripts, feed.Transcript{URL: u, Type: t.mediaType, Language: t.language})
	}
	if h.chapters.ref != "" {
		a.Episode.Chapters = r.chaptersFile(h, resolve)
	}
	for _, other := range h.alternates {
		u, ok := r.episodeFile(h, resolve, "alternate", reference{line: h.alternateLine, ref: other.URL})
		if !ok {
			continue
		}
		other.URL = u
		if other.Type == "" {
			other.Type, _, _ = strings.Cut(feed.MediaType(u), ";")
		}
		if file, ok := r.links.asset(u, &h.refs); ok && other.Length == 0 {
			other.Length = file.size
		}
		a.Episode.Alternates = append(a.Episode.Alternates, other)
	}
	r.readMedia(h)
	return nil
}

// episodeFile returns the address of a file of an episode. If there is none, it warns that the file is left out.
func (r *reader) episodeFile(h *head, resolve markup.Resolver, name string, file reference) (address string, ok bool) {
	r.checkRef(h, file.ref, file.line)
	u, err := plaintext.WebURL(resolve(file.ref))
	if err != nil {
		h.warnOmitted(frontmatter.Errorf(file.line, "name a file beside the article or an address", "%s %q is no address", name, file.ref))
		return "", false
	}
	return u, true
}

// chaptersFile returns the address of the chapters that front matter names, "" if they are left out. A file of
// content must be JSON.
func (r *reader) chaptersFile(h *head, resolve markup.Resolver) string {
	u, ok := r.episodeFile(h, resolve, "chapters", h.chapters)
	if !ok {
		return ""
	}
	if file, ok := r.links.asset(u, &h.refs); ok && !strings.EqualFold(path.Ext(file.path), ".json") {
		h.warnOmitted(frontmatter.Errorf(h.chapters.line, "write them as JSON chapters, in a file that ends in .json", "chapters %q is no JSON", h.chapters.ref))
		return ""
	}
	return u
}

// readMedia reads the duration and the chapters from the audio file of an episode, as far as front matter does not
// give them. It reads chapters only if the site has a podcast.
func (r *reader) readMedia(h *head) {
	a := &h.article
	m := a.Media()
	if m == nil {
		return
	}
	file, ok := r.links.asset(m.URL, &h.refs)
	if !ok {
		return
	}
	if a.Episode.Duration == 0 {
		a.Episode.Duration = r.duration(file.path, m.Type)
	}
	if a.Episode.Chapters != "" || h.noChapters || m.Type != "audio/mpeg" || !r.site.HasPodcast() {
		return
	}
	a.Episode.Marks = r.chapterMarks(file.path)
	if len(a.Episode.Marks) == 0 {
		return
	}
	a.Traits |= feed.HasMarks
	if name := feed.ChaptersName(&a.Meta); name != "" {
		a.Episode.Chapters = r.site.URL(name)
	}
}
