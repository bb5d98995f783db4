package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"fil/feed"
	"fil/feed/build"
	"fil/feed/check"
)

// outputFormats are the formats in which fil check prints findings.
func outputFormats() []string { return []string{"text", "json", "sarif", "github"} }

// printDocuments prints findings for people: by document, those of one rule together, with the line.
func (a *app) printDocuments(documents []document) {
	counts := map[check.Severity]int{}
	for _, d := range documents {
		if a.settings.quiet && len(d.AtLeast(check.Error)) == 0 {
			continue
		}
		if len(d.Findings) == 0 {
			fmt.Fprintf(a.stdout, "%s: %s, nothing is wrong\n", visible(d.name), kindOf(d))
			continue
		}
		fmt.Fprintf(a.stdout, "%s: %s\n", visible(d.name), kindOf(d))
		for _, group := range a.byRule(d.Findings) {
			a.printGroup(d, group)
		}
		for _, f := range d.Findings {
			counts[f.Severity]++
		}
	}
	if !a.settings.quiet && len(documents) > 0 {
		fmt.Fprintf(a.stdout, "documents %d, errors %d, warnings %d, hints %d\n", len(documents), counts[check.Error], counts[check.Warning], counts[check.Hint])
	}
}

// kindOf says what a document is: "Atom, 20 items".
func kindOf(d document) string {
	name := map[check.Format]string{check.RSS: "RSS", check.RDF: "RSS 1.0", check.Atom: "Atom", check.JSON: "JSON Feed", check.OPML: "OPML", check.Unknown: "no feed"}[d.Format]
	if d.Format == check.Unknown || d.Format == check.OPML {
		return name
	}
	if d.Items == 1 {
		return name + ", 1 item"
	}
	return fmt.Sprintf("%s, %d items", name, d.Items)
}

