// Package online asks a server for a feed as readers do, and checks the feed and the answers.
package online

import (
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"

	"fil/feed/check"
	"fil/feed/dial"
)

// The limits of a check: how long one request and the whole check may take, how many redirects are followed,
// and how many feeds of a page are checked.
const (
	requestTime  = 30 * time.Second
	checkTime    = 2 * time.Minute
	maxRedirects = 10
	maxFeeds     = 20
)

// MaxBytes is the size above which a document is not read.
const MaxBytes = 32 << 20

// Result is what was found at one address.
type Result struct {
	// URL is the address of the feed, where it was found in the end.
	URL string
	*check.Report
}

// Check fetches the document at an address and checks it. If that is a page, it checks each feed that the
// page names. Private addresses are asked only if the user has typed them, as an IP address or localhost.
// The error is that of ctx.
func Check(ctx context.Context, address string, o check.Options) ([]Result, error) {
	limited, cancel := context.WithTimeout(ctx, checkTime)
	defer cancel()
	c := newClient(address)
	defer c.http.CloseIdleConnections()
	results := c.check(limited, address, o)
	return results, ctx.Err()
}

// check is Check without the limit of time.
func (c *client) check(ctx context.Context, address string, o check.Options) []Result {
	first := c.fetch(ctx, address)
	if first.err != nil || !first.isPage() {
		return []Result{c.report(ctx, address, first, o)}
	}
	feeds := discover(first.final, first.body)
	if len(feeds) == 0 {
		return []Result{{first.final, &check.Report{Findings: []check.Finding{check.Server(check.Discovery, "", "the page names no feed")}}}}
	}
	var results []Result
	for _, feed := range feeds[:min(len(feeds), maxFeeds)] {
		results = append(results, c.report(ctx, feed, c.fetch(ctx, feed), o))
	}
	if n := len(feeds); n > maxFeeds {
		last := results[len(results)-1]
		last.Findings = append(last.Findings, check.Server(check.Rest, "", "the page names %d feeds: the first %d are checked", n, maxFeeds))
	}
	return results
}

// client asks a server.
type client struct {
	http  *http.Client
	typed string // the host that the user has typed
}

func newClient(address string) *client {
	c := &client{}
	if u, err := url.Parse(address); err == nil {
		c.typed = u.Hostname()
	}
	literal := c.typed == "localhost"
	if ip, err := netip.ParseAddr(c.typed); err == nil {
		literal = !dial.IsPublic(ip)
	}
	allowed := func(host string) bool { return literal && host == c.typed }
	c.http = &http.Client{
		Timeout: requestTime,
		Transport: &http.Transport{DialContext: dial.Public(allowed), ForceAttemptHTTP2: true, TLSHandshakeTimeout: 10 * time.Second,
			DisableCompression: true, MaxResponseHeaderBytes: 64 << 10, IdleConnTimeout: 5 * time.Second},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c
}

// answer is a server's answer, and the redirects before it.
type answer struct {
	*http.Response
	body      []byte
	sum       [sha256.Size]byte
	redirects []int
	final     string
	err       error
	tooLarge  bool
}

// isPage reports whether an answer is a page for people.
func (a *answer) isPage() bool {
	t, _, _ := mime.ParseMediaType(a.Header.Get("Content-Type"))
	begin := strings.ToLower(string(a.body[:min(len(a.body), 2000)]))
	page := strings.Contains(begin, "<!doctype html") || strings.Contains(begin, "<html")
	return a.StatusCode == http.StatusOK && (t == "text/html" || t == "application/xhtml+xml") && page
}

// ask sends one request, without following redirects.
func (c *client) ask(ctx context.Context, method, address string, header http.Header) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, method, address, nil)
	if err != nil {
		return nil, err
	}
	if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
		return nil, fmt.Errorf("%q is neither http nor https", r.URL.Scheme)
	}
	r.Header.Set("User-Agent", "Fil")
	r.Header.Set("Accept", "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.8, */*;q=0.5")
	for name, values := range header {
		r.Header[name] = values
	}
	return c.http.Do(r)
}

// fetch gets a document, following redirects.
func (c *client) fetch(ctx context.Context, address string) *answer {
	a := &answer{final: address}
	for {
		resp, err := c.ask(ctx, http.MethodGet, a.final, http.Header{"Accept-Encoding": {"gzip"}})
		if err != nil {
			a.err = err
			return a
		}
		a.Response = resp
		to, err := resp.Location()
		if resp.StatusCode/100 != 3 || err != nil {
			break
		}
		resp.Body.Close()
		a.redirects = append(a.redirects, resp.StatusCode)
		if len(a.redirects) > maxRedirects {
			a.err = errors.New("it redirects too often")
			return a
		}
		a.final = to.String()
	}
	defer a.Body.Close()
	a.body, a.tooLarge, a.err = read(a.Response)
	a.sum = sha256.Sum256(a.body)
	return a
}

