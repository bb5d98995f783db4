package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"

	"fil/feed"
	"fil/feed/source"
)

// Options say where items go, and what is there.
type Options struct {
	// Site is the site that they become part of.
	Site *feed.Site
	// Root is the content folder. nil writes nothing, and only says what would be written.
	Root *os.Root
	// Hosts are the names of the hosts at which the publication was, without www. Addresses elsewhere, as items of link
	// blogs have, become no aliases. If there are none, the host does not count.
	Hosts map[string]bool
	// Existing are the articles of content.
	Existing []*feed.Meta
	// Media fetches the pictures of an item into its folder; nil keeps their addresses.
	Media *Media
	// Now is the time of the import, the date of items without one.
	Now time.Time
	// Progress is called from time to time with the number of items done; nil is not called.
	Progress func(done int)
}

// Report says what an import has done.
type Report struct {
	// Written are the new files of content, in the order of the source.
	Written []string
	// Known is the number of items that content had already.
	Known int
	// Faults are the items that were left out.
	Faults []*Fault
	// Notes say, by file, what of the written items was changed or could not be kept. They also list the
	// items with a minor fault, which were not written.
	Notes []*Fault
}

// batchSize is the number of items that are converted at once, and read back together, as long as their texts
// have no more than batchBytes. With pictures, it is one.
const batchSize, batchBytes = 128, 8 << 20

// Run writes a file of content for each item that content does not have yet. Items that cannot be
// imported become faults of the report. The error says that the source cannot be read on, or that a file
// cannot be written.
func Run(ctx context.Context, items iter.Seq2[*Item, error], o Options) (*Report, error) {
	r := &run{Options: o, report: &Report{}, converter: newConverter(), ids: map[string]bool{}, files: map[string]bool{}, names: map[string]bool{}, seen: map[string]seen{}}
	for _, a := range o.Existing {
		r.ids[a.ID] = true
		r.names[strings.ToLower(feed.Stem(a.Path))] = true
		for _, name := range append([]string{a.Page}, a.Aliases...) {
			if name != "" {
				r.files[strings.ToLower(name)] = true
			}
		}
	}
	var batch []*candidate
	size := 0
	for item, err := range items {
		if ctx.Err() != nil {
			return r.report, context.Cause(ctx)
		}
		var fault *Fault
		switch {
		case errors.As(err, &fault) && fault.Minor:
			r.report.Notes = append(r.report.Notes, fault)
			continue
		case errors.As(err, &fault):
			r.report.Faults = append(r.report.Faults, fault)
			continue
		case err != nil:
			return r.report, err
		}
		if c := r.begin(item); c != nil {
			batch = append(batch, c)
		}
		if item != nil {
			size += len(item.Content)
		}
		if len(batch) >= batchSize || size > batchBytes || r.Media != nil && len(batch) > 0 {
			if err := r.finish(ctx, batch); err != nil {
				return r.report, err
			}
			batch, size = batch[:0], 0
		}
	}
	return r.report, r.finish(ctx, batch)
}

// run is the state of one call of Run.
type run struct {
	Options
	report    *Report
	converter *converter.Converter
	done      int
	// ids and files are the identities and the files in dist that articles have, names the stems of the
	// files of content; the last two in lower case, because some file systems ignore it.
	ids, files, names map[string]bool
	// seen are the items of this run, by ID.
	seen map[string]seen
}

// candidate is an item on its way to a file.
type candidate struct {
	*Item
	slug string
	stem string // the path in content without extension
	page string // the page in dist
	// markdown and html are the two files that could be written, and read what Fil reads in each; nil
	// if it reads nothing.
	markdown, html string
	read           map[string]*feed.Article
	refused        string            // why Fil refuses the file
	files          map[string][]byte // its pictures, by their names beside it
}

