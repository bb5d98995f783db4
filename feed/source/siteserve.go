package source

import (
	"fil/feed"
	"fil/feed/source/frontmatter"
)

// readProxies reads the proxies whose X-Forwarded-For is trusted.
func readProxies(r *siteReader, v *frontmatter.Value) error {
	list, err := v.Strs("trusted_proxies")
	if err != nil {
		return err
	}
	r.site.TrustedProxies, err = feed.ParseProxies(list)
	if err != nil {
		return frontmatter.Errorf(v.Line, "write an address or a prefix, as in [127.0.0.1, 10.0.0.0/8]", "trusted_proxies: %v", err)
	}
	return nil
}

// readFetchLimit reads how often in an hour a client may fetch one feed without a conditional
// request; 0 means no limit.
func readFetchLimit(r *siteReader, v *frontmatter.Value) error {
	n, err := v.Number("fetch_limit", 0)
	r.site.FetchLimit = int(min(n, 1<<30))
	return err
}
