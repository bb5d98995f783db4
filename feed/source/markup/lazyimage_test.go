package markup

import "testing"

// A lazy image has the address that a script would copy to src.
func TestLazyImages(t *testing.T) {
	const img = `<img src="https://fil.example/a/i.jpg"/>`
	checkClean(t, []conversion{
		{`<img data-src="i.jpg">`, img},
		{`<img src="placeholder.gif" data-src="i.jpg">`, img},
		{`<img src="data:image/gif;base64,R0lGOD" data-src="i.jpg">`, img},
		{`<img src="data:image/svg+xml,%3Csvg%3E" data-lazy-src="i.jpg">`, img},
		{`<img src="/img/spacer.gif" data-original="i.jpg">`, img},
		{`<img src="blank.png?v=2" data-lazy="i.jpg">`, img},
		{`<img src="transparent.png" data-actualsrc="i.jpg">`, img},
		{`<img src="1x1.png" data-echo="i.jpg">`, img},
		{`<img src="lazy-load.svg" data-hi-res-src="i.jpg">`, img},
		{`<img data-full-src="i.jpg">`, img},
		{`<img src="i.jpg" data-original="big.jpg">`, img},
		{`<img src="i.jpg" data-orig-file="big.jpg">`, img},
		{`<img src="i.jpg" data-large-file="big.jpg">`, img},
		{`<img src="i.jpg" data-src="data:image/png;base64,AA">`, img},
		{`<img src="pixel-art.jpg">`, `<img src="https://fil.example/a/pixel-art.jpg"/>`},
		{`<img srcset="i.jpg 1x, j.jpg 2x">`, `<img srcset="https://fil.example/a/i.jpg 1x, https://fil.example/a/j.jpg 2x" src="https://fil.example/a/i.jpg"/>`},
		{`<img data-srcset="i.jpg 400w">`, `<img srcset="https://fil.example/a/i.jpg 400w" src="https://fil.example/a/i.jpg"/>`},
		{`<img data-lazy-srcset="i.jpg 400w" src="i.jpg">`, `<img src="https://fil.example/a/i.jpg" srcset="https://fil.example/a/i.jpg 400w"/>`},
		{`<picture><source data-srcset="i.webp" type="image/webp"><img data-src="i.jpg"></picture>`, `<picture><source type="image/webp" srcset="https://fil.example/a/i.webp"/><img src="https://fil.example/a/i.jpg"/></picture>`},
		{`a<img>b`, `ab`},
		{`a<img src="placeholder.gif">b`, `a<img src="https://fil.example/a/placeholder.gif"/>b`},
	})
}

// The media of <noscript> remain, and replace the lazy copy before it.
func TestNoscript(t *testing.T) {
	const img = `<img src="https://fil.example/a/i.jpg"/>`
	checkClean(t, []conversion{
		{`<noscript><img src="i.jpg"></noscript>`, img},
		{`<img src="placeholder.gif"><noscript><img src="i.jpg"></noscript>`, img},
		{`<img data-src="i.jpg" src="data:image/gif;base64,R0"> <noscript><img src="i.jpg"></noscript>`, img},
		{`<img><noscript><img src="i.jpg"></noscript>`, img},
		{`<img src="other.jpg"><noscript><img src="i.jpg"></noscript>`, `<img src="https://fil.example/a/other.jpg"/>` + img},
		{`b<noscript>Enable JavaScript.</noscript>a`, `ba`},
		{`<p>c</p><noscript><p>a</p></noscript>b`, `<p>c</p>b`},
		{`<noscript><iframe src="https://x.example/"></iframe></noscript>`, `<a href="https://x.example/">https://x.example/</a>`},
		{`<noscript><video src="v.mp4"></video></noscript>`, `<video src="https://fil.example/a/v.mp4"></video>`},
	})
}

// The candidates of a srcset are separated as HTML §4.8.4.2.1 says, and become absolute.
func TestSrcset(t *testing.T) {
	for _, row := range []struct{ in, want string }{
		{"", ""},
		{"a.jpg", "https://fil.example/a/a.jpg"},
		{"a.jpg 1x", "https://fil.example/a/a.jpg 1x"},
		{"a.jpg 1x, b.jpg 2x", "https://fil.example/a/a.jpg 1x, https://fil.example/a/b.jpg 2x"},
		{"a.jpg 400w,b.jpg 800w", "https://fil.example/a/a.jpg 400w, https://fil.example/a/b.jpg 800w"},
		{"a.jpg, b.jpg 2x", "https://fil.example/a/a.jpg, https://fil.example/a/b.jpg 2x"},
		{" ,a.jpg 1x,, b.jpg 2x,", "https://fil.example/a/a.jpg 1x, https://fil.example/a/b.jpg 2x"},
		{"a,b.jpg 1x", "https://fil.example/a/a,b.jpg 1x"},
		{"/w_100,h_50/a.jpg 100w, /w_200,h_100/a.jpg 200w", "https://fil.example/w_100,h_50/a.jpg 100w, https://fil.example/w_200,h_100/a.jpg 200w"},
		{"a.jpg\n\t1x,\n\tb.jpg\t2x", "https://fil.example/a/a.jpg 1x, https://fil.example/a/b.jpg 2x"},
		{"data:image/png;base64,AA 1x, b.jpg 2x", "https://fil.example/a/b.jpg 2x"},
		{"javascript:x 1x, b.jpg 2x", "https://fil.example/a/b.jpg 2x"},
		{"https://x.example/a.jpg 1.5x", "https://x.example/a.jpg 1.5x"},
	} {
		if got := resolveSrcset(row.in, resolve); got != row.want {
			t.Errorf("%q:\n got %q\nwant %q", row.in, got, row.want)
		}
	}
}

// Placeholders are named as common scripts name them.
func TestIsPlaceholder(t *testing.T) {
	for address, want := range map[string]bool{
		"data:image/gif;base64,R0":         true,
		"data:image/svg+xml;utf8,<svg/>":   true,
		"data:image/png;base64,iVBORw0KGg": false,
		"/img/placeholder.png":             true,
		"/img/Placeholder-16x9.jpg":        true,
		"spacer.gif":                       true,
		"/1x1.png":                         true,
		"grey.gif?x=1":                     true,
		"/placeholder/photo.jpg":           false,
		"photo.jpg":                        false,
		"":                                 false,
	} {
		if got := isPlaceholder(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

// Width and height are plain numbers or pixels.
func TestPixels(t *testing.T) {
	for s, want := range map[string]int{"": 0, "1": 1, "120": 120, "120px": 120, " 12 ": 12, "50%": 0, "1em": 0, "-3": 0, "auto": 0, "1.5": 0} {
		if got := pixels(s); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}
