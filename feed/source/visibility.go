package source

import (
	"strings"
	"unicode"

	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// visibility says where an article is published. Of several values the greatest, which is the
// strictest, applies.
type visibility int

const (
	public   visibility = iota
	noFeed              // published and listed, but in no feed
	unlisted            // published, but in no feed and no list
	withheld            // a draft: not published
)

// visibilityReader reads the value of a key that restricts visibility. An error withholds the
// article, because it may not be for everybody.
type visibilityReader func(v *frontmatter.Value) (visibility, error)

// withholding maps keys that restrict visibility, folded (see foldKey), to their readers. They are
// those of Fil, of other publishing tools and of editors.
//
// A strict key has no other meaning, so a value that cannot be read is an error. A loose key has
// other meanings in some tools (`hide: [toc]` lists parts of a page in MkDocs): it restricts only
// by true, false, or a word of statuses that restricts.
var withholding = visibilityTable(
	keyGroup{"draft isdraft private isprivate hidden ishidden headless unpublished " +
		"brouillon privé prive privada privado caché cachée entwurf borrador rascunho bozza passwordprotected loginrequired", whenTrue(withheld, strict)},
	keyGroup{"invisible ispaid excluded ignored excludefromsite hide secret confidential internal restricted unpublish wip trash trashed deleted disabled protected encrypted " +
		"membersonly memberonly subscribersonly subscriberonly paid paidonly premium premiumonly paywall paywalled " +
		"emailonly newsletteronly exclude ignore skip nopublish donotpublish dontpublish noexport", whenTrue(withheld, loose)},
	keyGroup{"unlisted notlisted nolist hidefromlist hidefromlists hideinlist hideinlists hiddenfromlist hiddeninlist " +
		"hiddeninhomelist hidefromhome hideinhome hidefromarchive hidefromindex excludefromlist excludefromlists " +
		"excludefromhome excludefromindex excludefromarchive excludefromcollections eleventyexcludefromcollections dghide", whenTrue(unlisted, strict)},
	keyGroup{"nofeed norss excludefromfeed excludefromfeeds excludefromrss feedexclude rssexclude rssignore hidefromfeed " +
		"hidefromfeeds hidefromrss hiddeninrss hiddeninfeed skipfeed skiprss disablefeed disablerss feeddisable rssdisable " +
		"nosyndication dontsyndicate", whenTrue(noFeed, strict)},
	keyGroup{"ispublic ispublished dgpublish publié publiée publie veröffentlicht publicado pubblicato publishable", whenFalse(withheld, strict)},
	keyGroup{"public publish? public? visible isvisible show display displayed live online enligne render enabled released topublish readytopublish", whenFalse(withheld, loose)},
	keyGroup{"list listed inlist inlists islisted showinlist showinlists showinhome", whenFalse(unlisted, loose)},
	keyGroup{"infeed infeeds inrss showinfeed showinfeeds showinrss includeinfeed includeinfeeds includeinrss", whenFalse(noFeed, strict)},
	keyGroup{"rss syndicate syndicated", whenFalse(noFeed, loose)},
	keyGroup{"status poststatus publicationstatus publishstatus statut état visibility visibilité visibilite", byWord(strict)},
	keyGroup{"access accesslevel audience stage state workflow workflowstate poststate publicationstate contentstatus articlestatus pagestatus editorialstatus " +
		"postvisibility contentvisibility privacy permission permissions scope", byWord(loose)},
	keyGroup{"password postpassword passwd passphrase pwd motdepasse contraseña", byPassword},
	keyGroup{"build _build", byBuild},
)

// keyGroup is a list of keys, separated by spaces, with one reader.
type keyGroup struct {
	names string
	read  visibilityReader
}

// nestedWithholding maps the keys whose rules do more than restrict, where they stand in a table or in
// the data of a folder: there they can only restrict. They are loose, because other tools have other
// values in such places.
var nestedWithholding = visibilityTable(
	keyGroup{"published publish", whenFalse(withheld, loose)},
	keyGroup{"embargo", whenTrue(withheld, loose)},
	keyGroup{"feed", whenFalse(noFeed, loose)},
	keyGroup{"type", byWord(loose)},
)

// nestedReader returns the reader of a key in a table or in the data of a folder, nil if the key does
// not restrict visibility.
func nestedReader(key string) visibilityReader {
	key = foldKey(key)
	if by := withholding[key]; by != nil {
		return by
	}
	return nestedWithholding[key]
}

// visibilityTable returns the readers by each key of the groups.
func visibilityTable(all ...keyGroup) map[string]visibilityReader {
	table := map[string]visibilityReader{}
	for _, k := range all {
		for name := range strings.FieldsSeq(k.names) {
			table[name] = k.read
		}
	}
	return table
}

// foldKey returns a key in lower case without separators, so that inFeed, in_feed and in-feed are
// one key.
func foldKey(key string) string {
	if strings.HasPrefix(key, "_") { // _build is another key than build: Hugo's name for it before 0.145
		return "_" + foldKey(key[1:])
	}
	return wordBreaks.Replace(strings.ToLower(plaintext.NFC(key)))
}

// wordBreaks removes separators from keys.
var wordBreaks = strings.NewReplacer("_", "", "-", "", " ", "")

// strictness says whether a value that cannot be read is an error.
type strictness bool

const (
	strict strictness = true
	loose  strictness = false
)

// whenTrue returns a reader that restricts if the value is true, and whenFalse one that restricts
// if it is false.
func whenTrue(f visibility, s strictness) visibilityReader  { return whenBoolean(true, f, s) }
func whenFalse(f visibility, s strictness) visibilityReader { return whenBoolean(false, f, s) }

// whenBoolean reads the words for true and false that [frontmatter.Value.Bool] knows, and those of
// some other languages. Nothing, or an empty list, restricts nothing. Where false restricts, words of notPublic do
// too, as in "visible: private".
func whenBoolean(when bool, f visibility, s strictness) visibilityReader {
	return func(v *frontmatter.Value) (visibility, error) {
		if v.Kind == frontmatter.Scalar && strings.TrimSpace(v.Text) == "" || v.Kind == frontmatter.List && len(v.List) == 0 {
			return public, nil
		}
		is, err := v.Bool("it")
		switch word := foldWord(v.Text); {
		case v.Kind != frontmatter.Scalar:
		case word == "never" || word == "none" || word == "nein" || word == "jamais" || word == "nee":
			is, err = false, nil
		case word == "always" || word == "ja" || word == "sí" || word == "si" || word == "sim":
			is, err = true, nil
		}
		switch {
		case err != nil && s == strict:
			return withheld, frontmatter.Errorf(v.Line, "write true or false", "it is true or false, not %s", shown(v))
		case err == nil && is == when:
			return f, nil
		case err != nil && !when && notPublic[foldWord(v.Text)]:
			return f, nil
		}
		return public, nil
	}
}

// statuses are the words for editorial states and visibilities in Pelican, WordPress, Ghost and
// Substack, and those that authors use in Obsidian and Notion.
var statuses = visibilityWords(map[visibility]string{
	public: "publish published public publié publiée publie live posted done complete completed final finished " +
		"released open everyone anyone all online en-ligne visible true yes veröffentlicht publicado pubblicato " +
		"evergreen seedling budding growing stable active current ongoing",
	unlisted: "unlisted not-listed non-listé",
	withheld: "draft drafts brouillon private privé privée prive hidden caché cachée pending pending-review trash trashed deleted " +
		"auto-draft autodraft inherit skip unpublished not-published non-publié internal members members-only member paid paid-only " +
		"tiers subscribers subscribers-only only-paid only-free only-founding founding premium password protected password-protected secret " +
		"confidential restricted embargo embargoed sent email-only todo to-do backlog planned in-progress en-cours wip " +
		"in-review needs-review en-relecture à-relire en-attente rejected cancelled not-started entwurf borrador rascunho bozza privat privado false no",
})

// notPublic are the words that say the same as false of whether a text is public.
var notPublic = wordSet("private privé privée privat privado hidden caché cachée draft brouillon unpublished secret members members-only member " +
	"subscribers subscribers-only paid friends friends-only followers followers-only family nobody")

// scheduled are the words that say that a text is published at its date.
var scheduled = map[string]bool{"scheduled": true, "future": true, "programmé": true, "programmée": true, "planifié": true, "planifiée": true}

// visibilityWords returns the visibility by each word of the lists.
func visibilityWords(lists map[visibility]string) map[string]visibility {
	all := map[string]visibility{}
	for f, list := range lists {
		for word := range strings.FieldsSeq(list) {
			all[word] = f
		}
	}
	return all
}

// foldWord returns a word as in statuses: "✅ In progress" becomes in-progress.
func foldWord(s string) string {
	s = strings.TrimFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), "-")
}

