package importer

import (
	"fmt"
	"html"
	"regexp"
	"strings"
)

// These patterns match the markup of WordPress in the body of a post.
var (
	blockComment = regexp.MustCompile(`<!--\s*/?wp:[\s\S]*?-->\n?`)
	captionTag   = regexp.MustCompile(`(?s)\[caption([^\]\[]*)\](.*?)\[/caption\]`)
	captionMedia = regexp.MustCompile(`(?s)^\s*((?:<a [^>]*>)?\s*<img [^>]*>\s*(?:</a>)?)(.*)$`)
	captionText  = regexp.MustCompile(`caption=["“”']([^"“”']*)["“”']`)
	galleryTag   = regexp.MustCompile(`\[gallery([^\]\[]*)\]`)
	galleryIDs   = regexp.MustCompile(`ids=["“”']?([\d, ]+)`)
	embedTag     = regexp.MustCompile(`(?s)\[embed[^\]\[]*\]\s*(\S+?)\s*\[/embed\]`)
	mediaTag     = regexp.MustCompile(`\[(audio|video|playlist|youtube|vimeo)([^\]\[]*)\](?:\[/(?:audio|video|playlist)\])?`)
	mediaSource  = regexp.MustCompile(`(?:src|mp3|mp4|m4a|ogg|webm)?=?["“”']?(https?://[^"“”'\s\]]+)`)
	unknownTag   = regexp.MustCompile(`\[/?([a-z][a-z0-9_-]{2,})(?:\s[^\]\[]*)?\]`)
	hasBlocks    = regexp.MustCompile(`(?i)<(?:p|div|figure|ul|ol|h[1-6]|blockquote|table)[\s>]`)
	isBlock      = regexp.MustCompile(`(?i)^\s*</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|figure|figcaption|form|h[1-6]|header|hr|iframe|li|main|nav|object|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|video|audio|!--)`)
	preformatted = regexp.MustCompile(`(?is)<(pre|script|style|textarea)[\s>].*?</(?:pre|script|style|textarea)>`)
)

// body returns the body of a post as HTML: without the comments of its editor, with its shortcodes
// replaced, and with paragraphs where WordPress makes them from lines.
func (w *wordpress) body(i *Item, in *wxrItem, text string) string {
	blocks := blockComment.MatchString(text)
	text = blockComment.ReplaceAllString(strings.ReplaceAll(text, "\r\n", "\n"), "")
	text = captionTag.ReplaceAllStringFunc(text, caption)
	text = galleryTag.ReplaceAllStringFunc(text, func(tag string) string { return w.gallery(in, tag) })
	text = embedTag.ReplaceAllString(text, "\n\n<p><a href=\"$1\">$1</a></p>\n\n")
	text = mediaTag.ReplaceAllStringFunc(text, func(tag string) string {
		if m := mediaSource.FindStringSubmatch(tag); m != nil {
			return fmt.Sprintf("\n\n<p><a href=\"%s\">%s</a></p>\n\n", html.EscapeString(m[1]), html.EscapeString(m[1]))
		}
		i.note("a tag " + tag + " names no address, and is left out")
		return ""
	})
	for _, m := range unknownTag.FindAllStringSubmatch(text, -1) {
		if strings.HasPrefix(m[0], "[/") { // only a tag that ends is one for sure: [sic] is a word
			i.note("the tag " + m[1] + " of a plug-in stays as it was written")
		}
	}
	if !blocks || !hasBlocks.MatchString(text) {
		text = autoParagraphs(text)
	}
	return text
}

// caption returns a picture with its caption as a figure.
func caption(tag string) string {
	m := captionTag.FindStringSubmatch(tag)
	inner := captionMedia.FindStringSubmatch(m[2])
	if inner == nil {
		return m[2]
	}
	text := strings.TrimSpace(inner[2])
	if text == "" {
		if attribute := captionText.FindStringSubmatch(m[1]); attribute != nil {
			text = attribute[1]
		}
	}
	return "\n\n<figure>" + strings.TrimSpace(inner[1]) + "<figcaption>" + text + "</figcaption></figure>\n\n"
}

// gallery returns the pictures of a gallery: those that it names, else those that were uploaded to the
// post.
func (w *wordpress) gallery(in *wxrItem, tag string) string {
	ids := w.children[in.ID]
	if m := galleryIDs.FindStringSubmatch(tag); m != nil {
		ids = strings.FieldsFunc(m[1], func(r rune) bool { return r == ',' || r == ' ' })
	}
	var b strings.Builder
	for _, id := range ids {
		if address := w.attachments[id]; address != "" {
			fmt.Fprintf(&b, "\n\n<p><img src=%q alt=\"\"></p>\n\n", html.EscapeString(address))
		}
	}
	return b.String()
}

// autoParagraphs makes a paragraph of each part between empty lines that is no block of HTML, and a line
// break of each end of a line within it, as WordPress does for texts of its old editor. Preformatted text
// stays as it is.
func autoParagraphs(text string) string {
	var kept []string
	text = preformatted.ReplaceAllStringFunc(text, func(block string) string {
		kept = append(kept, block)
		return fmt.Sprintf("\n\n<pre data-kept=\"%d\"></pre>\n\n", len(kept)-1)
	})
	var b strings.Builder
	for part := range strings.SplitSeq(text, "\n\n") {
		part = strings.Trim(part, "\n")
		switch {
		case strings.TrimSpace(part) == "":
		case isBlock.MatchString(part):
			b.WriteString(part + "\n\n")
		default:
			b.WriteString("<p>" + strings.ReplaceAll(part, "\n", "<br>\n") + "</p>\n\n")
		}
	}
	result := b.String()
	for n, block := range kept {
		result = strings.Replace(result, fmt.Sprintf("<pre data-kept=\"%d\"></pre>", n), block, 1)
	}
	return result
}
