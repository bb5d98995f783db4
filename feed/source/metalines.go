package source

import (
	"regexp"
	"strings"
)

// metaLine is one line of metadata without fences, as Pelican and MultiMarkdown have them
// above a text ("Title: My title"), and mails ("Subject: …"). Logseq and Dataview write two
// colons.
var metaLine = regexp.MustCompile(`^([\p{L}][\p{L}\d _-]{0,30}?)[ \x{a0}\x{202f}]?::?(?:[ \t]+(.*))?$`)

// metaNames are the keys that only such lines have, and what they are in front matter.
var metaNames = map[string]string{"subject": "title", "titre": "title", "sujet": "title", "objet": "title", "auteur": "author", "auteurs": "authors",
	"from": "author", "by": "author", "par": "author", "étiquettes": "tags", "mots-clés": "tags", "résumé": "summary", "langue": "language"}

// opensMeta names the keys that may open lines of metadata. Any other word with a colon may begin
// a sentence.
var opensMeta = wordSet("title date author authors slug status tags category draft private hidden published visibility")

// splitMetaLines separates lines of metadata from the text below. They reach from the first line to
// a blank one, and one of them must be a title or withhold the text. at is the line of the file in
// which the text begins. fields is nil if there is no metadata.
func splitMetaLines(text string, at int) (fields *value, body string, bodyLine int) {
	lead := len(text) - len(strings.TrimLeft(text, "\n"))
	line := at + lead
	rest := text[lead:]
	root := &value{line: line, kind: table}
	opened := false
	for rest != "" {
		row, after, _ := strings.Cut(rest, "\n")
		bare := strings.TrimRight(row, " \t")
		if bare == "" {
			break
		}
		if bare == "---" && len(root.fields) > 0 { // Hexo's front matter needs no first line
			rest, line = after, line+1
			break
		}
		m := metaLine.FindStringSubmatch(bare)
		if m == nil {
			if n := len(root.fields); n > 0 && (row[0] == ' ' || row[0] == '\t') { // continues the line above
				v := root.fields[n-1].value
				v.text, v.kind = strings.TrimSpace(v.text+" "+strings.TrimSpace(bare)), scalar
				rest, line = after, line+1
				continue
			}
			return nil, text, at
		}
		key := strings.ToLower(strings.TrimSpace(m[1]))
		if meant, ok := metaNames[key]; ok {
			key = meant
		}
		if !opened && len(root.fields) == 0 && !opensMeta[key] && !known(key) {
			return nil, text, at
		}
		v := &value{line: line, kind: scalar, text: strings.TrimSpace(m[2])}
		opened = opened || key == "title" || key == "slug" || withholds(key, v)
		if v.text == "" {
			v.kind = null
		}
		if err := root.add(key, line, metaValue(key, v)); err != nil {
			return nil, text, at
		}
		rest, line = after, line+1
	}
	if !opened {
		return nil, text, at
	}
	return root, rest, line
}

// withholds reports whether a line withholds the text. The value decides: "Draft: yes" does, and
// "Draft: how I write" is a sentence.
func withholds(key string, v *value) bool {
	by := withholding[foldKey(key)]
	if by == nil || strings.Contains(key, "pass") {
		return false
	}
	got, err := by(v)
	return err == nil && (got != public || statuses[foldWord(v.text)] == public && foldWord(v.text) != "")
}

// known reports whether a key has a meaning in front matter.
func known(key string) bool { _, ok := rules[foldKey(key)]; return ok }

// metaValue splits a list as Pelican does: authors at semicolons, or else at commas.
func metaValue(key string, v *value) *value {
	if v.kind != scalar || key != "authors" && key != "author" {
		return v
	}
	if name, mail, found := strings.Cut(v.text, "<"); found && strings.HasSuffix(mail, ">") { // the address in a mail's From is private
		v.text = strings.Trim(strings.TrimSpace(name), `"`)
	}
	sep := ","
	if strings.Contains(v.text, ";") {
		sep = ";"
	} else if key == "author" {
		return v
	}
	out := &value{line: v.line, kind: list}
	for name := range strings.SplitSeq(v.text, sep) {
		out.list = append(out.list, &value{line: v.line, kind: scalar, text: strings.TrimSpace(name)})
	}
	return out
}
