package feed

import (
	"encoding/xml"
	"io"
	"strings"
)

// Styled returns a writer for a feed in XML, of which the first write is the XML declaration: it
// adds the instruction that names the feed's style sheet (xml-stylesheet, W3C), if it has one.
func (f *Feed) Styled(w io.Writer) io.Writer {
	if f.Style == "" {
		return w
	}
	return &styled{w, f.Style}
}

// styled adds the instruction behind what is written first.
type styled struct {
	io.Writer
	style string // "" once it is named
}

// Write implements io.Writer.
func (s *styled) Write(p []byte) (int, error) {
	n, err := s.Writer.Write(p)
	if err != nil || s.style == "" {
		return n, err
	}
	var escaped strings.Builder
	if err := xml.EscapeText(&escaped, []byte(s.style)); err != nil {
		return n, err
	}
	s.style = ""
	_, err = io.WriteString(s.Writer, `<?xml-stylesheet type="text/css" href="`+escaped.String()+`"?>`)
	return n, err
}
