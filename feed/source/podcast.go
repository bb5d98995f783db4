package source

import (
	"strings"

	"fil/feed/source/plaintext"

	"github.com/google/uuid"

	"fil/feed"
)

// podcastNamespace is that of podcast:guid (Podcasting 2.0, guid): a UUIDv5 of the
// feed's address without scheme and slashes at its end.
var podcastNamespace = uuid.MustParse("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

func podcastGUID(feedURL string) string {
	_, rest, _ := strings.Cut(feedURL, "://")
	return uuid.NewSHA1(podcastNamespace, []byte(strings.TrimRight(rest, "/"))).String()
}

// podcastKeys is what site.yaml may say of a podcast.
var podcastKeys = map[string]func(p *feed.Podcast, v *value) error{
	"title":    func(p *feed.Podcast, v *value) error { return text(&p.Title, v, "title") },
	"author":   func(p *feed.Podcast, v *value) error { return text(&p.Author, v, "author") },
	"image":    func(p *feed.Podcast, v *value) error { return text(&p.Image, v, "image") },
	"explicit": func(p *feed.Podcast, v *value) (err error) { p.Explicit, err = v.boolean("explicit"); return err },
	"locked":   func(p *feed.Podcast, v *value) (err error) { p.Locked, err = v.boolean("locked"); return err },
	"guid": func(p *feed.Podcast, v *value) error {
		s, err := v.str("guid")
		if _, wrong := uuid.Parse(s); err == nil && wrong != nil {
			return fault(v.line, "", "guid %q is no UUID", s)
		}
		p.GUID = s
		return err
	},
	"type": func(p *feed.Podcast, v *value) error {
		s, err := v.str("type")
		if err == nil && s != "episodic" && s != "serial" {
			return fault(v.line, "write episodic or serial", "type is episodic or serial, not %q", s)
		}
		p.Type = s
		return err
	},
	"category":   func(p *feed.Podcast, v *value) (err error) { p.Categories, err = v.strs("category"); return err },
	"categories": func(p *feed.Podcast, v *value) (err error) { p.Categories, err = v.strs("categories"); return err },
	"owner": func(p *feed.Podcast, v *value) error {
		people, err := persons(v, true)
		if err == nil && (len(people) != 1 || people[0].Email == "") {
			return fault(v.line, "write owner: {name: Awa, email: awa@example.org}", "an owner has a name and an email")
		}
		if err == nil {
			p.Owner = people[0]
		}
		return err
	},
	"funding": readFunding,
}

func readFunding(p *feed.Podcast, v *value) error {
	if v.kind == table {
		v = &value{line: v.line, kind: list, list: []*value{v}}
	}
	for _, item := range v.list {
		g := feed.Funding{}
		for _, f := range item.fields {
			s, err := f.value.str(f.key)
			if err != nil {
				return err
			}
			switch f.key {
			case "url":
				if g.URL, err = plaintext.WebURL(s); err != nil {
					return fault(f.line, "", "url %q: %v", s, err)
				}
			case "text":
				g.Text = s
			default:
				return fault(f.line, "funding has url and text", "unknown key %q", f.key)
			}
		}
		if g.URL == "" {
			return fault(item.line, "write funding: {url: https://example.org/give, text: Support us}", "funding without url")
		}
		p.Funding = append(p.Funding, g)
	}
	return nil
}

func readPodcast(r *siteReader, v *value) error {
	if v.kind != table {
		return fault(v.line, "write title, author, owner, category, explicit, image and guid below it", "podcast is a table, not %s", v.kind)
	}
	p := &feed.Podcast{Type: "episodic"}
	for _, f := range v.fields {
		r.site.Lines["podcast."+f.key] = f.line
		set, ok := podcastKeys[f.key]
		if !ok {
			return unknownKey(f, podcastKeys)
		}
		if f.value.kind == null {
			continue
		}
		if err := set(p, f.value); err != nil {
			return err
		}
	}
	r.site.Podcast, r.podcast = p, v
	return nil
}

// settlePodcast asks for the GUID, ready-made: it must not follow a later change of
// the address, and so it is written down.
func (r *siteReader) settlePodcast() (err error) {
	p := r.site.Podcast
	if p == nil {
		return nil
	}
	if p.GUID == "" {
		return fault(r.podcast.line, "write guid: "+podcastGUID(r.site.BaseURL+feed.RSSName)+" and never change it again", "podcast has no guid")
	}
	if p.Title == "" {
		p.Title = r.site.Title
	}
	if p.Author == "" {
		p.Author = r.site.DefaultAuthors()[0].Name
	}
	if p.Image == "" {
		p.Image = r.site.Logo
		return nil
	}
	p.Image, err = r.siteURL(&value{line: r.podcast.line, kind: scalar, text: p.Image}, "image")
	return err
}