// read reads the body of an answer, which may be compressed.
func read(resp *http.Response) (body []byte, tooLarge bool, err error) {
	r := io.Reader(resp.Body)
	switch coding := strings.ToLower(resp.Header.Get("Content-Encoding")); coding {
	case "", "identity":
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(resp.Body)
		if err != nil {
			return nil, false, fmt.Errorf("reading gzip: %w", err)
		}
		r = z
	default:
		return nil, false, fmt.Errorf("the server compresses with %s, which was not asked for", coding)
	}
	body, err = io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if len(body) > MaxBytes {
		return body[:MaxBytes], true, nil
	}
	return body, false, err
}

// report checks what an address answers.
func (c *client) report(ctx context.Context, address string, a *answer, o check.Options) Result {
	result := Result{URL: a.final, Report: &check.Report{}}
	say := func(rule check.ServerRule, header, format string, args ...any) {
		result.Findings = append(result.Findings, check.Server(rule, header, format, args...))
	}
	if len(a.redirects) > 0 {
		say(check.Redirect, "Location", "%s redirects to %s (%s)", address, a.final, codes(a.redirects))
	}
	switch {
	case errors.Is(a.err, dial.ErrPrivate):
		say(check.Connection, "", "%s is at a private address, which is asked only if you type it", a.final)
		return result
	case a.err != nil:
		say(check.Connection, "", "%v", a.err)
		return result
	case a.StatusCode != http.StatusOK:
		say(check.Status, "", "the server answers %s", a.Status)
		return result
	case a.tooLarge:
		say(check.Size, "", "the document has more than %d MiB", MaxBytes>>20)
		return result
	}
	o.URL, o.Asked, o.ContentType = a.final, address, a.Header.Get("Content-Type")
	document := check.Document(a.body, o)
	document.Findings = append(document.Findings, result.Findings...)
	result.Report = document
	if u, err := url.Parse(a.final); err == nil && u.Scheme == "http" && u.Hostname() != "localhost" && !isLoopback(u.Hostname()) {
		say(check.TLS, "", "the feed is not served over HTTPS")
	}
	checkType(a, result.Format, say)
	checkCaching(a, say)
	c.checkSecond(ctx, a, say)
	c.checkHead(ctx, a, say)
	if a.Header.Get("Access-Control-Allow-Origin") == "" {
		say(check.CORS, "Access-Control-Allow-Origin", "Access-Control-Allow-Origin is missing")
	}
	return result
}

