package build

import (
	"context"

	"fil/feed"
	"fil/feed/source"
)

// Pin writes the ID of each article that has moved into its front matter, and with all that of every
// article. pinned is called for each, with the error if its file could not be written.
func Pin(ctx context.Context, c Config, all bool, pinned func(article *feed.Meta, err error)) error {
	listing, err := Identify(ctx, c)
	if err != nil {
		return err
	}
	root, err := c.OpenContent()
	if err != nil {
		return err
	}
	defer root.Close()
	for _, article := range listing.Articles {
		if !article.Pinned && (all || article.ID != listing.Site.OwnID(article)) {
			pinned(article, source.PinFile(root, article.Path, article.ID))
		}
	}
	return nil
}
