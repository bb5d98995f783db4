package feed

import (
	"path"
	"strings"
)

// LanguageOfFile returns the language that a file of content is in by its name, as sites in several
// languages have them (Hugo and others), and its stem without that: of "a.en" and of "en/a" it is "en" and
// "a". language is "" if the name says none. Only the site's Languages count.
func (s *Site) LanguageOfFile(stem string) (language, rest string) {
	folder, base := path.Split(stem)
	if dot := strings.LastIndexByte(base, '.'); dot >= 0 {
		if language = s.knownLanguage(base[dot+1:]); language != "" {
			if base = base[:dot]; base == "index" {
				return language, strings.TrimSuffix(folder, "/")
			}
			return language, folder + base
		}
	}
	first, below, _ := strings.Cut(stem, "/")
	if language = s.knownLanguage(first); language != "" {
		return language, below // "" is the introduction in that language
	}
	return "", stem
}

// knownLanguage returns the language of the site that has a name, whatever its case; "" if none has.
func (s *Site) knownLanguage(name string) string {
	for _, language := range s.Languages {
		if strings.EqualFold(strings.ReplaceAll(name, "_", "-"), language) {
			return language
		}
	}
	return ""
}

// languageFolder returns the folder of addresses that articles in a language have, with a slash; "" for the
// site's own language.
func (s *Site) languageFolder(language string) string {
	if language == "" || strings.EqualFold(language, s.Language) {
		return ""
	}
	return strings.ToLower(language) + "/"
}
