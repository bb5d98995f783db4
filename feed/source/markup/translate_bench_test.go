package markup

import (
	"strings"
	"testing"
)

// bombs are pieces of markup that, repeated, could take quadratic time.
var bombs = []string{"{{", "{{<", "{{ \" ", "{%", "{% if x %}", "{% if x %}{{", "{#", "{{< a >}}", "{{< quote >}}", "{::", "[[", "[[a", "![[a]]", "%%", " %%", "$", "$a_", "$$", `\(`, `\(x`,
	`\[_{`, "<pre>", "<div markdown=1>\n", "::: a\n", "::: note\n", "!!! a\n    ", "> [!a]\n", "`", "``a`", "[a]{.b}", "[", "]{.b}", "==a", "^[", "{:", "{a=", "){a=\"", "*[a]: b\n", "<A>", "<A ", "{a", "a ^b ", "mot ^2 ", "{#a ", "[gallery] ", "import a\n", "\\begin{a}", "[caption]", "[code x]", "\n    a", "- a\n", "```\n", "{{!--", "{{/*x"}

// BenchmarkBombs translates a megabyte of each. A text may have two.
func BenchmarkBombs(b *testing.B) {
	for _, bomb := range bombs {
		text := strings.Repeat(bomb, (1<<20)/len(bomb))
		for _, mdx := range []bool{false, true} {
			o := options
			o.MDX = mdx
			name := strings.TrimSpace(bomb)
			if mdx {
				name += "/mdx"
			}
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					_, _, _ = Translate(text, o)
				}
			})
		}
	}
}

// BenchmarkPlain translates a text that has no markup of other tools.
func BenchmarkPlain(b *testing.B) {
	text := strings.Repeat("Une phrase *ordinaire*, avec [un lien](https://x.example/).\n\n", 40)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		_, _, _ = Translate(text, options)
	}
}
