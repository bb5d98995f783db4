package source

import (
	"cmp"
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
	"funding":  readFunding,
	"block":    asBool("block", func(p *feed.Podcast) *bool { return &p.Block }),
	"complete": asBool("complete", func(p *feed.Podcast) *bool { return &p.Complete }),
	"keywords": func(p *feed.Podcast, v *frontmatter.Value) (err error) {
		p.Keywords, err = v.Strs("keywords")
		return err
	},
	"persons": func(p *feed.Podcast, v *frontmatter.Value) error {
		h := &head{}
		err := setPersons(h, v, nil)
		p.Persons = h.article.Episode.Persons
		return err
	},
	"location": func(p *feed.Podcast, v *frontmatter.Value) error { return readLocation(&p.Location, v) },
	"license":  func(p *feed.Podcast, v *frontmatter.Value) error { return readLicense(&p.License, v) },
	"txt":      func(p *feed.Podcast, v *frontmatter.Value) error { return readTxt(&p.Txt, v) },
	"medium": func(p *feed.Podcast, v *frontmatter.Value) error {
		s, err := v.Str("medium")
		if err == nil && !mediums[s] {
			return frontmatter.Errorf(v.Line, "write podcast, music, video, film, audiobook, newsletter, blog, publisher, course or mixed", "medium %q is unknown", s)
		}
		p.Medium = s
		return err
	},
	"trailer": func(p *feed.Podcast, v *frontmatter.Value) (err error) {
		p.Trailers, err = readTrailers(v)
		return err
	},
	"podroll": func(p *feed.Podcast, v *frontmatter.Value) (err error) {
		p.Podroll, err = readRemote(v, "podroll")
		return err
	},
	"publisher": func(p *feed.Podcast, v *frontmatter.Value) error {
		all, err := readRemote(v, "publisher")
		if err == nil && len(all) != 1 {
			return frontmatter.Errorf(v.Line, "", "a podcast has one publisher")
		}
		if err == nil {
			p.Publisher = all[0]
		}
		return err
	},
	"frequency": func(p *feed.Podcast, v *frontmatter.Value) error {
		if v.Kind == frontmatter.Scalar {
			p.Frequency.Text = plaintext.OneLine(v.Text)
			return nil
		}
		return readTable(&p.Frequency, v, "frequency", frequencyKeys)
	},
}

var fundingKeys = keys[feed.Funding]{
	"url":  asAddress("url", func(f *feed.Funding) *string { return &f.URL }),
	"text": asText("text", func(f *feed.Funding) *string { return &f.Text }),
}

// readFunding reads a table with url and text, or a list of those (podcast:funding).
func readFunding(p *feed.Podcast, v *frontmatter.Value) (err error) {
	p.Funding, err = readTables(v, "funding", fundingKeys)
	for _, g := range p.Funding {
		if g.URL == "" {
			return frontmatter.Errorf(v.Line, "write funding: {url: https://example.org/give, text: Support us}", "funding without url")
		}
	}
	return err
}

// readPodcast reads the table below podcast, and the lines of its keys for later warnings. The type
// is episodic unless it says otherwise.
func readPodcast(r *siteReader, v *frontmatter.Value) error {
	if v.Kind != frontmatter.Table {
		return frontmatter.Errorf(v.Line, "write title, author, owner, category, explicit, image and guid below it", "podcast is a table, not %s", v.Kind)
	}
	for _, f := range v.Fields {
		r.site.Lines["podcast."+f.Key] = f.Line
	}
	p, err := readShow(v)
	r.site.Podcast, r.podcast = p, v
	return err
}

// readShow reads the table of a podcast.
func readShow(v *frontmatter.Value) (*feed.Podcast, error) {
	p := &feed.Podcast{Type: "episodic"}
	return p, readTable(p, v, "podcast", podcastKeys)
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

// resolvePodcasts fills in what site.yaml omits of the site's podcast, and of those of named feeds.
func (r *siteReader) resolvePodcasts() error {
	guids := map[string]int{} // their lines
	if p := r.site.Podcast; p != nil {
		guids[strings.ToLower(p.GUID)] = r.podcast.Line
		if err := r.resolveShow(p, r.podcast.Line, r.site.Title, r.site.Logo, feed.RSSName); err != nil {
			return err
		}
	}
	for i := range r.site.Named {
		d := &r.site.Named[i]
		line := r.namedLines[d.Path]
		image, err := r.siteURL(&frontmatter.Value{Line: line, Kind: frontmatter.Scalar, Text: d.Image}, "image")
		if err != nil {
			return err
		}
		d.Image = image
		if d.Podcast == nil {
			continue
		}
		guid := strings.ToLower(d.Podcast.GUID)
		if first := guids[guid]; first > 0 && guid != "" {
			return frontmatter.Errorf(line, "write guid: "+podcastGUID(r.site.URL(d.File(feed.RSS))), "the podcast of line %d has this guid too", first)
		}
		guids[guid] = line
		if err := r.resolveShow(d.Podcast, line, d.Title, cmp.Or(d.Image, r.site.Logo), d.File(feed.RSS)); err != nil {
			return err
		}
	}
	return nil
}

// resolveShow fills in what site.yaml omits of a podcast, whose table begins in a line. Its feed has the name
// file in dist. A missing GUID is an error that suggests one: it must be written down, because it must not
// change when the address does.
func (r *siteReader) resolveShow(p *feed.Podcast, line int, title, image, file string) (err error) {
	if p.GUID == "" {
		return frontmatter.Errorf(line, "write guid: "+podcastGUID(r.site.URL(file))+" and never change it again", "podcast has no guid")
	}
	r.nameCategories(p)
	for i := range p.Trailers {
		p.Trailers[i].Published = inZone(p.Trailers[i].Published, r.site.TimeZone)
	}
	p.Frequency.Start = inZone(p.Frequency.Start, r.site.TimeZone)
	p.Title = cmp.Or(p.Title, title)
	p.Author = cmp.Or(p.Author, r.site.DefaultAuthors()[0].Name)
	if p.Image == "" {
		p.Image = image
		return nil
	}
	p.Image, err = r.siteURL(&frontmatter.Value{Line: line, Kind: frontmatter.Scalar, Text: p.Image}, "image")
	return err
}
