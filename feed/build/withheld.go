package build

import (
	"context"
	"path"
	"slices"
	"strings"

	"fil/feed"
	"fil/feed/publish"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// withheld are the assets that are not published, because they would reveal articles that are not
// live.
type withheld struct {
	names map[string]bool // files, and folders with everything in them
	// retained are those of them that stay in dist if they are there: their articles were public and
	// only cannot be read now, or the assets are being uploaded.
	retained []string
	// folders are the folders in names.
	folders  []string
	problems []*feed.Problem
}

// withholdAssets returns the assets that are not published: those in the folder of an index file
// that is not live, cannot be read or was removed, those to which only such articles refer, and those
// that are being uploaded.
func (r *reading) withholdAssets() *withheld {
	w := &withheld{names: map[string]bool{}}
	if len(r.Assets) == 0 {
		return w
	}
	var ofHidden, ofUnread source.AssetRefs
	for _, a := range r.set.Withheld() {
		if slices.Contains(r.unreadable, a.Path) {
			continue
		}
		ofHidden.Add(r.recordOf(a.Path))
		if source.IsIndex(a.Path) {
			w.withhold(path.Dir(a.Path))
		}
	}
	refused := map[string]bool{}
	for _, name := range r.Refused {
		if source.IsIndex(name) {
			w.withhold(path.Dir(name))
		}
		if r.withholds(name) {
			ofHidden.AddRefused(r.fsys, name)
			continue
		}
		ofUnread.AddRefused(r.fsys, name)
		if source.IsIndex(name) {
			refused[path.Dir(name)] = true
		}
	}
	if len(r.Unread) > 0 {
		ofUnread.AddUnknown()
	}
	r.withholdOrphans(w)
	// An upload that is not complete stays out of dist, but its last published version stays there.
	for name := range r.uploading {
		w.names[name], w.retained = true, append(w.retained, name)
	}
	for _, asset := range r.withoutPublicReference(ofHidden.Select(r.Assets)) {
		w.names[asset.Path] = true
	}
	// Assets of an unreadable article stay in dist, because its last published form does, and none is added,
	// because the article may be a draft.
	for _, asset := range r.withoutPublicReference(ofUnread.Select(r.Assets)) {
		if !w.names[asset.Path] {
			w.names[asset.Path], w.retained = true, append(w.retained, asset.Path)
		}
	}
	for _, asset := range r.Assets {
		if len(refused) > 0 && feed.Within(asset.Path, refused) {
			w.retained = append(w.retained, asset.Path)
		}
	}
	return w
}

// withhold withholds a folder, except the root of content.
func (w *withheld) withhold(folder string) {
	if folder != "." && !w.names[folder] {
		w.names[folder] = true
		w.folders = append(w.folders, folder)
	}
}

// warnWithheld returns a warning for each asset that is public and withheld from now on.
func (e *Engine) warnWithheld(ctx context.Context, r *reading, w *withheld, in publish.Input) (problems []*feed.Problem) {
	m, err := e.dist.Manifest(ctx)
	if err != nil {
		return nil // publishing returns this error
	}
	for _, asset := range r.Assets {
		if w.names[asset.Path] && m.Has(asset.Path) && !slices.Contains(in.RetainFiles, asset.Path) {
			problems = append(problems, &feed.Problem{Path: asset.Path, Warning: true,
				Message: "it was public, and only withheld articles refer to it now: it is withheld too", Hint: "refer to it in a public article, if it is to stay"})
		}
	}
	return problems
}

// withholdOrphans withholds the folders whose index file was withheld or unreadable when it was last
// there, and was removed since.
func (r *reading) withholdOrphans(w *withheld) {
	for _, folder := range r.memory.Withheld() {
		hasIndex := slices.ContainsFunc(r.set.Folder(folder), func(a *feed.Meta) bool { return source.IsIndex(a.Path) })
		i := slices.IndexFunc(r.Assets, func(a inventory.Asset) bool { return strings.HasPrefix(a.Path, folder+"/") })
		if hasIndex || w.names[folder] || i < 0 {
			continue
		}
		w.withhold(folder)
		w.problems = append(w.problems, &feed.Problem{Path: r.Assets[i].Path, Warning: true,
			Message: "nothing in " + folder + " is published: its index file was a draft or could not be read, and is not there now",
			Hint:    "put the index file back, or move the other files to another folder"})
	}
}

// withoutPublicReference returns those of the given assets to which neither site.yaml nor a live
// article refers.
func (r *reading) withoutPublicReference(assets []inventory.Asset) []inventory.Asset {
	if len(assets) == 0 {
		return nil
	}
	var named source.AssetRefs
	for _, a := range r.set.LiveArticles() {
		named.Add(r.recordOf(a.Path))
	}
	if i := r.set.Introduction(); i != nil {
		named.Add(r.recordOf(i.Path))
	}
	public := map[string]bool{r.site.Icon: true, r.site.Logo: true}
	if p := r.site.Podcast; p != nil {
		public[p.Image] = true
	}
	for _, d := range r.site.Named {
		public[d.Image] = true
		if d.Podcast != nil {
			public[d.Podcast.Image] = true
		}
	}
	for _, link := range r.site.Nav {
		public[link.URL] = true
	}
	for _, asset := range named.Linked(assets) {
		public[r.site.URL(asset.Path)] = true
	}
	return slices.DeleteFunc(assets, func(a inventory.Asset) bool { return public[r.site.URL(a.Path)] })
}
