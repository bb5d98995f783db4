package build

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// world is a content folder with random changes, and the folders that it is published into.
type world struct {
	t             *testing.T
	r, more       *rand.Rand
	seed          uint64
	log           []string // what happened, for the message of a failure
	dir           string
	engine        *Engine // of a server; nil in tests that build
	stderr        bytes.Buffer
	written       int
	follows       int  // number of runs that followed another plan
	besideRefused int  // number of those with unreadable files
	failing       bool // renames on the disk fail
	full          bool // there is no space for the memory
	n             int
	now           time.Time
	// clean says that no random article has an error.
	clean bool
	// settles says that runs delay new articles; settling are the files of the delayed ones.
	settles  bool
	settling []string
}

func newWorld(t *testing.T, seed uint64) *world {
	t.Helper()
	w := &world{t: t, r: rand.New(rand.NewPCG(seed, 7)), more: rand.New(rand.NewPCG(seed, 21)), dir: t.TempDir(), clean: seed%2 == 0,
		now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	w.write("site.yaml", sites[0])
	for range 12 {
		w.createArticle()
	}
	return w
}

func (w *world) logf(format string, args ...any) { w.log = append(w.log, fmt.Sprintf(format, args...)) }

// fail ends the test with the seed and what has happened.
func (w *world) fail(format string, args ...any) {
	w.t.Helper()
	w.t.Fatalf("seed %d: %s\n%s", w.seed, fmt.Sprintf(format, args...), strings.Join(w.log, "\n"))
}

// must ends the test if there is an error.
func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.fail("%v", err)
	}
}

// sites are texts of site.yaml with different looks, feeds and addresses.
var sites = []string{
	"title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 3}\n",
	"title: Deux\nbase_url: https://un.example/\nid_authority: un.example,2024\nfeed: {limit: 3}\neach: [tag, author, section, language]\n",
	"title: Un\nbase_url: https://deux.example/blog/\nfeed: {limit: 4, content: summary}\nfeeds:\n  - {name: choix, title: Choix, tags: [a], archive: true, limit: 2}\n",
	"title: Un\nbase_url: https://un.example/\nid_authority: un.example,2024\npages: false\nfeed: {limit: 3}\n",
	"title: Un\nbase_url: https://un.example/\npermalinks: /{year}/{slug}/\ntimezone: Africa/Bamako\nfeed: {limit: 3}\n",
}

func (w *world) path(name string) string {
	return filepath.Join(w.dir, "content", filepath.FromSlash(name))
}

// dist returns the text of a file of dist.
func (w *world) dist(name string) string {
	w.t.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, "dist", filepath.FromSlash(name)))
	if err != nil {
		w.t.Fatal(err)
	}
	return string(data)
}

func (w *world) write(name, text string) {
	w.t.Helper()
	if err := os.MkdirAll(filepath.Dir(w.path(name)), 0o755); err != nil {
		w.t.Fatal(err)
	}
	if err := os.WriteFile(w.path(name), []byte(text), 0o644); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) remove(name string) {
	w.t.Helper()
	if err := os.Remove(w.path(name)); err != nil {
		w.t.Fatal(err)
	}
}

