package publish

import (
	"fil/feed"
	"fil/feed/page"
)

// notFound adds the page that a server answers with status 404.
func (p *planner) notFound() {
	p.share(Output{Name: page.NotFoundName, Type: feed.HTMLType, Key: p.key("not found").key(),
		Write: p.writePage(func(Loader) (pageWriter, error) { return page.NotFoundPage{}, nil })}, "the page for what is not there")
}