// byWord returns a reader of a word of statuses, or of a list of them, of which the strictest applies. A loose one reads
// tables too.
func byWord(s strictness) visibilityReader {
	return func(v *frontmatter.Value) (visibility, error) {
		if v.Kind == frontmatter.Table && s == loose {
			return inTable(v), nil
		}
		all := []*frontmatter.Value{v}
		if v.Kind == frontmatter.List {
			all = v.List
		}
		worst := public
		for _, item := range all {
			word := foldWord(item.Text)
			f, known := statuses[word]
			switch {
			case item.Kind == frontmatter.Null || item.Kind == frontmatter.Scalar && strings.TrimSpace(item.Text) == "" || scheduled[word]:
			case known:
				worst = max(worst, f)
			case s == strict:
				return withheld, frontmatter.Errorf(item.Line, "write draft: true where it is not to be published, and published where it is",
					"it cannot be told whether %s is for everybody", shown(item))
			}
		}
		return worst, nil
	}
}

// inTable returns the strictest visibility in a table, as access has it in some tools: {level: members}, {members: true},
// {roles: [members]} or {site.login: true}.
func inTable(v *frontmatter.Value) (worst visibility) {
	for _, f := range v.Fields {
		meant, known := statuses[foldWord(f.Key)]
		for _, item := range append([]*frontmatter.Value{f.Value}, f.Value.List...) {
			is, err := item.Bool("it")
			switch {
			case item.Kind == frontmatter.Table:
				worst = max(worst, inTable(item))
			case item.Kind != frontmatter.Scalar:
			case err != nil:
				worst = max(worst, statuses[foldWord(item.Text)])
			case !is && known && meant == public, is && strings.HasSuffix(foldKey(f.Key), "login"): // the latter is of Grav
				worst = withheld
			case is:
				worst = max(worst, meant)
			}
		}
	}
	return worst
}

