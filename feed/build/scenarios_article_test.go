package build

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

// The files of a draft are private also if the draft is refused: as a copy, or because its address is taken.
func TestRefusedDraftIsPrivate(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("an address that is taken", func() {
			s.write("s/0/secret.png", "secret")
			s.write("s/0/index.md", dated("Brouillon", "2024-01-02", "draft: true")+"![](secret.png)\n")
		})
		s.checkPrivate("s/0/secret.png")
		s.step("a copy", func() {
			s.write("b/secret.png", "secret")
			s.write("b/index.md", dated("Brouillon", "2024-01-02", "draft: true")+"![](secret.png)\n")
			s.write("b copy/secret2.png", "secret2")
			s.write("b copy/index.md", dated("Brouillon", "2024-01-02", "draft: true")+"![](secret2.png)\n")
			s.write("z/secret3.png", "secret")
			s.write("z/a.md", dated("Bx", "2024-01-02", "slug: zz", "draft: true")+"![](secret3.png)\n")
			s.write("z/zz.md", dated("By", "2024-01-02"))
		})
		s.checkPrivate("b/secret.png", "b copy/secret2.png", "z/secret3.png")
	})
}

// The pictures of an introduction are private until it is due, and after it has expired.
func TestIntroductionIsPrivate(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("a draft", func() {
			s.write("secret.png", "secret")
			s.write("index.md", "---\ndraft: true\n---\n\nSalut ![](secret.png)\n")
		})
		s.checkPrivate("secret.png")
		s.step("of the future", func() { s.write("index.md", "---\ndate: 2024-02-22\n---\n\nSalut ![](secret.png)\n") })
		s.checkPrivate("secret.png")
		s.step("an unrelated change", s.unrelated)
		s.step("due", s.later(100*time.Hour))
		s.step("it will expire", func() {
			s.write("index.md", "---\ndate: 2024-02-22\nexpires: 2024-02-28\n---\n\nSalut ![](secret.png)\n")
		})
		s.step("expired", s.later(200*time.Hour))
		s.checkPrivate("secret.png")
		s.step("removed", func() { s.remove("index.md") })
	})
}

// An introduction that has come due stays up when its file is broken, and is forgotten once it has expired, as
// any other article.
func TestIntroductionIsRemembered(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("of the future", func() { s.write("index.md", "---\ndate: 2024-02-22\n---\n\nBienvenue\n") })
		s.step("due", s.later(100*time.Hour))
		s.step("broken", func() { s.write("index.md", "---\nauther: [\n---\n\nBienvenue\n") })
		if !strings.Contains(s.dist("index.html"), "Bienvenue") {
			t.Error("the introduction is lost")
		}
		s.step("it will expire", func() { s.write("index.md", "---\ndate: 2024-02-22\nexpires: 2024-02-28\n---\n\nBienvenue\n") })
		s.step("expired", s.later(200*time.Hour))
		m, done := s.openMemory("state")
		defer done()
		if m.PublishedFrom("index.md", feedtest.Site()) != nil {
			t.Error("the introduction counts as published")
		}
	})
}

// The pages of a preview mark the articles that are published later, until they are due: also those in no list,
// and while as many others are added.
func TestPreviewMarks(t *testing.T) {
	w := &world{t: t, dir: t.TempDir(), now: time.Date(2024, 2, 20, 8, 0, 0, 0, time.UTC)}
	w.write("site.yaml", sites[0])
	w.write("a.md", dated("A", "2024-02-23"))
	w.write("u.md", dated("U", "2024-02-21", "unlisted: true"))
	c := w.config("dist", "state")
	c.Preview, c.Serving = true, true
	e, err := Open(t.Context(), c)
	w.must(err)
	w.engine = e
	t.Cleanup(e.Close)
	w.run(nil)
	check := func(marked ...string) {
		t.Helper()
		for _, page := range []string{"a/index.html", "u/index.html"} {
			if got := strings.Contains(w.dist(page), `class="mark"`); got != slices.Contains(marked, page) {
				t.Errorf("%s is marked: %t", page, got)
			}
		}
	}
	check("a/index.html", "u/index.html")
	w.now = w.now.Add(48 * time.Hour)
	w.write("old.md", dated("Vieux", "2024-01-01"))
	w.run([]string{"old.md"})
	check("a/index.html")
	w.now = w.now.Add(48 * time.Hour)
	w.write("b.md", dated("B", "2024-02-29", "unlisted: true"))
	w.run([]string{"b.md"})
	check()
}

