package inventory

import (
	"io/fs"
	"slices"
	"testing"
	"testing/fstest"
	"time"
)

func TestWalkSince(t *testing.T) {
	then := time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)
	content := fstest.MapFS{
		"sub":      {Mode: fs.ModeDir | 0o755, ModTime: then},
		"sub/a.md": {Data: []byte("a"), ModTime: then},
		"sub/b.md": {Data: []byte("b"), ModTime: then.Add(time.Hour)},
		"sub/c.md": {Data: []byte("c"), ModTime: then.Add(time.Hour)},
		".hidden":  {Data: []byte("c"), ModTime: then.Add(5 * time.Hour)},
	}
	for since, want := range map[time.Duration]int{0: 1, time.Hour: 0, -time.Hour: 1} {
		calls := 0
		inv, err := WalkSince(content, Tick, then.Add(since), func() { calls++ })
		if err != nil || calls != want || len(inv.Articles) != 3 {
			t.Errorf("since %v: %d calls, %d files, %v", since, calls, len(inv.Articles), err)
		}
	}
}

// TestMoreNames walks texts that crawlers and hosts request by name, and names that are ignored.
func TestMoreNames(t *testing.T) {
	for _, n := range []string{"robots.txt", "humans.txt", "ads.txt", "app-ads.txt", "security.txt", "llms.txt", "CNAME"} {
		if inv, _ := Walk(folder(n, "x"), Tick); len(inv.Assets) != 1 {
			t.Error(n)
		}
	}
	for _, n := range []string{"Thumbs.db", "desktop.ini", "a.md~", "a.md.swp", "a.md.swo", "a.md.swx", "a.tmp", "a.part", "a.crdownload", "a.md.bak", "a.md.orig", "#a.md#", "node_modules/a.md",
		"THUMBS.DB", "Desktop.ini", "p.png.save", "p.png.filepart", "p.png.partial", "p.png.rej", "p.png.old", "p.png.BAK", "p.png.TMP", "p.png.crswap", "p.png.sb-1a2b3c-x", "p.png___jb_old___", "~$a.md",
		"@eaDir/a.md", "lost+found/a.md", "#recycle/a.md", "site.yaml.save", "site.yaml.old", "site.yaml.BAK", "site.yaml.2"} {
		if inv, _ := Walk(folder(n, "x"), Tick); len(inv.Assets)+len(inv.Articles) != 0 {
			t.Error(n)
		}
	}
}

// locked is content with a folder that cannot be read.
type locked struct{ fstest.MapFS }

func (l locked) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == "sub" {
		return nil, fs.ErrPermission
	}
	return l.MapFS.ReadDir(name)
}

// TestUnread: a folder that cannot be read is a problem, and is in Unread.
func TestUnread(t *testing.T) {
	inv, err := Walk(locked{folder("a.md", "x", "sub/b.md", "x")}, Tick)
	if err != nil || !slices.Equal(inv.Unread, []string{"sub"}) || len(inv.Problems) != 1 {
		t.Error(inv, err)
	}
}

func folder(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}
