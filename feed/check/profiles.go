package check

import (
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// A profile is what a directory or an aggregator documents besides the standards. It is checked if the user asks
// for it: a feed may be right and still be refused there.
type profile struct {
	name string
	// source is the document that has the rules.
	source string
	feed   []requirement[feedFacts]
	item   []requirement[itemFacts]
}

// requirement is one rule of a profile.
type requirement[F any] struct {
	rule     string
	severity Severity
	mend     string
	// broken says what is wrong, "" if nothing is.
	broken func(f *F) string
}

// Profiles returns the names of all profiles.
func Profiles() (names []string) {
	for _, p := range profiles {
		names = append(names, p.name)
	}
	return names
}

// ProfileSource returns the document that has the rules of a profile, "" if there is no such profile.
func ProfileSource(name string) string {
	for _, p := range profiles {
		if p.name == name {
			return p.source
		}
	}
	return ""
}

// Requirements of several profiles.
func needs[F any](rule string, severity Severity, what string, get func(*F) string) requirement[F] {
	return requirement[F]{rule, severity, "add " + what, func(f *F) string {
		if get(f) == "" {
			return "there is no " + what
		}
		return ""
	}}
}

func podcastFeed(also ...requirement[feedFacts]) []requirement[feedFacts] {
	return append([]requirement[feedFacts]{
		needs("title", Error, "title", func(f *feedFacts) string { return f.title }),
		needs("description", Error, "description", func(f *feedFacts) string { return f.description }),
		needs("language", Error, "language", func(f *feedFacts) string { return f.language }),
		needs("category", Error, "itunes:category", func(f *feedFacts) string { return f.category }),
		needs("explicit", Error, "itunes:explicit", func(f *feedFacts) string { return f.explicit }),
		needs("image", Error, "itunes:image", func(f *feedFacts) string { return f.image }),
		{"format", Error, "submit the RSS form", func(f *feedFacts) string {
			if f.format != RSS {
				return "it is not RSS"
			}
			return ""
		}},
	}, also...)
}

// episodes are the rules for an item of a podcast; kinds are the types that may be played.
func episodeRules(kinds ...string) []requirement[itemFacts] {
	return []requirement[itemFacts]{
		needs("item-title", Error, "title", func(f *itemFacts) string { return f.title }),
		needs("item-guid", Error, "guid", func(f *itemFacts) string { return f.id }),
		needs("item-date", Warning, "pubDate", func(f *itemFacts) string { return f.date }),
		{"item-enclosure", Error, "add an enclosure", func(f *itemFacts) string {
			if len(f.enclosures) == 0 {
				return "there is no enclosure"
			}
			return ""
		}},
		{"item-enclosure-type", Warning, "use one of " + strings.Join(kinds, ", "), func(f *itemFacts) string {
			for _, e := range f.enclosures {
				if !slices.Contains(kinds, e.kind) {
					return fmt.Sprintf("the type %q is not played", clip(e.kind))
				}
			}
			return ""
		}},
		{"item-enclosure-length", Warning, "write the size in bytes", func(f *itemFacts) string {
			for _, e := range f.enclosures {
				if n, ok := wholeNumber(e.length); !ok || n == 0 {
					return "the length of the enclosure is not known"
				}
			}
			return ""
		}},
		{"item-enclosure-name", Warning, "end the address in .mp3, .m4a, .mp4, .mov or .pdf", func(f *itemFacts) string {
			for _, e := range f.enclosures {
				if u, err := url.Parse(e.url); err == nil && path.Ext(u.Path) == "" {
					return "the address of the enclosure has no ending"
				}
			}
			return ""
		}},
	}
}

// profiles are what directories and aggregators documented in November 2026.
var profiles = []profile{
	{"apple", "podcasters.apple.com/support/823, a podcaster's guide to RSS",
		podcastFeed(needs("owner", Warning, "itunes:owner with itunes:email", func(f *feedFacts) string { return f.owner })),
		episodeRules("audio/x-m4a", "audio/mpeg", "audio/mp4", "video/mp4", "video/x-m4v", "video/quicktime", "application/pdf", "document/x-epub")},
	{"spotify", "support.spotify.com, podcast specification doc",
		podcastFeed(needs("owner", Error, "itunes:owner with itunes:email", func(f *feedFacts) string { return f.owner })),
		episodeRules("audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/aac", "audio/ogg", "audio/wav", "audio/x-wav", "audio/flac", "video/mp4", "video/quicktime")},
	{"psp1", "PSP-1, the podcast RSS standard (github.com/Podcast-Standards-Project/PSP-1-Podcast-RSS-Specification)",
		podcastFeed(needs("link", Error, "link", func(f *feedFacts) string { return f.link }),
			needs("self", Error, "atom:link with rel=\"self\"", func(f *feedFacts) string { return f.self }),
			needs("guid", Warning, "podcast:guid", func(f *feedFacts) string { return f.guid }),
			needs("locked", Warning, "podcast:locked", func(f *feedFacts) string { return f.locked }),
			needs("author", Warning, "itunes:author", func(f *feedFacts) string { return f.author })),
		episodeRules("audio/mpeg", "audio/mp4", "audio/x-m4a", "audio/ogg", "audio/opus", "audio/aac", "audio/wav", "audio/flac", "video/mp4", "video/quicktime", "video/x-m4v", "application/x-mpegURL")},
	{"google-news", "Google News, publisher center: feeds",
		[]requirement[feedFacts]{
			needs("title", Error, "title", func(f *feedFacts) string { return f.title }),
			needs("hub", Hint, "link with rel=\"hub\" (WebSub)", func(f *feedFacts) string { return f.hub }),
			{"size", Error, "leave out older articles", func(f *feedFacts) string { return above(f.bytes, 2<<20, "the feed has %d bytes: 2 MB are the most") }}},
		[]requirement[itemFacts]{
			needs("item-title", Error, "title", func(f *itemFacts) string { return f.title }),
			needs("item-guid", Error, "guid", func(f *itemFacts) string { return f.id }),
			needs("item-date", Error, "date", func(f *itemFacts) string { return f.date }),
			needs("item-text", Error, "content:encoded or content", func(f *itemFacts) string { return f.text }),
			{"item-size", Error, "shorten the article", func(f *itemFacts) string {
				return above(len(f.text), 1<<20, "the article has %d bytes: 1 MB is the most")
			}}}},
	{"flipboard", "about.flipboard.com/rss-spec, and its help for publishers",
		[]requirement[feedFacts]{
			needs("title", Error, "title", func(f *feedFacts) string { return f.title }),
			needs("link", Error, "link", func(f *feedFacts) string { return f.link }),
			needs("description", Error, "description", func(f *feedFacts) string { return f.description }),
			needs("language", Error, "language", func(f *feedFacts) string { return f.language }),
			{"items", Warning, "list at least 20 articles", func(f *feedFacts) string {
				if f.items < 20 {
					return fmt.Sprintf("it has %d of at least 20 items", f.items)
				}
				return ""
			}}},
		[]requirement[itemFacts]{
			needs("item-title", Error, "title", func(f *itemFacts) string { return f.title }),
			needs("item-link", Error, "link", func(f *itemFacts) string { return f.link }),
			needs("item-guid", Error, "guid", func(f *itemFacts) string { return f.id }),
			needs("item-date", Error, "pubDate", func(f *itemFacts) string { return f.date }),
			needs("item-author", Warning, "dc:creator", func(f *itemFacts) string { return f.author }),
			needs("item-category", Hint, "category", func(f *itemFacts) string { return f.category }),
			needs("item-text", Warning, "the full text in content:encoded", func(f *itemFacts) string { return f.text }),
			needs("item-image", Warning, "a picture", func(f *itemFacts) string { return f.image }),
			{"item-image-size", Warning, "use a picture of at least 500 px", func(f *itemFacts) string {
				if f.imageWidth > 0 && f.imageWidth < 500 {
					return fmt.Sprintf("the picture is %d px wide: 500 are the least", f.imageWidth)
				}
				return ""
			}},
			{"item-summary", Hint, "write at least 300 characters into the description", func(f *itemFacts) string {
				return below(plainLength(f.summary), 300, "the description has %d characters: 300 are the least")
			}}}},
	{"smartnews", "SmartNews, SmartFormat specification",
		[]requirement[feedFacts]{
			needs("title", Error, "title", func(f *feedFacts) string { return f.title }),
			needs("link", Error, "link", func(f *feedFacts) string { return f.link }),
			needs("description", Error, "description", func(f *feedFacts) string { return f.description }),
			needs("date", Error, "pubDate", func(f *feedFacts) string { return f.date }),
			needs("language", Error, "language", func(f *feedFacts) string { return f.language }),
			needs("logo", Error, "snf:logo", func(f *feedFacts) string { return f.logo })},
		[]requirement[itemFacts]{
			needs("item-title", Error, "title", func(f *itemFacts) string { return f.title }),
			needs("item-link", Error, "link", func(f *itemFacts) string { return f.link }),
			needs("item-guid", Error, "guid", func(f *itemFacts) string { return f.id }),
			needs("item-date", Error, "pubDate", func(f *itemFacts) string { return f.date }),
			needs("item-text", Error, "content:encoded", func(f *itemFacts) string { return f.text })}},
	{"msn", "Microsoft Start (MSN), feed requirements for partners", nil,
		[]requirement[itemFacts]{
			needs("item-id", Error, "guid or id", func(f *itemFacts) string { return f.id }),
			needs("item-link", Error, "link", func(f *itemFacts) string { return f.link }),
			needs("item-date", Error, "date", func(f *itemFacts) string { return f.date }),
			needs("item-updated", Hint, "updated or dcterms:modified, or edits are not seen", func(f *itemFacts) string { return f.updated }),
			needs("item-text", Error, "the full text", func(f *itemFacts) string { return f.text }),
			{"item-title", Error, "write 20 to 150 characters", func(f *itemFacts) string {
				if n := utf8.RuneCountInString(f.title); n < 20 || n > 150 {
					return fmt.Sprintf("the title has %d characters: 20 to 150 are taken", n)
				}
				return ""
			}}}},
	{"rss2email", "rss2email 3.14, how an item becomes a mail", nil,
		[]requirement[itemFacts]{
			needs("item-id", Warning, "guid or id", func(f *itemFacts) string { return f.id }),
			needs("item-title", Hint, "title: it becomes the subject", func(f *itemFacts) string { return f.title }),
			needs("item-author", Hint, "author: it becomes the sender", func(f *itemFacts) string { return f.author }),
			needs("item-text", Warning, "content or summary: it becomes the mail", func(f *itemFacts) string { return f.text + f.summary })}},
}

func above(n, most int, format string) string {
	if n > most {
		return fmt.Sprintf(format, n)
	}
	return ""
}

func below(n, least int, format string) string {
	if n < least {
		return fmt.Sprintf(format, n)
	}
	return ""
}

// chosen calls f with each profile that the user asks for.
func (v *visit) chosen(f func(p *profile)) {
	for i := range profiles {
		if slices.Contains(v.options.Profiles, profiles[i].name) {
			f(&profiles[i])
		}
	}
}

// judgeItem checks an item by the profiles.
func (v *visit) judgeItem(facts *itemFacts, at, number int, path string) {
	v.chosen(func(p *profile) {
		judge(v, p, p.item, facts, at, Finding{Path: path, Item: number, Title: clip(facts.title)})
	})
}

// judgeFeed checks a feed by the profiles.
func (v *visit) judgeFeed(facts *feedFacts, at int, path string) {
	facts.format, facts.bytes = v.format, len(v.text)
	v.chosen(func(p *profile) { judge(v, p, p.feed, facts, at, Finding{Path: path}) })
}

func judge[F any](v *visit, p *profile, rules []requirement[F], facts *F, at int, f Finding) {
	for _, r := range rules {
		if message := r.broken(facts); message != "" {
			f.Message, f.Section, f.Mend, f.Breaks, f.Profile = message, p.source, r.mend, p.name+" may refuse it", p.name
			v.add(&kind{name: r.rule, severity: r.severity, mend: r.mend}, p.name, at, f)
		}
	}
}
