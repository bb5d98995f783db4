package publish

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/hosts"
	"fil/feed/manifest"
)

// Asset is a file of content that is published as it is.
type Asset struct {
	Path string // in content, and in dist
	Open func() (io.ReadCloser, error)
	// Size is the number of bytes that articles state for it (the length of an enclosure); 0 if unknown.
	Size int64
	// Stamp is what the file system says of the file. It is zero if the stamp is not reliable: then the
	// file is read at each run.
	Stamp feed.Stamp
}

// assets adds the assets that are not withheld. If Input.Intact, assets with an unchanged stamp are
// not planned.
func (p *planner) assets() {
	if len(p.in.Assets) == 0 {
		p.order.assets = nil
		return
	}
	var previous []publishedAsset
	if p.patched && p.in.Intact {
		previous = p.order.assets
	}
	compressed := p.compressed()
	all := make([]publishedAsset, 0, len(p.in.Assets))
	for _, asset := range p.in.Assets {
		if len(p.in.Withheld) > 0 && feed.Within(asset.Path, p.in.Withheld) {
			continue
		}
		if original := compressed[asset.Path]; original != "" {
			p.Problems = append(p.Problems, &feed.Problem{Path: asset.Path, Hint: "give it another name",
				Message: fmt.Sprintf("by its name it is a compressed form of /%s, and many servers would answer with it instead", original)})
			continue
		}
		sameName := func(a publishedAsset) bool { return a.Name == asset.Path }
		if i := slices.IndexFunc(previous, sameName); i >= 0 { // usually 0: both lists have the same order
			before := previous[i]
			previous = previous[i+1:]
			if before.stamp == asset.Stamp && before.stamp != (feed.Stamp{}) {
				p.skipFile(before.file)
				all = append(all, before)
				continue
			}
		}
		o := Output{Name: asset.Path, Type: assetType(asset.Path), Stream: true, Key: stampKey(asset.Stamp), Size: asset.Size,
			Write: func(w io.Writer, _ Loader) error { return asset.writeTo(w) }}
		if p.add(o, asset.Path) {
			all = append(all, publishedAsset{file{o.Name, o.Type, o.Hot}, asset.Stamp})
		}
	}
	p.order.assets = all
}

// compressed returns the assets whose names look like the compressed form of another output, such as
// atom.xml.gz, each with the name of that output.
func (p *planner) compressed() map[string]string {
	originals := map[string]string{}
	for _, asset := range p.in.Assets {
		switch ext := path.Ext(asset.Path); ext {
		case gzipped, ".br", ".zst":
			originals[asset.Path] = strings.TrimSuffix(asset.Path, ext)
		}
	}
	if len(originals) == 0 {
		return nil
	}
	outputs := map[string]bool{}
	for f := range p.files() {
		outputs[f.Name] = true
	}
	for _, a := range slices.Concat(p.live, p.standalone) {
		outputs[a.Page] = true
	}
	maps.DeleteFunc(originals, func(_, original string) bool { return !outputs[original] })
	return originals
}

// assetType returns the media type of an asset. Configuration files of static hosts have one of their
// own, so that the server does not serve them.
func assetType(name string) string {
	if hosts.Reads(name) {
		return manifest.HostType("")
	}
	return feed.MediaType(name)
}

// publishedAsset is an asset that a plan publishes, for the next plan.
type publishedAsset struct {
	file
	stamp feed.Stamp
}

// writeTo copies the bytes of the asset to w.
func (a Asset) writeTo(w io.Writer) error {
	r, err := a.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return cmp.Or(err, r.Close())
}
