package serve

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fil/feed/manifest"
)

// snapshot is one publication, ready to be answered from.
type snapshot struct {
	files    fs.FS
	manifest *manifest.Manifest
	site     Site
	// prefix is the path of the base URL, "/" or "/blog/": requests may come with it
	// or, from a proxy that cuts it off, without.
	prefix string
	// documents are those that have been asked for, by name in dist.
	documents sync.Map
}

// document is one file, with what is said of it in every answer.
type document struct {
	file      manifest.File
	zipped    manifest.File // the file compressed, as it was published; Name "": there is none
	since     time.Time
	mediaType []string
	modified  []string // Last-Modified
	etags     [encodings][]string
	lengths   [encodings][]string // Content-Length, where it is known before anybody asks
	// links is the Link header of a feed (RFC 8288), nil for all else: its hubs and
	// itself, where WebSub looks first (W3C Recommendation §4).
	links []string
	// twin is the page of a feed, that of the nearest folder; "" where there is none.
	twin           string
	vary           []string // Vary, nil where nothing does
	page           bool     // HTML
	active         bool     // a browser would run its scripts
	brief          bool     // it may be another one at any moment
	has            [encodings]bool
	incompressible [encodings]atomic.Bool // it gets no smaller by that
	forever        bool                   // its name has a hash of it
}

const gzipSuffix = ".gz"

// document finds the document of that name, nil where there is none.
func (s *snapshot) document(name string) *document {
	if d, ok := s.documents.Load(name); ok {
		return d.(*document)
	}
	f, ok := s.manifest.File(name)
	if !ok || f.Encoding != "" || f.ForHost() {
		return nil
	}
	d := &document{file: f, since: f.Since, mediaType: []string{f.Type}, modified: []string{f.Since.UTC().Format(http.TimeFormat)},
		links: s.links(f), page: isPage(f.Type), active: isActive(f.Type) && !s.site.TrustAssets, forever: strings.HasPrefix(name, assetFolder),
		brief: (s.site.Watched || len(s.site.Hubs) > 0) && (isFeed(f.Type) || strings.HasPrefix(f.Type, "text/x-opml"))}
	d.lengths[identity] = []string{strconv.FormatInt(f.Size, 10)}
	for e := range d.etags {
		d.has[e] = encoding(e) == identity || isCompressible(f)
		d.etags[e] = []string{entityTag(f, encoding(e).tagSuffix())}
	}
	if z, ok := s.manifest.File(name + gzipSuffix); ok && z.Encoding == "gzip" {
		d.zipped, d.has[gzipEncoding] = z, true
		d.etags[gzipEncoding] = []string{entityTag(z, "")}
		d.lengths[gzipEncoding] = []string{strconv.FormatInt(z.Size, 10)}
	}
	if d.has[gzipEncoding] {
		d.vary = varyCoding
	}
	for folder := path.Dir(name); d.links != nil && !s.site.RawFeeds && d.twin == ""; folder = path.Dir(folder) {
		if twin := path.Join(folder, "index.html"); s.stands(twin) {
			d.twin, d.vary = twin, varyPerson
		}
		if folder == "." {
			break
		}
	}
	kept, _ := s.documents.LoadOrStore(name, d)
	return kept.(*document)
}

// stands reports whether a page is there, and not moved.
func (s *snapshot) stands(name string) bool {
	_, moved := s.manifest.Redirect(name)
	return !moved && s.manifest.Has(name)
}

// entityTag is strong (RFC 9110 §8.8.3): each encoding has its own.
func entityTag(f manifest.File, suffix string) string {
	return `"` + f.Hash[:min(22, len(f.Hash))] + suffix + `"`
}

func (d *document) etag(e encoding) []string { return d.etags[e] }

// lastModified is Last-Modified at a time. Publications that follow one another within a
// second have seconds of their own, and may be ahead of the clock; the header must not be
// (RFC 9110 §8.8.2.1).
func (d *document) lastModified(now time.Time) []string {
	if t := d.noLater(now); t != d.since {
		return []string{t.UTC().Format(http.TimeFormat)}
	}
	return d.modified
}

