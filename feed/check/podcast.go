package check

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// podcasts are Apple's namespace (Apple Podcasts, a podcaster's guide to RSS) and that of Podcasting 2.0
// (podcastindex.org, namespace 1.0).
func (g *grammar) podcasts() {
	category := spec{needed: []string{"text"}, attrs: map[string]rule{"text": appleCategory}, children: map[string]*spec{
		"itunes:category": {needed: []string{"text"}, attrs: map[string]rule{"text": appleCategory}}}}
	g.add("c", category, "itunes:category")
	g.add("c i", spec{once: true, needed: []string{"href"}, attrs: map[string]rule{"href": absolute}}, "itunes:image")
	g.add("c", spec{once: true, then: owner, children: map[string]*spec{
		"itunes:name": {text: both(filled, plain), once: true}, "itunes:email": {text: mailbox, once: true}}}, "itunes:owner")
	g.once("c i", both(filled, plain), "itunes:author", "itunes:title", "itunes:keywords")
	g.once("c i", both(plain, atMost(255)), "itunes:subtitle")
	g.once("c i", both(hypertext, atMost(4000)), "itunes:summary")
	g.once("c i", anyCase(kindTrueFalse, "true", "false", "yes", "no", "clean", "explicit"), "itunes:explicit")
	g.once("c i", anyCase(kindYesNo, "yes", "no"), "itunes:block")
	g.once("i", anyCase(kindYesNo, "yes", "no"), "itunes:isClosedCaptioned")
	g.once("c", anyCase(kindYesNo, "yes", "no"), "itunes:complete")
	g.once("c", anyCase(kindShowType, "episodic", "serial"), "itunes:type")
	g.once("c", absolute, "itunes:new-feed-url")
	g.once("c", filled, "itunes:applepodcastsverify")
	g.once("i", length, "itunes:duration")
	g.once("i", positive, "itunes:episode", "itunes:season")
	g.once("i", natural, "itunes:order")
	g.once("i", anyCase(kindEpisodeType, "full", "trailer", "bonus"), "itunes:episodeType")

	g.once("c", uuid, "podcast:guid")
	g.add("c", spec{text: anyCase(kindYesNo, "yes", "no"), once: true, attrs: map[string]rule{"owner": anything}}, "podcast:locked")
	g.add("c i", spec{text: both(filled, atMost(128)), attrs: map[string]rule{"url": whole}, needed: []string{"url"}}, "podcast:funding")
	g.add("c i", spec{text: both(filled, atMost(128)), attrs: map[string]rule{"role": filled, "group": filled, "img": whole, "href": whole}}, "podcast:person")
	g.add("c i", spec{text: both(filled, atMost(128)), attrs: map[string]rule{"geo": filled, "osm": filled, "rel": filled, "country": filled}}, "podcast:location")
	g.add("c i", spec{text: filled, once: true, attrs: map[string]rule{"url": whole}}, "podcast:license")
	g.add("c", spec{text: filled, attrs: map[string]rule{"pubdate": rfc822, "url": whole, "length": naturalAttr, "type": mediaTypeAttr, "season": filled}, needed: []string{"url", "pubdate"}}, "podcast:trailer")
	g.once("c", oneOf(kindValue, "podcast", "music", "video", "film", "audiobook", "newsletter", "blog", "publisher", "course", "mixed",
		"podcastL", "musicL", "videoL", "filmL", "audiobookL", "newsletterL", "blogL", "publisherL", "courseL"), "podcast:medium")
	g.add("c i", spec{text: both(filled, atMost(4000)), attrs: map[string]rule{"purpose": atMost(128)}}, "podcast:txt")
	g.add("i", spec{text: decimal, once: true, attrs: map[string]rule{"name": atMost(128)}}, "podcast:season")
	g.add("i", spec{text: decimal, once: true, attrs: map[string]rule{"display": atMost(32)}}, "podcast:episode")
	g.add("i", spec{attrs: map[string]rule{"url": whole, "type": mediaTypeAttr, "language": languageTag, "rel": filled}, needed: []string{"url", "type"}}, "podcast:transcript")
	g.add("i", spec{once: true, attrs: map[string]rule{"url": whole, "type": mediaTypeAttr}, needed: []string{"url", "type"}}, "podcast:chapters")
	g.add("i", spec{text: atMost(128), attrs: map[string]rule{"startTime": decimal, "duration": decimal}, needed: []string{"startTime", "duration"}}, "podcast:soundbite")
	g.free("c i", "podcast:alternateEnclosure", "podcast:value", "podcast:images", "podcast:image", "podcast:socialInteract", "podcast:block", "podcast:podroll", "podcast:publisher",
		"podcast:updateFrequency", "podcast:podping", "podcast:remoteItem", "podcast:liveItem", "podcast:contentLink", "podcast:chat", "podcast:integrity", "podcast:source", "podcast:usesPodping", "podcast:social")
}

