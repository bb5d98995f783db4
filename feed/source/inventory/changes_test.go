package inventory

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// old is longer ago than a tick.
var old = time.Date(2024, 1, 15, 10, 30, 0, 0, time.UTC)

// content makes files that are as long as their name, and were modified long ago.
func content(names ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for _, name := range names {
		fsys[name] = &fstest.MapFile{Data: []byte(name), ModTime: old}
	}
	return fsys
}

// change applies changes to a copy of content: +name adds, -name removes, ~name modifies a file, and ^name touches it.
func change(from fstest.MapFS, changes string) (to fstest.MapFS, changed []string) {
	to = fstest.MapFS{}
	for name, f := range from {
		to[name] = f
	}
	for c := range strings.FieldsSeq(changes) {
		name := c[1:]
		switch c[0] {
		case '+':
			to[name] = &fstest.MapFile{Data: []byte(name), ModTime: old}
		case '-':
			delete(to, name)
		case '~':
			to[name] = &fstest.MapFile{Data: []byte(name + " is longer"), ModTime: old.Add(time.Hour)}
		case '^':
			to[name] = &fstest.MapFile{Data: to[name].Data, ModTime: old.Add(time.Minute)}
		}
		changed = append(changed, name)
	}
	return to, changed
}

func walk(t testing.TB, fsys fs.FS) *Inventory {
	t.Helper()
	inv, err := Walk(fsys, Tick)
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// same compares what two inventories say of content.
func same(a, b *Inventory) bool {
	return a.Digest == b.Digest && a.Sure == b.Sure && slices.Equal(a.Articles, b.Articles) && slices.Equal(a.Assets, b.Assets) && slices.Equal(a.Foreign, b.Foreign)
}

// changes are made to a.md, b/c.md, b/d.jpg, e.org and f/index.md.
var changes = []struct {
	changes string
	ok      bool // Patch can make them
}{
	{"~a.md", true},
	{"^a.md", true},
	{"-a.md", true},
	{"+0.md", true},
	{"+z.md", true},
	{"+b/a.md", true},
	{"+b.md", true}, // behind the folder b
	{"~b/c.md", true},
	{"-b/c.md", true},
	{"~b/d.jpg", true},
	{"-b/d.jpg", true},
	{"+a.jpg", true},
	{"+new/a.md", true},
	{"~e.org", true},
	{"-e.org", true},
	{"+a.rst", true},
	{"~a.md ~b/c.md ~b/d.jpg ~e.org", true},
	{"-a.md -b/c.md -b/d.jpg", true},
	{"-a.md +a.html", true},
	{"-a.md +a.md", true},
	{"+x.md -x.md", true},
	{"+a.md.draft", true},
	{"+drafts/a.md", true},
	{"-absent.md", true}, // was there between two looks
	// An index file, a .txt file and the data of a folder change what others are.
	{"~f/index.md", false},
	{"-f/index.md", false},
	{"+b/index.md", false},
	{"+a.txt", false},
	{"+f/a.txt", false},
	{"+b/_index.md", false},
	{"+b/b.json", false},
	{"~a.md +a.txt", false},
}

var before = []string{"a.md", "b/c.md", "b/d.jpg", "e.org", "f/index.md"}

// TestPatch: a patched inventory is the one that a walk makes.
func TestPatch(t *testing.T) {
	for _, row := range changes {
		from := content(before...)
		to, changed := change(from, row.changes)
		inv := walk(t, from)
		if got := inv.Patch(to, changed); got != row.ok {
			t.Errorf("%s: %v", row.changes, got)
		} else if want := walk(t, to); got && (!same(inv, want) || !slices.Equal(inv.Changed, changed)) {
			t.Errorf("%s: %+v, want %+v", row.changes, inv, want)
		}
	}
}

func TestPatchRefuses(t *testing.T) {
	many := make([]string, MaxChanged+1)
	for i := range many {
		many[i] = fmt.Sprintf("%d.md", i)
	}
	for _, row := range []struct {
		name  string
		fsys  fstest.MapFS
		paths []string
		want  bool
	}{
		{"none", content("a.md"), nil, false},
		{"one", content("a.md"), []string{"a.md"}, true},
		{"as many as may be", content(many[:MaxChanged]...), many[:MaxChanged], true},
		{"too many", content(many...), many, false},
		{"site.yaml", content("a.md"), []string{"site.yaml"}, false},
		{"a folder", content("b/c.md"), []string{"b"}, false},
		{"the root", content("a.md"), []string{"."}, false},
		{"outside", content("a.md"), []string{"../a.md"}, false},
		{"absolute", content("a.md"), []string{"/a.md"}, false},
		{"no path", content("a.md"), []string{""}, false},
	} {
		if got := walk(t, content("a.md")).Patch(row.fsys, row.paths); got != row.want {
			t.Errorf("%s: %v", row.name, got)
		}
	}
	troubled := walk(t, locked{content("a.md", "sub/b.md")})
	if troubled.Patch(content("a.md"), []string{"a.md"}) {
		t.Error("an inventory with a folder that could not be read was patched")
	}
}

// TestPatchTwice: a patched inventory can be patched again.
func TestPatchTwice(t *testing.T) {
	now := content(before...)
	inv := walk(t, now)
	for _, step := range []string{"+g.md", "~a.md", "-g.md ~b/c.md", "+b/a.jpg", "-b/a.jpg", "+e.rst -e.org", "-a.md", "+a.md"} {
		next, changed := change(now, step)
		now = next
		if !inv.Patch(now, changed) || !same(inv, walk(t, now)) {
			t.Fatalf("%s: %+v", step, inv)
		}
	}
}

// TestFollow: Changed has the paths that would be given to Patch.
func TestFollow(t *testing.T) {
	for _, row := range changes {
		from := content(before...)
		to, changed := change(from, row.changes)
		inv := walk(t, to)
		inv.Follow(walk(t, from))
		changed = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(changed))), func(name string) bool {
			a, b := from[name], to[name]
			return a == nil && b == nil || a != nil && b != nil && a.ModTime.Equal(b.ModTime) && len(a.Data) == len(b.Data)
		})
		got := slices.Sorted(slices.Values(inv.Changed))
		if ok := inv.Changed != nil; ok != row.ok || ok && !slices.Equal(got, changed) {
			t.Errorf("%s: %q, want %q", row.changes, inv.Changed, changed)
		}
	}
}

