package check

import (
	"maps"
	"slices"
	"strings"
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
		if rule == k.name || strings.HasSuffix(rule, "-"+k.name) && (best == nil || len(k.name) > len(best.name)) {
			best = k
		}
	}
	if best == nil || !slices.ContainsFunc(places, func(place string) bool { return strings.HasPrefix(rule, place+"-") }) {
		return e, false
	}
	return Explanation{best.severity, best.why, best.mend, best.breaks, best.w3c}, true
}

// places are the beginnings of the names of rules: formats, and prefixes of namespaces.
var places = append(slices.Collect(maps.Values(namespaces)), "rss", "rdf", "atom", "json", "opml", "xml", "feed", "extension")

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
	kindComplete, kindCurrent, kindNoCurrent, kindPastEnd, kindOutlineType, kindOutlineLanguage, kindOutlineAttr, kindNoXMLURL, kindNoOutlineURL,
	kindNoOutlineTitle, kindVersionOf, kindUUID, kindSeveral,
}