// uuid wants a UUID (podcast:guid).
func uuid(v *visit, x value) {
	if !urnUUID.MatchString(strings.TrimSpace(x.text)) {
		v.wrong(kindUUID, x, "%q is no UUID", clip(x.text))
	}
}

var kindUUID = &kind{"uuid", Error, "InvalidUUID", "write the UUID that is made of the feed's address (podcastindex.org, guid)", "Directories recognise the show by it when it moves.", ""}

// owner wants the address of the owner of a show.
func owner(v *visit, e *element) {
	if e.child("itunes:email") == nil {
		v.lack(kindMissing, e, "itunes:email")
	}
}

// appleCategories is Apple's list of 2019, subcategories behind their category.
var appleCategories = categorySet(`Arts/Books/Design/Fashion & Beauty/Food/Performing Arts/Visual Arts
Business/Careers/Entrepreneurship/Investing/Management/Marketing/Non-Profit
Comedy/Comedy Interviews/Improv/Stand-Up
Education/Courses/How To/Language Learning/Self-Improvement
Fiction/Comedy Fiction/Drama/Science Fiction
Government
History
Health & Fitness/Alternative Health/Fitness/Medicine/Mental Health/Nutrition/Sexuality
Kids & Family/Education for Kids/Parenting/Pets & Animals/Stories for Kids
Leisure/Animation & Manga/Automotive/Aviation/Crafts/Games/Hobbies/Home & Garden/Video Games
Music/Music Commentary/Music History/Music Interviews
News/Business News/Daily News/Entertainment News/News Commentary/Politics/Sports News/Tech News
Religion & Spirituality/Buddhism/Christianity/Hinduism/Islam/Judaism/Religion/Spirituality
Science/Astronomy/Chemistry/Earth Sciences/Life Sciences/Mathematics/Natural Sciences/Nature/Physics/Social Sciences
Society & Culture/Documentary/Personal Journals/Philosophy/Places & Travel/Relationships
Sports/Baseball/Basketball/Cricket/Fantasy Sports/Football/Golf/Hockey/Rugby/Running/Soccer/Swimming/Tennis/Volleyball/Wilderness/Wrestling
Technology
True Crime
TV & Film/After Shows/Film History/Film Interviews/Film Reviews/TV Reviews`)

// formerCategories are those of Apple's lists of 2005 and 2006 that are not in that of 2019.
var formerCategories = categorySet(`Arts & Entertainment/Architecture/Entertainment/Photography/Poetry/Science Fiction
Audio Blogs
Charity
Family
Food
Fashion & Beauty
Literature
Health/Diet & Nutrition/Relationships/Self-Help/Fitness & Nutrition
International/Australian/Belgian/Brazilian/Canadian/Chinese/Dutch/French/German/Hebrew/Italian/Japanese/Norwegian/Polish/Portuguese/Spanish/Swedish
Movies & Television
Politics
Public Radio
Talk Radio
Transportation/Automotive/Aviation/Bicycles/Commuting
Travel
Business/Business News/Finance/Movies & Television/Investing/Management & Marketing/Shopping
Education/Higher Education/K-12/Education Technology/Educational Technology/Language Courses/Training/Higher Ed
Games & Hobbies/Automotive/Aviation/Hobbies/Other Games/Video Games
Government & Organizations/Local/National/Non-Profit/Regional
Religion & Spirituality/Other/Spirituality
Science & Medicine/Medicine/Natural Sciences/Social Sciences
Society & Culture/History/Gay & Lesbian
Sports & Recreation/Amateur/College & High School/Outdoor/Professional
Sports/College & High School
Technology/Computers/Developers/Gadgets/Information Technology/News/Operating Systems/Podcasting/Smart Phones/Software How-To/Tech News
Comedy/Improv
Kids & Family
TV & Film`)

