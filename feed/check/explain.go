package check

import (
	"strings"
	"sync"
)

// Explanation says what a rule is for.
type Explanation struct {
	Severity Severity
	// Why says why the rule is there, Mend what to do, Breaks who suffers, "" where that is not known.
	Why, Mend, Breaks string
	// W3C is the message of the W3C's validator for the same, "" if there is none.
	W3C string
}

// Explain returns what there is to say of a rule. ok is false if there is no rule of this name.
func Explain(rule string) (e Explanation, ok bool) {
	if name, found := strings.CutPrefix(rule, "server-"); found {
		k := serverKinds[ServerRule(name)]
		if k == nil {
			return e, false
		}
		return Explanation{k.severity, k.why, k.mend, k.breaks, k.w3c}, true
	}
	for _, p := range profiles {
		if name, found := strings.CutPrefix(rule, p.name+"-"); found {
			return p.explain(name)
		}
	}
	var best *kind
	for _, k := range kinds {
		if strings.HasSuffix(rule, "-"+k.name) && (best == nil || len(k.name) > len(best.name)) {
			best = k
		}
	}
	if best == nil || !isPlace(strings.TrimSuffix(rule, "-"+best.name), best) {
		return e, false
	}
	return Explanation{best.severity, best.why, best.mend, best.breaks, best.w3c}, true
}

// isPlace reports whether there is a place of this name at which something can be wrong in a way. What is
// unknown may have any name.
func isPlace(place string, k *kind) bool {
	words := placeWords()
	for i, word := range strings.Split(place, "-") {
		if !words[word] && (i == 0 || !ofUnknown[k]) {
			return false
		}
	}
	return true
}

// ofUnknown are the ways to be wrong of elements, attributes and members that no standard has.
var ofUnknown = map[*kind]bool{kindUnknown: true, kindForeign: true, kindNoNamespace: true, kindUnknownAttr: true, kindMember: true, kindOutlineAttr: true,
	kindReserved: true, kindUnusual: true, kindBadSpace: true, kindRoot: true, kindTwiceMember: true, kindDuplicate: true, kindMisplaced: true, kindNotHTML: true, kindMediaSpace: true, kindOldWiki: true, kindURL: true}

// placeWords are the words of which the names of places consist: formats, prefixes of namespaces, and the names
// of elements, attributes and members.
var placeWords = sync.OnceValue(func() map[string]bool {
	words := wordSet("rss rdf atom json opml xml feed extension xmlns")
	add := func(name string) {
		for word := range strings.FieldsFuncSeq(strings.ToLower(name), func(c rune) bool { return c == ':' || c == '-' || c == '=' }) {
			words[word] = true
		}
	}
	const deepest = 6
	var addSpec func(s *spec, depth int)
	addSpec = func(s *spec, depth int) {
		for name := range s.attrs {
			add(name)
		}
		for name, child := range s.children {
			add(name)
			if depth < deepest { // outlines are in outlines
				addSpec(child, depth+1)
			}
		}
	}
	for name, s := range grammarOf().roots {
		add(name)
		addSpec(s, 0)
	}
	for name, x := range grammarOf().extensions {
		add(name)
		addSpec(&x.spec, 0)
	}
	for name := range extensionAttrs {
		add(name)
	}
	for _, prefix := range namespaces {
		add(prefix)
	}
	for members := range strings.FieldsSeq(strings.Join([]string{feedMembers, itemMembers, authorMembers, attachmentMembers, hubMembers, "item"}, " ")) {
		name, _, _ := strings.Cut(members, ":")
		add(strings.ReplaceAll(name, "_", "-"))
	}
	return words
})

// explain explains a rule of a profile.
func (p *profile) explain(name string) (e Explanation, ok bool) {
	for _, r := range p.feed {
		if r.rule == name {
			return Explanation{Severity: r.severity, Why: "It is a rule of " + p.source + ".", Mend: r.mend, Breaks: p.name + " may refuse it"}, true
		}
	}
	for _, r := range p.item {
		if r.rule == name {
			return Explanation{Severity: r.severity, Why: "It is a rule of " + p.source + ".", Mend: r.mend, Breaks: p.name + " may refuse it"}, true
		}
	}
	return e, false
}