// byRule returns findings by their rule, errors first, in the order of the document.
func (a *app) byRule(findings []check.Finding) (groups [][]check.Finding) {
	index := map[string]int{}
	for _, f := range findings {
		i, ok := index[f.Rule]
		if !ok || a.settings.verbose {
			i = len(groups)
			index[f.Rule] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	slices.SortStableFunc(groups, func(x, y []check.Finding) int { return int(y[0].Severity) - int(x[0].Severity) })
	return groups
}

// printGroup prints the first finding of a rule, and where the others are.
func (a *app) printGroup(d document, group []check.Finding) {
	f := group[0]
	if a.settings.quiet && f.Severity < check.Error {
		return
	}
	fmt.Fprintf(a.stdout, "\n%s %s", a.colored(f.Severity), visible(f.Message))
	if len(group) > 1 {
		fmt.Fprintf(a.stdout, " (and %d more like this: %s)", len(group)-1, places(group[1:]))
	}
	fmt.Fprintln(a.stdout)
	where := visible(f.Path)
	if f.Line > 0 {
		where = fmt.Sprintf("%d:%d %s", f.Line, f.Column, where)
	}
	if f.Item > 0 {
		where += fmt.Sprintf(", item %d %q", f.Item, f.Title)
	}
	if where != "" {
		fmt.Fprintf(a.stdout, "  %s\n", strings.TrimSpace(where))
	}
	if f.Line > 0 {
		printLine(a.stdout, d.Text, f.Offset)
	}
	fmt.Fprintf(a.stdout, "  mend: %s\n", visible(f.Mend))
	if f.Breaks != "" {
		fmt.Fprintf(a.stdout, "  breaks: %s\n", visible(f.Breaks))
	}
	fmt.Fprintf(a.stdout, "  rule: %s (%s)\n", visible(f.Rule), visible(f.Section))
}

// colored returns the name of a severity, in color on a terminal.
func (a *app) colored(s check.Severity) string {
	if !isTerminal(a.stdout) || os.Getenv("NO_COLOR") != "" {
		return s.String() + ":"
	}
	color := map[check.Severity]string{check.Error: "31", check.Warning: "33", check.Hint: "36"}[s]
	return "\x1b[1;" + color + "m" + s.String() + ":\x1b[0m"
}

// places lists the lines of findings, five at most.
func places(findings []check.Finding) string {
	const most = 5
	var lines []string
	for _, f := range findings[:min(len(findings), most)] {
		lines = append(lines, fmt.Sprintf("line %d", f.Line))
	}
	if len(findings) > most {
		lines = append(lines, "…")
	}
	return strings.Join(lines, ", ")
}

// printLine prints the part of a text around an offset, with a caret below it.
func printLine(w io.Writer, text string, offset int) {
	const before, width = 30, 76
	offset = min(offset, len(text))
	start := strings.LastIndexByte(text[:offset], '\n') + 1
	if start < offset-before*utf8.UTFMax || utf8.RuneCountInString(text[start:offset]) > before {
		start = offset
		for range before {
			_, size := utf8.DecodeLastRuneInString(text[:start])
			start -= size
		}
	}
	end := offset
	for n := 0; end < len(text) && text[end] != '\n' && n < width-before; n++ {
		_, size := utf8.DecodeRuneInString(text[end:])
		end += size
	}
	left := visible(flat(text[start:offset]))
	fmt.Fprintf(w, "    %s%s\n    %s^\n", left, visible(flat(text[offset:end])), strings.Repeat(" ", utf8.RuneCountInString(left)))
}

// flat returns a piece of a line with spaces for tabs, and without what is invisible at its ends.
func flat(s string) string {
	return strings.TrimSuffix(strings.ReplaceAll(strings.TrimPrefix(s, "\ufeff"), "\t", " "), "\r")
}

// contentDocuments returns the problems and the advice of content as findings of documents: files of the folder.
func contentDocuments(checked *build.Checked, folder string) (documents []document) {
	index := map[string]int{}
	add := func(p *feed.Problem, severity check.Severity, rule string) {
		i, ok := index[p.Path]
		if !ok {
			i = len(documents)
			index[p.Path] = i
			documents = append(documents, document{filepath.Join(folder, p.Path), &check.Report{}})
		}
		documents[i].Findings = append(documents[i].Findings, check.Finding{Severity: severity, Rule: rule, Line: p.Line, Path: p.Path, Message: p.Message, Mend: p.Hint})
	}
	for _, p := range checked.Problems {
		severity, rule := check.Error, "content-error"
		if p.Warning {
			severity, rule = check.Warning, "content-warning"
		}
		add(p, severity, rule)
	}
	for _, p := range checked.Advice {
		add(p, check.Hint, "content-advice")
	}
	return documents
}

// printFindings prints the findings of documents for programs.
func printFindings(w io.Writer, format string, documents []document) error {
	switch format {
	case "sarif":
		return printJSON(w, sarif(documents))
	case "github":
		return printGitHub(w, documents)
	}
	list := []jsonFinding{}
	for _, d := range documents {
		for _, f := range d.Findings {
			list = append(list, jsonFinding{d.name, f.Severity.String(), f.Rule, f.Line, f.Column, f.Path, f.Item, f.Title, f.Message, f.Mend, f.Section, f.Breaks, f.W3C})
		}
	}
	return printJSON(w, list)
}

// jsonFinding is a finding in --format json.
type jsonFinding struct {
	Document string `json:"document"`
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Path     string `json:"path"`
	Item     int    `json:"item,omitempty"`
	Title    string `json:"title,omitempty"`
	Message  string `json:"message"`
	Mend     string `json:"mend"`
	Section  string `json:"section"`
	Breaks   string `json:"breaks,omitempty"`
	W3C      string `json:"w3c,omitempty"`
}

func printJSON(w io.Writer, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(value)
}

// printGitHub prints findings as commands of GitHub's workflows, which show them beside the lines.
func printGitHub(w io.Writer, documents []document) error {
	escape := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property := strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
	for _, d := range documents {
		for _, f := range d.Findings {
			command := map[check.Severity]string{check.Error: "error", check.Warning: "warning", check.Hint: "notice"}[f.Severity]
			if _, err := fmt.Fprintf(w, "::%s file=%s,line=%d,col=%d,title=%s::%s\n", command, property.Replace(visible(d.name)), max(f.Line, 1), max(f.Column, 1), property.Replace(visible(f.Rule)), escape.Replace(visible(f.Message+"; "+f.Mend))); err != nil {
				return err
			}
		}
	}
	return nil
}

// uriOf returns the name of a document as a URI.
func uriOf(name string) string {
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		return name
	}
	return (&url.URL{Path: filepath.ToSlash(name)}).String()
}

// sarif returns findings in SARIF 2.1.0 (OASIS), which code hosts and editors read.
func sarif(documents []document) any {
	type object = map[string]any
	rules, results := []object{}, []object{}
	seen := map[string]bool{}
	for _, d := range documents {
		for _, f := range d.Findings {
			level := map[check.Severity]string{check.Error: "error", check.Warning: "warning", check.Hint: "note"}[f.Severity]
			if !seen[f.Rule] {
				seen[f.Rule] = true
				rules = append(rules, object{"id": f.Rule, "shortDescription": object{"text": f.Mend}, "help": object{"text": f.Mend + " (" + f.Section + ")"}, "defaultConfiguration": object{"level": level}})
			}
			results = append(results, object{"ruleId": f.Rule, "level": level, "message": object{"text": f.Message + "; " + f.Mend},
				"locations": []object{{"physicalLocation": object{"artifactLocation": object{"uri": uriOf(d.name)}, "region": object{"startLine": max(f.Line, 1), "startColumn": max(f.Column, 1)}},
					"logicalLocations": []object{{"fullyQualifiedName": f.Path}}}}})
		}
	}
	return object{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
		"runs": []object{{"tool": object{"driver": object{"name": "fil", "rules": rules}}, "columnKind": "unicodeCodePoints", "results": results}}}
}