// noLater is since when the document is what it is, and now at the latest.
func (d *document) noLater(now time.Time) time.Time {
	if d.since.After(now) {
		return now
	}
	return d.since
}

// doubtful reports whether a range hangs on a date that is no strong validator (RFC 9110
// §13.1.5): while a version has a second that is yet to come, it is told with the one that
// an earlier version had.
func (d *document) doubtful(h http.Header) bool {
	condition := h["If-Range"]
	return len(condition) > 0 && !strings.Contains(condition[0], `"`) && d.since.After(time.Now())
}

// length is the Content-Length of the document in an encoding, which is body.
func (d *document) length(e encoding, body []byte) []string {
	if known := d.lengths[e]; known != nil {
		return known
	}
	return []string{strconv.Itoa(len(body))}
}

// names yields the names in dist that a request's path may stand for.
func (s *snapshot) names(p string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, cut := range []string{s.prefix, "/"} {
			name, found := strings.CutPrefix(p, cut)
			if !found {
				continue
			}
			if name == "" || strings.HasSuffix(name, "/") {
				name += "index.html"
			}
			if !yield(name) || s.prefix == "/" {
				return
			}
		}
	}
}

// find finds the document that a request's path stands for, nil where there is none.
func (s *snapshot) find(p string) *document {
	for name := range s.names(p) {
		if _, moved := s.manifest.Redirect(name); moved { // the page there is for other hosts
			return nil
		}
		if d := s.document(name); d != nil {
			return d
		}
	}
	return nil
}

// moved finds what has become of a path that was published once: with or without
// the slash at its end.
func (s *snapshot) moved(p string) (manifest.Redirect, bool) {
	for name := range s.names(p) {
		for _, from := range []string{name, name + "/index.html"} {
			if r, ok := s.manifest.Redirect(from); ok {
				return s.absolute(r), true
			}
		}
	}
	return manifest.Redirect{}, false
}

// absolute makes To a path of the site, percent-encoded, where it is no URL already.
func (s *snapshot) absolute(r manifest.Redirect) manifest.Redirect {
	if r.To != "" && !strings.Contains(r.To, "://") {
		to := r.To
		if to == "index.html" || strings.HasSuffix(to, "/index.html") {
			to = strings.TrimSuffix(to, "index.html")
		}
		r.To = (&url.URL{Path: s.prefix + to}).EscapedPath()
	}
	return r
}

func answerMoved(w http.ResponseWriter, r *http.Request, moved manifest.Redirect) {
	w.Header()["Cache-Control"] = anHour
	if moved.Status == http.StatusGone {
		http.Error(w, "410 gone", http.StatusGone)
		return
	}
	http.Redirect(w, r, moved.To, moved.Status)
}

// folder is where a path leads that lacks its last slash or names the page of a folder, ""
// where nowhere: below the prefix, whoever has cut that off on the way here.
func (s *snapshot) folder(u *url.URL) string {
	for name := range s.names(strings.TrimSuffix(u.Path, "/index.html") + "/") {
		if folder, ok := strings.CutSuffix(name, "index.html"); ok && s.stands(name) {
			to := url.URL{Path: s.prefix + folder, RawQuery: u.RawQuery}
			return to.String()
		}
	}
	return ""
}

// open opens a file of the publication, and reports whether it is the one that the
// manifest knows.
func (s *snapshot) open(want manifest.File) (f file, known bool, err error) {
	opened, err := s.files.Open(want.Name)
	if err != nil {
		return nil, false, err
	}
	info, err := opened.Stat()
	f, seeks := opened.(file)
	if err != nil || !seeks || !info.Mode().IsRegular() {
		opened.Close()
		return nil, false, fmt.Errorf("it is no regular file")
	}
	return f, want.Is(info), nil
}

// file is what a file of a folder can do.
type file interface {
	io.ReadSeekCloser
	Stat() (fs.FileInfo, error)
}

func isFeed(mediaType string) bool {
	for _, prefix := range []string{"application/atom+xml", "application/rss+xml", "application/feed+json"} {
		if strings.HasPrefix(mediaType, prefix) {
			return true
		}
	}
	return false
}
