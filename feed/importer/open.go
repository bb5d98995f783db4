package importer

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"

	"fil/feed"
)

// Source is another publication.
type Source struct {
	// Name says what it is, as "an export of WordPress".
	Name string
	// Items yields its items. An error that is a [*Fault] is of one item only; after any other one there
	// are no more.
	Items func(ctx context.Context) iter.Seq2[*Item, error]
	// Self is the address that a feed gives itself, "" if it gives none.
	Self string
	// Title, URL and Language describe the publication; each may be "".
	Title, URL, Language string
	// Limit is the number of items in the subscription document, 0 if it is not known.
	Limit int
	// Feeds are the addresses of its feeds, as paths, with the names of Fil's that replace them.
	Feeds map[string]string
}

// Config returns what a source says of its site, as a site.yaml.
func (s *Source) Config() *Config {
	c := &Config{Tool: s.Name, origin: s.Name, Content: ".", moved: maps.Clone(s.Feeds), values: map[string]string{"title": s.Title, "language": s.Language, "url": s.URL, "limit": strconv.Itoa(s.Limit)}}
	c.take("title", "title")
	c.base("url")
	c.language("language")
	c.limit("limit")
	c.keepValid()
	return c
}

// Hosts returns the names of the hosts at which a publication was, without www.
func (s *Source) Hosts() map[string]bool {
	hosts := map[string]bool{}
	for _, address := range []string{s.URL, s.Self} {
		if host := hostOf(address); host != "" {
			hosts[host] = true
		}
	}
	return hosts
}

// hostOf returns the name of the host of an address, without www, "" for a path.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
}

// feedAddress returns the old address of a feed with the name that replaces it, nil if that is the same.
func feedAddress(address, home, name string) map[string]string {
	u, err := url.Parse(address)
	base, baseErr := url.Parse(home)
	if err != nil || baseErr != nil || u.Path == "" {
		return nil
	}
	path := strings.TrimPrefix(strings.TrimPrefix(u.Path, base.Path), "/")
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	if path == name || path == "" {
		return nil
	}
	return map[string]string{path: name}
}

// The limits of a document that is fetched, and how many documents one feed may have.
const (
	maxDocument  = 64 << 20
	maxDocuments = 2000
	fetchTimeout = time.Minute
)

// Fetcher gets documents over HTTP. The zero value uses http.DefaultTransport.
type Fetcher struct{ Client *http.Client }

// Get returns a document and its final address.
func (f *Fetcher) Get(ctx context.Context, address string) (data []byte, final string, err error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", err
	}
	req.Header.Set("User-Agent", "fil (import)")
	req.Header.Set("Accept", "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5")
	client := f.Client
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, "", &statusError{address, resp.StatusCode}
	}
	data, err = io.ReadAll(io.LimitReader(resp.Body, maxDocument+1))
	if err == nil && len(data) > maxDocument {
		err = fmt.Errorf("%s has more than %d MiB", address, maxDocument>>20)
	}
	return data, resp.Request.URL.String(), err
}

// statusError is an answer that is no document.
type statusError struct {
	address string
	status  int
}

// Error returns the address and the status.
func (e *statusError) Error() string {
	return fmt.Sprintf("%s answers %d %s", e.address, e.status, http.StatusText(e.status))
}

// isAddress reports whether a source is named by an address on the web.
func isAddress(name string) bool {
	return strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://")
}

// Open finds out what a file or an address on the web holds. oldURL is the address that the publication
// had, for exports that do not say it; it may be "".
func Open(ctx context.Context, name, oldURL string, fetcher *Fetcher) (*Source, error) {
	s, err := open(ctx, name, oldURL, fetcher)
	if err == nil && s.URL == "" {
		s.URL = oldURL
	}
	return s, err
}

// open is Open without the address of an export.
func open(ctx context.Context, name, oldURL string, fetcher *Fetcher) (*Source, error) {
	if isAddress(name) {
		data, final, err := fetcher.Get(ctx, name)
		if err != nil {
			return nil, err
		}
		return openFeed(data, final, fetcher)
	}
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, &Fault{Message: name + " is a folder", Hint: "Fil reads a folder of texts as it is: name it with --content; fil import --site " + name + " writes a site.yaml from its configuration"}
	}
	head, err := readHead(name)
	if err != nil {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return openArchive(name, oldURL)
	case bytes.Contains(head, []byte("wordpress.org/export/")):
		return openWordPress(name), nil
	case blogger.Match(head):
		return openBlogger(name), nil
	case bytes.Contains(head, []byte("<opml")):
		return nil, &Fault{Message: name + " is a list of feeds", Hint: "import each of them: fil import ADDRESS"}
	case ghost.Match(head):
		return openGhost(name, oldURL)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return openFeed(data, "", fetcher)
}

