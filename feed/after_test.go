package feed

import (
	"testing"
)

func TestAfter(t *testing.T) {
	l := After{{HTML: `<p><a href="mailto:`, Field: "email", InAddress: true}, {HTML: `?subject=Re:%20`, Field: "title", InAddress: true}, {HTML: `">`, Field: "title"}, {HTML: `</a> `, Field: "url"}, {HTML: "</p>"}}
	a := &Article{Meta: Meta{Title: `Tom & "Jerry" <b>`, Permalink: "https://a.example/?a=1&b", Authors: []Person{{Name: "A"}, {Name: "B", Email: "b@b.example"}}}}
	const want = `<p><a href="mailto:b@b.example?subject=Re:%20Tom%20%26%20%22Jerry%22%20%3Cb%3E">Tom &amp; &#34;Jerry&#34; &lt;b&gt;</a> https://a.example/?a=1&amp;b</p>`
	if got := l.Of(a, "site@a.example"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := len(l.Of(a, "")); got > l.afterSize(&a.Meta) {
		t.Errorf("%d bytes, and at most %d were expected", got, l.afterSize(&a.Meta))
	}
	a.Authors = nil
	if got := l.Of(a, ""); got != "" {
		t.Errorf("without an address: %s", got)
	}
	if got := (After{{HTML: "<p>–</p>"}}).Of(a, ""); got != "<p>–</p>" {
		t.Errorf("a line without fields: %s", got)
	}
}
