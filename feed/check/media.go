package check

import (
	"regexp"
	"strings"
)

// mediaRSS is Media RSS 1.5.1 (rssboard.org/media-rss).
func (g *grammar) mediaRSS() {
	size := func(s spec) spec {
		s.attrs["width"], s.attrs["height"] = positive, positive
		return s
	}
	file := spec{attrs: map[string]rule{"url": whole, "fileSize": naturalAttr, "type": mediaTypeAttr, "medium": oneOf(kindMedium, "image", "audio", "video", "document", "executable"),
		"isDefault": oneOf(kindBoolAttr, "true", "false"), "expression": oneOf(kindExpression, "sample", "full", "nonstop"), "bitrate": decimal, "framerate": decimal,
		"samplingrate": decimal, "channels": count, "duration": decimal, "lang": languageTag}}
	places := "c i media:group media:content"
	g.add("c i media:group", size(file), "media:content")
	g.add("i c", spec{then: alternatives}, "media:group")
	g.add(places, spec{text: mediaText, attrs: map[string]rule{"type": oneOf(kindMediaText, "plain", "html")}}, "media:title", "media:description")
	g.add(places, spec{text: mediaText, attrs: map[string]rule{"type": oneOf(kindMediaText, "plain", "html"), "lang": languageTag, "start": playTime, "end": playTime}}, "media:text")
	g.add(places, spec{text: rating, attrs: map[string]rule{"scheme": mediaScheme}}, "media:rating")
	g.once(places, adult, "media:adult")
	g.once(places, plain, "media:keywords")
	g.add(places, size(spec{attrs: map[string]rule{"url": whole, "time": playTime}, needed: []string{"url"}}), "media:thumbnail")
	g.add(places, spec{text: plain, attrs: map[string]rule{"scheme": mediaScheme, "label": plain}}, "media:category")
	g.add(places, spec{text: mediaHash, attrs: map[string]rule{"algo": anything}}, "media:hash")
	g.add(places, size(spec{text: anything, once: true, attrs: map[string]rule{"url": whole}, needed: []string{"url"}}), "media:player")
	g.add(places, spec{text: plain, attrs: map[string]rule{"scheme": mediaScheme, "role": anything}, then: credit}, "media:credit")
	g.add(places, spec{text: plain, once: true, attrs: map[string]rule{"url": whole}}, "media:copyright")
	g.add(places, spec{text: restriction, attrs: map[string]rule{"relationship": oneOf(kindRestriction, "allow", "deny"), "type": oneOf(kindRestrictionType, "country", "uri", "sharing")}, needed: []string{"relationship"}}, "media:restriction")
	g.free(places, "media:community", "media:comments", "media:embed", "media:responses", "media:backLinks", "media:status", "media:price", "media:license", "media:subTitle",
		"media:peerLink", "media:location", "media:rights", "media:scenes", "media:param")
}

// mediaText checks a text by its type.
func mediaText(v *visit, x value) {
	if x.element.get("type") == "html" {
		hypertext(v, x)
		return
	}
	v.letters(x)
}

// mediaScheme wants the address of a scheme; Media RSS names some by what looks like a URN and is none.
func mediaScheme(v *visit, x value) {
	switch x.text {
	case "urn:simple", "urn:icra", "urn:mpaa", "urn:v-chip", "urn:ebu", "urn:yvs", "urn:flickr:tags":
	default:
		whole(v, x)
	}
}

// adult reports an element that media:rating replaced.
func adult(v *visit, x value) {
	v.wrong(kindAdult, x, "media:rating replaced it")
	oneOf(kindAdultValue, "true", "false")(v, x)
}

// alternatives wants several forms of the same content in a group (Media RSS, media:group).
func alternatives(v *visit, e *element) {
	if len(e.all("media:content")) < 2 {
		v.report(kindAlone, e, "", "<%s> has no alternatives", clip(e.tag))
	}
}

