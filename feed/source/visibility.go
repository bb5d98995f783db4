package source

import (
	"path"
	"strings"
	"time"
	"unicode"

	"fil/feed/source/frontmatter"
	"fil/feed/source/plaintext"
)

// fate is what front matter makes of an article. Of several words the greatest counts.
type visibility int

const (
	public   visibility = iota
	noFeed              // published and listed, in no feed
	unlisted            // published, in no feed and in no list
	withheld            // not published: a draft
)

// judge reads the value of a key that can withhold an article. An error refuses the
// article: in doubt nothing is published.
type visibilityReader func(v *frontmatter.Value) (visibility, error)

// withholding are the keys by which Fil, its peers and editors say that a text is not
// for everybody, without hyphens and underscores: see foldKey.
//
// A strict key means nothing else, so that a value that cannot be read is an error. A loose
// one has other meanings elsewhere (`hide: [toc]` lists parts of a page in MkDocs): it
// withholds only by true, false, or a word of statuses.
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

// keys are names, parted by spaces, that are judged alike.
type keyGroup struct {
	names string
	read  visibilityReader
}

func visibilityTable(all ...keyGroup) map[string]visibilityReader {
	table := map[string]visibilityReader{}
	for _, k := range all {
		for name := range strings.FieldsSeq(k.names) {
			table[name] = k.read
		}
	}
	return table
}

// foldKey is a key in lower case without what parts its words, so that inFeed, in_feed
// and in-feed are one.
func foldKey(key string) string {
	if strings.HasPrefix(key, "_") { // Hugo's _build was build's name before 0.145
		return "_" + foldKey(key[1:])
	}
	return wordBreaks.Replace(strings.ToLower(plaintext.NFC(key)))
}

var wordBreaks = strings.NewReplacer("_", "", "-", "", " ", "")

// strictness says what becomes of a value that cannot be read.
type strictness bool

const (
	strict strictness = true
	loose  strictness = false
)

func whenTrue(f visibility, s strictness) visibilityReader  { return whenBoolean(true, f, s) }
func whenFalse(f visibility, s strictness) visibilityReader { return whenBoolean(false, f, s) }

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
		}
		return public, nil
	}
}

// statuses are the words of editorial states and visibilities: Pelican's, WordPress's,
// Ghost's, Substack's, and those that people give to properties in Obsidian and Notion.
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

// scheduled are the words for what is published at its date.
var scheduled = map[string]bool{"scheduled": true, "future": true, "programmé": true, "programmée": true, "planifié": true, "planifiée": true}

func visibilityWords(lists map[visibility]string) map[string]visibility {
	all := map[string]visibility{}
	for f, list := range lists {
		for word := range strings.FieldsSeq(list) {
			all[word] = f
		}
	}
	return all
}

// foldWord is a state as the table has it: "✅ In progress" is in-progress.
func foldWord(s string) string {
	s = strings.TrimFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) })
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '_' || r == '-' }), "-")
}