// A copy stays left out when the original gets another title, or another name, and the original keeps its ID. It
// becomes an article of its own when it is changed.
func TestCopyOfRetitled(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		check := func(original string, copies int) {
			t.Helper()
			atom := s.dist("tags/t/atom.xml")
			if id := "<id>tag:un.example,2024:s/x</id>"; strings.Count(atom, id) != 1 || strings.Count(atom, "<entry>") != 1+copies || !strings.Contains(atom, "/s/"+original+"/") {
				t.Errorf("%d copies, and not %s:\n%s", copies, original, atom)
			}
		}
		s.step("an article", func() { s.write("s/x.md", dated("X", "2024-01-12", "tags: [t]")) })
		s.step("a copy, and another title", func() {
			s.move("s/x.md", "s/x copy.md")
			s.write("s/x.md", dated("Y", "2024-01-12", "tags: [t]"))
		})
		check("x", 0)
		s.step("an hour later", s.later(time.Hour))
		check("x", 0)
		s.step("another name", func() { s.move("s/x.md", "s/z.md") })
		check("z", 0)
		s.step("an hour after that", s.later(time.Hour))
		check("z", 0)
		s.step("the copy is changed", func() { s.write("s/x copy.md", dated("X", "2024-01-12", "tags: [t]")+"Plus.\n") })
		check("z", 1)
		s.step("the copy is renamed", func() { s.move("s/x copy.md", "s/new.md") })
		check("z", 1)
		s.step("a copy with another text", func() { s.write("s/z copy.md", dated("Y", "2024-01-12", "tags: [t]")+"more\n") })
		check("z", 1)
		s.step("one more title", func() { s.write("s/z.md", dated("Z", "2024-01-12", "tags: [t]")) })
		check("z", 1)
		s.step("the copy gets a name of its own", func() { s.move("s/z copy.md", "s/own.md") })
		check("z", 2)
	})
}

// A copy that was published itself, while its original was gone, stays an article: when it has an error, and when it
// expires.
func TestPublishedCopy(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		text := dated("X", "2024-01-12", "expires: 2024-02-22", "tags: [t]")
		s.step("an article and a copy", func() {
			s.write("s/x.md", text)
			s.write("s/x copy.md", text)
		})
		s.step("the original is removed", func() { s.remove("s/x.md") })
		s.step("it is back", func() { s.write("s/x.md", text) })
		s.step("the copy has an error", func() { s.write("s/x copy.md", "---\nauther: [\n---\n") })
		if atom := s.dist("tags/t/atom.xml"); !strings.Contains(atom, "<id>tag:un.example,2024:s/x</id>") {
			t.Errorf("it is not published:\n%s", atom)
		}
		s.step("mended", func() { s.write("s/x copy.md", text) })
		s.step("expired", s.later(100*time.Hour))
		s.step("an hour later", s.later(time.Hour))
		s.step("the copy is removed", func() { s.remove("s/x copy.md") })
	})
}

// A copy keeps the article of its original when another one is moved to the original's name.
func TestCopyOfReplaced(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("two articles", func() {
			s.write("s/x.md", dated("X", "2024-01-12", "tags: [t]"))
			s.write("s/y.md", dated("Y", "2024-01-13"))
		})
		s.step("a copy", func() { s.write("s/x copy.md", dated("X", "2024-01-12", "tags: [t]")) })
		s.step("the other one in its place", func() { s.move("s/y.md", "s/x.md") })
		atom := s.dist("tags/t/atom.xml")
		if !strings.Contains(atom, "<id>tag:un.example,2024:s/x</id>") || !strings.Contains(atom, "/s/x%20copy/") {
			t.Errorf("the copy is not the article:\n%s", atom)
		}
	})
}