// ratings are the ratings of schemes that have a list of them.
var ratings = map[string]map[string]bool{
	"":           wordSet("adult nonadult"),
	"urn:simple": wordSet("adult nonadult"),
	"urn:mpaa":   wordSet("g nc-17 pg pg-13 r x"),
	"urn:v-chip": wordSet("14+ 18+ c c8 g pg tv-14 tv-g tv-ma tv-pg tv-y tv-y7 tv-y7-fv"),
}

// rating checks a rating by its scheme (Media RSS, media:rating).
func rating(v *visit, x value) {
	known := ratings[x.element.get("scheme")]
	if known != nil && !known[strings.ToLower(strings.TrimSpace(x.text))] {
		v.wrong(kindRating, x, "the scheme has no rating %q", clip(x.text))
	}
}

var hexText = regexp.MustCompile(`^[0-9A-Fa-f]+$`)

// mediaHash checks a hash by its algorithm, MD5 by default (Media RSS, media:hash).
func mediaHash(v *visit, x value) {
	digits := map[string]int{"": 32, "md5": 32, "sha-1": 40}[x.element.get("algo")]
	if text := strings.TrimSpace(x.text); digits == 0 || len(text) != digits || !hexText.MatchString(text) {
		v.wrong(kindMediaHash, x, "%q is no hash of this algorithm", clip(text))
	}
}

// roles are roles of the scheme urn:ebu (European Broadcasting Union, role codes), and of Yahoo's scheme.
var roles = wordSet("actor adaptor anchor/person animal/trainer animator announcer armourer art/director artist/performer assistant/camera assistant/chief/lighting/technician " +
	"assistant/director assistant/producer assistant/visual/editor author broadcast/assistant broadcast/journalist camera/operator carpenter casting causeur chief/lighting/technician/lighting " +
	"choir choreographer clapper/loader commentary commissioning/broadcaster composer computer/programmer conductor consultant continuity/checker correspondent costume/designer dancer " +
	"dialogue/coach director director/of/photography distribution/company draughtsman dresser dubber editor/producer engineer ensemble executive/producer expert fight/director floor/manager/assistant " +
	"foley/artist foley/editor foley/mixer graphic/assistant graphic/designer greensman grip hairdresser hod/of/assistants illustrator interviewed/guest interviewer key/character key/grip " +
	"key/talents leadman librettist lighting/director lighting/technician location/manager lyricist make/up/artist manufacturer matte/artist music/arranger music/group musician news/reader " +
	"orchestra participant photographer post/production/editor producer production/assistant production/company production/department production/manager production/secretary program/production/researcher " +
	"property/manager publishing/company puppeteer pyrotechnician reporter rigger runner scenario scenic/operative script/supervisor second/assistant/camera second/assistant/director " +
	"second/unit/director set/designer set/dresser sign/language singer sound/designer sound/mixer sound/recordist special/effects stunts subtitles technical/director term translation " +
	"transportation/manager treatment/programme/proposal vision/mixer visual/editor visual/effects wardrobe witness uploader owner")

// credit checks the role of a credit by its scheme, urn:ebu by default (Media RSS, media:credit).
func credit(v *visit, e *element) {
	role := e.get("role")
	scheme := e.get("scheme")
	if e.attr("role") == nil || scheme != "" && scheme != "urn:ebu" {
		return
	}
	if !roles[strings.ReplaceAll(role, " ", "/")] {
		v.report(kindRole, e, "role", "the scheme has no role %q", clip(role))
	}
}

// restriction checks a list of countries or addresses (Media RSS, media:restriction).
func restriction(v *visit, x value) {
	text := strings.TrimSpace(x.text)
	if text == "all" || text == "none" {
		return
	}
	switch x.element.get("type") {
	case "country":
		for code := range strings.FieldsSeq(text) {
			if !countries[strings.ToLower(code)] {
				v.wrong(kindCountry, x, "there is no country %q", clip(code))
			}
		}
	case "uri":
		for address := range strings.FieldsSeq(text) {
			v.address(kindFullURL, value{x.element, "", address})
		}
	}
}

// countries are the codes of ISO 3166-1.
var countries = wordSet("ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz " +
	"de dj dk dm do dz ec ee eg eh er es et fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn " +
	"kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw " +
	"py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw")
