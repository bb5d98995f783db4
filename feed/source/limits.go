package source

import (
	"fil/feed"
	"fil/feed/source/inventory"
)

// limit truncates tags and authors to the site's limits, with a warning.
func (h *head) limit(l feed.Limits) {
	a := &h.article
	if n := len(a.Tags); n > l.Tags && l.Tags > 0 {
		a.Tags = a.Tags[:l.Tags:l.Tags]
		h.warn(0, "keep those that readers look for, or raise limits.tags in "+inventory.SiteFile, "it has %d tags: the first %d are published", n, l.Tags)
	}
	if n := len(a.Authors); n > l.Authors && l.Authors > 0 {
		a.Authors = a.Authors[:l.Authors:l.Authors]
		h.warn(0, "raise limits.authors in "+inventory.SiteFile, "it has %d authors: the first %d are published", n, l.Authors)
	}
}
