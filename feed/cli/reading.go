package cli

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"fil/feed"
	"fil/feed/memory"
	"fil/feed/publish"
	"fil/feed/source"
)

// reading is content as it was read, with what is remembered of it.
type reading struct {
	*source.Content
	fsys fs.FS
	site *feed.Site
	// known are the articles of the last publication, gone those of earlier ones.
	known, gone []*feed.Article

	renames  []feed.Rename
	problems []*feed.Problem
}

// read reads site.yaml and every article, gives articles the IDs that they had, and
// puts their last published forms in the place of those that cannot be read. m is nil
// where nothing is remembered.
func (a *app) read(ctx context.Context, fsys fs.FS, fallback string, m *memory.Memory) (*reading, error) {
	site, err := a.site(fsys, fallback)
	if err != nil {
		return nil, err
	}
	last := func(path string) (*feed.Article, bool) {
		if m == nil {
			return nil, false
		}
		return m.Article(path, site)
	}
	content, err := source.Read(ctx, fsys, site, func(path string) (string, bool) {
		article, ok := last(path)
		if !ok {
			return "", false
		}
		return article.Permalink, true
	})
	if err != nil {
		return nil, err
	}
	r := &reading{Content: content, fsys: fsys, site: site}
	missing := slices.Clone(content.Refused)
	if m != nil {
		r.known, r.gone = m.Known()
		for _, folder := range content.Unread {
			missing = append(missing, m.Below(folder)...)
		}
	}
	r.renames = feed.Identify(content.Articles, r.known, r.gone, missing)
	r.standIn(missing, last)
	kept, problems := feed.Settle(content.Articles)
	content.Articles = kept
	// That a stand-in has lost its address needs no second word.
	problems = slices.DeleteFunc(problems, func(p *feed.Problem) bool { return slices.Contains(missing, p.Path) })
	r.problems = slices.Concat(content.Problems, problems)
	return r, nil
}

// peek reads content with what is remembered, and publishes nothing. The folder of
// content is the caller's to close.
func (a *app) peek(ctx context.Context) (r *reading, content *os.Root, err error) {
	m, err := memory.Peek(a.settings.state)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the state folder %s: %w", a.settings.state, err)
	}
	if m != nil {
		defer m.Close()
	}
	if content, err = a.openContent(); err != nil {
		return nil, nil, err
	}
	if r, err = a.read(ctx, contentFS{content}, defaultBaseURL, m); err != nil {
		content.Close()
		return nil, nil, err
	}
	return r, content, nil
}

// standIn puts last published forms in the place of what is missing.
func (r *reading) standIn(missing []string, last func(path string) (*feed.Article, bool)) {
	for _, path := range missing {
		article, ok := last(path)
		switch {
		case !ok:
		case article.Stem == "":
			r.Introduction = article
		default:
			r.Articles = append(r.Articles, article)
		}
	}
}

// comparison is what subscribers of the last publication would see.
func (r *reading) comparison(now time.Time) feed.Comparison {
	return feed.Compare(r.known, feed.Live(r.Articles, now))
}

// publishInput is what is planned of a reading, without what is remembered.
func publishInput(r *reading) publish.Input {
	in := publish.Input{Site: r.site, Articles: r.Articles, Introduction: r.Introduction, Unread: r.Unread}
	for _, asset := range r.Assets {
		in.Assets = append(in.Assets, publish.Asset{Path: asset.Path, Open: func() (io.ReadCloser, error) {
			return r.fsys.Open(asset.Path)
		}})
	}
	return in
}
