package source

import (
	"regexp"
	"strings"

	"fil/feed/source/frontmatter"
)

// metaLine matches a line of metadata without fences, as in Pelican and MultiMarkdown ("Title: My
// title") and in mails ("Subject: …"). Logseq and Dataview write two colons.
var metaLine = regexp.MustCompile(`^([\p{L}][\p{L}\d _-]{0,30}?)[ \x{a0}\x{202f}]?::?(?:[ \t]+(.*))?$`)

// metaAliases maps keys that only such lines have to keys of front matter.
var metaAliases = map[string]string{"subject": "title", "titre": "title", "sujet": "title", "objet": "title", "auteur": "author", "auteurs": "authors",
	"from": "author", "by": "author", "par": "author", "étiquettes": "tags", "mots-clés": "tags", "résumé": "summary", "langue": "language"}

// opensMeta are the keys with which lines of metadata may begin. Any other word with a colon may
// begin a sentence.
var opensMeta = wordSet("title date author authors slug status tags category draft private hidden published visibility")

// splitMetaLines splits lines of metadata from the text. They end at a blank line, and one of them
// must be a title or slug, or withhold the text. at is the line of the file at which text begins.
// fields is nil if there is no metadata.
func splitMetaLines(text string, at int) (fields *frontmatter.Value, body string, bodyLine int) {
	lead := len(text) - len(strings.TrimLeft(text, "\n"))
	line := at + lead
	rest := text[lead:]
	root := &frontmatter.Value{Line: line, Kind: frontmatter.Table}
	opened := false
	for rest != "" {
		row, after, _ := strings.Cut(rest, "\n")
		bare := strings.TrimRight(row, " \t")
		if bare == "" {
			break
		}
		if bare == "---" && len(root.Fields) > 0 { // Hexo's front matter has only the closing fence
			rest, line = after, line+1
			break
		}
		m := metaLine.FindStringSubmatch(bare)
		if m == nil {
			if n := len(root.Fields); n > 0 && (row[0] == ' ' || row[0] == '\t') { // continues the line above
				v := root.Fields[n-1].Value
				v.Text, v.Kind = strings.TrimSpace(v.Text+" "+strings.TrimSpace(bare)), frontmatter.Scalar
				rest, line = after, line+1
				continue
			}
			return nil, text, at
		}
		key := strings.ToLower(strings.TrimSpace(m[1]))
		if meant, ok := metaAliases[key]; ok {
			key = meant
		}
		if !opened && len(root.Fields) == 0 && !opensMeta[key] && !isKnownKey(key) {
			return nil, text, at
		}
		v := &frontmatter.Value{Line: line, Kind: frontmatter.Scalar, Text: strings.TrimSpace(m[2])}
		opened = opened || key == "title" || key == "slug" || withholds(key, v)
		if v.Text == "" {
			v.Kind = frontmatter.Null
		}
		if err := root.Add(key, line, metaValue(key, v)); err != nil {
			return nil, text, at
		}
		rest, line = after, line+1
	}
	if !opened {
		return nil, text, at
	}
	return root, rest, line
}

// withholds reports whether a line sets the visibility. The value decides: "Draft: yes" does, and
// "Draft: how I write" is a sentence.
func withholds(key string, v *frontmatter.Value) bool {
	by := withholding[foldKey(key)]
	if by == nil || strings.Contains(key, "pass") {
		return false
	}
	got, err := by(v)
	return err == nil && (got != public || statuses[foldWord(v.Text)] == public && foldWord(v.Text) != "")
}

// meaning implements [frontmatter.Meaning]: it returns the folded name of a known key, else "".
func meaning(key string) string {
	if meant, ok := metaAliases[key]; ok {
		key = meant
	}
	if !isKnownKey(key) {
		return ""
	}
	return foldKey(key)
}

// isKnownKey reports whether a key has a meaning in front matter.
func isKnownKey(key string) bool { _, ok := rules[foldKey(key)]; return ok }

// metaValue splits authors as Pelican does: at semicolons, else at commas.
func metaValue(key string, v *frontmatter.Value) *frontmatter.Value {
	if v.Kind != frontmatter.Scalar || key != "authors" && key != "author" {
		return v
	}
	if name, mail, found := strings.Cut(v.Text, "<"); found && strings.HasSuffix(mail, ">") { // the address in a mail's From is private
		v.Text = strings.Trim(strings.TrimSpace(name), `"`)
	}
	sep := ","
	if strings.Contains(v.Text, ";") {
		sep = ";"
	} else if key == "author" {
		return v
	}
	out := &frontmatter.Value{Line: v.Line, Kind: frontmatter.List}
	for name := range strings.SplitSeq(v.Text, sep) {
		out.List = append(out.List, &frontmatter.Value{Line: v.Line, Kind: frontmatter.Scalar, Text: strings.TrimSpace(name)})
	}
	return out
}
