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

// TestAssetCollides checks that an asset whose name collides with an output is not published, and
// reported.
func TestAssetCollides(t *testing.T) {
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{asset("Atom.xml", "x"), asset("p.png", "1"), asset("P.png", "2")}}, now)
	if err != nil || len(p.Problems) != 2 || slices.Contains(names(p), "Atom.xml") {
		t.Error(names(p), p.Problems, err)
	}
}

// TestAssetsWithheld checks that withheld files, and all files in withheld folders, are not published.
func TestAssetsWithheld(t *testing.T) {
	in := publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{asset("later.png", "l"), asset("soon/x/secret.png", "x"), asset("sooner/p.png", "y")},
		Withheld: map[string]bool{"soon": true, "later.png": true}}
	p, err := publish.Plan(in, now)
	if got := names(p); err != nil || slices.Contains(got, "soon/x/secret.png") || slices.Contains(got, "later.png") || !slices.Contains(got, "sooner/p.png") {
		t.Error(got, err)
	}
}

// TestChangingAsset checks that nothing is published if an asset changes while it is read, or has
// another length than its articles state.
func TestChangingAsset(t *testing.T) {
	d := open(t, t.TempDir())
	run(t, plan(t, feedtest.Metas(feedtest.Articles()...), now), d, now)
	n := 0
	growing := publish.Asset{Path: "m.mp3", Open: func() (io.ReadCloser, error) {
		n++
		return io.NopCloser(strings.NewReader(strings.Repeat("x", n))), nil
	}}
	p, err := publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{growing}}, now)
	if err != nil {
		t.Fatal(err)
	}
	var changed *publish.ChangedError
	if _, err := publish.Run(t.Context(), p, d, publish.Options{}, now); !errors.As(err, &changed) || changed.Name != "m.mp3" || manifestOf(t, d).Sequence() != 1 {
		t.Errorf("%v", err)
	}
	longer := publish.Asset{Path: "m.mp3", Size: 2, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("xxx")), nil }}
	p, err = publish.Plan(publish.Input{Site: feedtest.Site(), Assets: []publish.Asset{longer}}, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := publish.Run(t.Context(), p, d, publish.Options{}, now); !errors.As(err, &changed) {
		t.Errorf("another length than articles state: %v", err)
	}
}