func codes(statuses []int) string {
	var all []string
	for _, s := range statuses {
		all = append(all, strconv.Itoa(s))
	}
	return strings.Join(all, ", ")
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

type reporter func(rule check.ServerRule, header, format string, args ...any)

// feedTypes are the media types of the formats.
var feedTypes = map[check.Format][]string{
	check.RSS: {"application/rss+xml", "application/xml"}, check.RDF: {"application/rdf+xml", "application/rss+xml", "application/xml"},
	check.Atom: {"application/atom+xml", "application/xml"}, check.JSON: {"application/feed+json", "application/json"},
	check.OPML: {"text/x-opml", "application/xml"},
}

// checkType checks the media type (RFC 7303, RFC 4287 §7, JSON Feed 1.1).
func checkType(a *answer, format check.Format, say reporter) {
	given := a.Header.Get("Content-Type")
	t, parameters, err := mime.ParseMediaType(given)
	wanted := feedTypes[format]
	switch {
	case len(wanted) == 0: // it is no feed, which is said already
		return
	case err != nil:
		say(check.MediaType, "Content-Type", "the media type is %q", given)
	case t == "text/xml" && format != check.JSON:
		say(check.TextXML, "Content-Type", "the type is text/xml")
	case !slices.Contains(wanted, t):
		say(check.MediaType, "Content-Type", "the type is %s, and the document is %s", t, format)
	}
	if err == nil && parameters["charset"] == "" && format != check.JSON { // JSON is UTF-8 (RFC 8259 §8.1)
		say(check.Charset, "Content-Type", "the type has no charset")
	}
}

// checkCaching checks Cache-Control, compression and Vary (RFC 9111 §5.2, RFC 9110 §12.5.5).
func checkCaching(a *answer, say reporter) {
	control := strings.ToLower(a.Header.Get("Cache-Control"))
	switch {
	case control == "" && a.Header.Get("Expires") == "":
		say(check.CacheAdvised, "Cache-Control", "Cache-Control is missing: caches guess how long the feed is fresh")
	case strings.Contains(control, "no-store"):
		say(check.Cache, "Cache-Control", "no-store: nobody may keep the feed, not even a reader")
	default:
		for directive := range strings.SplitSeq(control, ",") {
			if seconds, ok := strings.CutPrefix(strings.TrimSpace(directive), "max-age="); ok {
				if n, err := strconv.Atoi(seconds); err != nil || n > 24*60*60 {
					say(check.Cache, "Cache-Control", "max-age=%s: articles may be more than a day late", seconds)
				}
			}
		}
	}
	const small = 2 << 10
	compressed := a.Header.Get("Content-Encoding") != ""
	if !compressed && len(a.body) > small {
		say(check.Compression, "Content-Encoding", "%d bytes are sent uncompressed", len(a.body))
	}
	if compressed && !strings.Contains(strings.ToLower(strings.Join(a.Header.Values("Vary"), ",")), "accept-encoding") && a.Header.Get("Vary") != "*" {
		say(check.Vary, "Vary", "the answer is compressed, and Vary does not name Accept-Encoding")
	}
}

// checkSecond asks again, and wants the same validators for the same bytes, and 304 for each of them.
func (c *client) checkSecond(ctx context.Context, a *answer, say reporter) {
	etag, modified := a.Header.Get("ETag"), a.Header.Get("Last-Modified")
	switch {
	case etag == "" && modified == "":
		say(check.Validators, "ETag", "neither ETag nor Last-Modified")
		return
	case etag == "":
		say(check.OneValidator, "ETag", "ETag is missing")
	case modified == "":
		say(check.OneValidator, "Last-Modified", "Last-Modified is missing")
	}
	again := c.fetch(ctx, a.final)
	if again.err != nil {
		say(check.Unstable, "", "a second request fails: %v", again.err)
		return
	}
	if again.StatusCode == http.StatusOK && again.sum == a.sum {
		for _, name := range []string{"ETag", "Last-Modified"} {
			if was, now := a.Header.Get(name), again.Header.Get(name); was != now {
				say(check.Unstable, name, "it was %q and is %q, for the same bytes", was, now)
			}
		}
	}
	for _, validator := range [][2]string{{"If-None-Match", etag}, {"If-Modified-Since", modified}} {
		name, value := validator[0], validator[1]
		if value == "" {
			continue
		}
		resp, err := c.ask(ctx, http.MethodGet, a.final, http.Header{name: {value}, "Accept-Encoding": {"gzip"}})
		if err != nil {
			say(check.Conditional, name, "to %s alone the server does not answer: %v", name, err)
			return
		}
		_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
		resp.Body.Close()
		if resp.StatusCode != http.StatusNotModified {
			say(check.Conditional, name, "to %s alone the server answers %s", name, resp.Status)
		}
	}
}

// checkHead wants HEAD to be answered as GET is (RFC 9110 §9.3.2).
func (c *client) checkHead(ctx context.Context, a *answer, say reporter) {
	resp, err := c.ask(ctx, http.MethodHead, a.final, http.Header{"Accept-Encoding": {"gzip"}})
	if err != nil {
		say(check.Head, "", "to HEAD the server does not answer: %v", err)
		return
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK || resp.Header.Get("Content-Type") != a.Header.Get("Content-Type") {
		say(check.Head, "", "to HEAD the server answers %s, %s", resp.Status, resp.Header.Get("Content-Type"))
	}
}

// discover returns the addresses of the feeds that a page names (RSS autodiscovery), without duplicates.
func discover(page string, body []byte) (feeds []string) {
	base, err := url.Parse(page)
	if err != nil {
		return nil
	}
	seen := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(string(body)))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return feeds
		}
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		token := z.Token()
		attrs := map[string]string{}
		for _, a := range token.Attr {
			attrs[a.Key] = a.Val
		}
		to, err := base.Parse(attrs["href"])
		switch {
		case err != nil || attrs["href"] == "":
		case token.Data == "base":
			base = to
		case token.Data == "link" && isAlternate(attrs["rel"]) && isFeedType(attrs["type"]) && !seen[to.String()]:
			seen[to.String()] = true
			feeds = append(feeds, to.String())
		}
	}
}

func isAlternate(rel string) bool {
	return slices.Contains(strings.Fields(strings.ToLower(rel)), "alternate") || strings.EqualFold(rel, "feed")
}

func isFeedType(given string) bool {
	t, _, _ := mime.ParseMediaType(given)
	return slices.Contains([]string{"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json", "application/rdf+xml", "text/x-opml"}, t)
}
