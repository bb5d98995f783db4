package feed

import (
	"encoding/xml"
	"io"
	"strings"
)

// Styled returns a writer for a feed in XML. If the feed has a style sheet, the writer adds the
// processing instruction that names it (W3C xml-stylesheet) after the first write, which must be the
// XML declaration.
func (f *Feed) Styled(w io.Writer) io.Writer {
	if f.Style == "" {
		return w
	}
	return &styled{w, f.Style}
}

// styled adds the processing instruction after the first write.
type styled struct {
	io.Writer
	style string // "" once the instruction is written
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