func categorySet(list string) map[string]bool {
	set := map[string]bool{}
	for line := range strings.SplitSeq(list, "\n") {
		names := strings.Split(line, "/")
		for i, name := range names {
			if i > 0 {
				name = names[0] + "/" + name
			}
			set[name] = true
		}
	}
	return set
}

// AppleCategory returns a category, or a category and a subcategory with " > " between, as Apple's list has
// it, whatever its case; "" if the list does not have it.
func AppleCategory(name string) string {
	name = strings.ReplaceAll(name, " > ", "/")
	if !appleCategories[name] {
		found := ""
		for known := range appleCategories {
			if strings.EqualFold(known, name) {
				found = known
			}
		}
		name = found
	}
	return strings.ReplaceAll(name, "/", " > ")
}

// appleCategory wants a category of Apple's list, in its exact case.
func appleCategory(v *visit, x value) {
	name := x.text
	if parent := x.element.parent; parent != nil && parent.name == "itunes:category" {
		name = parent.get("text") + "/" + name
		if !appleCategories[parent.get("text")] {
			return // the category itself is reported
		}
	}
	switch {
	case appleCategories[name]:
	case formerCategories[name]:
		v.wrong(kindOldCategory, x, "%q is of a list that Apple gave up", clip(x.text))
	default:
		for known := range appleCategories {
			if strings.EqualFold(known, name) {
				v.wrong(kindCategory, x, "%q is written %q", clip(x.text), known[strings.IndexByte(known, '/')+1:])
				return
			}
		}
		v.wrong(kindCategory, x, "Apple has no category %q", clip(name))
	}
}

// podcast checks what directories require of a show, if a channel has elements of Apple's namespace that make
// it one (Apple Podcasts, required tags).
func (v *visit) podcast(e *element) {
	if !v.isPodcast(e) {
		return
	}
	if e.child("itunes:explicit") == nil {
		v.lack(kindNoPodcast, e, "itunes:explicit")
	}
	if e.child("itunes:category") == nil {
		v.lack(kindNoPodcast, e, "itunes:category")
	}
	if e.child("itunes:image") == nil {
		v.lack(kindNoPodcast, e, "itunes:image")
	}
	if o := e.child("itunes:owner"); o == nil || o.child("itunes:email") == nil {
		v.report(kindNoOwnerMail, e, "", "no itunes:owner with itunes:email")
	}
	if enc := v.encoding; enc != "" && enc != "utf-8" && enc != "utf8" {
		v.report(kindNotUTF8, e, "", "the encoding is %s", clip(enc))
	}
}

// isPodcast reports whether a channel is a show: newsletters, too, have an owner and an author.
func (v *visit) isPodcast(e *element) bool {
	return v.episodes > 0 || slices.ContainsFunc(e.children, func(c *element) bool {
		return c.name == "itunes:category" || c.name == "itunes:explicit" || c.name == "itunes:type" || c.name == "itunes:keywords"
	})
}

// episode counts items with elements that episodes have.
func (v *visit) episode(e *element) {
	if slices.ContainsFunc(e.children, func(c *element) bool {
		return c.name == "itunes:duration" || c.name == "itunes:episode" || c.name == "itunes:episodeType" || c.name == "itunes:season"
	}) {
		v.episodes++
		v.playable(e)
	}
}

// playable wants the file of an episode in a format that Apple names.
func (v *visit) playable(e *element) {
	for _, c := range e.all("enclosure") {
		u, err := url.Parse(c.get("url"))
		if err != nil {
			continue
		}
		switch strings.ToLower(path.Ext(u.Path)) {
		case "", ".mp3", ".m4a", ".mp4", ".m4v", ".mov", ".pdf", ".epub":
		default:
			v.report(kindFormat, c, "url", "%s is no format of Apple's list", clip(path.Ext(u.Path)))
		}
	}
}