func TestFollowRefuses(t *testing.T) {
	many := make([]string, MaxChanged+1)
	for i := range many {
		many[i] = fmt.Sprintf("%d.md", i)
	}
	for _, row := range []struct {
		name    string
		before  *Inventory
		now     fs.FS
		changed int // -1 is nil: any may have changed
	}{
		{"no inventory before", nil, content("a.md"), -1},
		{"the same", walk(t, content("a.md")), content("a.md"), 0},
		{"nothing before", walk(t, content()), content("a.md"), 1},
		{"nothing now", walk(t, content("a.md")), content(), 1},
		{"as many as may be", walk(t, content()), content(many[:MaxChanged]...), MaxChanged},
		{"too many", walk(t, content()), content(many...), -1},
		{"unread before", walk(t, locked{content("a.md", "sub/b.md")}), content("a.md"), -1},
		{"unread now", walk(t, content("a.md")), locked{content("a.md", "sub/b.md")}, -1},
		{"article and then asset", walk(t, content("a.md")), content("a.jpg"), 2},
	} {
		inv := walk(t, row.now)
		inv.Follow(row.before)
		if n := len(inv.Changed); (inv.Changed == nil) != (row.changed < 0) || row.changed >= 0 && n != row.changed {
			t.Errorf("%s: %q", row.name, inv.Changed)
		}
	}
}

// TestFollowAssets: Follow copies Sure from the assets before.
func TestFollowAssets(t *testing.T) {
	was := walk(t, content("a.jpg", "b.jpg", "d.jpg"))
	for i := range was.Assets {
		was.Assets[i].Sure = was.Assets[i].Path != "b.jpg"
	}
	inv := walk(t, content("a.jpg", "b.jpg", "c.jpg", "d.jpg"))
	inv.Follow(was)
	for i, want := range []bool{true, false, false, true} {
		if a := inv.Assets[i]; a.Sure != want {
			t.Errorf("%s: %v", a.Path, a.Sure)
		}
	}
}

