package check

import (
	"fmt"
	"strings"
)

// spec says what may be in an element. The zero value is an element without text, children and attributes.
type spec struct {
	// text is the rule for the text of the element; nil means that it has none.
	text rule
	// once means that its parent may have one of it.
	once bool
	// children are the elements of the same format that it may have, by name. Elements of extensions
	// are in the table extensions.
	children map[string]*spec
	// free means that any elements may be in it.
	free bool
	// attrs are the attributes that it may have, with their rules; needed are those that it must have.
	attrs  map[string]rule
	needed []string
	// then checks what concerns several parts of the element.
	then func(v *visit, e *element)
}

// specOf returns the spec of an element, nil if it has no place where it is.
func (v *visit) specOf(e *element) *spec {
	if e.parent == nil {
		return grammarOf().roots[e.name]
	}
	parent := v.specOf(e.parent)
	if parent == nil {
		return nil
	}
	if s := parent.children[e.name]; s != nil {
		return s
	}
	if x := grammarOf().extensions[e.name]; x != nil && x.fits(e.parent) {
		return &x.spec
	}
	return nil
}

// element checks an element, and what is in it.
func (v *visit) element(e *element, s *spec) {
	v.attributes(e, s)
	switch {
	case s.text != nil:
		s.text(v, value{e, "", e.text})
	case e.hasText && !s.free:
		v.report(kindText, e, "", "text in <%s>: %q", clip(e.tag), clip(e.text))
	}
	if !s.free {
		v.children(e, s)
	}
	if s.then != nil {
		s.then(v, e)
	}
}

// attributes checks the attributes of an element.
func (v *visit) attributes(e *element, s *spec) {
	for _, name := range s.needed {
		if e.attr(name) == nil {
			k := kindNoAttr
			if name == "href" && strings.HasPrefix(e.name, "atom:") {
				k = kindNoHref
			}
			v.absent(k, e, "@"+name, "the attribute %s is missing", name)
		}
	}
	for i := range e.attrs {
		a := &e.attrs[i]
		switch r, known := s.attrs[a.name]; {
		case known:
			r(v, value{e, a.tag, a.value})
		case a.tag == "xmlns" || strings.HasPrefix(a.tag, "xmlns:"):
			v.declaration(e, a)
		case a.name == "xml:lang":
			possibleLanguage(v, value{e, a.tag, a.value})
		case a.name == "xml:base":
			relative(v, value{e, a.tag, a.value})
		case strings.Contains(a.name, ":"):
			if r := extensionAttrs[a.name]; r != nil {
				r(v, value{e, a.tag, a.value})
			}
		case e.name == "outline":
			v.report(kindOutlineAttr, e, a.tag, "OPML has no attribute %s of <%s>", clip(a.tag), clip(e.tag))
		case s.attrs != nil || !s.free:
			v.report(kindUnknownAttr, e, a.tag, "<%s> has no attribute %s", clip(e.tag), clip(a.tag))
		}
	}
}

// declaration checks a namespace declaration.
func (v *visit) declaration(e *element, a *attribute) {
	_, prefix, _ := strings.Cut(a.tag, ":")
	usual, known := namespaces[a.value]
	x := value{e, a.tag, a.value}
	switch {
	case a.value == "http://search.yahoo.com/mrss" || a.value == "http://www.rssboard.org/media-rss":
		v.wrong(kindMediaSpace, x, "%q is not the namespace of Media RSS", a.value)
	case a.value == "http://www.usemod.com/cgi-bin/mb.pl?ModWiki":
		v.wrong(kindOldWiki, x, "%q has moved", a.value)
	case known && prefix != "" && usualPrefixes[usual] && prefix != usual && !strings.HasPrefix(usual, "rdf"):
		v.wrong(kindUnusual, x, "the usual prefix of %q is %s", a.value, usual)
	case usualPrefixes[prefix] && !known:
		v.wrong(kindReserved, x, "the prefix %s usually stands for another namespace", prefix)
	case !known && strings.HasPrefix(a.value, "tag:"):
		v.tag(x, a.value)
	}
}

