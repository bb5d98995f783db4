package build

import (
	"context"
	"slices"

	"fil/feed"
	"fil/feed/source"
	"fil/feed/source/inventory"
)

// Pin writes the ID of each article that has moved into its front matter, and with all that of every
// article. pinned is called for each, with the error if its file could not be written. If an ID is an address of this
// machine, which the site's own address would not change any more, Pin writes none and returns an error.
func Pin(ctx context.Context, c Config, all bool, pinned func(article *feed.Meta, err error)) error {
	listing, err := Identify(ctx, c)
	if err != nil {
		return err
	}
	unpinned := slices.DeleteFunc(listing.Articles, func(a *feed.Meta) bool {
		return a.Pinned || !all && a.ID == listing.Site.OwnID(a)
	})
	for _, a := range unpinned {
		if feed.LocalURL(a.ID) {
			return Failed("write base_url into "+inventory.SiteFile+" first", "the ID of %s is %s, an address of this machine", feed.Visible(a.Path), a.ID)
		}
	}
	root, err := c.OpenContent()
	if err != nil {
		return err
	}
	defer root.Close()
	for _, a := range unpinned {
		pinned(a, source.PinFile(root, a.Path, a.ID))
	}
	return nil
}