func TestSelect(t *testing.T) {
	inv := walk(t, content(before...))
	for _, row := range []struct{ paths, articles, assets string }{
		{"", "", ""},
		{"a.md", "a.md", ""},
		{"b/d.jpg", "", "b/d.jpg"},
		{"b/c.md a.md b/d.jpg", "b/c.md a.md", "b/d.jpg"}, // in the order of the paths
		{"absent.md e.org b", "", ""},
		{"f/index.md", "f/index.md", ""},
	} {
		files, assets := inv.Select(strings.Fields(row.paths))
		if a, b := paths(files, func(f File) string { return f.Path }), paths(assets, func(a Asset) string { return a.Path }); a != row.articles || b != row.assets {
			t.Errorf("%s: %q, %q", row.paths, a, b)
		}
	}
	for _, name := range []string{"b/d.jpg", "a.jpg", "z.jpg"} {
		if at, found := inv.FindAsset(name); found != (name == "b/d.jpg") || at > len(inv.Assets) {
			t.Errorf("%s: %d, %v", name, at, found)
		}
	}
}

// TestDigest: the digest is that of paths, sizes and times, and of nothing else.
func TestDigest(t *testing.T) {
	from := content(before...)
	digest := walk(t, from).Digest
	if walk(t, content(before...)).Digest != digest {
		t.Error("the same content has another digest")
	}
	for _, row := range changes {
		to, _ := change(from, row.changes)
		same := row.changes == "-absent.md" || row.changes == "-a.md +a.md" || row.changes == "+x.md -x.md"
		if (walk(t, to).Digest == digest) != same {
			t.Errorf("%s: the digest is the same: %v", row.changes, !same)
		}
	}
	ignored := content(append(before, ".git/HEAD", "a.md~", "_a.md")...)
	if walk(t, ignored).Digest != digest {
		t.Error("ignored files are in the digest")
	}
	moved := content("b.md", "b/c.md", "b/d.jpg", "e.org", "f/index.md")
	if walk(t, moved).Digest == digest {
		t.Error("the digest does not have names")
	}
}

// TestSure: an inventory is sure if no file was changed within a tick before the walk.
func TestSure(t *testing.T) {
	now := time.Now()
	for _, row := range []struct {
		name     string
		modified time.Time
		want     bool
	}{
		{"long ago", old, true},
		{"an hour ago", now.Add(-time.Hour), true},
		{"now", now, false},
		{"in the future", now.Add(time.Hour), false},
	} {
		fsys := content("a.md", "b.md")
		fsys["a.md"].ModTime = row.modified
		inv := walk(t, fsys)
		if inv.Sure != row.want {
			t.Errorf("%s: %v", row.name, inv.Sure)
		}
		if got := Sure(inv.Articles[0].Stamp, inv.Before); got != row.want {
			t.Errorf("%s: stamp %v", row.name, got)
		}
		inv = walk(t, content("a.md", "b.md"))
		if !inv.Patch(fsys, []string{"a.md"}) || inv.Sure != row.want {
			t.Errorf("%s: patched %v", row.name, inv.Sure)
		}
	}
}

// FuzzHistory changes content in steps, and checks that Patch makes what Walk makes, whenever it says that it could, and that
// Follow names each path whose stamp is another one.
func FuzzHistory(f *testing.F) {
	f.Add([]byte("+0~1-2+9"))
	f.Add([]byte{0, 1, 2, 3, 40, 41, 42, 43, 100, 101, 200, 255})
	names := []string{"a.md", "b.md", "b/a.md", "b/a.jpg", "b-c.md", "a.org", "a.md.draft", "drafts/a.md", "b/index.md", "a.txt", "b/a.txt", "b/b.json", "c/d/e.html", "z.png"}
	f.Fuzz(func(t *testing.T, steps []byte) {
		now := content("a.md", "b/a.md", "b/a.jpg", "z.png")
		inv := walk(t, now)
		for i := 0; i+1 < len(steps) && i < 40; i += 2 {
			name := names[int(steps[i])%len(names)]
			step := string("+-~"[steps[i+1]%3]) + name
			next, changed := change(now, step)
			want := walk(t, next)
			if inv.Patch(next, changed) {
				if !same(inv, want) {
					t.Fatalf("%s: %+v, want %+v", step, inv, want)
				}
			} else {
				inv = walk(t, next)
			}
			was := walk(t, now)
			want.Follow(was)
			if want.Changed != nil && was.Digest != want.Digest && !slices.Equal(want.Changed, changed) {
				t.Fatalf("%s: %q", step, want.Changed)
			}
			now = next
		}
	})
}