// byWord judges by the words of statuses. Of a list each is looked at.
func byWord(s strictness) visibilityReader {
	return func(v *frontmatter.Value) (visibility, error) {
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

// byPassword withholds what has a password.
func byPassword(v *frontmatter.Value) (visibility, error) {
	if v.Kind == frontmatter.Null {
		return public, nil
	}
	if no, err := v.Bool("it"); v.Kind == frontmatter.Scalar && (strings.TrimSpace(v.Text) == "" || err == nil && !no) {
		return public, nil
	}
	return withheld, nil
}

// byBuild reads Hugo's build options: what is not rendered has no page, and what is not
// listed is in no list. "local" and "link" are in between, and count as never.
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

// shown is a value as an author knows it.
func shown(v *frontmatter.Value) string {
	if v.Kind == frontmatter.Scalar {
		return `"` + plaintext.OneLine(plaintext.Clean(v.Text)) + `"`
	}
	return v.Kind.String()
}

// judge lets a key withhold the article.
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

// doubt withholds an article whose front matter does not say clearly whether it is public, and
// reports an error. Unlike a file that cannot be read, its last published form is withdrawn.
func (h *head) withholdUnclear(f frontmatter.Field, err error) {
	h.restrict(withheld, f)
	h.warnings = append(h.warnings, unclearError{err})
}

// doubtful marks an error that withholds an article.
type unclearError struct{ error }

// Unwrap returns the error itself.
func (d unclearError) Unwrap() error { return d.error }

// suffer makes a field's fate that of the article.
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

// said puts the name of a key before the error of its value.
func withKey(key string, err error) error {
	if at, ok := err.(*frontmatter.Error); ok {
		return frontmatter.Errorf(at.Line, at.Hint, "%s: %s", key, at.Message)
	}
	return err
}

// setFeed reads Fil's "feed", and jekyll-feed's table of that name: an article without full text
// in feeds there is in no feed here.
func setFeed(h *head, v *frontmatter.Value, _ *time.Location) error {
	f := frontmatter.Field{Key: "feed", Line: v.Line, Value: v}
	if v.Kind == frontmatter.Table {
		if only := frontmatter.Lookup(v, "excerpt_only"); only != nil {
			if is, err := only.Bool("excerpt_only"); err != nil || is {
				h.restrict(noFeed, f)
				h.warn(v.Line, "set feed: {content: summary} in site.yaml for summaries alone", "feed: excerpt_only keeps it out of all feeds")
			}
			return nil
		}
	}
	in, err := v.Bool("feed")
	if err != nil {
		return err
	}
	if !in {
		h.restrict(noFeed, f)
	}
	return nil
}

// setPublish reads Obsidian's "publish: false", and a date, which some write there.
func setPublish(h *head, v *frontmatter.Value, zone *time.Location) error {
	if live, err := v.Bool("publish"); err == nil {
		if !live {
			h.restrict(withheld, frontmatter.Field{Key: "publish", Line: v.Line, Value: v})
		}
		return nil
	}
	if err := setPublishDate(h, v, zone); err != nil {
		return frontmatter.Errorf(v.Line, "write true or false, or a date", "publish is true or false or a date, not %s", shown(v))
	}
	return nil
}

// setEmbargo reads the day until which a text is withheld, or true for always.
func setEmbargo(h *head, v *frontmatter.Value, zone *time.Location) error {
	if foldWord(v.Text) == "none" || foldWord(v.Text) == "never" {
		return nil
	}
	if on, err := v.Bool("embargo"); err == nil {
		if on {
			h.restrict(withheld, frontmatter.Field{Key: "embargo", Line: v.Line, Value: v})
		}
		return nil
	}
	return setPublishDate(h, v, zone)
}

// setOthers looks for withholding fields in the tables that other tools leave to their users
// (Hugo's params, Zola's extra). Values that it cannot read are ignored there.
func setNestedVisibility(h *head, v *frontmatter.Value, _ *time.Location) error {
	for _, f := range v.Fields {
		by := withholding[foldKey(f.Key)]
		if by == nil {
			if f.Value.Kind == frontmatter.Table {
				_ = setNestedVisibility(h, f.Value, nil) // it never fails
			}
			continue
		}
		if got, err := by(f.Value); err == nil {
			h.restrict(got, f)
		}
	}
	return nil
}

// setScheduled reads the day on which a text is published, or a word that says it is scheduled.
func setScheduled(h *head, v *frontmatter.Value, zone *time.Location) error {
	on, err := v.Bool("scheduled")
	switch {
	case err != nil:
		return setPublishDate(h, v, zone)
	case on:
		h.scheduled = v.Line
	}
	return nil
}

// isMediumDraft reports whether a file is a draft in an export of Medium, by its name.
func isMediumDraft(name string) bool { return strings.HasPrefix(path.Base(name), "draft_") }
