package publish

import (
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

// Asset is a file that is published as it is.
type Asset struct {
	Path string // in content, and in dist
	Open func() (io.ReadCloser, error)
	// Size is how many bytes it has, as its articles say; 0 if that is not known.
	Size int64
	// Stamp is what its file system says of it, zero where that is not to be gone by.
	Stamp feed.Stamp
}

// assets adds the files that go with articles, but for those that are withheld. Where dist was
// looked at a short while ago, those that are what they were stay.
func (p *planner) assets() {
	if len(p.in.Assets) == 0 {
		p.order.assets = nil
		return
	}
	var known []publishedAsset
	if p.patched && p.in.Intact {
		known = p.order.assets
	}
	compressed := p.compressed()
	all := make([]publishedAsset, 0, len(p.in.Assets))
	for _, asset := range p.in.Assets {
		if len(p.in.Withheld) > 0 && feed.Within(asset.Path, p.in.Withheld) {
			continue
		}
		if of := compressed[asset.Path]; of != "" {
			p.Problems = append(p.Problems, &feed.Problem{Path: asset.Path, Hint: "give it another name",
				Message: fmt.Sprintf("by its name it is a compressed form of /%s, and many servers would answer with it instead", of)})
			continue
		}
		if i := slices.IndexFunc(known, func(was publishedAsset) bool { return was.Name == asset.Path }); i >= 0 { // most are the first
			was := known[i]
			if known = known[i+1:]; was.stamp == asset.Stamp && was.stamp != (feed.Stamp{}) {
				p.skipFile(was.file)
				all = append(all, was)
				continue
			}
		}
		o := Output{Name: asset.Path, Type: assetType(asset.Path), Stream: true, Key: stampKey(asset.Stamp), Size: asset.Size,
			Write: func(w io.Writer, _ Loader) error { return asset.copy(w) }}
		if p.add(o, asset.Path) {
			all = append(all, publishedAsset{file{o.Name, o.Type, o.Hot}, asset.Stamp})
		}
	}
	p.order.assets = all
}

// compressed are those assets that have the name of a page or a feed with the ending of a
// compressed form, and of which.
func (p *planner) compressed() map[string]string {
	named := map[string]string{}
	for _, asset := range p.in.Assets {
		switch ext := path.Ext(asset.Path); ext {
		case gzipped, ".br", ".zst":
			named[asset.Path] = strings.TrimSuffix(asset.Path, ext)
		}
	}
	if len(named) == 0 {
		return nil
	}
	made := map[string]bool{}
	for f := range p.files() {
		made[f.Name] = true
	}
	for _, a := range slices.Concat(p.live, p.standalone) {
		made[a.Page] = true
	}
	maps.DeleteFunc(named, func(_, of string) bool { return !made[of] })
	return named
}

// assetType is the media type of a file of content, or the one by which the server knows files
// that only a static host reads.
func assetType(name string) string {
	if hosts.Reads(name) {
		return manifest.HostType("")
	}
	return feed.MediaType(name)
}

// shown is an asset that is published.
type publishedAsset struct {
	file
	stamp feed.Stamp
}

func (a Asset) copy(w io.Writer) error {
	r, err := a.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	if closing := r.Close(); err == nil {
		err = closing
	}
	return err
}
