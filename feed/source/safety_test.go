package source

import (
	"strings"
	"testing"

	"fil/feed/source/plaintext"
)

// Bytes of any encoding become text without characters that XML forbids.
func TestDecode(t *testing.T) {
	for in, want := range map[string]string{
		"caf\xe9":                          "café",
		"é \xff caf\xe9":                   "é ÿ café",
		"\xff\xfec\x00a\x00f\x00\xe9\x00":  "café",
		"\xfe\xff\x00c\x00a\x00f\x00\xe9":  "café",
		"a\x00b\x08c\tz":                   "abc\tz",
		"a\ufffeb\uffffc":                  "abc",
		"a\r\nb\rc":                        "a\nb\nc",
		"« ’ \u00a0 \u202f \U0001F600 é »": "« ’ \u00a0 \u202f \U0001F600 é »",
	} {
		if got, _ := plaintext.Decode([]byte(in)); got != want {
			t.Errorf("%q = %q, want %q", in, got, want)
		}
	}
	content := readAll(t, files("2024-01-a.md", "caf\xe9"))
	if len(content.Problems) != 1 || !content.Problems[0].Warning || !strings.Contains(content.Problems[0].Message, "Windows-1252") {
		t.Errorf("problems %v", content.Problems)
	}
	a := readOne(t, "2024-01-a.md", "---\ntitle: \"a\\u0000b\\u202Ec\"\n---\nx &#0; y")
	if a.Title != "abc" || strings.Contains(a.Content, "\x00") {
		t.Errorf("title %q, content %q", a.Title, a.Content)
	}
}

// Neither front matter nor text can bring a script into a feed.
func TestSanitised(t *testing.T) {
	for _, text := range []string{
		`<script>alert(1)</script>x`, `<img src=x onerror=alert(1)>`, `[x](javascript:alert(1))`, `[x](javascript&colon;alert(1))`,
		`<a href="java&#10;script:alert(1)">x</a>`, `<svg onload=alert(1)>`, `<math><mi xlink:href="javascript:x">`, `<iframe src="javascript:alert(1)"></iframe>`,
		`![x](data:text/html;base64,xxx)`, `<form action=x><input name=y></form>`, `<style>*{}</style>`, "# x {onclick=alert(1)}",
		`<p style="background:url(javascript:x)">y</p>`, `<object data=x></object>`, `<base href="https://evil.example/">`,
	} {
		for _, name := range []string{"2024-01-a.md", "2024-01-a.html"} {
			a := readOne(t, name, text+"\n\nfin")
			for _, evil := range []string{"<script", "onerror", "onload", "onclick=", `href="javascript`, "<svg", "<iframe", "<form", "<style", "style=", "<object", "<base", `src="data:text`} {
				if strings.Contains(strings.ToLower(a.Content), evil) && !strings.Contains(a.Content, "&lt;") && !(name == "2024-01-a.html" && strings.HasPrefix(text, "#")) {
					t.Errorf("%s %s: %s", name, text, a.Content)
				}
			}
		}
	}
}
