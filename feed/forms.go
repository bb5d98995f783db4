package feed

import "strings"

// Form is a format in which feeds are published. Its media type must be one that no other file of dist
// has, because the server knows feeds by it.
type Form struct {
	Name string // as people call it
	File string // the name of the subscription document in the folder of its feed
	Type string // the media type, with its charset

	// address returns the field of an Address for this form.
	address func(a *Address) *string
}

// The forms of a feed.
var (
	Atom = Form{"Atom", AtomName, AtomType, func(a *Address) *string { return &a.Atom }}
	RSS  = Form{"RSS", RSSName, RSSType, func(a *Address) *string { return &a.RSS }}
	JSON = Form{"JSON Feed", JSONName, JSONType, func(a *Address) *string { return &a.JSON }}
)

// Forms returns all forms, in the order in which readers should prefer them. Everything that is done
// for each form reads this table; package publish adds how a form is written and checked.
func Forms() []Form { return []Form{Atom, RSS, JSON} }

// Is reports whether a media type is that of the form, with or without parameters.
func (f Form) Is(mediaType string) bool {
	return withoutParameters(mediaType) == withoutParameters(f.Type)
}

// IsForm reports whether a media type is that of one of the forms, with or without parameters.
func IsForm(mediaType string) bool {
	for _, f := range Forms() {
		if f.Is(mediaType) {
			return true
		}
	}
	return false
}

// IsFeed reports whether a media type is that of one of Fil's feeds or of its list of feeds.
func IsFeed(mediaType string) bool { return mediaType == OPMLType || IsForm(mediaType) }

func withoutParameters(mediaType string) string {
	bare, _, _ := strings.Cut(mediaType, ";")
	return bare
}

// Address has the absolute addresses of one document in each form, "" for a form that it does not
// have.
type Address struct{ Atom, RSS, JSON string }

// In returns the address of a document in this form, "" for none.
func (f Form) In(a Address) string { return *f.address(&a) }

// Set sets the address of a document in this form.
func (f Form) Set(a *Address, url string) { *f.address(a) = url }

// addresses returns the addresses of the subscription documents of a feed.
func (s *Site) addresses(d Definition) (a Address) {
	for _, f := range Forms() {
		f.Set(&a, s.URL(d.File(f)))
	}
	return a
}

// Topics returns the addresses of the subscription documents of feeds, with the hashes of their bytes.
// hash returns the hash of a file of dist, "" if it is not published. Archives are no topics, because a
// reader that has one never fetches it again.
func (s *Site) Topics(feeds []Definition, hash func(name string) string) map[string]string {
	topics := map[string]string{}
	for _, d := range feeds {
		for _, f := range Forms() {
			name := d.File(f)
			if h := hash(name); h != "" {
				topics[s.URL(name)] = h
			}
		}
	}
	return topics
}

// Document is one form of a feed, with the address of its subscription document.
type Document struct {
	Form
	URL string
}

// Forms returns the documents of the feed in the order in which readers should prefer them: RSS first
// for podcasts, because podcast apps and directories ask for it, else the order of [Forms].
func (f *Feed) Forms() []Document {
	var documents []Document
	for _, form := range Forms() {
		documents = append(documents, Document{form, form.In(f.Self)})
	}
	if f.OfPodcast {
		documents[0], documents[1] = documents[1], documents[0]
	}
	return documents
}
