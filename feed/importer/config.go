package importer

import (
	"fmt"
	"regexp"
	"strings"

	"fil/feed/source/frontmatter"
)

// readConfig reads a configuration into values by key; tables are flattened, as params.author.name.
func readConfig(name, text string) (map[string]string, error) {
	values := map[string]string{}
	var root *frontmatter.Value
	var err error
	switch {
	case strings.HasSuffix(name, ".toml"):
		root, _, _, err = frontmatter.Split("+++\n"+text+"\n+++\n", nil)
	case strings.HasSuffix(name, ".json"):
		root, _, err = frontmatter.ParseJSON([]byte(text), 1)
	case strings.HasSuffix(name, ".yml"), strings.HasSuffix(name, ".yaml"):
		root, err = frontmatter.ParseYAML(text, 1)
	default: // a program: only its plain assignments are read
		for _, m := range assignment.FindAllStringSubmatch(text, -1) {
			if _, seen := values[m[1]]; !seen {
				values[m[1]] = m[2] + m[3] + m[4]
			}
		}
		if m := authorObject.FindStringSubmatch(text); m != nil {
			values["author.name"] = m[1]
		}
		if m := defaultStatus.FindStringSubmatch(text); m != nil {
			values["DEFAULT_METADATA.status"] = m[1]
		}
		return values, nil
	}
	if err == nil && root != nil {
		flatten(values, "", root)
	}
	return values, err
}

// assignment matches the assignment of a text or a number in Python or JavaScript, or a field of an object.
var assignment = regexp.MustCompile(`(?m)(?:^|[{,(\s])([A-Za-z_]+)\s*[:=]\s*(?:'([^'\n]*)'|"([^"\n]*)"|(\d+|true|false|True|False|None)\b)`)

// authorObject matches the name of an author in an object of JavaScript.
var authorObject = regexp.MustCompile(`author\s*:\s*\{\s*name\s*:\s*["']([^"'\n]+)`)

// defaultStatus matches the status that Pelican gives texts without one.
var defaultStatus = regexp.MustCompile(`DEFAULT_METADATA\s*=\s*\{[^}]*['"]status['"]\s*:\s*['"](\w+)`)

// flatten adds the values of a table, and those of the tables in it. Values of lists are joined by commas.
func flatten(into map[string]string, prefix string, v *frontmatter.Value) {
	for _, f := range v.Fields {
		key := prefix + f.Key
		switch f.Value.Kind {
		case frontmatter.Scalar:
			into[key] = f.Value.Text
		case frontmatter.Table:
			flatten(into, key+".", f.Value)
		case frontmatter.List:
			var all []string
			for n, item := range f.Value.List {
				if item.Kind == frontmatter.Table {
					each := fmt.Sprintf("%s.%d.", key, n)
					flatten(into, each, item)
					delete(into, each+"name") // it is in the list of all
				}
				name := frontmatter.Lookup(item, "name") // of a table, as Zola's taxonomies are
				switch {
				case item.Kind == frontmatter.Scalar:
					all = append(all, item.Text)
				case name != nil && name.Kind == frontmatter.Scalar:
					all = append(all, name.Text)
				}
			}
			if len(all) > 0 {
				into[key] = strings.Join(all, ", ")
			}
		}
	}
}
