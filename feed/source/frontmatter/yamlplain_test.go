package frontmatter

import (
	"reflect"
	"strings"
	"testing"

	"fil/feed/source/plaintext"
)

// plains is front matter that is read without package yaml, and notPlain what is not.
var (
	plains = []string{
		"title: Un titre\n", "title: \"Un : titre # é\"\ndate: 2024-01-15T10:00:00Z\ntags:\n  - a\n  - 'b c'\nauthor: A. B.\nlang: fr", "a:\n- b\n- c\nd:  e  \n", "a: l'été & [x] {y}, *z* \"w\" 100%\n",
		"a: b#c:d\n", "a: 12\nb: no\nc: 1.10\n", "a_B-1: x\n", "a: éa\u00a0!\n",
	}
	notPlain = []string{
		"", "a", "a: ", "a:", "a: null\n", "a: ~\n", "a: b: c\n", "a: b #c\n", "a: b:\n", "a: \"b\\n\"\n", "a: 'it''s'\n", "a: |\n  b\n", "a: [b]\n", "a: {b: c}\n", "a: &x b\n", "a: *x\n", "a: !!str b\n", "- a\n", "a: b\n c\n", "a:\n  - b\n - c\n",
		"a:\n  - b: c\n", "a:\n  -\n", "a:\n  b: c\n", "a: b\na: c\n", "# c\na: b\n", "a: b\n\nc: d\n", "a: \tb\n", "a\t: b\n", "a: b\u2028c\n", "a: -1\n", "<<: b\n", "a: \"b\" c\n", "---\na: b\n", "a: %b\n", "a: b\n...\n", "a : b\n", "a:b\n", "a: \ufeffb\n", "a: éa\u00a0: b\n",
	}
)

// side holds plainYAML beside package yaml.
func side(t *testing.T, text string) (plain bool) {
	ours, ok := plainYAML(text, 3)
	if !ok {
		return false
	}
	theirs, err := libraryYAML([]byte(text), 3)
	if err != nil {
		t.Fatalf("package yaml refuses %q: %v", text, err)
	}
	if !reflect.DeepEqual(ours, theirs) {
		t.Fatalf("%q: %+v, want %+v", text, ours, theirs)
	}
	return true
}

func TestPlainYAML(t *testing.T) {
	for _, text := range plains {
		if !side(t, text) {
			t.Errorf("%q is not taken", text)
		}
	}
	for _, text := range append(notPlain, strings.Repeat("a: b\n", 2000), strings.Repeat("k", 2000)+": v\n") {
		if side(t, text) {
			t.Errorf("%q is taken", text)
		}
	}
}

func FuzzPlainYAML(f *testing.F) {
	for _, text := range append(plains, notPlain...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if text = plaintext.Clean(text); len(text) < MaxBytes {
			side(t, text)
		}
	})
}
