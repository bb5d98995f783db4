package publish_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"fil/feed/feedtest"
	"fil/feed/publish"
)

// Where an asset has the name of something that Fil makes, it is left out and told.
func TestAssetInTheWay(t *testing.T) {
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{asset("Atom.xml", "x"), asset("p.png", "1"), asset("P.png", "2")}}, now)
	if err != nil || len(p.Problems) != 2 || slices.Contains(names(p), "Atom.xml") {
		t.Error(names(p), p.Problems, err)
	}
}

// Assets that are withheld are not published: files by their names, and all that is in a folder.
func TestAssetsWithheld(t *testing.T) {
	in := publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{asset("later.png", "l"), asset("soon/x/secret.png", "x"), asset("sooner/p.png", "y")},
		Withheld: map[string]bool{"soon": true, "later.png": true}}
	p, err := publish.Plan(in, now)
	if got := names(p); err != nil || slices.Contains(got, "soon/x/secret.png") || slices.Contains(got, "later.png") || !slices.Contains(got, "sooner/p.png") {
		t.Error(got, err)
	}
}

// While an asset changes nothing is published: what articles say of it would not be true.
func TestChangingAsset(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, plan(t, feedtest.Articles(), now), d, now)
	n := 0
	moving := publish.Asset{Path: "m.mp3", Open: func() (io.ReadCloser, error) {
		n++
		return io.NopCloser(strings.NewReader(strings.Repeat("x", n))), nil
	}}
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{moving}}, now)
	if err != nil {
		t.Fatal(err)
	}
	var changed *publish.ChangedError
	if _, err := publish.Run(t.Context(), p, d, publish.Options{}, now); !errors.As(err, &changed) || changed.Name != "m.mp3" || held(t, d).Sequence() != 1 {
		t.Errorf("%v", err)
	}
	moving = publish.Asset{Path: "m.mp3", Size: 2, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("xxx")), nil }}
	if p, err = publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{moving}}, now); err != nil {
		t.Fatal(err)
	}
	if _, err := publish.Run(t.Context(), p, d, publish.Options{}, now); !errors.As(err, &changed) {
		t.Errorf("it has another length than articles say: %v", err)
	}
}
