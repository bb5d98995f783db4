package feed

import "strings"

// LicenseName is the name in dist of the terms on which programs may use the site.
const LicenseName = "license.xml"

// aiCrawlers are the programs that collect texts to train models, by their names in robots.txt (RFC 9309
// §2.2.1), as their operators document them.
const aiCrawlers = "AI2Bot Amazonbot anthropic-ai Applebot-Extended Bytespider CCBot ClaudeBot cohere-training-data-crawler Diffbot FacebookBot Google-Extended " +
	"GPTBot ImagesiftBot meta-externalagent omgili PanguBot Timpibot"

// HasTerms reports whether the site has terms on which programs may use it.
func (s *Site) HasTerms() bool { return s.DenyAI || s.License.URL != "" }

// TermsForRobots returns the lines of robots.txt for these terms, "" if there are none.
func (s *Site) TermsForRobots() string {
	b := strings.Builder{}
	if s.DenyAI {
		for name := range strings.FieldsSeq(aiCrawlers) {
			b.WriteString("User-agent: " + name + "\n")
		}
		b.WriteString("Disallow: /\n\n")
	}
	if s.HasTerms() {
		b.WriteString("License: " + s.URL(LicenseName) + "\n")
	}
	return b.String()
}
