package markup

import (
	"html"
	"strings"
)

// wordpress translates the shortcodes of WordPress itself and of its YouTube plug-ins. m is a match of
// wordpressTag. It reports whether the brackets are a shortcode.
func (t *translator) wordpress(m []string) bool {
	name, a := m[1], parseArgs(strings.TrimPrefix(m[2], "="))
	rest, body, whole := t.rest(), "", len(m[0])
	if next := rest[whole:]; next != "" && strings.IndexByte("([:{", next[0]) >= 0 && !strings.HasPrefix(next, "[/") || strings.TrimSpace(m[2]) != "" && !strings.Contains(m[2], "=") && (name == "gallery" || name == "audio" || name == "video" || name == "caption") {
		return false
	}
	for _, end := range []string{"[/" + name + "]", `\[/` + name + `\]`} {
		if i := t.find(whole, end); i >= 0 {
			body, whole = rest[whole:i], i+len(end)
			break
		}
	}
	switch name {
	case "caption":
		if body == "" {
			return false
		}
		t.write(whole, "\n\n"+strings.TrimSpace(body)+"\n\n")
	case "embed", "youtube", "vimeo":
		address := strings.TrimSpace(body + a.first("url", "src"))
		if !strings.HasPrefix(address, "http") {
			return false
		}
		t.write(whole, "<"+html.EscapeString(strings.Trim(address, "<>"))+">")
	case "audio", "video":
		address := a.get("src", "mp3", "mp4", "m4a", "m4v", "ogg", "wav", "webm")
		if address == "" {
			return false
		}
		t.write(whole, "["+escapeMarkdown(address[strings.LastIndexByte(address, '/')+1:])+"](<"+address+">)")
	case "gallery":
		if m[2] == "" {
			return false
		}
		t.report(t.at, "put its pictures into the text", "a gallery of WordPress is left out")
		t.skip(whole)
	default: // code
		if body == "" {
			return false
		}
		t.write(whole, t.adapt(t.at, fenced(a.first("language", "lang"), html.UnescapeString(body))))
	}
	return true
}
