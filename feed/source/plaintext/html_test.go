package plaintext

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// TestHTML writes texts without a header. The ends of lines between elements are left out of want.
func TestHTML(t *testing.T) {
	const rest = "\n\nFin." // the last block is never a heading
	for _, row := range []struct{ text, want string }{
		{"", ""},
		// A block that is a list has no line that introduces it.
		{"- a\n- b\n- c", "<ul><li>a</li><li>b</li><li>c</li></ul>"},
		{"- a\n- b", "<ul><li>a</li><li>b</li></ul>"},
		{"1. a\n2. b\n3. c", "<ol><li>a</li><li>b</li><li>c</li></ol>"},
		{"3) a\n4) b\n5) c", `<ol start="3"><li>a</li><li>b</li><li>c</li></ol>`},
		{"Il faut :\n- a\n- b\n- c", "<p>Il faut :</p><ul><li>a</li><li>b</li><li>c</li></ul>"},
		// Paragraphs and headings.
		{"Un texte.", "<p>Un texte.</p>"},
		{"Un.\n\nDeux.", "<p>Un.</p><p>Deux.</p>"},
		{"Un.\n\nUn intertitre\n\nDeux.", "<p>Un.</p><h2>Un intertitre</h2><p>Deux.</p>"},
		{"Un.\n\nSans point", "<p>Un.</p><p>Sans point</p>"},
		{"Un.\n\nEn deux\nlignes\n\nDeux.", "<p>Un.</p><p>En deux<br>lignes</p><p>Deux.</p>"},
		{"Un.\n\nQui vient :\n\nDeux.", "<p>Un.</p><p>Qui vient :</p><p>Deux.</p>"},
		// An editor breaks lines at its margin, a poet before.
		{"Une ligne qu’un éditeur a coupée à la marge, comme il le fait\ntoujours.", "<p>Une ligne qu’un éditeur a coupée à la marge, comme il le fait toujours.</p>"},
		{"Sous le pont Mirabeau coule la Seine\nEt nos amours", "<p>Sous le pont Mirabeau coule la Seine<br>Et nos amours</p>"},
		// Chinese and Japanese have no space at the end of a line (CSS Text 3 §4.1.3); Korean has.
		{"这是一个由编辑器在边缘处断开的很长的段落它\n继续在下一行。", "<p>这是一个由编辑器在边缘处断开的很长的段落它继续在下一行。</p>"},
		{"床前明月光，\n疑是地上霜。", "<p>床前明月光，<br>疑是地上霜。</p>"},
		{strings.Repeat("한국어 문장 ", 10) + "\n다음 줄.", "<p>" + strings.TrimSpace(strings.Repeat("한국어 문장 ", 10)) + " 다음 줄.</p>"},
		// Text is escaped, quotation marks are not (HTML §13.1.2.6).
		{`a < b & c > d "e" 'f'.`, `<p>a &lt; b &amp; c &gt; d "e" 'f'.</p>`},
		{"<script>alert(1)</script>.", "<p>&lt;script&gt;alert(1)&lt;/script&gt;.</p>"},
		{"Tom &amp; Jerry.", "<p>Tom &amp;amp; Jerry.</p>"},
		// Lists.
		{"- un\n- deux" + rest, "<ul><li>un</li><li>deux</li></ul><p>Fin.</p>"},
		{"* un\n* deux" + rest, "<ul><li>un</li><li>deux</li></ul><p>Fin.</p>"},
		{"• un\n• deux" + rest, "<ul><li>un</li><li>deux</li></ul><p>Fin.</p>"},
		{"- un & deux\n- <b>" + rest, "<ul><li>un &amp; deux</li><li>&lt;b&gt;</li></ul><p>Fin.</p>"},
		{"1. un\n2. deux" + rest, "<ol><li>un</li><li>deux</li></ol><p>Fin.</p>"},
		{"1) un\n2) deux" + rest, "<ol><li>un</li><li>deux</li></ol><p>Fin.</p>"},
		{"3. trois\n4. quatre" + rest, `<ol start="3"><li>trois</li><li>quatre</li></ol><p>Fin.</p>`},
		{"9. neuf\n10. dix" + rest, `<ol start="9"><li>neuf</li><li>dix</li></ol><p>Fin.</p>`},
		{"Il faut :\n- du mil\n- du riz" + rest, "<p>Il faut :</p><ul><li>du mil</li><li>du riz</li></ul><p>Fin.</p>"},
		{"Il faut :\n1. du mil\n2. du riz" + rest, "<p>Il faut :</p><ol><li>du mil</li><li>du riz</li></ol><p>Fin.</p>"},
		// One item, or numbers that do not follow, are no list.
		{"- Bonjour, dit-elle." + rest, "<p>- Bonjour, dit-elle.</p><p>Fin.</p>"},
		{"1. Un point." + rest, "<p>1. Un point.</p><p>Fin.</p>"},
		{"1. un\n3. trois" + rest, "<p>1. un<br>3. trois</p><p>Fin.</p>"},
		{"2024. Une année\n2025. La suivante" + rest, "<p>2024. Une année<br>2025. La suivante</p><p>Fin.</p>"},
		// Dashes of speech, as French novels set them, are no list.
		{"— Bonjour.\n— Bonsoir." + rest, "<p>— Bonjour.<br>— Bonsoir.</p><p>Fin.</p>"},
		{"– Bonjour.\n– Bonsoir." + rest, "<p>– Bonjour.<br>– Bonsoir.</p><p>Fin.</p>"},
		// Quotations, as in mail (RFC 3676 §4.5).
		{"> Une citation." + rest, "<blockquote><p>Une citation.</p></blockquote><p>Fin.</p>"},
		{"> Un.\n>\n> Deux." + rest, "<blockquote><p>Un.</p><p>Deux.</p></blockquote><p>Fin.</p>"},
		{"> > Plus loin." + rest, "<blockquote><blockquote><p>Plus loin.</p></blockquote></blockquote><p>Fin.</p>"},
		{"> - un\n> - deux" + rest, "<blockquote><ul><li>un</li><li>deux</li></ul></blockquote><p>Fin.</p>"},
		{">sans espace." + rest, "<p>&gt;sans espace.</p><p>Fin.</p>"},
		// Rules.
		{"* * *" + rest, "<hr><p>Fin.</p>"},
		{"***" + rest, "<hr><p>Fin.</p>"},
		{"---" + rest, "<hr><p>Fin.</p>"},
		{"_____" + rest, "<hr><p>Fin.</p>"},
		{"=====" + rest, "<hr><p>Fin.</p>"},
		{"~~~" + rest, "<hr><p>Fin.</p>"},
		{"**" + rest, "<p>**</p><p>Fin.</p>"},
		{"*-*" + rest, "<p>*-*</p><p>Fin.</p>"},
	} {
		got := HTML(splitBlocks(strings.Split(row.text, "\n")))
		lines := strings.NewReplacer(">\n", ">", "\n", " ").Replace(got)
		if lines != row.want {
			t.Errorf("%q:\n%s\nwant\n%s", row.text, lines, row.want)
		}
	}
}

