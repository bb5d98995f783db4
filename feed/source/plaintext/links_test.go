package plaintext

import (
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	link := func(address string) string { return `<a href="` + address + `">` + address + `</a>` }
	for _, row := range []struct{ text, want string }{
		{"rien", "rien"},
		{"https://fil.example", link("https://fil.example")},
		{"http://fil.example/a", link("http://fil.example/a")},
		{"Voir https://fil.example/a ici", "Voir " + link("https://fil.example/a") + " ici"},
		{"www.fil.example", `<a href="http://www.fil.example">www.fil.example</a>`},
		// Punctuation behind a URL is the sentence's.
		{"https://fil.example/a.", link("https://fil.example/a") + "."},
		{"https://fil.example/a, puis", link("https://fil.example/a") + ", puis"},
		{"https://fil.example/a!", link("https://fil.example/a") + "!"},
		{"https://fil.example/a ?", link("https://fil.example/a") + " ?"},
		{"https://fil.example/a…", link("https://fil.example/a") + "…"},
		{"«https://fil.example/a»", "«" + link("https://fil.example/a") + "»"},
		{"“https://fil.example/a”", "“" + link("https://fil.example/a") + "”"},
		{"(https://fil.example/a)", "(" + link("https://fil.example/a") + ")"},
		{"[https://fil.example/a]", "[" + link("https://fil.example/a") + "]"},
		{"*https://fil.example/a*", "*" + link("https://fil.example/a") + "*"},
		{"<https://fil.example/a>", "&lt;" + link("https://fil.example/a") + "&gt;"},
		// A bracket that is opened inside belongs to it.
		{"https://fil.example/Mali_(pays)", link("https://fil.example/Mali_(pays)")},
		{"(https://fil.example/Mali_(pays))", "(" + link("https://fil.example/Mali_(pays)") + ")"},
		// Query, fragment and port (RFC 3986 §3).
		{"https://fil.example:8080/a?b=c#d", link("https://fil.example:8080/a?b=c#d")},
		{"https://fil.example/?a=1&b=2", `<a href="https://fil.example/?a=1&amp;b=2">https://fil.example/?a=1&amp;b=2</a>`},
		{"https://fil.example/a/", link("https://fil.example/a/")},
		{"https://fil.example/été", `<a href="https://fil.example/%C3%A9t%C3%A9">https://fil.example/été</a>`},
		{"https://fil.example/%C3%A9", link("https://fil.example/%C3%A9")},
		// What is no web address.
		{"ftp://fil.example/a", "ftp://fil.example/a"},
		{"mailto:a@fil.example", "mailto:a@fil.example"},
		{"javascript://alert(1)", "javascript://alert(1)"},
		{"http://", "http://"},
		{"https:///a", "https:///a"},
		{"xhttps://fil.example", "xhttps://fil.example"},
		{"awww.fil.example", "awww.fil.example"},
		{"HTTPS://FIL.EXAMPLE", "HTTPS://FIL.EXAMPLE"},
		// Two, and text around them.
		{"https://a.example et https://b.example", link("https://a.example") + " et " + link("https://b.example")},
		{"a & https://a.example < b", "a &amp; " + link("https://a.example") + " &lt; b"},
	} {
		if got := autolink(row.text); got != row.want {
			t.Errorf("%q:\n%s\nwant\n%s", row.text, got, row.want)
		}
	}
}

func TestWebURL(t *testing.T) {
	for _, row := range []struct{ text, want string }{
		{"https://fil.example", "https://fil.example"},
		{" https://fil.example/a ", "https://fil.example/a"},
		{"HTTPS://fil.example/", "https://fil.example/"}, // RFC 3986 §3.1: a scheme has no case
		{"http://fil.example:80/a?b#c", "http://fil.example:80/a?b#c"},
		{"https://fil.example/été", "https://fil.example/%C3%A9t%C3%A9"},
		{"https://fil.example/a b", "https://fil.example/a%20b"},
		{"https://[2001:db8::1]/", "https://[2001:db8::1]/"},
		{"", ""},
		{"fil.example", ""},
		{"/a", ""},
		{"//fil.example/a", ""},
		{"ftp://fil.example", ""},
		{"javascript:alert(1)", ""},
		{"https:", ""},
		{"https://", ""},
		{"https:/a", ""},
		{"https://fil.example/%zz", ""},
		{"https://fil.example:port/", ""},
		{"https://fil.example/\x00", ""},
	} {
		got, err := WebURL(row.text)
		if got != row.want || (err != nil) != (row.want == "") {
			t.Errorf("%q: %q, %v", row.text, got, err)
		}
	}
}

// FuzzWebURL checks that an address which is accepted is absolute and encoded up to its query, is accepted again, and is then
// the same.
func FuzzWebURL(f *testing.F) {
	for _, s := range []string{"https://fil.example/été?a=b#c", " http://[::1]:80/ ", "javascript:alert(1)", "https://a@b:c@d/", "https://fil.example/%zz", "HTTP://A"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := WebURL(s)
		if err != nil {
			if got != "" {
				t.Errorf("%q: %q with the error %v", s, got, err)
			}
			return
		}
		address, _, _ := strings.Cut(got, "?")
		if !strings.HasPrefix(got, "http://") && !strings.HasPrefix(got, "https://") || strings.ContainsAny(address, " \n\x00") {
			t.Errorf("%q: %q", s, got)
		}
		if again, err := WebURL(got); err != nil || again != got {
			t.Errorf("%q: %q, and then %q, %v", s, got, again, err)
		}
	})
}
