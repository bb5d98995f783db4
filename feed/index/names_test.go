package index_test

import (
	"fmt"
	"testing"

	"fil/feed/index"
)

// A name conflicts with an equal one and with one that is a folder of it, whatever its case and form of Unicode, and
// with no other.
func TestNames(t *testing.T) {
	var names index.Names[string]
	if owner, taken := names.Owner("a"); taken {
		t.Errorf("of none: %s", owner)
	}
	for _, name := range []string{"a/b/c", "a/b/d", "été.md", "file"} {
		names.Add(name, name)
	}
	for name, want := range map[string]string{
		"a/b/c": "a/b/c", "A/B/C": "a/b/c", "a/b": "a/b/c", "a": "a/b/c", "a/b/d/e": "a/b/d", "\u0065\u0301te\u0301.md": "été.md", "FILE/x/y": "file",
		"a/b/e": "", "ab": "", "a/bb": "", "fil": "", "file.md": "", "x/file": "",
	} {
		if owner, taken := names.Owner(name); owner != want || taken != (want != "") {
			t.Errorf("%s conflicts with that of %q, want %q", name, owner, want)
		}
	}
}

func ExampleNames() {
	var names index.Names[string]
	names.Add("atom.xml", "the feed")
	names.Add("tags/mali/index.html", "the page of a tag")
	fmt.Println(names.Owner("ATOM.xml"))
	fmt.Println(names.Owner("tags"))
	fmt.Println(names.Owner("tags/mali/rss.xml"))
	// Output:
	// the feed true
	// the page of a tag true
	//  false
}