// files returns the files of content, without site.yaml.
func (w *world) files() (names []string) {
	root := filepath.Join(w.dir, "content")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && d.Name() != "site.yaml" {
			names = append(names, filepath.ToSlash(name[len(root)+1:]))
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return names
}

// randomArticle returns the text of an article, sometimes with fields and links that concern other
// articles.
func (w *world) randomArticle() string {
	w.n++
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: Texte %d\n", w.n)
	switch w.r.IntN(9) {
	case 0:
	case 1, 2: // from a day before now to three days after
		fmt.Fprintf(&b, "date: %s\n", w.now.Add(time.Duration(w.r.IntN(96)-24)*time.Hour).Format(time.RFC3339))
	default:
		fmt.Fprintf(&b, "date: 2024-%02d-%02d\n", 1+w.r.IntN(4), 1+w.r.IntN(28))
	}
	pick := func(odds int, line string) {
		if w.r.IntN(odds) == 0 {
			b.WriteString(line)
		}
	}
	pick(2, "tags: ["+[]string{"a", "b", "a, b", "A", "été"}[w.r.IntN(5)]+"]\n")
	pick(4, "author: Awa\n")
	pick(6, "lang: en\n")
	pick(6, "draft: true\n")
	pick(9, "feed: false\n")
	if w.more.IntN(9) == 0 {
		kinds := []string{"unlisted: true\n", "status: privé\n"}
		if w.clean {
			kinds = kinds[:1]
		}
		b.WriteString(kinds[w.more.IntN(len(kinds))])
	}
	pick(9, fmt.Sprintf("expires: %s\n", w.now.Add(time.Duration(w.r.IntN(200))*time.Hour).Format(time.RFC3339)))
	pick(12, fmt.Sprintf("id: urn:x:%d\n", w.n))
	if !w.clean {
		pick(9, "date_: x\n")
		pick(12, "slug: pris\n")
		pick(12, "enclosures: [/img/0.png]\n")
	}
	switch w.r.IntN(12) {
	case 0, 5: // an alias that other articles may have
		fmt.Fprintf(&b, "aliases: [/vieux/%d/]\n", w.r.IntN(4))
	case 1, 2, 3:
		fmt.Fprintf(&b, "aliases: [/ancien/%d/, /ancien/%d.html]\n", w.r.IntN(200), w.n)
	case 4: // the address of another article, now or later
		fmt.Fprintf(&b, "aliases: [/s%d/%d/]\n", w.r.IntN(3), w.r.IntN(30))
	}
	b.WriteString("---\n\nUn texte.\n\n")
	for range w.r.IntN(3) {
		fmt.Fprintf(&b, "Voir [l’autre](/s%d/%d.md) et ![image](/img/%d.png), [ici](#la).\n\n", w.r.IntN(3), w.r.IntN(30), w.r.IntN(3))
	}
	if w.more.IntN(3) == 0 { // links by name
		fmt.Fprintf(&b, "Et [[s%d/%d]], ![[%d.png]], [[%d|celui-là]].\n\n", w.more.IntN(3), w.more.IntN(30), w.more.IntN(3), w.more.IntN(30))
	}
	return b.String()
}

func (w *world) createArticle() {
	w.write(fmt.Sprintf("s%d/%d.md", w.r.IntN(3), w.r.IntN(30)), w.randomArticle())
}

// otherFormats are the extensions of a format that Fil does not read, and of files that may begin
// with front matter.
var otherFormats = []string{".rst", ".foo", ".css"}

// randomChange makes a random change, and sets the clock up to three days later.
func (w *world) randomChange() {
	w.t.Helper()
	w.now = w.now.Add(time.Duration(w.r.IntN(72)) * time.Hour)
	names := slices.DeleteFunc(w.files(), func(name string) bool { return slices.Contains(otherFormats, path.Ext(name)) })
	one := func() string { return names[w.r.IntN(len(names))] }
	must := w.must
	switch n := w.r.IntN(20); {
	case n < 6 || len(names) < 8:
		w.createArticle()
	case n < 9:
		w.write(one(), w.randomArticle())
	case n < 11:
		from, to := one(), fmt.Sprintf("s%d/%d.md", w.r.IntN(3), 30+w.r.IntN(9))
		must(os.MkdirAll(filepath.Dir(w.path(to)), 0o755))
		must(os.Rename(w.path(from), w.path(to)))
	case n < 13:
		must(os.Remove(w.path(one())))
	case n < 14: // two files swap their names
		a, b := one(), one()
		must(os.Rename(w.path(a), w.path(a)+".tmp"))
		if a != b {
			must(os.Rename(w.path(b), w.path(a)))
		}
		must(os.Rename(w.path(a)+".tmp", w.path(b)))
	case n < 16:
		// A file of a format that is not read, or with front matter that is removed again, and an
		// asset.
		w.write(fmt.Sprintf("s%d/%d%s", w.more.IntN(3), w.more.IntN(3), otherFormats[w.more.IntN(len(otherFormats))]),
			[]string{"---\ndraft: true\n---\nSecret.\n", "Un fichier.\n"}[w.more.IntN(2)])
		w.write(fmt.Sprintf("img/%d.png", w.r.IntN(3)), strings.Repeat("x", w.r.IntN(3)))
	case n < 17 && !w.clean:
		w.write(one(), "---\nauther: x\n---\n\nCassé.\n")
	case n < 18: // the same bytes with another mtime
		at := time.Date(2020, 1, 1+w.r.IntN(20), 0, 0, 0, 0, time.UTC)
		must(os.Chtimes(w.path(one()), at, at))
	case n < 19:
		w.write("index.md", fmt.Sprintf("Bonjour %d, voir [un](s0/%d.md).\n", w.n, w.r.IntN(30)))
	default:
		w.write("site.yaml", sites[w.r.IntN(len(sites))])
	}
}

func (w *world) stamps() map[string]string {
	stamps := map[string]string{}
	for _, name := range append(w.files(), "site.yaml") {
		data, err := os.ReadFile(w.path(name))
		if err != nil {
			w.t.Fatal(err)
		}
		info, err := os.Stat(w.path(name))
		if err != nil {
			w.t.Fatal(err)
		}
		stamps[name] = fmt.Sprint(info.ModTime(), string(data))
	}
	return stamps
}

// changed returns the files that were added, changed or removed since before was made by stamps.
func (w *world) changed(before map[string]string) []string {
	after, names := w.stamps(), []string{}
	for name, stamp := range after {
		if before[name] != stamp {
			names = append(names, name)
		}
	}
	for name := range before {
		if _, ok := after[name]; !ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

func dated(title, date string, more ...string) string {
	return "---\ntitle: " + title + "\ndate: " + date + "\n" + strings.Join(more, "\n") + "\n---\n\nUn.\n"
}
