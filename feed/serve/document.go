package serve

import (
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"fil/feed"
	"fil/feed/manifest"
)

// document is a published file, with the header fields of its responses computed once. Only
// incompressible changes afterwards.
type document struct {
	file      manifest.File
	zipped    manifest.File // the file in gzip, if it was published so; else Name is ""
	since     time.Time     // when this version was published
	mediaType []string
	modified  []string            // Last-Modified
	etags     [encodings][]string // the entity tag of each encoding
	lengths   [encodings][]string // Content-Length of each encoding, nil until it is compressed
	vary      []string            // Vary, nil if there is one form only
	// links is the Link header of a feed (RFC 8288), nil for all else. It names the feed's hubs
	// and the feed itself: subscribers look there before they look into the feed
	// (WebSub, W3C Recommendation §4).
	links []string
	// pageName is the page that a browser gets in place of a feed: index.html of the nearest
	// folder that has one; "" if none has, and for all that is no feed.
	pageName       string
	isPage         bool // HTML
	runsScripts    bool // a browser would run its scripts, and must be kept from it
	volatile       bool // the next version may come at any moment
	immutable      bool // its name has a hash of its content
	has            [encodings]bool
	incompressible [encodings]atomic.Bool // has been compressed, and got no smaller
}

// gzipSuffix is what the name of a gzipped file has beyond that of the plain one.
const gzipSuffix = ".gz"

// document returns the document of that name, nil if none has it. It is nil also for gzipped forms
// and for files that are for the static host of the site (manifest.File.ForHost): they have no
// address of their own.
func (s *snapshot) document(name string) *document {
	if d, ok := s.documents.Load(name); ok {
		return d.(*document)
	}
	f, ok := s.manifest.File(name)
	if !ok || f.Encoding != "" || f.ForHost() {
		return nil
	}
	// Concurrent requests may compute it more than once; all use the one that is stored first.
	d, _ := s.documents.LoadOrStore(name, s.newDocument(f))
	return d.(*document)
}

func (s *snapshot) newDocument(f manifest.File) *document {
	d := &document{
		file:        f,
		since:       f.Since,
		mediaType:   []string{f.Type},
		modified:    []string{f.Since.UTC().Format(http.TimeFormat)},
		links:       s.links(f),
		isPage:      isPage(f.Type),
		runsScripts: runsScripts(f.Type) && !s.site.TrustAssets,
		immutable:   strings.HasPrefix(f.Name, assetFolder),
		volatile:    (s.site.Watched || len(s.site.Hubs) > 0) && (feed.IsForm(f.Type) || strings.HasPrefix(f.Type, "text/x-opml")),
	}
	d.lengths[identity] = []string{strconv.FormatInt(f.Size, 10)}
	for e := range d.etags {
		d.has[e] = encoding(e) == identity || isCompressible(f)
		d.etags[e] = []string{entityTag(f, encoding(e).tagSuffix())}
	}
	if z, ok := s.manifest.File(f.Name + gzipSuffix); ok && z.Encoding == "gzip" {
		d.zipped, d.has[gzipEncoding] = z, true
		d.etags[gzipEncoding] = []string{entityTag(z, "")}
		d.lengths[gzipEncoding] = []string{strconv.FormatInt(z.Size, 10)}
	}
	if d.has[gzipEncoding] {
		d.vary = varyEncoding
	}
	if d.isFeed() && !s.site.RawFeeds {
		d.pageName = s.nearestPage(f.Name)
	}
	if d.pageName != "" {
		d.vary = varyBrowser
	}
	return d
}

// nearestPage returns the index.html of the nearest folder above a name that has one, else "".
func (s *snapshot) nearestPage(name string) string {
	for folder := path.Dir(name); ; folder = path.Dir(folder) {
		if page := path.Join(folder, "index.html"); s.hasPage(page) {
			return page
		}
		if folder == "." {
			return ""
		}
	}
}

func (d *document) isFeed() bool { return d.links != nil }

// hashChars is how many characters of a file's hash its entity tag has.
const hashChars = 22

// entityTag returns a strong entity tag (RFC 9110 §8.8.3): the beginning of the file's hash, and a
// suffix that differs between encodings.
func entityTag(f manifest.File, suffix string) string {
	return `"` + shortHash(f.Hash) + suffix + `"`
}

// shortHash returns the part of a file's hash that is in its entity tag.
func shortHash(hash string) string { return hash[:min(hashChars, len(hash))] }

func (d *document) etag(e encoding) []string { return d.etags[e] }

// lastModified returns the value of Last-Modified at a time. It is never later than now
// (RFC 9110 §8.8.2.1).
func (d *document) lastModified(now time.Time) []string {
	if t := d.modTime(now); t != d.since {
		return []string{t.UTC().Format(http.TimeFormat)}
	}
	return d.modified
}

// modTime returns when the document was published, or now if that is in the future. It can be:
// publications that follow one another within a second are given different seconds.
func (d *document) modTime(now time.Time) time.Time {
	if d.since.After(now) {
		return now
	}
	return d.since
}

// hasWeakIfRange reports whether a range depends on a date that does not identify the version
// (RFC 9110 §13.1.5): as long as since is in the future, Last-Modified is earlier, and may be that
// of the previous version too.
func (d *document) hasWeakIfRange(h http.Header) bool {
	condition := h["If-Range"]
	return len(condition) > 0 && !strings.Contains(condition[0], `"`) && d.since.After(time.Now())
}

// length returns the Content-Length of the body, which is the document in an encoding.
func (d *document) length(e encoding, body []byte) []string {
	if length := d.lengths[e]; length != nil {
		return length
	}
	return []string{strconv.Itoa(len(body))}
}
