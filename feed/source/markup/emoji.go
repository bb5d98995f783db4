package markup

import (
	"regexp"
	"unicode"

	"github.com/yuin/goldmark"
	emoji "github.com/yuin/goldmark-emoji"
	emojiast "github.com/yuin/goldmark-emoji/ast"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// emojis parses emoji by their GitHub names (:tada:). The name must not touch a letter, a digit or
// another colon, so that 1:x:2 and user:key:value remain text.
type emojis struct{ parser.InlineParser }

// Extend implements goldmark.Extender.
func (e emojis) Extend(m goldmark.Markdown) {
	e.InlineParser = emoji.NewParser()
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(e, 200)))
}

// emojiName matches a name and the character after it.
var emojiName = regexp.MustCompile(`^:[a-z0-9_+-]+:(?:$|[^\p{L}\d:])`)

// Parse implements parser.InlineParser.
func (e emojis) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, _ := block.PeekLine()
	if unicode.IsLetter(before) || unicode.IsDigit(before) || before == ':' || !emojiName.Match(line) {
		return nil
	}
	found, ok := e.InlineParser.Parse(parent, block, pc).(*emojiast.Emoji)
	if !ok {
		return nil
	}
	return ast.NewString([]byte(string(found.Value.Unicode)))
}