// kinds are all kinds of findings in documents, for [Explain].
var kinds = []*kind{
	kindPrefixless, kindJSON, kindType, kindJSONVersion, kindOldJSON, kindOldName, kindMember, kindTwiceMember,
	kindJSONDate, kindNoWords, kindNobody, kindNoSelfURL, kindNoHome, kindEmptyID, kindJSONMedia, kindNumberID,
	kindJSONURL, kindSyntax, kindEntity, kindCharacter, kindPrefix, kindDepth, kindBytes, kindUnknownEncoding,
	kindRareEncoding, kindNoEncoding, kindMismatch, kindDoctype, kindOldDoctype, kindSystemEntity, kindRoot,
	kindTooMany, kindMissing, kindNoTitle, kindNoLink, kindNoText, kindDuplicate, kindUnknown, kindNoNamespace,
	kindForeign, kindOldSpace, kindBadSpace, kindReserved, kindText, kindSpace, kindNoAttr, kindNoHref,
	kindUnknownAttr, kindEmptyAttr, kindEmpty, kindNotEmpty, kindURL, kindFullURL, kindURLAttr, kindURLChar,
	kindIRI, kindScheme, kindRelative, kindCanonical, kindTag, kindURN, kindSameID, kindSameGUID, kindShortID,
	kindGUID, kindPermalink, kindNoGUID, kindDate822, kindDateForm, kindWeekday, kindDate3339, kindDateW3C,
	kindImplausible, kindSlashDate, kindEmail, kindEmailForm, kindAddrSpec, kindMailHost, kindNameEmail,
	kindLanguage, kindInteger, kindPositive, kindNatural, kindIntegerAttr, kindIntegers, kindFloat, kindWidth,
	kindHeight, kindHour, kindMidnight, kindHours, kindDay, kindDays, kindSame, kindBoolAttr, kindTrueFalse,
	kindYesNo, kindMediaType, kindMediaTypeAttr, kindNoMediaType, kindCloud, kindFormName, kindVersion,
	kindOldVersion, kindOPMLVersion, kindValue, kindHTML, kindUndeclared, kindAmpersand, kindNotHTML, kindScript,
	kindScriptAttr, kindStyle, kindTextType, kindNoDiv, kindInline, kindEscaped, kindBase64, kindFragment,
	kindMisplaced, kindLong, kindBad, kindNoSelf, kindNoAtomSelf, kindSelfElsewhere, kindSelfNotAtom,
	kindSameLink, kindRel, kindNoContent, kindNoSummary, kindNoSource, kindNothing, kindTwice, kindItemDup,
	kindTextDup, kindOrder, kindImageTitle, kindImageLink, kindImageType, kindNoLanguage, kindCommentRSS,
	kindBlink, kindOldWiki, kindRDF, kindUndeterminable, kindNoPodcast, kindNoOwnerMail, kindCategory,
	kindOldCategory, kindShowType, kindEpisodeType, kindDuration, kindNotUTF8, kindMediaSpace, kindMediaText,
	kindMediaHash, kindExpression, kindMedium, kindRole, kindRating, kindCountry, kindRestriction, kindAdult,
	kindTime, kindLatitude, kindLongitude, kindCoord, kindComma, kindPeriod, kindNoWhen, kindHistoryEntry,
	kindComplete, kindCurrent, kindNoCurrent, kindPastEnd, kindMisplacedItem, kindTextInput, kindPrefixed, kindUnusual, kindZero, kindAlone, kindRestrictionType,
	kindAdultValue, kindExpansion, kindFormat, kindOutlineType, kindOutlineLanguage, kindOutlineAttr, kindNoXMLURL, kindNoOutlineURL,
	kindNoOutlineTitle, kindVersionOf, kindUUID, kindSeveral,
}
