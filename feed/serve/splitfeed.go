package serve

import (
	"bytes"
	"regexp"
	"slices"

	"fil/feed"
)

// feedParts is a feed split into its entries, the bytes before the first one and those after the
// last one.
type feedParts struct {
	head, tail []byte
	entries    [][]byte
	hashes     []uint64 // of each entry
}

// splitFeed splits an Atom or RSS feed. ok is false if there is any doubt where an entry begins and
// ends, or there is none. The checker has parsed the feed before it was published, so that
// splitFeed takes it for well-formed XML and only looks for tags.
func splitFeed(body []byte) (parts feedParts, ok bool) {
	depth, entryStart, lastEnd := 0, 0, 0
	entryDepth := 0 // the depth of the entry that is open, 0 if none is
	for next := 0; ; {
		start := bytes.IndexByte(body[next:], '<')
		if start < 0 {
			break
		}
		start += next
		tag, length := parseTag(body[start:])
		if length < 0 {
			return feedParts{}, false
		}
		next = start + length
		if tag.opens {
			depth++
			if isEntry(tag.name, depth) {
				if entryDepth > 0 || parts.head != nil && len(bytes.TrimSpace(body[lastEnd:start])) > 0 {
					return feedParts{}, false // an entry within an entry, or something else between two
				}
				entryStart, entryDepth = start, depth
				if parts.head == nil {
					parts.head = body[:entryStart]
				}
			}
		}
		if tag.closes {
			if isEntry(tag.name, depth) != (entryDepth == depth) {
				return feedParts{}, false
			}
			if entryDepth == depth {
				lastEnd, entryDepth = next, 0
				entry := body[entryStart:lastEnd]
				parts.entries, parts.hashes = append(parts.entries, entry), append(parts.hashes, feed.Hash64(entry))
			}
			depth--
		}
	}
	if depth != 0 || len(parts.entries) == 0 {
		return feedParts{}, false
	}
	parts.tail = body[lastEnd:]
	return parts, true
}

// xmlTag is a start tag, an end tag or, if empty, both. If it neither opens nor closes an element,
// it is a comment, a CDATA section or a processing instruction.
type xmlTag struct {
	name          string // without its namespace prefix
	opens, closes bool
}

// parseTag parses the tag at the beginning of body, which begins with "<". It returns the tag's
// length, or -1 if it is not complete or of a form that Fil does not write.
func parseTag(body []byte) (t xmlTag, length int) {
	for _, section := range [][2]string{{"<![CDATA[", "]]>"}, {"<!--", "-->"}, {"<?", "?>"}} {
		if rest, found := bytes.CutPrefix(body, []byte(section[0])); found {
			end := bytes.Index(rest, []byte(section[1]))
			if end < 0 {
				return xmlTag{}, -1
			}
			return xmlTag{}, len(section[0]) + end + len(section[1])
		}
	}
	end, quote := 1, byte(0)
	for ; end < len(body) && (quote != 0 || body[end] != '>'); end++ { // a > within quotes does not end the tag
		switch c := body[end]; {
		case quote == c:
			quote = 0
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		}
	}
	if end == len(body) || body[1] == '!' { // a DOCTYPE
		return xmlTag{}, -1
	}
	inner, closing := bytes.CutPrefix(body[1:end], []byte("/"))
	inner, empty := bytes.CutSuffix(inner, []byte("/"))
	name, _, _ := bytes.Cut(inner, []byte(" "))
	if bytes.ContainsAny(name, "\t\r\n") {
		return xmlTag{}, -1 // the writers of Fil put only spaces there
	}
	if _, local, found := bytes.Cut(name, []byte(":")); found {
		name = local
	}
	return xmlTag{string(name), !closing, closing || empty}, end + 1
}

// isEntry reports whether an element is an entry: a child of Atom's root, or of RSS's channel.
func isEntry(name string, depth int) bool {
	return depth == 2 && name == "entry" || depth == 3 && name == "item"
}

// completeMark is the element fh:complete (RFC 5005 §2). It says that the document has all entries
// of the feed, so that a reader would delete those that a delta omits.
var completeMark = regexp.MustCompile(`[ \t]*<[a-z]+:complete\s*(?:/>|></[a-z]+:complete>)\n?`)

// since returns the feed with only those entries that v does not have. It returns nil if v has all
// of them, or none.
func (p feedParts) since(v Version) []byte {
	var b bytes.Buffer
	b.Write(completeMark.ReplaceAll(p.head, nil))
	n := 0
	for i, entry := range p.entries {
		if !slices.Contains(v.Entries, p.hashes[i]) {
			b.Write(entry)
			b.WriteByte('\n')
			n++
		}
	}
	if n == 0 || n == len(p.entries) {
		return nil
	}
	b.Write(bytes.TrimLeft(p.tail, "\n"))
	return b.Bytes()
}
