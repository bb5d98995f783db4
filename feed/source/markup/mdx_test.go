package markup

import "testing"

// MDX (https://mdxjs.com/docs/what-is-mdx/): Markdown with JSX, expressions, imports and exports.
func TestMDXDocument(t *testing.T) {
	o := options
	o.MDX = true
	checkTranslated(t, o, []translated{
		// ESM.
		{"import {External} from './some/place.js'\nimport {Local} from './other.js'\n\na", "<p>a</p>", "imports"},
		{"import './style.css'\n\na", "<p>a</p>", "imports"},
		{"import * as X from 'x'\n\na", "<p>a</p>", "imports"},
		{"import {\n  A,\n  B\n} from 'x'\n\na", "<p>a</p>", "imports"},
		{"export const pi = 3.14\n\na", "<p>a</p>", "imports"},
		{"export const meta = {\n  a: 1,\n\n  b: 2\n}\n\nc", "<p>c</p>", "imports"},
		{"export function f(x) {\n  return x\n}\n\na", "<p>a</p>", "imports"},
		{"export default ({children}) => <div>{children}</div>\n\na", "<p>a</p>", "imports"},
		{"import is a word, and so is export.", "<p>import is a word, and so is export.</p>", ""},
		{"The import of wheat.", "<p>The import of wheat.</p>", ""},
		// Expressions.
		{"Two 🍰 is: {Math.PI * 2}", "<p>Two 🍰 is:</p>", "Math.PI"},
		{"a {'text'} b", "<p>a text b</p>", ""},
		{"a{/* secret */}b", "<p>ab</p>", ""},
		{"{/* A comment! */}\n\na", "<p>a</p>", ""},
		{"`{x}`", "<p><code>{x}</code></p>", ""},
		{"```js\n{x}\nimport y from 'y'\n```", "<pre><code class=\"language-js\">{x}\nimport y from 'y'\n</code></pre>", ""},
		// JSX.
		{"<Unknown>\n\n*a*\n\n</Unknown>", "<p><em>a</em></p>", `"Unknown"`},
		{"a <Unknown x={1} /> b", "<p>a  b</p>", `"Unknown"`},
		{"<X.Y>a</X.Y>", "<p>a</p>", `"X.Y"`},
		{"<>a</>", "<p>a</p>", ""},
		{"<div className=\"c\">\n\n*a*\n\n</div>", `<div class="c"><p><em>a</em></p></div>`, ""},
		{"a <span style={{color: 'red'}}>b</span>", "<p>a <span>b</span></p>", ""},
		{"<Unknown {...props}>a</Unknown>", "<p>a</p>", `"Unknown"`},
		{"<Unknown render={() => <b>x</b>} />a", "<p>a</p>", `"Unknown"`},
		{"import i from './i.png'\n\n<Image src={i} alt=\"A\" />", `<img src="https://fil.example/a/i.png" alt="A">`, "imports"},
		{"import i from './i.png'\n\n<img src={i} alt=\"A\" />", `<img src="https://fil.example/a/i.png" alt="A">`, "imports"},
		{"<img src={require('./i.png').default} alt=\"A\" />", `<img src="https://fil.example/a/i.png" alt="A">`, ""},
		{"<YouTube id=\"X\" />", `<p><a href="https://www.youtube.com/watch?v=X">https://www.youtube.com/watch?v=X</a></p>`, ""},
		{"<Tweet id=\"123\" />", `<p><a href="https://twitter.com/i/status/123">https://twitter.com/i/status/123</a></p>`, ""},
		// Components of Docusaurus, Nextra and Starlight.
		{"<Tabs>\n<TabItem value=\"a\" label=\"Apple\">\n\nAn apple.\n\n</TabItem>\n</Tabs>", "<p>An apple.</p>", ""},
		{"<Callout type=\"warning\">Text.</Callout>", "<blockquote><p><strong>Warning</strong></p><p>Text.</p></blockquote>", ""},
		{"<Aside type=\"tip\" title=\"T\">\nText.\n</Aside>", "<blockquote><p><strong>T</strong></p><p>Text.</p></blockquote>", ""},
		{":::note[T]\n\nText.\n\n:::", "<blockquote><p><strong>T</strong></p><p>Text.</p></blockquote>", ""},
		{"## A {#own}", `<h2 id="own">A</h2>`, ""},
		{"a < b and c > d", "<p>a &lt; b and c &gt; d</p>", ""},
		{"<https://x.example/>", `<p><a href="https://x.example/">https://x.example/</a></p>`, ""},
		{"<Private>secret</Private>a", "<p>a</p>", `"private"`},
	})
}

// An export that says that a text is a draft is an error, and so is a comment that is never closed.
func TestMDXErrors(t *testing.T) {
	for _, text := range []string{
		"export const meta = {draft: true}\n\na",
		"export const frontmatter = {\n  title: 'x',\n  published: false\n}\n\na",
		"export const metadata = { \"hidden\": true }",
		"export const meta = {private: true}",
		"export const meta = {unlisted: true}",
		"a {/* never closed",
	} {
		if out, _, err := Translate(text, Options{MDX: true}); err == nil {
			t.Errorf("%q: no error, %q", text, out)
		}
	}
	for _, text := range []string{"export const meta = {draft: false}\n\na", "export const meta = {published: true}\n\na", "The word draft: true"} {
		if _, _, err := Translate(text, Options{MDX: true}); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// The ends of braces, tags and components are found with their strings and nested ones.
func TestJSXEnds(t *testing.T) {
	for s, want := range map[string]int{
		"{a}": 3, "{a}b}": 3, "{{a}}": 5, "{\"}\"}": 5, "{`}`}": 5, "{": -1, "{a": -1, "{{a}": -1, "{}": 2, "{\"a}": 4,
	} {
		if got := braceEnd(s); got != want {
			t.Errorf("braceEnd(%q) = %d, want %d", s, got, want)
		}
	}
	for s, want := range map[string]int{
		"<a>": 3, "<a b=\">\">c": 9, "<a b='>'>": 9, "<a b={x > y}>": 13, "<a/>": 4, "<a": -1, "<a <b>": -1, "<a\nb>": 5, "<a\n\nb>": -1, "<a b=\"c>": -1,
	} {
		if got := jsxEnd(s); got != want {
			t.Errorf("jsxEnd(%q) = %d, want %d", s, got, want)
		}
	}
	for s, want := range map[string]int{
		"a</A>": 1, "<A>b</A></A>": 8, "<A/>b</A>": 5, "a": -1, "<B></B></A>": 7, "a</AB></A>": 6,
	} {
		if got := jsxClosing(s, "A"); got != want {
			t.Errorf("jsxClosing(%q) = %d, want %d", s, got, want)
		}
	}
}
