package page

import "testing"

// TestShown compares addresses with their text on a page: letters are decoded, and characters that are
// markup, separators or invisible stay encoded.
func TestShown(t *testing.T) {
	f := &Frame{}
	for address, want := range map[string]string{
		"https://fil.example/tags/bl%C3%A9/atom.xml": "https://<wbr>fil.example/<wbr>tags/<wbr>blé/<wbr>atom.xml",
		"https://fil.example/a%20b":                  "https://<wbr>fil.example/<wbr>a%20b",
		"https://fil.example/%3Cscript%3E":           "https://<wbr>fil.example/<wbr>%3Cscript%3E",
		"https://fil.example/<b>":                    "https://<wbr>fil.example/<wbr>&lt;b&gt;",
		"https://fil.example/a%2Fb%3Fc%23d%25e":      "https://<wbr>fil.example/<wbr>a%2Fb%3Fc%23d%25e",
		"https://fil.example/%E2%80%AEgpj":           "https://<wbr>fil.example/<wbr>%E2%80%AEgpj",
		"https://fil.example/%FF":                    "https://<wbr>fil.example/<wbr>%FF",
	} {
		if got := string(f.Shown(address)); got != want {
			t.Errorf("%s is shown as %s, want %s", address, got, want)
		}
	}
}
