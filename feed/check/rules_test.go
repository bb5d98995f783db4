package check

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// testOptions are those of the documents in testdata.
func testOptions(name string) Options {
	return Options{Now: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), URL: map[string]string{"rss": "https://fil.example/rss.xml", "podcast": "https://fil.example/rss.xml",
		"atom": "https://fil.example/atom.xml", "json": "https://fil.example/feed.json"}[name]}
}

// Nothing is wrong with the first document of each file in testdata/rules. Each other section changes it, and is
// named after the rule that this breaks. Every kind of finding has such a section.
func TestRules(t *testing.T) {
	files, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	var broken []Finding
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		good := string(archive.Files[0].Data)
		for _, f := range Document([]byte(good), testOptions(name)).Findings {
			t.Errorf("%s, good: %v", name, f)
		}
		for _, section := range archive.Files[1:] {
			from, to, ok := strings.Cut(string(section.Data), "=>\n")
			from, to = strings.TrimSuffix(from, "\n"), strings.TrimSuffix(to, "\n")
			if !ok || !strings.Contains(good, from) || from == "" {
				t.Errorf("%s, %s: %q is not in the good document", name, section.Name, from)
				continue
			}
			found := Document([]byte(strings.Replace(good, from, to, 1)), testOptions(name)).Findings
			broken = append(broken, found...)
			if !slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == section.Name }) {
				t.Errorf("%s, %s: found %v", name, section.Name, found)
			}
			for _, f := range found {
				if f.Message == "" || f.Mend == "" || f.Path == "" || f.Section == "" || f.Line == 0 && f.Rule != "json" {
					t.Errorf("%s, %s: not said in full: %+v", name, section.Name, f)
				}
			}
		}
	}
	for name, data := range bytewise() {
		found := Document(data, Options{ContentType: "text/xml; charset=utf-8"}).Findings
		broken = append(broken, found...)
		if !slices.ContainsFunc(found, func(f Finding) bool { return f.Rule == name }) {
			t.Errorf("%s: found %v", name, found)
		}
	}
	for _, f := range broken {
		if e, ok := Explain(f.Rule); !ok || e.Why == "" || e.Severity != f.Severity {
			t.Errorf("the rule %s is explained as %+v", f.Rule, e)
		}
	}
	for _, name := range []string{"", "rss", "email", "rss-email-nothing", "nothing-email", "rss-foo-bar-email", "server-nothing", "apple-nothing"} {
		if e, ok := Explain(name); ok {
			t.Errorf("the rule %q, which there is not, is explained as %+v", name, e)
		}
	}
	declared := declaredKinds(t)
	if len(kinds) != len(declared) {
		t.Errorf("%d kinds are in the list of those that are explained, of %d", len(kinds), len(declared))
	}
	for _, k := range declared {
		if !slices.ContainsFunc(broken, func(f Finding) bool { return strings.HasSuffix(f.Rule, "-"+k.name) && f.W3C == k.w3c }) {
			t.Errorf("%s (%s) has no section in testdata/rules", k.name, k.w3c)
		}
	}
}

// bytewise are documents that cannot be written in a text file, or are long, by the rule that they break.
func bytewise() map[string][]byte {
	return map[string][]byte{
		"xml-encoding":          []byte("<rss version='2.0'><channel><title>\xe9</title></channel></rss>"),
		"xml-encoding-mismatch": []byte("<?xml version='1.0' encoding='iso-8859-1'?><rss version='2.0'/>"),
		"xml-depth":             []byte("<rss>" + strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300) + "</rss>"),
		"rss-findings":          []byte("<rss version='2.0'><channel>" + strings.Repeat("<x/>", 1000) + "</channel></rss>"),
	}
}

// declaredKinds returns the names and messages of all kinds that the package declares.
func declaredKinds(t *testing.T) (kinds []kind) {
	packages, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range packages {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			if id, ok := literal.Type.(*ast.Ident); !ok || id.Name != "kind" || len(literal.Elts) < 3 {
				return true
			}
			if _, ok := literal.Elts[0].(*ast.BasicLit); !ok { // a rule of a profile
				return true
			}
			text := func(i int) string {
				s, _ := strconv.Unquote(literal.Elts[i].(*ast.BasicLit).Value)
				return s
			}
			kinds = append(kinds, kind{name: text(0), w3c: text(2)})
			return true
		})
	}
	return kinds
}
