package websub

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html/charset"
)

// extendedPing returns a call of weblogUpdates.extendedPing. Its parameters are the site's name, the site's
// address, the page to check for changes, and the feed.
func extendedPing(p Ping) string {
	return methodCall("weblogUpdates.extendedPing", p.Title, p.HomeURL, p.HomeURL, p.Topic)
}

// plainPing returns a call of weblogUpdates.ping, which has the site's name and address only.
func plainPing(p Ping) string { return methodCall("weblogUpdates.ping", p.Title, p.HomeURL) }

// methodCall returns an XML-RPC call with strings as its parameters.
func methodCall(method string, parameters ...string) string {
	var b strings.Builder
	b.WriteString(xml.Header + "<methodCall><methodName>" + method + "</methodName><params>")
	for _, value := range parameters {
		b.WriteString("<param><value><string>")
		_ = xml.EscapeText(&b, []byte(value)) // a Builder never returns an error
		b.WriteString("</string></value></param>")
	}
	b.WriteString("</params></methodCall>\n")
	return b.String()
}

// fault is the message of an XML-RPC fault: the call did not succeed, as when its method is not known.
type fault string

// Error implements error.
func (f fault) Error() string { return fmt.Sprintf("refused: %q", string(f)) }

// response is an XML-RPC response: a struct, or a fault with a struct.
type response struct {
	XMLName xml.Name `xml:"methodResponse"`
	Params  []member `xml:"params>param>value>struct>member"`
	Fault   []member `xml:"fault>value>struct>member"`
}

// member is one member of a struct. XML-RPC allows a string without a type element (Bare).
type member struct {
	Name  string `xml:"name"`
	Value struct {
		Boolean string `xml:"boolean"`
		String  string `xml:"string"`
		Int     string `xml:"int"`
		I4      string `xml:"i4"`
		Bare    string `xml:",chardata"`
	} `xml:"value"`
}

func (m member) text() string {
	for _, s := range []string{m.Value.Boolean, m.Value.String, m.Value.Int, m.Value.I4, m.Value.Bare} {
		s = strings.TrimSpace(s)
		if s != "" {
			return s
		}
	}
	return ""
}

// readPong parses an answer, and returns an error if it refuses the ping: its flerror is true, or it
// is a [fault].
func readPong(data []byte) error {
	var r response
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charset.NewReaderLabel
	if err := d.Decode(&r); err != nil {
		return fmt.Errorf("the answer is no XML-RPC: %w", err)
	}
	failed, message := false, ""
	for _, m := range append(r.Params, r.Fault...) {
		switch m.Name {
		case "flerror":
			failed = failed || m.text() != "0" && !strings.EqualFold(m.text(), "false")
		case "message", "faultString":
			message = m.text()
		}
	}
	switch {
	case len(r.Fault) > 0:
		return fault(message)
	case failed && message == "":
		return errors.New("refused, without a word why")
	case failed:
		return fmt.Errorf("refused: %q", message)
	}
	return nil
}
