package source

import (
	"fmt"
	"image"
	"io"
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/source/inventory"
	"fil/feed/source/plaintext"
)

// A podcast's cover has from leastCover to mostCover pixels in width and height: Apple's directory refuses
// others ("Artwork requirements").
const leastCover, mostCover = 1400, 3000

// siteProblems returns warnings about files that site.yaml names and that are not in content, about keys that have
// no effect, and about what podcast directories require.
func (r *reader) siteProblems(inv *inventory.Inventory) (problems []*feed.Problem) {
	s := r.site
	warn := func(key, hint, format string, args ...any) {
		problems = append(problems, &feed.Problem{Path: inventory.SiteFile, Line: s.Lines[key], Warning: true, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	named := []struct{ key, address string }{{"icon", s.Icon}, {"logo", s.Logo}}
	if p := s.Podcast; p != nil && s.Lines["podcast.image"] > 0 {
		named = append(named, struct{ key, address string }{"podcast.image", p.Image})
	}
	for _, d := range s.Named {
		named = append(named, struct{ key, address string }{"feeds", d.Image})
		if d.Podcast != nil && d.Podcast.Image != d.Image && d.Podcast.Image != s.Logo {
			named = append(named, struct{ key, address string }{"feeds", d.Podcast.Image})
		}
	}
	for _, n := range named {
		if name := siteFile(s, n.address); name != "" {
			if _, there := inv.FindAsset(name); !there {
				hint := "put it into content, or write its address"
				if i := slices.IndexFunc(inv.Assets, func(a inventory.Asset) bool { return strings.EqualFold(plaintext.NFC(a.Path), name) }); i >= 0 {
					hint = "write " + inv.Assets[i].Path + ", with the same capitals"
				}
				warn(n.key, hint, "%s: %q is not in content", n.key, name)
			}
		}
	}
	r.adviseRobots(inv, warn)
	if s.News && s.Language == "" {
		warn("news", "write language: fr", "news: articles without a language are not in the sitemap of news")
	}
	if s.Feed.After.HasEmail() && s.DefaultAuthors()[0].Email == "" {
		warn("feed", "write authors: {name: Awa, email: awa@example.org}", "feed.after: items whose authors have no email are without the line")
	}
	if s.Hub && !s.HasHub() {
		warn("hub", "write hubs: [https://hub.example.org/], or leave --host out and use fil serve", "hub: a static host takes no subscriptions, so that feeds do not name the hub")
	}
	if p := s.Podcast; p != nil {
		r.advisePodcast(inv, p, warn)
	}
	for _, d := range s.Named {
		if d.Podcast != nil {
			r.advisePodcast(inv, d.Podcast, func(_, hint, format string, args ...any) {
				warn("feeds", hint, "feed "+d.Value+": "+format, args...)
			})
		}
	}
	return problems
}

// adviseRobots warns if programs do not find the terms of the site, because robots.txt is not Fil's.
func (r *reader) adviseRobots(inv *inventory.Inventory, warn func(key, hint, format string, args ...any)) {
	const name = "robots.txt"
	s := r.site
	key := "license"
	if s.DenyAI {
		key = "robots"
	}
	lines := strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(s.TermsForRobots()), "\n\n", "\n"), "\n", ", ")
	if _, own := inv.FindAsset(name); own && s.HasTerms() {
		text, err := fs.ReadFile(r.fsys, name)
		if err == nil && !strings.Contains(strings.ToLower(string(text)), "license:") {
			warn(key, "add these lines to "+name+": "+lines, "programs do not find %s: %s is your own", key, name)
		}
	} else if s.DenyAI && strings.Count(s.BaseURL, "/") > 3 {
		warn(key, "write these lines into the robots.txt at the root of the host, instead of this key: "+lines, "robots has no effect: the site is below a path")
	}
}

// advisePodcast warns of what is missing for podcast directories.
func (r *reader) advisePodcast(inv *inventory.Inventory, p *feed.Podcast, warn func(key, hint, format string, args ...any)) {
	name := siteFile(r.site, p.Image)
	if p.Image == "" {
		warn("podcast", fmt.Sprintf("write image: cover.png below podcast, a square of %d pixels at least", leastCover), "the podcast has no cover: directories refuse it")
	} else if _, there := inv.FindAsset(name); there {
		if ext := strings.ToLower(path.Ext(name)); ext != ".png" && ext != ".jpg" && ext != ".jpeg" {
			warn("podcast.image", "save it as PNG or JPEG", "the cover %s is neither PNG nor JPEG: directories refuse it", name)
		}
		c, ok := imageSize(r.fsys, name)
		if !ok {
			warn("podcast.image", "save it as PNG or JPEG", "the cover %s cannot be read as a picture: directories refuse it", name)
		} else if c.Width < leastCover || c.Width > mostCover || c.Width != c.Height {
			warn("podcast.image", fmt.Sprintf("make it a square of %d to %d pixels", leastCover, mostCover), "the cover %s is %d × %d pixels: directories refuse it", name, c.Width, c.Height)
		}
	}
	for _, name := range p.Misnamed {
		hint := "use a category of Apple's list: https://podcasters.apple.com/support/1691-apple-podcasts-categories"
		if i := slices.IndexFunc(p.Categories, func(known string) bool { return strings.EqualFold(known, name) }); i >= 0 {
			hint = "write " + p.Categories[i]
		}
		warn("podcast.category", hint, "directories have no category %q", name)
	}
	if len(p.Categories) == 0 && len(p.Misnamed) == 0 {
		warn("podcast", "write category: [News] below podcast; Apple has a list of them", "the podcast has no category: directories refuse it")
	}
	if p.Owner.Email == "" {
		warn("podcast", "write owner: {name: Awa, email: awa@example.org} below podcast", "the podcast has no owner: directories ask whether it is yours, by email")
	}
	if r.site.Language == "" {
		warn("podcast", "write language: fr into "+inventory.SiteFile, "the podcast has no language: directories refuse it")
	}
}

// siteFile returns the path in content that an address of the site is published from, "" for an
// address elsewhere.
func siteFile(s *feed.Site, address string) string {
	name, ok := strings.CutPrefix(address, s.BaseURL)
	if !ok || name == "" {
		return ""
	}
	plain, err := url.PathUnescape(name)
	if err != nil {
		return ""
	}
	return plaintext.NFC(plain)
}

// maxPictureHead is how many bytes of a picture are read to find its size. Cameras write previews
// and colour profiles before it.
const maxPictureHead = 2 << 20

// imageSize reads the size of a picture from its header.
func imageSize(fsys fs.FS, name string) (size image.Config, ok bool) {
	f, err := fsys.Open(name)
	if err != nil {
		return size, false
	}
	defer f.Close()
	size, _, err = image.DecodeConfig(io.LimitReader(f, maxPictureHead))
	return size, err == nil
}