// children checks the elements in an element.
func (v *visit) children(e *element, s *spec) {
	seen := map[string]bool{}
	for _, child := range e.children {
		if child.number > 0 {
			continue // items are checked when they end
		}
		c := s.children[child.name]
		if x := grammarOf().extensions[child.name]; c == nil && x != nil {
			if !x.fits(e) {
				v.report(kindUnknown, child, "", "<%s> has no place in <%s>", clip(child.tag), clip(e.tag))
				continue
			}
			c = &x.spec
		}
		if c == nil {
			v.unknown(child, e)
			continue
		}
		if c.once && seen[child.name] {
			v.report(kindDuplicate, child, "", "another <%s> in <%s>", clip(child.tag), clip(e.tag))
		}
		seen[child.name] = true
		v.element(child, c)
	}
}

// unknown reports an element that has no place where it is.
func (v *visit) unknown(e, parent *element) {
	for i := range e.attrs {
		if a := &e.attrs[i]; strings.HasPrefix(a.tag, "xmlns:") {
			v.declaration(e, a)
		}
	}
	prefix, local, prefixed := strings.Cut(e.name, ":")
	switch {
	case e.name == "textinput" && v.reader.root.get("version") == "0.91": // it is written so there
	case e.name == "blink":
		v.report(kindBlink, e, "", "<blink> has no meaning")
	case e.name == "wfw:commentRSS":
		v.report(kindCommentRSS, e, "", "<%s> is written wfw:commentRss", clip(e.tag))
	case !prefixed && v.format == RSS && e.space == "" && strings.ToUpper(e.name[:1]) == e.name[:1] && sameLetters(rssNames, e.name) == "" && !rssNames[e.name]:
		v.report(kindNoNamespace, e, "", "<%s> is in no namespace", clip(e.tag))
		v.report(kindUnknown, e, "", "RSS has no <%s> in <%s>", clip(e.tag), clip(parent.tag))
	case !prefixed:
		hint := ""
		if name := sameLetters(rssNames, e.name); name != "" {
			hint = ": it is written " + name
		}
		v.report(kindUnknown, e, "", "<%s> has no place in <%s>%s", clip(e.tag), clip(parent.tag), hint)
	case prefix == "?":
		v.foreign(e)
		for _, c := range e.children {
			if c.space == "" {
				v.report(kindNoNamespace, c, "", "<%s> is in no namespace", clip(c.tag))
			}
		}
	case prefix == "xhtml" && v.format == Atom:
		v.report(kindMisplaced, e, "", "<%s> outside of a text", clip(e.tag))
	case closedNamespaces[prefix]:
		v.report(kindUnknown, e, "", "<%s> has no place in <%s>: the namespace has no such element there (%s)", clip(e.tag), clip(parent.tag), clip(local))
	}
}

// foreign reports an unknown namespace, once for a document.
func (v *visit) foreign(e *element) {
	if v.foreignSeen[e.space] || len(v.foreignSeen) > maxPerRule {
		return
	}
	if v.foreignSeen == nil {
		v.foreignSeen = map[string]bool{}
	}
	v.foreignSeen[e.space] = true
	v.report(kindForeign, e, "", "the namespace %q of <%s> is not known", clip(e.space), clip(e.tag))
}

// sameLetters returns the name that differs from a given one in its case alone, "" if there is none.
func sameLetters(names map[string]bool, name string) string {
	for n := range names {
		if n != name && strings.EqualFold(n, name) {
			return n
		}
	}
	return ""
}

// need reports children that are missing.
func (v *visit) need(k *kind, e *element, names ...string) {
	for _, name := range names {
		if e.child(name) == nil {
			v.lack(k, e, name)
		}
	}
}

// lack reports that an element has no child of a name.
func (v *visit) lack(k *kind, e *element, name string) {
	tag := name
	if v.format == Atom {
		tag = strings.TrimPrefix(name, "atom:")
	}
	v.absent(k, e, tag, "<%s> is missing in <%s>", tag, clip(e.tag))
}

// absent reports something that is missing in an element; what is the name of a child, or @ and that of an attribute.
func (v *visit) absent(k *kind, e *element, what, format string, args ...any) {
	place := v.place(e, strings.TrimPrefix(what, "@"))
	if prefix, local, ok := strings.Cut(what, ":"); ok && what[0] != '@' {
		place = strings.ToLower(prefix + "-" + local)
	} else if what[0] != '@' {
		place = strings.ToLower(strings.Join(v.ownPlace(e, what), "-"))
	}
	if v.full(k, place) {
		return
	}
	f := v.placed(e, "")
	f.Path += "/" + what
	f.Message, f.Section = fmt.Sprintf(format, args...), v.section(e)
	v.add(k, place, e.at, f)
}
