package frontmatter

import (
	"reflect"
	"strings"
	"testing"

	"fil/feed/source/plaintext"
)

// fast is front matter that fastYAML reads, and notFast what it leaves to package yaml.
var (
	fast = []string{
		"title: Un titre\n", "title: \"Un : titre # é\"\ndate: 2024-01-15T10:00:00Z\ntags:\n  - a\n  - 'b c'\nauthor: A. B.\nlang: fr", "a:\n- b\n- c\nd:  e  \n", "a: l'été & [x] {y}, *z* \"w\" 100%\n",
		"a: b#c:d\n", "a: 12\nb: no\nc: 1.10\n", "a_B-1: x\n", "a: éa\u00a0!\n",
	}
	notFast = []string{
		"", "a", "a: ", "a:", "a: null\n", "a: ~\n", "a: b: c\n", "a: b #c\n", "a: b:\n", "a: \"b\\n\"\n", "a: 'it''s'\n", "a: |\n  b\n", "a: [b]\n", "a: {b: c}\n", "a: &x b\n", "a: *x\n", "a: !!str b\n", "- a\n", "a: b\n c\n", "a:\n  - b\n - c\n",
		"a:\n  - b: c\n", "a:\n  -\n", "a:\n  b: c\n", "a: b\na: c\n", "# c\na: b\n", "a: b\n\nc: d\n", "a: \tb\n", "a\t: b\n", "a: b\u2028c\n", "a: -1\n", "<<: b\n", "a: \"b\" c\n", "---\na: b\n", "a: %b\n", "a: b\n...\n", "a : b\n", "a:b\n", "a: \ufeffb\n", "a: éa\u00a0: b\n",
	}
)

// compareWithLibrary reports whether fastYAML reads a text, and fails the test if package yaml reads it otherwise.
func compareWithLibrary(t *testing.T, text string) (isFast bool) {
	ours, ok := fastYAML(text, 3)
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

func TestFastYAML(t *testing.T) {
	for _, text := range fast {
		if !compareWithLibrary(t, text) {
			t.Errorf("fastYAML does not read %q", text)
		}
	}
	for _, text := range append(notFast, strings.Repeat("a: b\n", 2000), strings.Repeat("k", 2000)+": v\n") {
		if compareWithLibrary(t, text) {
			t.Errorf("fastYAML reads %q", text)
		}
	}
}

func FuzzFastYAML(f *testing.F) {
	for _, text := range append(fast, notFast...) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = plaintext.Clean(text)
		if len(text) < MaxBytes {
			compareWithLibrary(t, text)
		}
	})
}
