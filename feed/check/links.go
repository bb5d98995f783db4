package check

import (
	"cmp"
	"net/url"
	"strings"
)

// selfOfFeed wants a link of a feed to itself (RFC 4287 §4.1.1).
func (v *visit) selfOfFeed(e *element) {
	for _, link := range e.all("atom:link") {
		if rel(link) == "self" {
			v.self = strings.Clone(link.get("href"))
			v.selfMatches(link)
			v.selfIsAtom(link)
			return
		}
	}
	v.lack(kindNoAtomSelf, e, "atom:link")
}

// selfIsAtom wants the type of a link to itself to be Atom's.
func (v *visit) selfIsAtom(link *element) {
	if t := link.get("type"); t != "" && !strings.HasPrefix(t, "application/atom+xml") {
		v.report(kindSelfNotAtom, link, "type", "it says of itself that it is %s", clip(t))
	}
}

// selfMatches compares the address that a feed has by its own words with the one at which it is.
func (v *visit) selfMatches(link *element) {
	at := v.options.URL
	if at == "" {
		return
	}
	self := link.get("href")
	if base := v.base(link); base != nil {
		if u, err := url.Parse(strings.TrimSpace(self)); err == nil {
			self = base.ResolveReference(u).String()
		}
	}
	if canonicalURI(self) != canonicalURI(at) && canonicalURI(self) != canonicalURI(v.options.Asked) {
		v.report(kindSelfElsewhere, link, "href", "the feed is at %s, and says that it is at %s", clip(at), clip(self))
	}
}

// sameLinks reports links to another form that differ neither in type nor in language (RFC 4287 §4.1.1).
func (v *visit) sameLinks(e *element) {
	seen := map[[2]string]bool{}
	for _, link := range e.all("atom:link") {
		if rel(link) != "alternate" {
			continue
		}
		key := [2]string{link.get("type"), link.get("hreflang")}
		if seen[key] {
			v.report(kindSameLink, link, "", "another link with rel=\"alternate\", the same type and language")
		}
		seen[key] = true
	}
}

// rel returns the relation of a link (RFC 4287 §4.2.7.2): "alternate" by default, and without the prefix of IANA's registry.
func rel(link *element) string {
	return cmp.Or(strings.TrimPrefix(link.get("rel"), ianaRelation), "alternate")
}

const ianaRelation = "http://www.iana.org/assignments/relation/"

// linkTitle checks the title of a link.
func linkTitle(v *visit, x value) {
	if blank(x.text) {
		v.wrong(kindEmptyAttr, x, "it is empty")
	}
	plain(v, x)
}

// relation wants a registered relation of links, or an address (RFC 4287 §4.2.7.2, RFC 8288 §2.1).
func relation(v *visit, x value) {
	switch {
	case blank(x.text):
		v.wrong(kindEmptyAttr, x, "it is empty")
	case relations[strings.TrimPrefix(x.text, ianaRelation)]:
	case isScheme(x.text[:max(0, strings.IndexByte(x.text, ':'))]):
	default:
		v.wrong(kindRel, x, "the relation %q is not registered", clip(x.text))
	}
}

// relations are the relations of IANA's registry, and those of WebSub and Salmon.
var relations = wordSet("about acl alternate amphtml api-catalog appendix apple-touch-icon apple-touch-startup-image archives author blocked-by bookmark c2pa-manifest canonical chapter cite-as " +

	"collection compression-dictionary contents convertedfrom copyright create-form current deprecation describedby describes disclosure dns-prefetch duplicate edit edit-form edit-media " +
	"enclosure external first geofeed glossary help hosts hub ice-server icon index intervalafter intervalbefore intervalcontains intervaldisjoint intervalduring intervalequals " +
	"intervalfinishedby intervalfinishes intervalin intervalmeets intervalmetby intervaloverlappedby intervaloverlaps intervalstartedby intervalstarts item last latest-version license linkset lrdd " +
	"manifest mask-icon me media-feed memento micropub modulepreload monitor monitor-group next next-archive nofollow noopener noreferrer opener openid2.local_id openid2.provider original p3pv1 payment " +
	"pingback preconnect predecessor-version prefetch preload prerender prev preview previous prev-archive privacy-policy profile publication related replies restconf ruleinput search section " +
	"self service service-desc service-doc service-meta sip-trunking-capability sponsored start status stylesheet subsection successor-version sunset tag terms-of-service timegate timemap type " +
	"ugc up version-history via webmention working-copy working-copy-of salmon shortlink license")

// checkLink checks a link (RFC 4287 §4.2.7).
func checkLink(v *visit, e *element) {
	if e.hasText || len(e.children) > 0 && e.children[0].space == e.space {
		v.report(kindNotEmpty, e, "", "a link has no text")
	}
}