// Of an expired article and one that is made a draft at the same address, the same one has it in all later runs.
func TestDraftBesideExpired(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("an article", func() {
			s.write("s/x.md", dated("X", "2024-01-12", "expires: 2024-02-22", "slug: z", "aliases: [/vieux/]"))
		})
		s.step("expired", s.later(100*time.Hour))
		s.step("another one at its address", func() { s.write("s/y.md", dated("Y", "2024-01-13", "slug: z")) })
		s.step("that is made a draft", func() { s.write("s/y.md", dated("Y", "2024-01-13", "slug: z", "draft: true")) })
		s.step("an hour later", s.later(time.Hour))
	})
}

// An article that its author withholds goes, with its files, although its file has an error. It keeps its ID.
func TestWithheldBesideError(t *testing.T) {
	for _, matter := range []string{"draft: true\ndatee: 3\ntitle: X\n", "title: [X\nstatus: privé # pour l'instant\n"} {
		threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
			s.step("an article", func() {
				s.write("s/x/secret.png", "secret")
				s.write("s/x/index.md", dated("X", "2024-01-12", "tags: [t]")+"![](secret.png) ![](../other.png)\n")
				s.write("s/other.png", "secret")
				s.write("s/links.md", dated("L", "2024-01-13")+"[X](x/index.md)\n")
			})
			s.step("withheld, with an error", func() {
				s.write("s/x/index.md", "---\n"+matter+"---\n\nUn. ![](secret.png) ![](../other.png)\n")
			})
			s.checkPrivate("s/x/secret.png", "s/other.png", "s/x/index.html")
			s.step("an hour later", s.later(time.Hour))
			s.step("an unrelated change", s.unrelated)
			s.checkPrivate("s/x/secret.png", "s/other.png", "s/x/index.html")
			s.step("mended", func() { s.write("s/x/index.md", dated("X", "2024-01-12", "tags: [t]")) })
			if !strings.Contains(s.dist("tags/t/atom.xml"), "<id>tag:un.example,2024:s/x</id>") {
				t.Error("the article has another ID")
			}
		})
	}
}

// The last form of a broken article expires by the clock, and the article keeps its addresses.
func TestBrokenExpires(t *testing.T) {
	const broken = "---\nauther: [\n---\n"
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("an article", func() {
			s.write("s/x.md", dated("X", "2024-01-12", "tags: [t]", "expires: 2024-02-22", "aliases: [/vieux/]"))
		})
		s.step("broken", func() { s.write("s/x.md", broken) })
		s.step("expired", s.later(100*time.Hour))
		s.step("an hour later", s.later(time.Hour))
		s.step("an unrelated change", s.unrelated)
		s.step("mended", func() { s.write("s/x.md", dated("X", "2024-01-12", "tags: [t]", "aliases: [/vieux/]")) })
		s.step("broken again", func() { s.write("s/x.md", broken) })
		s.step("another one takes its alias", func() { s.write("s/1.md", dated("Txx", "2024-01-02", "aliases: [/vieux/, /s/x/]")) })
		s.step("removed", func() { s.remove("s/x.md") })
		s.step("an hour after that", s.later(time.Hour))
	})
}

// An article at the former path of another one is published when it comes due: that one has the ID of the
// path.
func TestFormerPathComesDue(t *testing.T) {
	threeWays(t, sites[1], 3, func(t *testing.T, s scenario) {
		s.step("moved", func() { s.move("s/1.md", "s/moved.md") })
		s.step("of the future", func() { s.write("s/1.md", dated("Futur", "2024-02-21")) })
		s.step("an unrelated change", func() { s.write("s/2.md", dated("Txx", "2024-01-02")) })
		s.step("another", func() { s.write("s/2.md", dated("Txxy", "2024-01-02")) })
		s.step("due", s.later(48*time.Hour))
	})
}