// TestHTMLDepth: quotations are written as text below the limit, and soon.
func TestHTMLDepth(t *testing.T) {
	got := HTML([]string{strings.Repeat("> ", 10_000) + "a"})
	if n := strings.Count(got, "<blockquote>"); n != maxQuotations || n != strings.Count(got, "</blockquote>") {
		t.Errorf("%d quotations", n)
	}
}

// FuzzPlain checks what Read and the functions behind it promise: a year of four digits, blocks without blank lines, HTML with
// balanced tags and with nothing but the elements that HTML names, and lengths of title and summary.
func FuzzPlain(f *testing.F) {
	f.Add(" date 2024-01 Share on Telegram\n\nTexte.")
	f.Add("Publié le 31/02/2024 à 25h99")
	f.Add("Un titre\n\n- un\n- deux\n\n> a\n> b\n\n***\n\nhttps://fil.example/(a).")
	for _, row := range headerLines {
		f.Add(row.line + "\n\nTexte.")
	}
	elements := map[string]bool{"h2": true, "p": true, "br": true, "ul": true, "ol": true, "li": true, "blockquote": true, "hr": true, "a": true}
	f.Fuzz(func(t *testing.T, text string) {
		text, _ = Decode([]byte(text))
		p := Read(text, time.UTC, "fr")
		if y := p.Header.Published.Year(); y < 1 || y > 9999 {
			t.Errorf("year %d", y)
		}
		for _, block := range p.Blocks {
			if strings.Contains(block, "\n\n") || strings.TrimSpace(block) != block || block == "" {
				t.Errorf("block %q", block)
			}
		}
		open := 0
		for z := html.NewTokenizer(strings.NewReader(HTML(p.Blocks))); ; {
			kind := z.Next()
			if kind == html.ErrorToken {
				break
			}
			if kind == html.TextToken {
				continue
			}
			switch name := z.Token().Data; {
			case !elements[name]:
				t.Errorf("element %q", name)
			case kind == html.EndTagToken:
				open--
			case name != "br" && name != "hr":
				open++
			}
		}
		if open != 0 {
			t.Errorf("%d elements are not closed", open)
		}
		if title := Title(text); len([]rune(title)) > maxTitle+1 || strings.Contains(title, "\n") {
			t.Errorf("title %q", title)
		}
		if s := Summary(text); len([]rune(s)) > MaxSummary || strings.Contains(s, "\n") {
			t.Errorf("summary of %d characters", len([]rune(s)))
		}
	})
}