// begin chooses the names of an item; nil if content has it already, or if it is a fault.
func (r *run) begin(i *Item) *candidate {
	i.tidy()
	if i.Title == "" && strings.TrimSpace(i.Content) == "" && len(i.Enclosures) == 0 {
		r.report.Faults = append(r.report.Faults, &Fault{Where: i.Where, Message: "it has neither a title nor a text"})
		return nil
	}
	if r.identify(i) {
		r.report.Known++
		return nil
	}
	if i.Published.IsZero() && !i.Page {
		i.Published = i.Updated
		if i.Published.IsZero() {
			i.Published = r.Now
		}
		i.note("it has no date: it gets that of " + i.Published.Format(time.DateOnly))
	}
	if !i.Published.IsZero() {
		i.Published = i.Published.In(r.Site.TimeZone)
		i.Updated = i.Updated.In(r.Site.TimeZone)
	}
	if i.Language == r.Site.Language {
		i.Language = ""
	}
	c := &candidate{Item: i, read: map[string]*feed.Article{}, files: map[string][]byte{}}
	r.name(c)
	r.alias(c)
	r.ids[i.ID] = true
	return c
}

// file returns the file in dist of an old address, whose host does not count; "" if it can have none.
func (r *run) file(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Path == "" || u.Path == "/" || u.RawQuery != "" || u.Fragment != "" {
		return ""
	}
	name, err := r.Site.File(u.EscapedPath())
	if err != nil {
		return ""
	}
	return name
}

// name chooses the file of an item: its date and the last part of its old address, or of its title.
func (r *run) name(c *candidate) {
	last := ""
	if u, err := url.Parse(c.URL); err == nil && u.RawQuery == "" {
		last = path.Base(strings.TrimSuffix(u.Path, "/index.html"))
		last = strings.TrimSuffix(last, path.Ext(last))
	}
	if digits.MatchString(last) && c.Title != "" {
		last = ""
	}
	c.slug = r.Site.Slug(last)
	if c.slug == "" {
		c.slug = r.Site.Slug(firstWords(c.Title))
	}
	if c.slug == "" {
		sum := sha256.Sum256([]byte(c.ID + c.Content))
		c.slug = hex.EncodeToString(sum[:4])
	}
	folder := ""
	switch {
	case c.Page:
		folder = feed.PagesFolder + "/"
	default:
		folder = c.Published.Format(time.DateOnly) + "-"
	}
	c.stem = folder + c.slug
	slug := c.slug
	for n := 2; ; n++ {
		page := r.page(c)
		if !r.taken(c.stem) && page != "" && !r.files[strings.ToLower(page)] {
			r.names[strings.ToLower(c.stem)], r.files[strings.ToLower(page)] = true, true
			c.page = page
			return
		}
		if n > maxTries { // the item becomes a fault when Fil reads it
			return
		}
		c.slug = fmt.Sprintf("%s-%d", slug, n)
		c.stem = folder + c.slug
	}
}

// maxTries bounds the search for a free name.
const maxTries = 10_000

// page returns the page in dist that an item would have, "" if Fil makes something else there.
func (r *run) page(c *candidate) string {
	article := &feed.Article{Meta: feed.Meta{Path: c.stem + ".md", Stem: c.stem, Section: c.Section, Title: c.Title, Published: c.Published}, Slug: c.slug}
	if r.Site.AssignAddress(article, "") != nil {
		return ""
	}
	return cmp.Or(article.Page, article.Permalink)
}

// taken reports whether a file of content has a stem already, or a folder that name. Case does not count,
// because some file systems ignore it.
func (r *run) taken(stem string) bool {
	if r.names[strings.ToLower(stem)] {
		return true
	}
	if r.Root == nil {
		return false
	}
	for _, ext := range []string{".md", ".html", ""} {
		if _, err := r.Root.Lstat(stem + ext); err == nil {
			return true
		}
	}
	return false
}

// digits matches a name that says nothing, such as the number of a post.
var digits = regexp.MustCompile(`^\d*$`)

// maxSlugWords is how many words of a title a file's name has.
const maxSlugWords = 8

func firstWords(title string) string {
	fields := strings.Fields(title)
	return strings.Join(fields[:min(len(fields), maxSlugWords)], " ")
}