// headSize is how much of a file is looked at to find out what it is.
const headSize = 64 << 10

// ghost and blogger match the beginning of an export.
var (
	ghost   = regexp.MustCompile(`^\s*\{\s*"(?:db|meta|data)"\s*:`)
	blogger = regexp.MustCompile(`schemas\.google\.com/(?:blogger|g)/|xmlns:blogger=`)
)

func readHead(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, headSize))
}

// openFeed returns the source of a feed, with all documents to which it goes on.
func openFeed(data []byte, address string, fetcher *Fetcher) (*Source, error) {
	first, err := parseFeed(data, address)
	if err != nil {
		return nil, &Fault{Message: "it is no feed, and no export that Fil knows: " + err.Error(), Hint: "Fil imports feeds (RSS, Atom, JSON Feed) and the exports of WordPress, Ghost, Blogger, Substack, Medium, Micro.blog and Tumblr"}
	}
	form := map[string]string{"rss": feed.RSSName, "atom": feed.AtomName, "json": feed.JSONName}[first.FeedType]
	s := &Source{Self: first.FeedLink, Limit: len(first.items), Title: plain(first.Title), URL: first.Link, Language: first.Language, Feeds: feedAddress(cmp.Or(address, first.FeedLink), first.Link, form),
		Name: "a feed (" + strings.TrimSpace(strings.ToUpper(first.FeedType)+" "+first.FeedVersion) + ")"}
	s.Items = func(ctx context.Context) iter.Seq2[*Item, error] {
		return func(yield func(*Item, error) bool) {
			follow(ctx, first, address, fetcher, yield)
		}
	}
	return s, nil
}

// follow yields the items of a feed and of the documents to which it goes on, each item once.
func follow(ctx context.Context, d *document, address string, fetcher *Fetcher, yield func(*Item, error) bool) {
	seen, fetched := map[string]int{}, map[string]bool{address: true} // seen are the numbers of the documents that have an item
	paged := address != "" && d.next == "" && strings.Contains(strings.ToLower(d.Generator), "wordpress.org")
	for n := 1; ; n++ {
		fresh := 0
		for _, item := range d.items {
			key := cmp.Or(item.ID, item.URL, item.Title+item.Content)
			if first := seen[key]; first > 0 && first < n { // documents of a feed overlap
				continue
			}
			seen[key] = n
			fresh++
			if n > 1 {
				item.Where = fmt.Sprintf("document %d, %s", n, item.Where)
			}
			if !yield(item, nil) {
				return
			}
		}
		next := d.next
		if paged && fresh > 0 {
			next = withQuery(address, "paged", fmt.Sprint(n+1))
		}
		if next == "" || fetched[next] {
			return
		}
		if n == maxDocuments {
			yield(nil, &Fault{Where: next, Message: fmt.Sprintf("the feed goes on there, after %d documents: nothing more is read", n)})
			return
		}
		fetched[next] = true
		if !isAddress(next) {
			yield(nil, &Fault{Where: next, Message: "the feed goes on there, and that is no address on the web", Hint: "import its address rather than a file"})
			return
		}
		data, final, err := fetcher.Get(ctx, next)
		if err == nil {
			d, err = parseFeed(data, final)
		}
		if err != nil {
			if status := (*statusError)(nil); !paged || !errors.As(err, &status) || status.status != http.StatusNotFound { // WordPress answers so after the last page
				yield(nil, &Fault{Where: next, Message: "the feed goes on there, and that cannot be read: " + err.Error()})
			}
			return
		}
	}
}

// withQuery returns an address with a parameter of its query replaced.
func withQuery(address, key, value string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	q := u.Query()
	q.Set(key, value)
	u.RawQuery = q.Encode()
	return u.String()
}

// openZip opens an archive. The caller closes it.
func openZip(name string) (*zip.ReadCloser, error) {
	z, err := zip.OpenReader(name)
	if errors.Is(err, zip.ErrFormat) {
		return nil, &Fault{Message: name + " is a damaged archive", Hint: "download the export again"}
	}
	return z, err
}
