package importer

import (
	"crypto/sha256"
	"net/url"

	"github.com/google/uuid"
)

// identify gives an item the ID that readers know, and reports whether content has it already.
func (r *run) identify(i *Item) (known bool) {
	if i.ID == "" && !i.Page {
		i.ID = i.URL // what readers fall back to
	}
	if i.ID == "" { // it is known again by what it says
		i.ID = contentID(i)
	}
	now := seen{addressPath(i.URL), sha256.Sum256([]byte(i.Title + "\n" + i.Content))}
	if first, found := r.seen[i.ID]; found && first.text != now.text && first.path != now.path {
		r.separate(i)
	}
	if _, found := r.seen[i.ID]; !found { // else an archive has an older text of the same address (RFC 5005 §4)
		r.seen[i.ID] = now
	}
	return r.ids[i.ID]
}

// seen is what an item of the source was: the path of its address, and a hash of its title and text.
type seen struct {
	path string
	text [sha256.Size]byte
}

// addressPath returns the path and the query of an address, which stay when its host changes.
func addressPath(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.EscapedPath() + "?" + u.RawQuery
}

// separate gives an item an ID of its own, because another item of the source, with another text at another address, has
// the same one: that of its address, else one that is made of what it says.
func (r *run) separate(i *Item) {
	i.note("another item has its ID " + i.ID + " too: it gets one of its own")
	i.ID = i.URL
	if _, found := r.seen[i.ID]; i.ID == "" || found {
		i.ID = contentID(i)
	}
}

// contentID returns an ID that is made of what an item says.
func contentID(i *Item) string {
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, []byte(i.Title+"\n"+i.Content)).String()
}
