package page

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"fil/feed/feedtest"
)

// TestLanguages wants the interface in the site's language, or in English if the theme has no words in
// it; dates are in the site's language in both cases.
func TestLanguages(t *testing.T) {
	for language, want := range map[string][]string{
		"fr":    {"S’abonner", "2 juillet 2024", `lang="fr"`},
		"fr-CA": {"S’abonner", "2 juillet 2024"},
		"en":    {"Subscribe", "July 2, 2024"},
		"en-GB": {"Subscribe", "2 July 2024"},
		"de":    {"Subscribe", "2. Juli 2024", `<html lang="de">`},
		"ar":    {"Subscribe", `dir="rtl"`, `<html lang="ar" dir="rtl">`},
		"tlh":   {"Subscribe", "2024-07-02"},
		"":      {"Subscribe", "July 2, 2024", `<html lang="en">`},
	} {
		s := feedtest.Site()
		s.Language = language
		f := newFrame(t, s, nil)
		text := render(t, samplePages(f)["home"], f)
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%q: no %s", language, w)
			}
		}
	}
}

// TestCatalogues wants all words in every catalogue, none that neither code nor templates use, and in
// French a no-break space before punctuation.
func TestCatalogues(t *testing.T) {
	theme, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	english := theme.words["en"]
	for _, tag := range theme.Languages() {
		for key := range english.entries {
			if theme.words[tag].entries[key] == nil {
				t.Errorf("%s lacks %q", tag, key)
			}
		}
	}
	used := ""
	files, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		if strings.HasSuffix(name, ".gohtml") {
			used += string(data)
		}
	}
	code, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range code {
		if data, err := os.ReadFile(e.Name()); err == nil && strings.HasSuffix(e.Name(), ".go") && !strings.HasSuffix(e.Name(), "_test.go") {
			used += string(data)
		}
	}
	kindNames := []string{"site", "tag", "author", "section", "language", "named"}
	for key := range english.entries {
		if !strings.Contains(used, `"`+key+`"`) && !strings.Contains(used, ".W."+key) && !slices.Contains(kindNames, strings.TrimPrefix(key, "by_")) {
			t.Errorf("%q is not used", key)
		}
	}
	for key, forms := range theme.words["fr"].entries {
		for _, text := range forms {
			if regexp.MustCompile(` [?!;:»]|« `).MatchString(text) {
				t.Errorf("a space that may break in the French %q: %q", key, text)
			}
		}
	}
	if got := theme.words["fr"].number("articles", 0) + theme.words["fr"].number("articles", 2) + theme.words["en"].number("articles", 0); got != "0\u00a0article2\u00a0articles0 articles" {
		t.Errorf("plurals: %q", got)
	}
}

// FuzzWords wants a *ThemeError for any catalogue that cannot be used.
func FuzzWords(f *testing.F) {
	f.Add("subscribe: x\narticles: {one: a, other: b}\n")
	f.Add("a: [\n")
	f.Fuzz(func(t *testing.T, text string) {
		var wrong *ThemeError
		if _, err := Load(fstest.MapFS{"words/fr.yaml": &fstest.MapFile{Data: []byte(text)}}); err != nil && !errors.As(err, &wrong) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
