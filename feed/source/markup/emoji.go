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

// emojis are pictures by their names (:tada:), where these stand by themselves: in 1:x:2 and
// user:key:value there are none.
type emojis struct{ parser.InlineParser }

// Extend implements goldmark.Extender.
func (e emojis) Extend(m goldmark.Markdown) {
	e.InlineParser = emoji.NewParser()
	m.Parser().AddOptions(parser.WithInlineParsers(util.Prioritized(e, 200)))
}

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