// alias adds the old address to the aliases of an item, unless that is the new one, and removes what
// cannot be an alias.
func (r *run) alias(c *candidate) {
	seen := map[string]bool{c.page: true}
	var aliases []string
	for _, address := range append([]string{c.URL}, c.Aliases...) {
		u, err := url.Parse(address)
		if err != nil {
			continue
		}
		if name := r.file(address); name != "" && !seen[name] && !r.files[strings.ToLower(name)] && (u.Host == "" || r.Hosts[hostOf(address)] || len(r.Hosts) == 0) {
			seen[name] = true
			alias := u.Path
			if strings.ContainsAny(alias, "?#%") { // part of a name
				alias = u.EscapedPath()
			}
			aliases = append(aliases, alias)
		}
	}
	c.Aliases = aliases
}

// finish converts a batch, has Fil read the result, and writes the files.
func (r *run) finish(ctx context.Context, batch []*candidate) error {
	if len(batch) == 0 {
		return nil
	}
	for _, c := range batch {
		if r.Media != nil {
			r.Media.fetch(ctx, c)
		}
	}
	feed.Parallel(len(batch), 1, func(from, to int) {
		for _, c := range batch[from:to] {
			c.convert(r.converter)
		}
	})
	for _, ext := range []string{".md", ".html"} {
		if err := r.readBack(ctx, batch, ext); err != nil {
			return err
		}
	}
	for _, c := range batch {
		if err := r.write(c); err != nil {
			return err
		}
		r.done++
	}
	if r.Progress != nil {
		r.Progress(r.done)
	}
	return nil
}

// convert makes the two files that an item could become.
func (c *candidate) convert(conv *converter.Converter) {
	body, err := parseBody(c.Content, c.Base)
	if err != nil {
		c.refused = err.Error()
		return
	}
	wrapText(body)
	c.dropLink(body)
	c.Content = render(body)
	c.html = c.text(c.slug, c.Content)
	if markdown, err := conv.ConvertNode(body); err == nil {
		c.markdown = c.text(c.slug, string(markdown))
	}
}

// readBack reads the files of items with an extension as Fil does.
func (r *run) readBack(ctx context.Context, batch []*candidate, ext string) error {
	fsys, owner := memFS{map[string][]byte{}, r.Now}, map[string]*candidate{}
	for _, c := range batch {
		text := c.html
		if ext == ".md" {
			text = c.markdown
		}
		if text != "" {
			fsys.files[c.path(ext)] = []byte(text)
			owner[c.path(ext)] = c
		}
		for name, data := range c.files {
			fsys.files[c.stem+"/"+name] = data
		}
	}
	var mu sync.Mutex
	content, err := source.Read(ctx, fsys, r.Site, source.Options{Now: r.Now, StoreText: func(a *feed.Article) error {
		mu.Lock()
		defer mu.Unlock()
		if c := owner[a.Path]; c != nil {
			clone := *a
			c.read[ext] = &clone
		}
		return nil
	}})
	if err != nil {
		return err
	}
	for _, p := range content.Problems {
		if c := owner[p.Path]; c != nil && !p.Warning && c.refused == "" {
			c.refused = p.Message
		}
	}
	return nil
}

// write writes the file of an item: the Markdown if Fil reads the same in it as in the HTML, else the
// HTML.
func (r *run) write(c *candidate) error {
	markdown, page := c.read[".md"], c.read[".html"]
	ext, text := ".html", c.html
	switch {
	case markdown == nil && page == nil:
		r.report.Faults = append(r.report.Faults, &Fault{Where: c.Where, Message: "Fil cannot read it: " + c.refused})
		return nil
	case page == nil, markdown != nil && sameText(markdown.Content, page.Content):
		ext, text = ".md", c.markdown
	}
	name := c.path(ext)
	if len(words(c.read[ext].Content)) < len(words(c.Content)) {
		c.note("Fil leaves out a part of its text, such as scripts and forms")
	}
	if r.Root != nil { // pictures come first: a text is not written again
		if err := errors.Join(r.writeMedia(c), source.WriteNew(r.Root, name, text)); err != nil {
			return err
		}
	}
	r.report.Written = append(r.report.Written, name)
	for _, note := range c.Notes {
		r.report.Notes = append(r.report.Notes, &Fault{Where: name, Message: note})
	}
	return nil
}
