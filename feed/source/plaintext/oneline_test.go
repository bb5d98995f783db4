package plaintext

import "testing"

func TestOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " ": "", "a b": "a b", " a": "a", "a ": "a", "a  b": "a b", "a\nb": "a b", "a\u00a0: b": "a\u00a0: b", "a\u2003b": "a b", "é\tà": "é à", "\u202f": "\u202f",
	} {
		if got := OneLine(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
