package markup

import (
	"bytes"
	"slices"
	"strings"
)

// dropBlock removes the last block that was written, which an attribute list below it hides.
func (t *translator) dropBlock() {
	written := strings.TrimRight(string(t.out), "\n")
	t.out = t.out[:strings.LastIndex("\n\n"+written, "\n\n")]
	if len(t.out) > 0 && !bytes.HasSuffix(t.out, []byte("\n")) {
		t.out = append(t.out, "\n\n"...)
	}
}

// kramdownBlock translates an extension of kramdown: it removes {::comment}, writes the content of
// {::nomarkdown}, and drops {::options} and {::toc}. The first pass only removes comments.
func (t *translator) kramdownBlock() (bool, error) {
	rest := t.rest()
	end := strings.IndexByte(rest[:min(len(rest), 200)], '}')
	if end < 0 {
		return false, nil
	}
	body := rest[3:end]
	name, _, _ := strings.Cut(strings.TrimSpace(strings.TrimSuffix(body, "/")), " ")
	if !slices.Contains([]string{"comment", "nomarkdown", "options", "toc"}, name) {
		return false, nil
	}
	if t.stripping && name != "comment" {
		return false, nil
	}
	if strings.HasSuffix(body, "/") || name == "toc" {
		t.skip(end + 1)
		return true, nil
	}
	for _, closer := range []string{"{:/" + name + "}", "{:/}"} {
		if i := t.find(end+1, closer); i > 0 {
			out := ""
			if name == "nomarkdown" {
				out = rest[end+1 : i]
			}
			if t.stripping {
				if name != "comment" {
					return false, nil
				}
				t.cut(i + len(closer))
				return true, nil
			}
			t.write(i+len(closer), out)
			return true, nil
		}
	}
	if name == "comment" {
		return false, &Problem{t.lineAt(t.at), "a comment is opened and never closed", "close it with {:/comment}"}
	}
	t.skip(end + 1)
	return true, nil
}
