package source

import (
	"strings"

	"github.com/google/uuid"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// podcastNamespace is the UUID namespace of podcast:guid (Podcasting 2.0): the GUID is a UUIDv5 of
// the feed's address without scheme and final slashes.
var podcastNamespace = uuid.MustParse("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")

// podcastGUID returns the GUID of a feed's address.
func podcastGUID(feedURL string) string {
	_, rest, _ := strings.Cut(feedURL, "://")
	return uuid.NewSHA1(podcastNamespace, []byte(strings.TrimRight(rest, "/"))).String()
}

// podcastKeys are the keys below podcast in site.yaml.
var podcastKeys = map[string]func(p *feed.Podcast, v *frontmatter.Value) error{
	"title":  func(p *feed.Podcast, v *frontmatter.Value) error { return textInto(&p.Title, v, "title") },
	"author": func(p *feed.Podcast, v *frontmatter.Value) error { return textInto(&p.Author, v, "author") },
	"image":  func(p *feed.Podcast, v *frontmatter.Value) error { return textInto(&p.Image, v, "image") },
	"explicit": func(p *feed.Podcast, v *frontmatter.Value) (err error) {
		p.Explicit, err = v.Bool("explicit")
		return err
	},
	"locked": func(p *feed.Podcast, v *frontmatter.Value) (err error) { p.Locked, err = v.Bool("locked"); return err },
	"guid": func(p *feed.Podcast, v *frontmatter.Value) error {
		s, err := v.Str("guid")
		if _, wrong := uuid.Parse(s); err == nil && wrong != nil {
			return frontmatter.Errorf(v.Line, "", "guid %q is no UUID", s)
		}
		p.GUID = s
		return err
	},
	"type": func(p *feed.Podcast, v *frontmatter.Value) error {
		s, err := v.Str("type")
		if err == nil && s != "episodic" && s != "serial" {
			return frontmatter.Errorf(v.Line, "write episodic or serial", "type is episodic or serial, not %q", s)
		}
		p.Type = s
		return err
	},
	"category": func(p *feed.Podcast, v *frontmatter.Value) (err error) {
		p.Categories, err = v.Strs("category")
		return err
	},
	"categories": func(p *feed.Podcast, v *frontmatter.Value) (err error) {
		p.Categories, err = v.Strs("categories")
		return err
	},
	"owner": func(p *feed.Podcast, v *frontmatter.Value) error {
		people, err := persons(v, true)
		if err == nil && (len(people) != 1 || people[0].Email == "") {
			return frontmatter.Errorf(v.Line, "write owner: {name: Awa, email: awa@example.org}", "an owner has a name and an email")
		}
		if err == nil {
			p.Owner = people[0]
		}
		return err
	},
	"funding": readFunding,
}

// readFunding reads a table with url and text, or a list of those (podcast:funding).
func readFunding(p *feed.Podcast, v *frontmatter.Value) error {
	if v.Kind == frontmatter.Table {
		v = &frontmatter.Value{Line: v.Line, Kind: frontmatter.List, List: []*frontmatter.Value{v}}
	}
	for _, item := range v.List {
		g := feed.Funding{}
		for _, f := range item.Fields {
			s, err := f.Value.Str(f.Key)
			if err != nil {
				return err
			}
			switch f.Key {
			case "url":
				g.URL, err = plaintext.WebURL(s)
				if err != nil {
					return frontmatter.Errorf(f.Line, "", "url %q: %v", s, err)
				}
			case "text":
				g.Text = s
			default:
				return frontmatter.Errorf(f.Line, "funding has url and text", "unknown key %q", f.Key)
			}
		}
		if g.URL == "" {
			return frontmatter.Errorf(item.Line, "write funding: {url: https://example.org/give, text: Support us}", "funding without url")
		}
		p.Funding = append(p.Funding, g)
	}
	return nil
}

// readPodcast reads the table below podcast, and the lines of its keys for later warnings. The type
// is episodic unless it says otherwise.
func readPodcast(r *siteReader, v *frontmatter.Value) error {
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, "write title, author, owner, category, explicit, image and guid below it", "podcast is a table, not %s", v.Kind)
	}
	p := &feed.Podcast{Type: "episodic"}
	for _, f := range v.Fields {
		r.site.Lines["podcast."+f.Key] = f.Line
		set, ok := podcastKeys[f.Key]
		if !ok {
			return unknownKey(f, podcastKeys)
		}
		if f.Value.Kind == frontmatter.Null {
			continue
		}
		if err := set(p, f.Value); err != nil {
			return err
		}
	}
	r.site.Podcast, r.podcast = p, v
	return nil
}

// nameCategories writes categories as directories do, and leaves out those that they do not have: one of
// them would make directories refuse the podcast.
func (r *siteReader) nameCategories(p *feed.Podcast) {
	if r.category == nil {
		return
	}
	named := p.Categories
	p.Categories = nil
	for _, name := range named {
		known := r.category(name)
		if known != name {
			p.Misnamed = append(p.Misnamed, name)
		}
		if known != "" {
			p.Categories = append(p.Categories, known)
		}
	}
}

// resolvePodcast fills in what site.yaml omits. A missing GUID is an error that suggests one: it
// must be written down, because it must not change when the address does.
func (r *siteReader) resolvePodcast() (err error) {
	p := r.site.Podcast
	if p == nil {
		return nil
	}
	if p.GUID == "" {
		return frontmatter.Errorf(r.podcast.Line, "write guid: "+podcastGUID(r.site.BaseURL+feed.RSSName)+" and never change it again", "podcast has no guid")
	}
	r.nameCategories(p)
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
	p.Image, err = r.siteURL(&frontmatter.Value{Line: r.podcast.Line, Kind: frontmatter.Scalar, Text: p.Image}, "image")
	return err
}
