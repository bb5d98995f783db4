package source

import (
	"testing"
)

// An article whose visibility cannot be read is a draft, with an error, and is not refused.
func TestUnclearVisibility(t *testing.T) {
	for _, front := range []string{"draft: peut-être", "status: réservé", "private: [x]", "visibility: {a: b}", "build: {render: perhaps}"} {
		content := readAll(t, files("2024-01-a.md", "---\n"+front+"\n---\nTexte.\n", "2024-01-good.md", "Bien."))
		if len(content.Articles) != 2 || !content.Articles[0].Draft || content.Articles[1].Draft || len(content.Refused) != 0 {
			t.Errorf("%s: %d articles, refused %v", front, len(content.Articles), content.Refused)
		}
		if len(content.Problems) != 1 || content.Problems[0].Warning || content.Problems[0].Line != 2 || content.Problems[0].Hint == "" {
			t.Errorf("%s: %v", front, content.Problems)
		}
	}
}
