package source

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"fil/feed/source/frontmatter"
)

// setter reads the value of a key into a head.
type setter func(h *head, v *frontmatter.Value, zone *time.Location) error

// rule says how a key is read.
type rule struct {
	name string // the key as authors write it
	set  setter // nil if the key only sets the visibility
	// required refuses the article if the value cannot be read: without it the article could be
	// published too early, or under another address or ID. Any other value that cannot be read is
	// omitted, with a warning.
	required bool
}

// rules are the keys of front matter, folded (see foldKey): Fil's own, and those of Hugo, Jekyll,
// Eleventy, Zola, Astro and others.
var rules = ruleTable(
	rule{"title", setTitle, false},
	rule{"date pubdate pub_date published_at publish_date_time pubdatetime date_published post_date postdate publication_date published_on", setPublishedDate, true},
	rule{"release_date issued", setPublishedDate, false},
	rule{"publishdate publish_date publish_at publish_on go_live available_from not_before draft_until publish_after scheduled_for scheduled_at", setPublishDate, true}, rule{"scheduled", setScheduled, true},
	rule{"created created_at date_created creation_date", setCreated, true},
	rule{"updated lastmod last_modified_at updateddate modified lastmodified updated_at modified_at date_modified date_updated " +
		"moddatetime updated_date_time last_updated last_modified modification_date", setUpdated, false},
	rule{"expires expirydate unpublishdate expiry_date expiry unpublish_date expires_at expires_on expiration_date unpublish_on unpublish_at", setExpires, true},

	rule{"published", setPublished, true}, rule{"publish", setPublish, true},
	rule{"embargo embargo_until embargoed_until", setEmbargo, true},
	rule{"feed", setFeed, true},
	rule{"params extra metadata meta properties ghost attributes custom", setNestedVisibility, true},

	rule{"id guid", setID, true},
	rule{"slug", func(h *head, v *frontmatter.Value, _ *time.Location) error {
		return textInto(&h.article.Slug, v, "slug")
	}, true},
	rule{"permalink url", setAddress, true}, rule{"path", setPath, false},
	rule{"link external_url link_url", setLink, false},
	rule{"section", func(h *head, v *frontmatter.Value, _ *time.Location) error {
		return textInto(&h.article.Section, v, "section")
	}, false},
	rule{"layout template", setLayout, false}, rule{"type post_type", setType, true}, rule{"menu menus nav_order eleventynavigation", setMenu, false},

	rule{"summary excerpt", setSummary, false}, rule{"description", setDescription, false},
	rule{"excerpt_separator", setSeparator, false},
	rule{"tags keywords topics subjects", setTags, false}, rule{"tag", setOneTag, false},
	rule{"categories", setCategories(setTags), false}, rule{"category", setCategories(setOneTag), false},
	rule{"taxonomies", setTaxonomies, false},
	rule{"authors author", setAuthors, false},
	rule{"language lang", setLanguage, false}, rule{"translationkey translation_key", setTranslation, false},
	rule{"rights copyright license licence", setRights, false},

	rule{"image images cover thumbnail featured_image hero_image cover_image header_image og_image featureimage banner_image", setImage, false},
	rule{"header banner feature featured og", setHeader, false}, rule{"hero", setHero, false},
	rule{"enclosures enclosure", setEnclosures, true},
	rule{"aliases alias redirect_from", setAliases, false},
	rule{"duration", setDuration, false}, rule{"episode", setEpisodeNumber, false}, rule{"season", setSeason, false},
	rule{"episode_type", setEpisodeType, false}, rule{"explicit", setExplicit, false},
	rule{"transcript transcripts", setTranscripts, false}, rule{"chapters", setChapters, false}, rule{"persons", setPersons, false},
	rule{"podcast", setEpisodeTable, false},
	rule{"source", setSource, false}, rule{"comments", setComments, false}, rule{"replies", setReplies, false},
	rule{"in_reply_to", setInReplyTo, false}, rule{"comment_count", setCommentCount, false},
)

// ruleTable returns the rules by each of their names.
func ruleTable(all ...rule) map[string]rule {
	table := map[string]rule{}
	for _, r := range all {
		for name := range strings.FieldsSeq(r.name) {
			table[foldKey(name)] = rule{name, r.set, r.required}
		}
	}
	for name := range withholding {
		table[name] = rule{name, nil, true}
	}
	return table
}

// ownKeys are Fil's own keys. They are read before those of other tools, and so have precedence.
var ownKeys = wordSet("title date updated expires draft id slug link summary tags authors language section image source " +
	"comments replies enclosures rights feed permalink in_reply_to comment_count")

