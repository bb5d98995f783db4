package feed_test

import (
	"slices"
	"testing"
	"time"

	"fil/feed"
)

func hashOf(text string) (hash [16]byte) {
	copy(hash[:], text)
	return hash
}

// piece returns an article with a path, an ID and a text. Its title is the text, and its date depends
// on the length of the text.
func piece(path, id, text string) *feed.Article {
	return &feed.Article{Path: path, ID: id, Hash: hashOf(text), Title: text, Page: path,
		Published: time.Date(2024, 1, len(text), 0, 0, 0, 0, time.UTC)}
}

// An ID stays with its text, whatever happens to files between two publications.
func TestIdentify(t *testing.T) {
	known := []*feed.Article{piece("a", "A", "aa"), piece("b", "B", "bbb"), piece("c", "C", "cccc")}
	gone := []*feed.Withdrawn{{Article: *piece("g", "G", "ggggg")}}
	for name, c := range map[string]struct {
		now     []*feed.Article
		present []string
		want    []string // IDs
	}{
		"nothing":              {[]*feed.Article{piece("a", "A", "aa"), piece("b", "B", "bbb")}, nil, []string{"A", "B"}},
		"edited":               {[]*feed.Article{piece("a", "own", "other")}, nil, []string{"A"}},
		"renamed":              {[]*feed.Article{piece("z", "own", "aa")}, nil, []string{"A"}},
		"swapped":              {[]*feed.Article{piece("a", "A", "bbb"), piece("b", "B", "aa")}, nil, []string{"B", "A"}},
		"shifted":              {[]*feed.Article{piece("b", "B", "aa"), piece("c", "C", "bbb"), piece("d", "D", "cccc")}, nil, []string{"A", "B", "C"}},
		"renamed, path reused": {[]*feed.Article{piece("z", "own", "aa"), piece("a", "A", "new one")}, nil, []string{"A", "A#6e6577"}},
		"copied":               {[]*feed.Article{piece("a", "A", "aa"), piece("z", "Z", "aa")}, nil, []string{"A", "Z"}},
		"renamed and edited":   {[]*feed.Article{{Path: "z", ID: "own", Hash: hashOf("x"), Title: "aa", Published: known[0].Published}}, nil, []string{"A"}},
		"unreadable":           {[]*feed.Article{{Path: "z", ID: "own", Hash: hashOf("x"), Title: "aa", Published: known[0].Published}}, []string{"a"}, []string{"own"}},
		"back again":           {[]*feed.Article{piece("g", "own", "ggggg")}, nil, []string{"G"}},
		"another in its place": {[]*feed.Article{piece("g", "own", "no relation")}, nil, []string{"own"}},
		"edited beside a copy": {[]*feed.Article{{Path: "a", ID: "A", Hash: hashOf("x"), Title: "aa", Published: known[0].Published}, piece("z", "Z", "aa")}, nil, []string{"A", "Z"}},
		"pinned":               {[]*feed.Article{{Path: "a", ID: "mine", Pinned: true, Hash: hashOf("x")}}, nil, []string{"mine"}},
	} {
		feed.History{Last: known, Withdrawn: gone, Unread: c.present}.Identify(c.now)
		var got []string
		for i, a := range c.now {
			if len(a.ID) > len(c.want[i]) {
				a.ID = a.ID[:len(c.want[i])] // compare the beginning of a hash
			}
			got = append(got, a.ID)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
