package markup

import "testing"

// Pictures are found in clean HTML, with their attributes unescaped.
func TestPictures(t *testing.T) {
	for content, want := range map[string][]Picture{
		"":                               nil,
		"<p>&lt;img src=\"x\"></p>":      nil,
		`<img src="https://a/?b&amp;c">`: {{At: 4, Src: "https://a/?b&c"}},
		`<p><img src="a > b" alt=""/><img alt="&#34;" width="1" src="c" /></p>`: {{At: 7, Src: "a > b", HasAlt: true}, {At: 32, Src: "c", HasAlt: true, HasSize: true, ShorterSide: 1}},
		`<img loading src="a">`: {{At: 4, Src: "a"}},
		"<img":                  {{At: 4}},
		`<img src="a`:           {{At: 4, Src: "a"}},
	} {
		var got []Picture
		for p := range Pictures(content) {
			got = append(got, p)
		}
		if len(got) != len(want) {
			t.Errorf("%s: %v", content, got)
			continue
		}
		for i := range got {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", content, got[i], want[i])
			}
		}
	}
}
