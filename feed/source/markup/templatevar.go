package markup

import (
	"bytes"
	"regexp"
	"strings"
)

// callForm matches a call, name(arguments). siteObject matches the objects of templates.
var (
	callForm = regexp.MustCompile(`^([\p{L}_][\p{L}\d_:]*)\s*\(((?s).*)\)\s*$`)
	// The objects of Jekyll, Eleventy, Zola and Hugo. A text that mentions one is a template.
	siteObject = regexp.MustCompile(`^(?:(?:site|page|post|config|section|collections|paginator|layout|include|jekyll|metadata|eleventy)\.\w|content\b|(?:\$)?\.(?:Site|Page|Params|Title|Content|Date|Permalink|RelPermalink|Summary|Inner)\b)`)
)

// variable translates {{ … }}: a shortcode of Zola, or an expression that value evaluates. Any other is
// dropped and reported if the text has templates, and is prose if not.
func (t *translator) variable() (bool, error) {
	rest := t.rest()
	if t.at > 0 && t.text[t.at-1] == '$' { // an expression of GitHub Actions
		return false, nil
	}
	n := t.indexOutsideQuotes(rest[2:], "}}")
	if n < 0 || strings.Contains(rest[2:2+n], "\n\n") {
		return false, nil
	}
	whole, body := 2+n+2, strings.TrimSpace(strings.Trim(rest[2:2+n], "-"))
	if m := callForm.FindStringSubmatch(body); m != nil {
		return t.called(m, whole)
	}
	if out, ok := t.value(body); ok {
		t.hasTemplates = true
		if t.inTarget {
			out = strings.ReplaceAll(out, " ", "%20")
		}
		t.write(whole, out)
		return true, nil
	}
	if !siteObject.MatchString(body) && !t.Templates {
		t.copiedVariable = true
		if !t.hasTemplates {
			return false, nil
		}
	}
	t.report(t.at, "write what it shows", "%q is left out", "{{ "+strings.Join(strings.Fields(body), " ")+" }}")
	t.skip(whole)
	return true, nil
}

// called translates a shortcode of Zola, {{ name(a="b") }}. m is a match of callForm, whole the length
// of the tag.
func (t *translator) called(m []string, whole int) (bool, error) {
	name := strings.ToLower(m[1])
	g := tag{name: name, raw: m[2], args: parseArgs(m[2]), end: t.at + whole, form: call, selfClosing: true}
	short := nameSeparators.Replace(name)
	isSingle := singleTag(short) != nil
	if !isSingle && pairedTag(short) == nil && !t.Templates && !t.isAlone(t.at, t.at+whole) {
		return false, nil
	}
	if isSingle && len(g.args.named) == 0 && !t.Templates && !strings.ContainsAny(m[2], `"'`) {
		return false, nil // a call in prose about code
	}
	return true, t.apply(g)
}

// value evaluates an expression of a template: a text in quotes with filters that make addresses
// absolute, the address or title of the site, or the title of the page. ok is false for any other.
func (t *translator) value(body string) (value string, ok bool) {
	first, filters, _ := strings.Cut(body, "|")
	first = strings.TrimSpace(first)
	base := strings.TrimSuffix(t.BaseURL, "/")
	switch first {
	case "site.baseurl", "site.url", "baseurl", "base_url", "config.base_url", "site.base_url", "BASE_URL", "SITEURL":
		if i := strings.Index(base, "://"); first == "site.url" && i >= 0 {
			if j := strings.IndexByte(base[i+3:], '/'); j >= 0 {
				return base[:i+3+j], true
			}
		} else if first == "site.baseurl" && i >= 0 {
			host, path := base, ""
			if j := strings.IndexByte(base[i+3:], '/'); j >= 0 {
				host, path = base[:i+3+j], base[i+3+j:]
			}
			if bytes.HasSuffix(t.out, []byte(host)) {
				return path, true
			}
		}
		return base, true
	case "site.title", "config.title", "metadata.title", "SITENAME":
		return t.Title, t.Title != ""
	case "page.title", "post.title":
		return t.PageTitle, t.PageTitle != ""
	}
	text, rest, ok := quoted(first)
	if !ok || strings.TrimSpace(rest) != "" {
		return "", false
	}
	if strings.TrimSpace(filters) == "" {
		return text, true
	}
	for filter := range strings.SplitSeq(filters, "|") {
		name, _, _ := strings.Cut(strings.TrimSpace(filter), ":")
		name, _, _ = strings.Cut(name, "(")
		switch strings.TrimSpace(name) {
		case "url", "relative_url", "absolute_url", "prepend", "htmlbaseurl", "asset_path", "safe", "escape", "toabsoluteurl", "absoluteUrl", "htmlBaseUrl":
			if strings.HasPrefix(text, "/") {
				text = base + text
			}
		default:
			return "", false
		}
	}
	return text, true
}
