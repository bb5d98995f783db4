package source

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"fil/feed"
)

// Each row is a duration as authors write it.
func TestDurations(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"2700": 45 * time.Minute, "45:00": 45 * time.Minute, "1:02:03": 62*time.Minute + 3*time.Second, "00:45:10.5": 45*time.Minute + 10*time.Second,
		"45 min": 45 * time.Minute, "45min.": 45 * time.Minute, "45 minutes": 45 * time.Minute, "1h30": 90 * time.Minute, "1 h 05 min 10 s": 65*time.Minute + 10*time.Second,
		"1 heure": time.Hour, "1,5 h": 90 * time.Minute, "PT45M": 45 * time.Minute, "PT1H2M3S": 62*time.Minute + 3*time.Second, "90s": 90 * time.Second, "45′": 45 * time.Minute,
	} {
		if got, ok := parseDuration(s); !ok || got != want {
			t.Errorf("%q: %v, %v", s, got, ok)
		}
	}
	for _, s := range []string{"", "longtemps", "-5", "1:2:3:4", "1:99", "4,5", "min", "PT", "12 chats"} {
		if got, ok := parseDuration(s); ok {
			t.Errorf("%q is taken for %v", s, got)
		}
	}
}

// Each row is a field of an episode, and what is read.
func TestEpisodeFields(t *testing.T) {
	for _, c := range []struct {
		front string
		get   func(e *feed.Episode) any
		want  string
	}{
		{"season: 2", func(e *feed.Episode) any { return e.Season }, "2"},
		{"season: Saison 2", func(e *feed.Episode) any { return e.Season }, "2"},
		{"season: S02", func(e *feed.Episode) any { return e.Season }, "2"},
		{"season: 2.0", func(e *feed.Episode) any { return e.Season }, "2"},
		{"episode: 7", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode: 007", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode: \"#7\"", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode: Épisode 7", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode: Ep. 7", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode: n° 7", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode: 7/12", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode: \"7: Le retour\"", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode: S2E7", func(e *feed.Episode) any { return fmt.Sprint(e.Season, e.Number) }, "2 7"},
		{"episode: s02e07", func(e *feed.Episode) any { return fmt.Sprint(e.Season, e.Number) }, "2 7"},
		{"episode: Saison 2, épisode 7", func(e *feed.Episode) any { return fmt.Sprint(e.Season, e.Number) }, "2 7"},
		{"episode: 2x07", func(e *feed.Episode) any { return fmt.Sprint(e.Season, e.Number) }, "2 7"},
		{"season: 3\nepisode: S2E7", func(e *feed.Episode) any { return e.Number }, "7"},
		{"episode_type: bonus", func(e *feed.Episode) any { return e.Type }, "bonus"},
		{"episode_type: Trailer", func(e *feed.Episode) any { return e.Type }, "trailer"},
		{"title: T", func(e *feed.Episode) any { return e.Explicit == nil }, "true"}, // as the podcast
		{"explicit: true", func(e *feed.Episode) any { return *e.Explicit }, "true"},
		{"explicit: no", func(e *feed.Episode) any { return *e.Explicit }, "false"},
		{"explicit: clean", func(e *feed.Episode) any { return *e.Explicit }, "false"},
		{"explicit: explicit", func(e *feed.Episode) any { return *e.Explicit }, "true"},
		{"duration: 2700", func(e *feed.Episode) any { return e.Duration }, "45m0s"},
		{"duration: \"45:00\"", func(e *feed.Episode) any { return e.Duration }, "45m0s"},
		{"duration: 45 min", func(e *feed.Episode) any { return e.Duration }, "45m0s"},
		{"duration: ''", func(e *feed.Episode) any { return e.Duration }, "0s"},
		{"transcript: e.vtt", func(e *feed.Episode) any { return e.Transcripts }, "[{https://fil.example/e.vtt text/vtt }]"},
		{"transcript: [e.vtt, e.srt]", func(e *feed.Episode) any { return e.Transcripts }, "[{https://fil.example/e.vtt text/vtt } {https://fil.example/e.srt application/srt }]"},
		{"transcripts: {url: e.srt, type: text/plain, language: pt_BR}", func(e *feed.Episode) any { return e.Transcripts }, "[{https://fil.example/e.srt text/plain pt-BR}]"},
		{"transcript: https://x.example/t.json", func(e *feed.Episode) any { return e.Transcripts }, "[{https://x.example/t.json application/json }]"},
		{"chapters: c.json", func(e *feed.Episode) any { return e.Chapters }, "https://fil.example/c.json"},
		{"chapters: https://x.example/c.json", func(e *feed.Episode) any { return e.Chapters }, "https://x.example/c.json"},
		{"podcast: {location: {name: Gao, geo: \"16.2,-0.1\"}}", func(e *feed.Episode) any { return e.Location }, "{Gao geo:16.2,-0.1 }"},
		{"podcast: {soundbite: [{start: 1:13, duration: 60}, {start: 5, duration: 9, title: T}]}", func(e *feed.Episode) any { return e.Soundbites }, "[{ 1m13s 1m0s} {T 5s 9s}]"},
		{"podcast: {social: {url: https://m.example/1}}", func(e *feed.Episode) any { return e.Social }, "[{https://m.example/1 activitypub  }]"},
		{"podcast: {txt: [{purpose: p, text: a}, {text: b}]}", func(e *feed.Episode) any { return e.Txt }, "[{p a} { b}]"},
		{"podcast: e.mp3", func(e *feed.Episode) any { return e.Title }, ""}, // another tool's
		{"persons: Awa", func(e *feed.Episode) any { return e.Persons }, "[{Awa    }]"},
		{"persons: [Awa, Ben]", func(e *feed.Episode) any { return e.Persons }, "[{Awa    } {Ben    }]"},
		{"persons: {name: Awa, role: Host, group: Cast, href: https://a.example/, img: https://a.example/a.png}", func(e *feed.Episode) any { return e.Persons }, "[{Awa host cast https://a.example/ https://a.example/a.png}]"},
	} {
		a := readEpisode(t, c.front, 0)
		if got := fmt.Sprint(c.get(&a.Episode)); got != c.want {
			t.Errorf("%s: %s, want %s", c.front, got, c.want)
		}
	}
	// Each of these is omitted with a warning, and the article is published.
	for _, front := range []string{"season: deux", "season: [2]", "episode: sept", "episode: \"\\u2013\"", "episode_type: special", "explicit: perhaps", "duration: longtemps", "duration: \"1:99\"",
		"transcript: {url: e.vtt, lang: fr}", "transcript: {url: e.vtt, language: french}", "chapters: [c.json]", "persons: {role: host}", "persons: {name: Awa, url: nope}",
		"podcast: {titel: x}", "podcast: {soundbite: {start: 3}}", "podcast: {social: {account: x}}", "podcast: {location: {geo: x}}"} {
		a := readEpisode(t, front, 1)
		if e := a.Episode; e.Season+e.Number > 0 || e.Type != "" || e.Explicit != nil || e.Duration > 0 || len(e.Transcripts)+len(e.Persons) > 0 || e.Chapters != "" {
			t.Errorf("%s: %+v", front, e)
		}
	}
}

// readEpisode reads an episode with front matter, which must give a number of warnings for its third
// line.
func readEpisode(t *testing.T, front string, warnings int) *feed.Article {
	t.Helper()
	content := readAll(t, files("a.md", "---\ndate: 2024-01-02\n"+front+"\n---\nTexte.\n", "e.vtt", "WEBVTT", "e.srt", "1", "c.json", "[]"))
	if len(content.Articles) != 1 || len(content.Problems) != warnings {
		t.Fatalf("%s: %d articles, %v", front, len(content.Articles), content.Problems)
	}
	for _, p := range content.Problems {
		if !p.Warning || p.Line != 3 || p.Hint == "" || !strings.HasSuffix(p.Message, "it is left out") {
			t.Errorf("%s: %v, hint %q", front, p, p.Hint)
		}
	}
	return content.article(0)
}

// Each row is an enclosure, and its address, type and length, or the error that refuses the article.
// Files of content have their own size, and a file on another server the size that Length returns.
func TestEnclosures(t *testing.T) {
	for _, c := range []struct{ front, want, message string }{
		{"enclosures: son.mp3", "/blog/son.mp3 audio/mpeg 3 ", ""},
		{"enclosures: [son.mp3, /film.mp4]", "/blog/son.mp3 audio/mpeg 3 , /film.mp4 video/mp4 5 ", ""},
		{"enclosure: ../film.mp4", "/film.mp4 video/mp4 5 ", ""},
		{"enclosures: un%20son.ogg", "/blog/un%20son.ogg audio/ogg 3 ", ""},
		{"enclosures: {url: son.mp3, title: Un son}", "/blog/son.mp3 audio/mpeg 3 Un son", ""},
		{"enclosures: {file: son.mp3, length: 99}", "/blog/son.mp3 audio/mpeg 3 ", ""}, // its own size
		{"enclosures: {src: son.mp3, mime_type: audio/x-own}", "/blog/son.mp3 audio/x-own 3 ", ""},
		{"enclosures: https://x.example/a.mp3", "https://x.example/a.mp3 audio/mpeg 77 ", ""}, // asked for
		{"enclosures: {url: https://x.example/a.mp3, size_in_bytes: 99}", "https://x.example/a.mp3 audio/mpeg 99 ", ""},
		{"enclosures: {url: https://x.example/a, type: audio/ogg, size: 99}", "https://x.example/a audio/ogg 99 ", ""},
		{"enclosures: nulle-part.mp3", "", `"nulle-part.mp3" is not in content`},
		{"enclosures: Son.mp3", "", `"Son.mp3" is not in content`},
		{"enclosures: vide.mp3", "", `"vide.mp3" is empty`},
		{"enclosures: {length: 9}", "", "an enclosure without url"},
		{"enclosures: {url: son.mp3, bitrate: 9}", "", `unknown key "bitrate"`},
		{"enclosures: {url: son.mp3, length: long}", "", "length is a whole number"},
		{"enclosures: {url: https://x.example/a, type: sound}", "", "no media type"},
		{"enclosures: {url: [son.mp3]}", "", "single value"},
	} {
		fsys := files("blog/a.md", "---\ndate: 2024-01-02\n"+c.front+"\n---\nTexte.\n", "blog/son.mp3", "son", "film.mp4", "films", "blog/un son.ogg", "son", "blog/vide.mp3", "")
		content, err := readWhole(t.Context(), fsys, testSite, Options{Length: func(string) int64 { return 77 }})
		if err != nil {
			t.Fatal(err)
		}
		if c.message != "" {
			if len(content.Refused) != 1 || len(content.Problems) != 1 || content.Problems[0].Warning || content.Problems[0].Line != 3 || !strings.Contains(content.Problems[0].Message, c.message) {
				t.Errorf("%s: %v", c.front, content.Problems)
			}
			continue
		}
		if len(content.Articles) != 1 || len(content.Problems) > 0 {
			t.Errorf("%s: %v", c.front, content.Problems)
			continue
		}
		var all []string
		for _, e := range content.article(0).Enclosures {
			all = append(all, fmt.Sprintf("%s %s %d %s", strings.TrimPrefix(e.URL, "https://fil.example"), e.Type, e.Length, e.Title))
		}
		if got := strings.Join(all, ", "); got != c.want {
			t.Errorf("%s: %s, want %s", c.front, got, c.want)
		}
	}
	// Length is not asked for a draft, and an unknown length is a warning.
	for front, want := range map[string]struct {
		asked    int
		warnings int
	}{"draft: true": {0, 1}, "title: T": {1, 1}} {
		asked := 0
		fsys := files("a.md", "---\ndate: 2024-01-02\n"+front+"\nenclosures: https://x.example/a.mp3\n---\nTexte.\n")
		content, err := readWhole(t.Context(), fsys, testSite, Options{Length: func(string) int64 { asked++; return 0 }})
		if err != nil || asked != want.asked || len(content.Problems) != want.warnings || !strings.Contains(content.Problems[0].Message, "length of the enclosure") {
			t.Errorf("%s: asked %d times, %v", front, asked, content.Problems)
		}
	}
}
