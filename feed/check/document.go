package check

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Format is a format of documents.
type Format string

// The formats. Unknown stands for a document that is none of them.
const (
	Unknown Format = ""
	RSS     Format = "rss"  // RSS 0.91 to 2.0
	RDF     Format = "rdf"  // RSS 0.90 and 1.0
	Atom    Format = "atom" // a feed or an entry
	JSON    Format = "json"
	OPML    Format = "opml"
)

// Options say what is known of a document besides its bytes. The zero value means nothing.
type Options struct {
	// URL is the address at which the document is; "" means that it is not known.
	URL string
	// Asked is the address that was asked for, if it has redirected to URL.
	Asked string
	// ContentType is the Content-Type with which a server sent the document; "" means that it is not known.
	ContentType string
	// Least is the least severity that is looked for. Looking for errors alone is several times as fast: the
	// HTML of articles is not read.
	Least Severity
	// Profiles are names of [Profiles] whose rules are checked, too.
	Profiles []string
	// Now is the time by which dates are implausible; the zero value means that none are.
	Now time.Time
}

// Document checks a document of any format. data must not change meanwhile.
func Document(data []byte, o Options) *Report {
	c := &collector{prefix: "feed", least: o.Least}
	v := &visit{collector: c, options: o}
	text := v.decode(data)
	c.text = text
	if begin := strings.TrimLeft(text, "\ufeff \t\r\n"); strings.HasPrefix(begin, "{") {
		return v.json(text)
	}
	v.checkDeclaration()
	r := &reader{src: text, onItem: v.item, report: v.malformed}
	v.reader = r
	r.parse()
	v.end()
	return &Report{Format: v.format, Items: r.items, Findings: c.findings(), Self: v.self, Text: text}
}

// malformed reports a mistake in XML at the innermost element that is open.
func (v *visit) malformed(k *kind, at int, format string, args ...any) {
	if v.full(k, "xml") {
		return
	}
	var e *element
	if n := len(v.reader.open); n > 0 {
		e = v.reader.open[n-1]
	}
	f := v.placed(e, "")
	f.Message, f.Section = fmt.Sprintf(format, args...), "XML 1.0"
	v.add(k, "xml", at, f)
}

// visit is the check of one document.
type visit struct {
	*collector
	options Options
	format  Format
	reader  *reader
	self    string // the address that the document gives for itself

	encoding    string          // as declared, in lower case; "" if none is
	ids         map[string]int  // by ID, the number of the item that had it first
	authorless  []lacking       // entries without an author
	slash       *lacking        // the first item with a number of comments
	firstItem   int             // where the first item begins, 0 if there is none
	episodes    int             // items with elements of Apple's namespace
	jsonItems   []*node         // the items of a JSON Feed
	foreignSeen map[string]bool // the unknown namespaces that have been reported
}

// lacking is an entry that lacks something that the feed may have.
type lacking struct {
	at     int
	number int
	title  string
}

// place returns the beginning of the names of the rules for an element or one of its attributes. For an element
// of the format, it is the format and the names of its parent and itself: rss-item-author. A channel, an item
// and an outline are named alone. An element of an extension has the prefix of its namespace.
func (v *visit) place(e *element, attr string) string {
	prefix, local, prefixed := strings.Cut(e.name, ":")
	if !prefixed {
		local = e.name
	}
	own := !prefixed || prefix == "atom" && v.format == Atom
	var steps []string
	switch {
	case e.parent == nil && v.format == Atom && own:
		steps = []string{"atom", local}
	case e.parent == nil && v.format != Unknown:
		steps = []string{string(v.format)}
	case !own && prefix == "?":
		steps = []string{"extension", local}
	case !own:
		steps = []string{prefix, local}
	case e.parent == nil:
		steps = []string{"feed", local}
	default:
		steps = v.ownPlace(e.parent, local)
	}
	if attr != "" {
		steps = append(steps, localName(attr))
	}
	return strings.ToLower(strings.Join(steps, "-"))
}

// ownPlace is place for an element of the format: its local name and its parent are given.
func (v *visit) ownPlace(parent *element, local string) []string {
	switch within := localName(parent.name); {
	case local == "channel", local == "outline", local == "item", local == "entry", within == string(v.format):
		return []string{string(v.format), local}
	default:
		return []string{string(v.format), within, local}
	}
}

func localName(name string) string {
	if _, local, ok := strings.Cut(name, ":"); ok {
		return local
	}
	return name
}

// report reports a finding at an element, or at one of its attributes.
func (v *visit) report(k *kind, e *element, attr string, format string, args ...any) {
	place := v.place(e, attr)
	if v.full(k, place) {
		return
	}
	at := e.at
	if a := e.attr(attr); a != nil {
		at = a.at
	}
	f := v.placed(e, attr)
	f.Message, f.Section, f.IDForm = fmt.Sprintf(format, args...), v.section(e), (e.name == "atom:id" || e.name == "guid") && idForms[k]
	v.add(k, place, at, f)
}

// placed returns a finding with the path of an element, or of one of its attributes, and the item in which it is.
func (v *visit) placed(e *element, attr string) Finding {
	f := Finding{Path: pathTo(e, attr)}
	if item := enclosingItem(e); item != nil {
		f.Item, f.Title = item.number, clip(cmp.Or(item.value("title"), item.value("atom:title")))
	}
	return f
}

// idForms are what can be wrong with the form of an ID.
var idForms = map[*kind]bool{kindURL: true, kindFullURL: true, kindURLChar: true, kindScheme: true, kindCanonical: true, kindTag: true, kindURN: true, kindSpace: true}

