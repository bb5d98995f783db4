package check

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// The package shares no code with those that write feeds. Besides the standard library it imports what knows
// encodings and languages.
func TestImports(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	allowed := []string{"golang.org/x/net/html/charset", "golang.org/x/text/language"}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			first, _, _ := strings.Cut(path, "/")
			if (first == "fil" || strings.Contains(first, ".")) && !slices.Contains(allowed, path) { // other modules' paths begin with a domain
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
}

// A finding has the place at which it is: the line and column of the element or attribute, its path, and the
// number and title of the item.
func TestPlaces(t *testing.T) {
	doc := "\ufeff<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0'>\n<channel>\n <title>é</title>\n <item><title>Un</title></item>\n" +
		" <item>\n  <title>Deux</title><enclosure\n   url='x' length='1' type='a/b'/>\n </item>\n</channel>\n</rss>"
	want := Finding{Line: 8, Column: 4, Path: "/rss/channel/item[2]/enclosure/@url", Item: 2, Title: "Deux", Rule: "rss-item-enclosure-url"}
	for _, f := range Document([]byte(doc), Options{}).Findings {
		got := Finding{Line: f.Line, Column: f.Column, Path: f.Path, Item: f.Item, Title: f.Title, Rule: f.Rule}
		if got == want {
			return
		}
	}
	t.Errorf("not found: %+v in %v", want, Document([]byte(doc), Options{}).Findings)
}

// A mistake in XML is said to be in the item in which it is, so that the item can be left out.
func TestMistakeInItem(t *testing.T) {
	for _, bad := range []string{"\v", "&nbsp;", "&#1;", "a & b", "</b>", "<![CDATA[\x01]]>"} {
		doc := "<rss version='2.0'><channel><item><title>Un</title></item><item><title>Deux</title><description>" + bad + "</description></item></channel></rss>"
		found := Document([]byte(doc), Options{Least: Error}).Findings
		i := slices.IndexFunc(found, func(f Finding) bool { return strings.HasPrefix(f.Rule, "xml-") })
		if i < 0 || found[i].Item != 2 || found[i].Title != "Deux" || found[i].Path != "/rss/channel/item[2]/description" {
			t.Errorf("%q: %+v", bad, found)
		}
	}
}

// Addresses in srcset may have commas, and a feed may name the address that was asked for, or the one to which
// it redirected.
func TestAddresses(t *testing.T) {
	const doc = `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><atom:link rel="self" href="https://fil.example/r"/><item><description>` +
		`&lt;img srcset="https://x.example/w_424,c_limit/a.jpg 424w, https://x.example/b.jpg 2x,https://x.example/c.jpg"></description></item></channel></rss>`
	for asked, want := range map[string]bool{"": true, "https://fil.example/r": false} {
		found := Document([]byte(doc), Options{URL: "https://fil.example/f", Asked: asked}).Findings
		if slices.ContainsFunc(found, func(f Finding) bool { return strings.HasSuffix(f.Rule, "url-relative") }) {
			t.Errorf("an address is taken for a relative one: %v", found)
		}
		if got := slices.ContainsFunc(found, func(f Finding) bool { return strings.HasSuffix(f.Rule, "self-elsewhere") }); got != want {
			t.Errorf("asked for %q: %v", asked, found)
		}
	}
}

// distinct repeats a format with a number that counts up.
func distinct(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// Documents that are made to exhaust a reader cost no more than their length.
func TestHostile(t *testing.T) {
	for name, doc := range map[string]string{
		"many levels":       strings.Repeat("<a>", 2e5),
		"many attributes":   "<a " + strings.Repeat("a='' ", 2e5) + "/>",
		"names all over":    "<a>" + strings.Repeat("<b/>", 2e5) + "</a>",
		"many references":   "<a>" + strings.Repeat("&x;", 2e5) + "</a>",
		"many ends":         "<a>" + strings.Repeat("</b>", 2e5),
		"many pieces":       "<rss version='2.0'><channel><title>" + strings.Repeat("a<![CDATA[b]]>", 2e5) + "</title></channel></rss>",
		"laughs":            "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><rss version='2.0'><channel>&c;</channel></rss>",
		"many siblings":     "<rss version='2.0'><channel>" + strings.Repeat("<foo/>", 2e5) + "</channel></rss>",
		"many names":        "<rss version='2.0'><channel>" + distinct("<foo%d/>", 5e4) + "</channel></rss>",
		"a long title":      "<rss version='2.0'><channel><item><title>" + strings.Repeat("a b ", 2e5) + "</title>" + strings.Repeat("<foo/>", 5e3) + "</item></channel></rss>",
		"many declarations": "<rss>" + strings.Repeat("<a "+distinct("xmlns:p%d='u' ", 190)+">", 190) + strings.Repeat("<q/>", 5e4),
		"open end tags":     "<rss>" + strings.Repeat("</a", 2e5),
		"open declarations": "<!DOCTYPE " + strings.Repeat("<!--", 2e5),
		"open instructions": "<rss version='2.0'><channel><item><description><![CDATA[" + strings.Repeat("<!", 2e5) + "]]></description></item></channel></rss>",
		"many dates":        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>" + strings.Repeat("<dc:date/>", 5e4) + "</channel></rss>",
		"a long name":       `{"` + strings.Repeat("k", 2e5) + `":[` + strings.Repeat("1,", 2e4) + "1]}",
		"unknown members":   `{"items":[{` + distinct(`"x%d":1,`, 2e4) + `"id":"1"}]}`,
		"a long text":       "<rss version='2.0'><channel><title>" + strings.Repeat("é", 1e6) + "</title></channel></rss>",
		"many tags":         "<rss version='2.0'><channel><item><description><![CDATA[" + strings.Repeat("<b>", 2e5) + "]]></description></item></channel></rss>",
		"many ends of tags": "<rss version='2.0'><channel><item><description><![CDATA[" + strings.Repeat("<b>", 1e3) + strings.Repeat("</i>", 2e5) + "]]></description></item></channel></rss>",
		"open comments":     "<rss version='2.0'><channel><item><description><![CDATA[" + strings.Repeat("<!--", 2e5) + "]]></description></item></channel></rss>",
		"open scripts":      "<rss version='2.0'><channel><item><description><![CDATA[" + strings.Repeat("<script>", 1e5) + "]]></description></item></channel></rss>",
		"many lists":        strings.Repeat("{\"a\":[", 2e5),
		"many members":      "{" + strings.Repeat(`"a":1,`, 1e5) + `"b":1}`,
	} {
		t.Run(name, func(t *testing.T) {
			data := []byte(doc)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			r := Document(data, Options{})
			runtime.ReadMemStats(&after)
			if len(r.Findings) > maxAll {
				t.Errorf("%d findings", len(r.Findings))
			}
			if got, most := after.TotalAlloc-before.TotalAlloc, uint64(600*len(data)+1<<24); got > most {
				t.Errorf("%d MB were allocated for %d", got>>20, len(data)>>20)
			}
		})
	}
}

// No document makes the check panic or hang, and each finding is at a place in the document.
func FuzzDocument(f *testing.F) {
	files, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	if samples, _ := filepath.Glob(filepath.Join(cases, "*/*/*.xml")); len(samples) > 0 {
		for i := 0; i < len(samples); i += 20 {
			if data, err := os.ReadFile(samples[i]); err == nil {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		lines := 1
		for _, end := range []string{"\n", "\r"} {
			lines += strings.Count(string(data), end)
		}
		for _, found := range Document(data, Options{URL: "https://fil.example/"}).Findings {
			if found.Line < 0 || found.Line > lines && !strings.Contains(string(data), "\x00") || found.Line > 0 && found.Column < 1 || found.Rule == "" || found.Message == "" || found.Path == "" {
				t.Errorf("%+v", found)
			}
		}
	})
}
