package source

import (
	"regexp"
	"strings"

	"fil/feed"
	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// persons reads a name, a table with name, url, email and avatar, or a list of those. A comma does not
// separate names ("Martin, jr." is one name). If strict is true, an unknown key is an error.
func persons(v *frontmatter.Value, strict bool) ([]feed.Person, error) {
	switch v.Kind {
	case frontmatter.Null:
		return nil, nil
	case frontmatter.Scalar:
		if name := plaintext.Clean(plaintext.OneLine(v.Text)); name != "" {
			return []feed.Person{{Name: name}}, nil
		}
		return nil, nil
	case frontmatter.List:
		var all []feed.Person
		for _, item := range v.List {
			people, err := persons(item, strict)
			if err != nil {
				return nil, err
			}
			all = append(all, people...)
		}
		return all, nil
	}
	p := feed.Person{}
	for _, f := range v.Fields {
		key := strings.ToLower(f.Key)
		if !personKeys[key] && !strict {
			continue
		}
		s, err := f.Value.Str(f.Key)
		if err != nil {
			return nil, err
		}
		s = plaintext.OneLine(s)
		switch key {
		case "name":
			p.Name = s
		case "url", "uri", "website":
			p.URL, err = plaintext.WebURL(s)
			if err != nil {
				return nil, frontmatter.Errorf(f.Line, "write it whole, as in https://example.org/", "url %q: %v", s, err)
			}
		case "email":
			if at := strings.LastIndexByte(s, '@'); at < 1 || at == len(s)-1 || strings.ContainsAny(s, " <>") {
				return nil, frontmatter.Errorf(f.Line, "write it as name@example.org", "%q is not an email address", s)
			}
			p.Email = s
		case "avatar":
			p.Avatar, err = plaintext.WebURL(s)
			if err != nil {
				return nil, frontmatter.Errorf(f.Line, "write it whole, as in https://example.org/me.png", "avatar %q: %v", s, err)
			}
		case "fediverse":
			if !fediverseAccount.MatchString(s) {
				return nil, frontmatter.Errorf(f.Line, "write it as @awa@mastodon.example", "fediverse %q is no account", s)
			}
			p.Fediverse = s
		default:
			return nil, frontmatter.Errorf(f.Line, "an author has name, url, email, avatar and fediverse", "unknown key %q", f.Key)
		}
	}
	if p.Name == "" {
		return nil, frontmatter.Errorf(v.Line, "write name, and url and email if you like", "an author without name")
	}
	return []feed.Person{p}, nil
}

// personKeys are the keys of a person, Fil's and those of other tools.
var personKeys = map[string]bool{"name": true, "url": true, "uri": true, "website": true, "email": true, "avatar": true, "fediverse": true}

// fediverseAccount matches an account of the fediverse.
var fediverseAccount = regexp.MustCompile(`^@[\w.-]+@[\w.-]+\.\w+$`)
