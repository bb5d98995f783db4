package source

import (
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"fil/feed"
	"fil/feed/source/inventory"
)

// applyRecords returns the records of a reading and those before it, as the memory stores them.
func applyRecords(past map[string]*feed.Record, c whole) map[string]*feed.Record {
	past = maps.Clone(past)
	if past == nil {
		past = map[string]*feed.Record{}
	}
	for path, record := range c.Records {
		past[path] = record
		if record == nil {
			delete(past, path)
		}
	}
	return past
}

// A reading of what has changed gives the same content as one of everything, whether the inventory says
// what has changed or not.
func TestChanged(t *testing.T) {
	told := 0
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 9))
		at := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
		fsys := fstest.MapFS{}
		put := func() string {
			name := fmt.Sprintf("s%d/%d.md", r.IntN(2), r.IntN(9))
			text := fmt.Sprintf("---\ntitle: T%d\ndate: 2020-02-0%d\n", r.IntN(99), 1+r.IntN(9))
			switch r.IntN(9) {
			case 0:
				text += "slug: pris\n"
			case 1:
				text += "unknown: x\n" // a warning
			case 2:
				text += "date_: [\n"
			case 3:
				name = fmt.Sprintf("%d.png", r.IntN(3))
			case 4:
				name = []string{"s0/index.md", "s0/x.txt", "s1/x.txt", "index.md"}[r.IntN(4)]
			case 5:
				name = []string{"s0/a.rst", "b.rst", "s0/a.foo", "s1/b.foo", "s1/c.mdx", "s1/_index.md"}[r.IntN(6)]
				if r.IntN(2) == 0 {
					text += "cascade: {unlisted: true}\n"
				}
			case 6:
				name, text = []string{"s0/a.foo", "s1/b.foo"}[r.IntN(2)], "Rien.\n"
			}
			text += "---\n\nUn.\n"
			if r.IntN(4) == 0 {
				text += fmt.Sprintf("\n[ici](/s0/%d.md) ![x](/%d.png)\n", r.IntN(9), r.IntN(3))
			}
			if r.IntN(4) == 0 {
				text += fmt.Sprintf("\n[[%d]] ![[%d.png]]\n", r.IntN(9), r.IntN(3))
			}
			at = at.Add(time.Minute)
			fsys[name] = &fstest.MapFile{Data: []byte(text), ModTime: at}
			return name
		}
		for range 8 {
			put()
		}
		inv, err := inventory.Walk(fsys, 0)
		if err != nil {
			t.Fatal(err)
		}
		site := testSite
		past := map[string]*feed.Record{}
		for range 12 {
			want, err := readWhole(t.Context(), fsys, site, Options{})
			if err != nil {
				t.Fatal(err)
			}
			compared, err := readWhole(t.Context(), fsys, site, Options{Records: recordsOf(past)})
			if err != nil {
				t.Fatal(err)
			}
			if inv.Changed != nil && len(past) > 0 {
				told++
			}
			got, err := readWhole(t.Context(), fsys, site, Options{Inventory: inv, Records: recordsOf(past)})
			if err != nil {
				t.Fatal(err)
			}
			for name, content := range map[string]whole{"compared": compared, "told": got} {
				if diff := cmp.Diff(want, content, cmpopts.IgnoreUnexported(whole{}), cmpopts.IgnoreFields(Content{}, "Records"), cmpopts.IgnoreFields(inventory.Asset{}, "Sure"), cmpopts.EquateEmpty()); diff != "" {
					t.Fatalf("seed %d: -all +%s\n%s", seed, name, diff)
				}
			}
			past = applyRecords(past, got)
			var paths []string
			for range 1 + r.IntN(2) {
				names := slices.Sorted(maps.Keys(fsys))
				if name := names[r.IntN(len(names))]; len(names) > 5 && r.IntN(3) == 0 {
					delete(fsys, name)
					paths = append(paths, name)
				} else {
					paths = append(paths, put())
				}
			}
			walked, err := inventory.Walk(fsys, 0)
			if err != nil {
				t.Fatal(err)
			}
			if r.IntN(3) == 0 { // as if no change had been reported
				walked.Follow(inv)
				inv = walked
				continue
			}
			if !inv.Patch(fsys, slices.Compact(slices.Sorted(slices.Values(paths)))) {
				if !slices.ContainsFunc(paths, func(name string) bool { return !inventory.IsIndependent(name) }) {
					t.Fatalf("%v were not patched", paths)
				}
				inv = walked
				continue
			}
			if diff := cmp.Diff(walked, inv, cmp.AllowUnexported(inventory.Inventory{}, inventory.File{}), cmpopts.IgnoreFields(inventory.Inventory{}, "Before", "buffer", "Changed", "latest"), cmpopts.IgnoreFields(inventory.Asset{}, "Sure"), cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("seed %d: -walked +patched\n%s", seed, diff)
			}
		}
	}
	if told < 60 {
		t.Errorf("only %d readings were told what has changed", told)
	}
}

// A file that changed within the last tick is read again even if no change is reported, because its
// stamp may be the same.
func TestUnsure(t *testing.T) {
	fsys := fstest.MapFS{}
	write := func(name, text string) {
		fsys[name] = &fstest.MapFile{Data: []byte("---\ntitle: " + text + "\ndate: 2020-01-01\n---\n\nUn.\n"), ModTime: time.Now()}
	}
	write("a.md", "avant")
	inv, err := inventory.Walk(fsys, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	first, err := readWhole(t.Context(), fsys, testSite, Options{Inventory: inv})
	if err != nil {
		t.Fatal(err)
	}
	stamp := fsys["a.md"].ModTime
	write("a.md", "apres")
	fsys["a.md"].ModTime = stamp
	write("b.md", "autre")
	if !inv.Patch(fsys, []string{"b.md"}) {
		t.Fatal("not patched")
	}
	past := applyRecords(nil, first)
	c, err := readWhole(t.Context(), fsys, testSite, Options{Inventory: inv, Records: recordsOf(past)})
	if err != nil || len(c.Articles) != 2 || c.Articles[0].Title != "apres" {
		t.Errorf("%v: %d articles, the first %q", err, len(c.Articles), c.Articles[0].Title)
	}
}

// A problem of the folder disappears when its cause does.
func TestFollowProblems(t *testing.T) {
	fsys := fstest.MapFS{"a.md": {Data: []byte("---\ntitle: A\ndate: 2020-01-01\n---\n\nUn.\n")}, "pipe": {Mode: fs.ModeNamedPipe}}
	inv, err := inventory.Walk(fsys, 0)
	if err != nil {
		t.Fatal(err)
	}
	first, err := readWhole(t.Context(), fsys, testSite, Options{Inventory: inv})
	if err != nil || len(first.Problems) != 1 {
		t.Fatalf("%v: %v", err, first.Problems)
	}
	delete(fsys, "pipe")
	now, err := inventory.Walk(fsys, 0)
	if err != nil {
		t.Fatal(err)
	}
	now.Follow(inv)
	past := applyRecords(nil, first)
	c, err := readWhole(t.Context(), fsys, testSite, Options{Inventory: now, Records: recordsOf(past)})
	if err != nil || len(c.Problems) != 0 {
		t.Errorf("%v: %v", err, c.Problems)
	}
}
