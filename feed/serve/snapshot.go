package serve

import (
	"fmt"
	"io"
	"io/fs"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"fil/feed/manifest"
)

// snapshot is one publication. It does not change, but for the documents that it creates when they
// are first requested.
type snapshot struct {
	files    fs.FS
	manifest *manifest.Manifest
	site     Site
	// prefix is the path of the base URL, "/" or "/blog/". Requests come with it or, through a
	// proxy that strips it, without.
	prefix string
	// isHub says that the feeds name the site's own hub.
	isHub     bool
	documents sync.Map // *document by its name in dist
}

// namesOf yields the names in dist that the path of a request may stand for: below the prefix
// first, then below "/".
func (s *snapshot) namesOf(urlPath string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, prefix := range []string{s.prefix, "/"} {
			name, found := strings.CutPrefix(urlPath, prefix)
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

// find returns the document at the address of a request, nil if there is none or it has moved.
func (s *snapshot) find(u *url.URL) *document {
	for name := range s.namesOf(u.Path) {
		if r, found := s.redirectAt(name, u.RawQuery); found { // a file of that name is for static hosts, which read no manifest
			if r.Status == http.StatusOK {
				return s.document(r.To)
			}
			return nil
		}
		if d := s.document(name); d != nil {
			return d
		}
	}
	return nil
}

// redirectAt returns the redirect from a name in dist for a request with a query, which may be "".
func (s *snapshot) redirectAt(name, query string) (r manifest.Redirect, found bool) {
	if query != "" {
		r, found = s.manifest.Redirect(manifest.WithQuery(name, query))
	}
	if !found {
		r, found = s.manifest.Redirect(name)
	}
	return r, found
}

// redirectOf returns the redirect of an address that was once published, also if the request has a
// slash at its end too few.
func (s *snapshot) redirectOf(u *url.URL) (manifest.Redirect, bool) {
	for name := range s.namesOf(u.Path) {
		for _, from := range []string{name, name + "/index.html"} {
			if r, ok := s.redirectAt(from, u.RawQuery); ok {
				return r, true
			}
		}
	}
	return manifest.Redirect{}, false
}

// absolute makes To, unless it is a URL, a percent-encoded path from the root of the host.
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

// answerRedirect answers with a redirect, or with the file that answers at the address.
func (s *Server) answerRedirect(w http.ResponseWriter, r *http.Request, live *snapshot, redirect manifest.Redirect) {
	if redirect.Status == http.StatusOK {
		if d := live.document(redirect.To); d != nil {
			s.answer(w, r, live, d)
		} else {
			s.notFound(w, r, live)
		}
		return
	}
	redirect = live.absolute(redirect)
	w.Header()["Cache-Control"] = publicHour
	if redirect.Status == http.StatusGone {
		http.Error(w, "410 gone", http.StatusGone)
		return
	}
	http.Redirect(w, r, redirect.To, redirect.Status)
}

// folderURL returns the canonical address of a page that was requested without its last slash, or
// as index.html; "" if there is no such page. The address is below the prefix, even if a proxy has
// stripped that from the request.
func (s *snapshot) folderURL(u *url.URL) string {
	for name := range s.namesOf(strings.TrimSuffix(u.Path, "/index.html") + "/") {
		if folder, ok := strings.CutSuffix(name, "index.html"); ok && s.hasPage(name) {
			to := url.URL{Path: s.prefix + folder, RawQuery: u.RawQuery}
			return to.String()
		}
	}
	return ""
}

// hasPage reports whether a name is published and has not moved.
func (s *snapshot) hasPage(name string) bool {
	_, moved := s.manifest.Redirect(name)
	return !moved && s.manifest.Has(name)
}

// open opens a file of the publication. unaltered reports whether its size and time are those in
// the manifest.
func (s *snapshot) open(want manifest.File) (f file, unaltered bool, err error) {
	opened, err := s.files.Open(want.Name)
	if err != nil {
		return nil, false, err
	}
	info, err := opened.Stat()
	f, seekable := opened.(file)
	if err != nil || !seekable || !info.Mode().IsRegular() {
		opened.Close()
		return nil, false, fmt.Errorf("it is no regular file")
	}
	return f, want.Matches(info), nil
}

// file is an fs.File with Seek, as *os.File is.
type file interface {
	io.ReadSeekCloser
	Stat() (fs.FileInfo, error)
}