// byPassword withholds a text that has a password.
func byPassword(v *frontmatter.Value) (visibility, error) {
	if v.Kind == frontmatter.Null {
		return public, nil
	}
	if no, err := v.Bool("it"); v.Kind == frontmatter.Scalar && (strings.TrimSpace(v.Text) == "" || err == nil && !no) {
		return public, nil
	}
	return withheld, nil
}

// byBuild reads Hugo's build options: render: never withholds, list: never makes unlisted. "local"
// and "link" are between never and always, and count as never.
func byBuild(v *frontmatter.Value) (worst visibility, err error) {
	for _, f := range v.Fields {
		word := foldWord(f.Value.Text)
		var f2 visibility
		switch strings.ToLower(f.Key) {
		case "list":
			f2 = unlisted
		case "render":
			f2 = withheld
		default:
			continue
		}
		switch word {
		case "always", "true", "":
		case "never", "false", "local", "link":
			worst = max(worst, f2)
		default:
			return withheld, frontmatter.Errorf(f.Line, "write always or never", "%s is always or never, not %s", f.Key, shown(f.Value))
		}
	}
	return worst, nil
}

// shown returns a value for a message.
func shown(v *frontmatter.Value) string {
	if v.Kind == frontmatter.Scalar {
		return `"` + plaintext.OneLine(plaintext.Clean(v.Text)) + `"`
	}
	return v.Kind.String()
}

// applyVisibility reads a key that restricts visibility, and applies it.
func (h *head) applyVisibility(f frontmatter.Field, by visibilityReader) error {
	got, err := by(f.Value)
	if err != nil {
		h.withholdUnclear(f, withKey(f.Key, err))
		return nil
	}
	if f.Value.Kind == frontmatter.Scalar && scheduled[foldWord(f.Value.Text)] {
		h.scheduled = f.Line
	}
	h.restrict(got, f)
	return nil
}

// withholdUnclear withholds an article whose visibility cannot be read, with an error. Its last
// published version is removed too, unlike that of an article that cannot be read.
func (h *head) withholdUnclear(f frontmatter.Field, err error) {
	h.restrict(withheld, f)
	h.warnings = append(h.warnings, unclearError{err})
}

// unclearError marks an error of withholdUnclear: the article is a draft, not refused.
type unclearError struct{ error }

// Unwrap returns the wrapped error.
func (d unclearError) Unwrap() error { return d.error }

// restrict applies the visibility that a field sets, if it is not public.
func (h *head) restrict(got visibility, f frontmatter.Field) {
	if got == public {
		return
	}
	a := &h.article
	switch got {
	case withheld:
		a.Draft = true
	case unlisted:
		a.Unlisted, a.NoFeed = true, true
	case noFeed:
		a.NoFeed = true
	}
	if got > h.visibility {
		h.visibility, h.restrictedBy = got, f
	}
}

// withKey prefixes an error with the key of the value.
func withKey(key string, err error) error {
	if at, ok := err.(*frontmatter.Error); ok {
		return frontmatter.Errorf(at.Line, at.Hint, "%s: %s", key, at.Message)
	}
	return err
}