// An article that has expired and is edited is the same article: it keeps its ID.
func TestExpiredIsEdited(t *testing.T) {
	threeWays(t, sites[1], 3, func(t *testing.T, s scenario) {
		s.step("an article", func() { s.write("s/x.md", dated("X", "2024-01-12", "expires: 2024-02-22")) })
		s.step("expired", s.later(100*time.Hour))
		s.step("edited", func() { s.write("s/x.md", dated("Neuf", "2024-02-23")) })
		if ids := s.entryIDs(); !slices.Contains(ids, "tag:un.example,2024:s/x") {
			t.Error("the article has another ID: ", ids)
		}
	})
}

// An article arrives after all that arrived before it, also after those that are in no feed or no list any
// more. Its time of arrival is the same in all runs.
func TestArrivalAfterArticlesInNoFeed(t *testing.T) {
	for name, field := range map[string]string{"feed: false": "feed: false", "unlisted": "unlisted: true", "draft": "draft: true"} {
		t.Run(name, func(t *testing.T) {
			threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
				s.step("it arrives", func() { s.write("s/x.md", dated("X", "2024-01-12")) })
				s.step("it leaves", func() { s.write("s/x.md", dated("X", "2024-01-12", field)) })
				s.step("another one arrives at the same time", func() { s.write("s/y.md", dated("Y", "2024-01-13")) })
				if x, y := s.arrival("s/x.md"), s.arrival("s/y.md"); !y.After(x) {
					t.Errorf("arrived at %v, the one before at %v", y, x)
				}
			})
		})
	}
}

// arrival returns when the memory says that the article of a file arrived in the feed.
func (w *world) arrival(path string) time.Time {
	w.t.Helper()
	m, done := w.openMemory("state")
	defer done()
	articles := m.Published()
	for _, withdrawn := range m.Withdrawn() {
		articles = append(articles, &withdrawn.Meta)
	}
	i := slices.IndexFunc(articles, func(a *feed.Meta) bool { return a.Path == path })
	if i < 0 {
		w.t.Fatal("the memory does not have ", path)
	}
	return articles[i].Came
}

// Of two articles with the same ID in front matter, one is refused. If the file of the other one moves, both are
// compared again, and a running server decides as a cold build does.
func TestSameIDMoves(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("the first", func() { s.write("b.md", dated("Premier", "2024-01-05", "id: urn:x:1")) })
		s.step("the second", func() { s.write("c.md", dated("Second", "2024-01-10", "id: urn:x:1")) })
		s.step("the first moves", func() { s.move("b.md", "x.md") })
		s.step("the second goes", func() { s.remove("c.md") })
	})
}

// A file comes back with the text that it had when its article moved away. It is a new article, whose ID no other
// article has.
func TestFormerTextComesBack(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("the first", func() { s.write("b.md", dated("Premier", "2024-01-05")) })
		s.step("it moves", func() { s.move("b.md", "c.md") })
		s.step("another one has its path", func() { s.write("b.md", dated("Second", "2024-01-10")) })
		s.step("and moves, too", func() { s.move("b.md", "d.md") })
		s.step("the second changes", func() { s.write("d.md", dated("Autre", "2024-01-11")) })
		s.step("its first text comes back", func() { s.write("b.md", dated("Second", "2024-01-10")) })
	})
}

// A file that an article only mentions is private before the article is due and after it has expired, whenever the
// article was read.
func TestMentionedByExpired(t *testing.T) {
	threeWays(t, sites[1], 2, func(t *testing.T, s scenario) {
		s.step("of the future", func() {
			s.write("plan.pdf", "secret")
			s.write("a.html", dated("A", "2024-02-21", "expires: 2024-02-23")+"<p>Voir plan.pdf</p>\n")
		})
		s.checkPrivate("plan.pdf")
		s.step("due", s.later(36*time.Hour))
		s.step("expired", s.later(48*time.Hour))
		s.checkPrivate("plan.pdf")
	})
}
