package source

import (
	"strings"
	"time"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/markup"
	"fil/feed/source/plaintext"
)

// fillFrom sets fields that front matter leaves empty from the metadata of an HTML page.
func (h *head) fillFrom(p *markup.Page, site *feed.Site) error {
	a := &h.article
	for _, meta := range p.Metas {
		by := withholding[foldKey(meta.Name)]
		if by == nil || meta.Name == "rss" { // "rss" names a feed in HTML
			continue
		}
		f := frontmatter.Field{Key: meta.Name, Value: &frontmatter.Value{Kind: frontmatter.Scalar, Text: meta.Content}}
		if err := h.applyVisibility(f, by); err != nil {
			return err
		}
	}
	if p.Paywalled {
		h.restrict(withheld, frontmatter.Field{Key: "isAccessibleForFree", Value: &frontmatter.Value{Kind: frontmatter.Scalar, Text: "false"}})
		h.warn(0, "write draft: false into front matter to publish it", "it says that it is not free (isAccessibleForFree): it is not published")
	}
	if (p.Microformats || p.Whole && len(p.Published) == 0) && isMediumDraft(a.Path) {
		h.restrict(withheld, frontmatter.Field{Key: "draft_", Value: &frontmatter.Value{Kind: frontmatter.Scalar, Text: "in its name"}})
	}
	if a.Published.IsZero() {
		a.Published = firstDate(p.Published, site.TimeZone)
		if a.Published.IsZero() && len(p.Published) > 0 {
			h.warnOmitted(frontmatter.Errorf(0, plaintext.DateHint, "%q is not a date", p.Published[0]))
		}
	}
	if a.Expires.IsZero() {
		a.Expires = firstDate(p.Expires, site.TimeZone)
	}
	if a.Updated.IsZero() {
		a.Updated = firstDate(p.Updated, site.TimeZone)
	}
	if len(a.Authors) == 0 {
		a.Authors = p.Authors
	}
	if len(a.Tags) == 0 {
		_ = h.addTags(p.Tags) // it never fails
	}
	if h.image == "" {
		h.image, h.imageFound = p.Image, p.Image != ""
	}
	h.addressFrom(p, site)
	return nil
}

// addressFrom uses the canonical address of a page: on this site as permalink; elsewhere as link to
// the original. It never becomes the ID.
func (h *head) addressFrom(p *markup.Page, site *feed.Site) {
	whole, err := plaintext.WebURL(p.Canonical)
	switch {
	case err != nil || h.address != "" || h.article.Link != "":
	case site.Host(whole):
		if file, err := site.File(whole); err == nil && file != "index.html" {
			h.address = whole
		}
	default:
		if _, rest, _ := strings.Cut(whole, "://"); strings.Trim(rest[strings.IndexByte(rest+"/", '/'):], "/") != "" {
			h.article.Link = whole
		}
	}
}

// firstDate returns the first of a list that is a date, zero if none is.
func firstDate(list []string, zone *time.Location) time.Time {
	for _, s := range list {
		if t, err := plaintext.ParseDate(s, zone); err == nil {
			return t
		}
	}
	return time.Time{}
}