// typoChecked are the keys of which a misspelling is an error, because it would lose something
// important, such as that the article is a draft. Other keys have too many similar words.
var typoChecked = wordSet("title date pubdate publishdate pub_date updated lastmod last_modified_at updateddate modified lastmodified " +
	"expires expirydate unpublishdate expiry_date expiry draft published feed id guid slug permalink url link section summary " +
	"description excerpt tags tag categories category keywords taxonomies authors author language lang rights copyright " +
	"license licence image images cover thumbnail featured_image enclosures enclosure aliases alias redirect_from duration " +
	"episode season episode_type explicit transcript transcripts chapters persons source comments replies " +
	"hidden private unlisted visibility password headless status")

// notTypos are keys of other tools that look like a misspelling of a key in typoChecked.
var notTypos = wordSet("links type sections updates series data outputs layout covers feeds ids urls titles languages licenses " +
	"expired publish authored creator linktitle pubdates publisher guide title2 title1 subtitle sluggish datetime updater imaged stats states statue")

// translatedKeys are keys in other languages, folded, and the keys that Fil suggests instead. Keys
// that withhold are not among them, because they are obeyed in every language.
var translatedKeys = translations(map[string]string{
	"title":     "titre titel título titolo",
	"authors":   "auteur auteurs auteure autrice autor autora autoren autorin autore",
	"tags":      "étiquette étiquettes etiquette etiquettes mot-clé mots-clés mots-cles motscles catégorie catégories categorie schlagwörter schlagworte schlagwort etiquetas etiqueta",
	"summary":   "résumé resume chapô chapo zusammenfassung resumen resumo riassunto",
	"language":  "langue sprache idioma lingua",
	"date":      "datum fecha date_de_publication publié_le",
	"updated":   "modifié_le mis_à_jour mise_à_jour aktualisiert actualizado",
	"section":   "rubrique rubrik sección",
	"link":      "lien enlace",
	"permalink": "adresse",
	"rights":    "droits rechte derechos",
})

// translations returns a table from each word to the key of its list.
func translations(lists map[string]string) map[string]string {
	table := map[string]string{}
	for meant, words := range lists {
		for word := range strings.FieldsSeq(words) {
			table[foldKey(word)] = meant
		}
	}
	return table
}

// wordSet returns the words of a list as a set.
func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(list) {
		set[word] = true
	}
	return set
}

// readFields reads front matter into a head. An unknown key is ignored, because authors bring those
// of other tools, unless it looks like a misspelling of a known key.
func readFields(h *head, fields *frontmatter.Value, zone *time.Location) error {
	seen := map[string]int{}
	var ours, theirs []frontmatter.Field
	for _, f := range fields.Fields {
		f.Key = strings.ToLower(visible(f.Key))
		if first := seen[f.Key]; first > 0 {
			return frontmatter.Errorf(f.Line, "keep one of the two", "%q is given twice, first in line %d", f.Key, first)
		}
		seen[f.Key] = f.Line
		if f.Value.Kind != frontmatter.Null { // a key without a value says nothing
			h.keyNames = append(h.keyNames, foldKey(f.Key))
		}
		_, isKnown := rules[foldKey(f.Key)]
		switch {
		case !isKnown:
			meant := translatedKeys[foldKey(f.Key)]
			if meant == "" && !notTypos[f.Key] {
				meant = Nearest(f.Key, typoChecked)
			}
			if meant != "" {
				return frontmatter.Errorf(f.Line, "did you mean "+meant+"?", "unknown key %q", f.Key)
			}
		case f.Value.Kind == frontmatter.Null:
		case ownKeys[f.Key]:
			ours = append(ours, f)
		default:
			theirs = append(theirs, f)
		}
	}
	for _, f := range slices.Concat(ours, theirs) {
		r := rules[foldKey(f.Key)]
		err := error(nil)
		if r.set != nil {
			err = r.set(h, f.Value, zone)
		} else {
			err = h.applyVisibility(f, withholding[foldKey(f.Key)])
		}
		switch {
		case err == nil:
		case r.required:
			return err
		default:
			h.warnOmitted(err)
		}
	}
	return h.resolveDate()
}

// visible returns a key without characters that its author does not see.
func visible(key string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, key), frontmatter.Invisible)
}

// resolveDate chooses the date of publication among the fields that give one.
func (h *head) resolveDate() error {
	a := &h.article
	if !h.publish.IsZero() {
		a.Published = h.publish // Hugo: the day on which it is published
	}
	if a.Published.IsZero() {
		a.Published = h.created
	}
	if a.Published.IsZero() && h.dateErr != nil {
		return h.dateErr
	}
	if h.scheduled > 0 && a.Published.IsZero() {
		a.Draft = true
		h.warn(h.scheduled, "write its date, as in date: 2024-01-15 10:30", "it is scheduled, and has no date: it is not published")
	}
	return nil
}
