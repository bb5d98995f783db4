package source

import (
	"path"
	"strings"
	"time"

	"fil/feed/source/frontmatter"
)

// setFeed reads Fil's key feed, or jekyll-feed's table: excerpt_only keeps an article out of all
// feeds here, so that its full text is in none.
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

// setPublish reads Obsidian's "publish: false", or a date, which other authors write there.
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

// setNestedVisibility applies the keys of tables for user data (Hugo's params, Zola's extra) that
// restrict visibility. There, values that cannot be read are ignored.
func setNestedVisibility(h *head, v *frontmatter.Value, _ *time.Location) error {
	for _, item := range v.List {
		_ = setNestedVisibility(h, item, nil) // it never fails
	}
	for _, f := range v.Fields {
		by := nestedReader(f.Key)
		if by == nil {
			if f.Value.Kind == frontmatter.Table || f.Value.Kind == frontmatter.List {
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

// setScheduled reads the day of publication, or true: then the article's date is that day.
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

// isMediumDraft reports whether the file's name is that of a draft in an export of Medium.
func isMediumDraft(name string) bool { return strings.HasPrefix(path.Base(name), "draft_") }