// enclosingItem returns the item in which an element is, nil if it is in none.
func enclosingItem(e *element) *element {
	for ; e != nil; e = e.parent {
		if e.number > 0 {
			return e
		}
	}
	return nil
}

// pathTo returns the path of an element, or of one of its attributes.
func pathTo(e *element, attr string) string {
	var steps []string
	if attr != "" {
		steps = append(steps, "@"+attr)
	}
	for ; e != nil; e = e.parent {
		steps = append(steps, step(e))
	}
	slices.Reverse(steps)
	return "/" + strings.Join(steps, "/")
}

// step returns the last step of an element's path: its tag and, for an item and from the second one of a tag, its
// number.
func step(e *element) string {
	switch {
	case e.number > 0:
		return clip(e.tag) + "[" + strconv.Itoa(e.number) + "]"
	case e.nth > 1:
		return clip(e.tag) + "[" + strconv.Itoa(e.nth) + "]"
	}
	return clip(e.tag)
}

// item checks an item or entry that has been read as a whole.
func (v *visit) item(e *element) {
	v.begin()
	if v.firstItem == 0 {
		v.firstItem = e.at
	}
	if len(v.options.Profiles) > 0 {
		v.judgeItem(xmlItem(e), e.at, e.number, pathTo(e, ""))
	}
	if s := v.specOf(e); s != nil {
		v.element(e, s)
	} else if v.format != Unknown {
		v.unknown(e, e.parent)
	}
}

// begin finds out the format from the root element.
func (v *visit) begin() {
	root := v.reader.root
	if v.format != Unknown || root == nil {
		return
	}
	switch root.name {
	case "rss":
		v.format = RSS
	case "rdf:RDF":
		v.format = RDF
	case "atom:feed", "atom:entry", "atom03:feed", "atom03:entry":
		v.format = Atom
	case "opml", "outlineDocument":
		v.format = OPML
	case "?:feed", "feed", "?:rss", "?:entry":
		v.format = map[bool]Format{true: RSS, false: Atom}[root.name == "?:rss"]
	}
	v.prefix = cmp.Or(string(v.format), "feed")
}

// end checks the root element, when all items have been checked and forgotten.
func (v *visit) end() {
	v.begin()
	root := v.reader.root
	if root == nil {
		if !slices.ContainsFunc(v.all, func(f found) bool { return f.Severity == Error }) {
			v.add(kindRoot, "xml", 0, Finding{Path: "/", Message: "the document has no root element", Section: "XML 1.0 §2.1"})
		}
		return
	}
	v.checkDoctype()
	s := grammarOf().roots[root.name]
	if s == nil {
		v.checkRoot(root)
		return
	}
	v.element(root, s)
	if len(v.options.Profiles) > 0 {
		e := root
		if channel := root.child("channel"); channel != nil {
			e = channel
		}
		v.judgeFeed(xmlFeed(e, v.reader.items), e.at, pathTo(e, ""))
	}
}

// checkRoot says what is wrong with a root element that no format has.
func (v *visit) checkRoot(root *element) {
	switch {
	case root.name == "atom03:feed" || strings.HasPrefix(root.space, "http://purl.org/atom/ns#"):
		v.report(kindOldSpace, root, "", "the namespace %q is that of a draft of Atom", clip(root.space))
	case root.name == "?:feed" || root.name == "?:rss" || root.name == "?:entry":
		v.report(kindBadSpace, root, "", "the namespace %q is not that of the format", clip(root.space))
	case root.name == "feed":
		v.report(kindPrefixless, root, "", "<feed> has no namespace, so that it is not Atom")
	default:
		v.report(kindRoot, root, "", "<%s> is not the root of a feed", clip(root.tag))
	}
}

// kindPrefixless is a feed without Atom's namespace.
var kindPrefixless = &kind{"no-namespace", Error, "MissingNamespace", "write <feed xmlns=\"http://www.w3.org/2005/Atom\">",
	"The namespace makes it Atom (RFC 4287 §2).", "every reader"}

// checkDoctype checks the document type declaration.
func (v *visit) checkDoctype() {
	d := v.reader.doctype
	if d.text == "" {
		return
	}
	k, message := kindDoctype, "the document has a DOCTYPE"
	if strings.Contains(d.text, "my.netscape.com") {
		k, message = kindOldDoctype, "the DOCTYPE of RSS 0.91 is not served any more"
		if strings.Contains(d.text, "rss-0.91.dtd") && v.reader.root.get("version") == "0.91" && !strings.Contains(d.text, "publish/formats") {
			k, message = kindDoctype, "the document has a DOCTYPE"
		}
	}
	v.add(k, "xml", d.at, Finding{Path: "/", Message: message, Section: "XML 1.0 §2.8"})
	for _, name := range slices.Sorted(maps.Keys(d.entities)) {
		if d.entities[name].external {
			v.add(kindSystemEntity, "xml", d.at, Finding{Path: "/", Message: fmt.Sprintf("the entity %s is outside of the document", clip(name)), Section: "XML 1.0 §4.2.2"})
		}
	}
}

// base returns the address against which addresses in an element are completed (XML Base), nil if there is none.
func (v *visit) base(e *element) *url.URL {
	var bases []string
	for ; e != nil; e = e.parent {
		if b := e.attr("xml:base"); b != nil {
			bases = append(bases, b.value)
		}
	}
	if v.options.URL != "" {
		bases = append(bases, v.options.URL)
	}
	var base *url.URL
	for _, b := range slices.Backward(bases) {
		u, err := url.Parse(b)
		if err != nil {
			continue
		}
		if base != nil {
			u = base.ResolveReference(u)
		}
		base = u
	}
	return base
}
