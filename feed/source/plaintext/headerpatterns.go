package plaintext

import (
	"regexp"
	"sync"
)

// A header line consists of the parts below and of nothing else. So an ordinary sentence is never a header line,
// whatever word it begins with.
var (
	// "Publié", "Last updated:". The group is set if the label is that of a change.
	headerLabel = prefixPattern(`date de publication|publication date|date|publi[ée]e?s?|post[ée]e?|posted|published|created|écrit|rédigé|written|` +
		`mis en ligne|paru|(mise? à jour|dernière (?:mise à jour|modification)|last updated?|last modified|updated|modified|modifiée?)`)
	// Punctuation and small words between parts.
	headerGlue = lazyPattern(`^(?:[\s|·•—–\-:,;/()\[\]]|(?i:le|on|du|the|à|at|il y a|am|el|den|il|em)[\s:])+`)
	// Share buttons: "Tweet", "Click to share this on". The network stands behind.
	headerShare = prefixPattern(`(?:(?:click to |cliquez pour |cliquer pour )?(?:share|tweet|partage[rz]|tweeter)|partage(?:s)?\s+(?:sur|via|par))` +
		`(?:\s+(?:this|it|article|post|page|story|cet article|l['’]article|cette page|ceci|on social media|sur les réseaux sociaux))*` +
		`(?:\s+(?:on|sur|via|to|by|par|with|in))?`)
	// "Envoyer cet article par e-mail"
	headerSend    = prefixPattern(`(?:send|envoyer|email|recommander)\s+(?:(?:this|it|cet article|to a friend|à un ami)\s*)?(?:(?:by|par|via)\s+(?:e-?mail|mail|courriel|sms|whatsapp|telegram))?`)
	headerNetwork = prefixPattern(networks)
	// Other buttons, and the words between buttons.
	headerExtra = prefixPattern(`imprimer|print|copy link|copier le lien|like|save|pin it|pin|send|envoyer|et|and|\+|ago`)
	// Counters: "5 min read", "Temps de lecture : 5 min", "1.2k views".
	headerCount = prefixPattern(`(?:(?:reading time|temps de lecture|lecture|durée de lecture)[\s:]*)?\d[\d  .,]*\s?[km]?\s*(?:min(?:ute)?s?\.?(?:\s+(?:read|de lecture))?|` +
		`views?|vues?|shares?|partages?|comments?|commentaires?|likes?|lectures?|j['’]aime)`)
	// A dateline: "Bamako, le 15 janvier 2024". The date stands behind.
	headerTown = lazyPattern(`^\p{Lu}[\p{L}'’-]+(?:[ -]\p{Lu}?[\p{L}'’-]+){0,2}\s*,\s+(?:le|the|on|ce)\s+`)
	// The words before a name: "Par", "Written by", "Auteur :".
	headerBy     = `^(?i:(?:(?:texte|publi[ée]e?|post[ée]e?|rédigée?|écrite?|propos recueillis|posted|published|written|story|words) )?(?:par|by|von|por|di|door)|auteurs?\s*:|authors?\s*:|autor\s*:)\s+`
	beginsBy     = lazyPattern(headerBy)
	headerByline = lazyPattern(headerBy + `(` + byName + `(?:(?:\s*,\s*|\s+(?i:et|and|&|und|y|e)\s+)` + byName + `)*)`)
	// A name before the dash that parts it from a date, and one behind the dash, at the end of the line.
	nameAndDash = lazyPattern(`^(` + fullName + `)\s+[–—-]\s+`)
	onlyName    = lazyPattern(`^\s*[–—-]\s+(` + fullName + `)$`)
	// A name of one word, which counts only beside a date.
	headerOneName = lazyPattern(headerBy + `(\p{Lu}[\p{L}'’-]+)`)
	// The rest of a line whose next part may be a date.
	beforeDate = lazyPattern(`^[\s,;|·•—–-]*(?:(?i:le|on|the|am|el|den|il|em)\s+)?(?:$|\d|(?i:` + weekdays + `|` + monthWords + `)(?:$|[^\p{L}]))`)
	// The town behind a name: "Par Awa Traoré à Bamako".
	writtenFrom = prefixPattern(`[\s,]*(?:à|in|from|depuis)\s+\p{Lu}[\p{L}'’-]+(?:[ -]\p{Lu}[\p{L}'’-]+){0,2}`)
	// A line of three or more networks: a row of share buttons.
	allNetworks = lazyPattern(`^(?i:(?:` + networks + `)(?:[\s|·•/]+|$)){3,}$`)
)

// networks is a pattern of the networks and channels that share buttons name.
const networks = `telegram|facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|messenger|instagram|vkontakte|vk|viber|signal|` +
	`mastodon|bluesky|threads|tumblr|pocket|flipboard|sms|e-?mail|mail|courriel`

// byName matches a name behind "by": two to four words in capitals, with particles between them (de, van), the
// capitals of an agency (AFP), or the editors.
const byName = `(?:(?i:la rédaction|la redaction|the editors|staff)|\p{Lu}{2,}\b|\p{Lu}[\p{L}'’.-]*(?:\s+(?:(?i:de|du|des|van|von|el|ben|ag|la|le)\s+)?\p{Lu}[\p{L}'’.-]*){1,3})`

// fullName matches a name of two to four words, with particles between them.
const fullName = `\p{Lu}[\p{L}'’.-]*(?:\s+(?:(?i:de|du|des|van|von|el|ben|ag|la|le)\s+)?\p{Lu}[\p{L}'’.-]*){1,3}`

// prefixPattern compiles a pattern that matches at the head of a line, in any case, and up to the end of a word.
func prefixPattern(words string) func() *regexp.Regexp {
	return lazyPattern(`^(?i:` + words + `)(?:$|[^\p{L}\d])`)
}

// lazyPattern returns a function that compiles a pattern at its first call. To compile those of header lines took a
// third of the time in which a command starts, and most commands read no plain text.
func lazyPattern(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

var (
	// A month or weekday that a pattern of names has taken for a name.
	monthInName   = lazyPattern(`(?i)\s(?:` + monthWords + `|` + weekdays + `)(?:$|[^\p{L}])`)
	nameSeparator = lazyPattern(`\s*,\s*|\s+(?i:et|and|&|und|y|e)\s+`)
)
