package feed_test

import (
	"testing"

	"fil/feed"
	"fil/feed/feedtest"
)

func TestSelectorMatch(t *testing.T) {
	site := feedtest.Site() // in French
	article := &feed.Meta{Tags: []string{"Mali", "été & hiver"}, Section: "notes/voyage", Authors: []feed.Person{{Name: "Awa Traoré"}, {Name: "Ben"}}}
	english := &feed.Meta{Language: "en"}
	bare := &feed.Meta{}
	type list = []string
	for name, c := range map[string]struct {
		selector feed.Selector
		article  *feed.Meta
		want     bool
	}{
		"no lists":                         {feed.Selector{}, article, true},
		"no lists, a bare article":         {feed.Selector{}, bare, true},
		"a tag":                            {feed.Selector{Tags: list{"Mali"}}, article, true},
		"a tag in another case":            {feed.Selector{Tags: list{"MALI"}}, article, true},
		"a tag with accents, case":         {feed.Selector{Tags: list{"ÉTÉ & HIVER"}}, article, true},
		"a tag without accents":            {feed.Selector{Tags: list{"ete & hiver"}}, article, false},
		"the beginning of a tag":           {feed.Selector{Tags: list{"Mal"}}, article, false},
		"one of two tags":                  {feed.Selector{Tags: list{"Niger", "Mali"}}, article, true},
		"no tag of two":                    {feed.Selector{Tags: list{"Niger", "Tchad"}}, article, false},
		"a tag, none in the article":       {feed.Selector{Tags: list{"Mali"}}, bare, false},
		"an empty tag":                     {feed.Selector{Tags: list{""}}, bare, false},
		"a section":                        {feed.Selector{Sections: list{"notes/voyage"}}, article, true},
		"a section in another case":        {feed.Selector{Sections: list{"Notes/Voyage"}}, article, true},
		"the section above":                {feed.Selector{Sections: list{"notes"}}, article, false},
		"an empty section":                 {feed.Selector{Sections: list{""}}, bare, false},
		"an author":                        {feed.Selector{Authors: list{"awa traoré"}}, article, true},
		"the second author":                {feed.Selector{Authors: list{"Ben"}}, article, true},
		"another author":                   {feed.Selector{Authors: list{"Zoé"}}, article, false},
		"an author, none in the article":   {feed.Selector{Authors: list{"Ben"}}, bare, false},
		"the site's language":              {feed.Selector{Languages: list{"fr"}}, article, true},
		"the site's language, case":        {feed.Selector{Languages: list{"FR"}}, article, true},
		"the article's language":           {feed.Selector{Languages: list{"en"}}, english, true},
		"the site's, not the article's":    {feed.Selector{Languages: list{"fr"}}, english, false},
		"a language of a region":           {feed.Selector{Languages: list{"fr-CA"}}, article, false},
		"two lists, both match":            {feed.Selector{Tags: list{"Mali"}, Authors: list{"Ben"}}, article, true},
		"two lists, one matches":           {feed.Selector{Tags: list{"Mali"}, Authors: list{"Zoé"}}, article, false},
		"four lists":                       {feed.Selector{Tags: list{"mali"}, Sections: list{"notes/voyage"}, Authors: list{"Ben"}, Languages: list{"fr"}}, article, true},
		"not, without lists":               {feed.Selector{Not: &feed.Selector{}}, article, true},
		"not a tag that it has":            {feed.Selector{Not: &feed.Selector{Tags: list{"MALI"}}}, article, false},
		"not a tag that it has not":        {feed.Selector{Not: &feed.Selector{Tags: list{"Niger"}}}, article, true},
		"not either of two":                {feed.Selector{Not: &feed.Selector{Tags: list{"Niger"}, Authors: list{"Ben"}}}, article, false},
		"not its language":                 {feed.Selector{Not: &feed.Selector{Languages: list{"fr"}}}, bare, false},
		"not its section":                  {feed.Selector{Not: &feed.Selector{Sections: list{"notes/voyage"}}}, article, false},
		"not, of an article without":       {feed.Selector{Not: &feed.Selector{Sections: list{"notes"}, Authors: list{"Ben"}}}, bare, true},
		"a tag, and not another of its":    {feed.Selector{Tags: list{"Mali"}, Not: &feed.Selector{Tags: list{"été & hiver"}}}, article, false},
		"a tag, and not one that it lacks": {feed.Selector{Tags: list{"Mali"}, Not: &feed.Selector{Tags: list{"x"}}}, article, true},
	} {
		if got := c.selector.Match(site, c.article); got != c.want {
			t.Errorf("%s: %t", name, got)
		}
	}
	if (feed.Selector{Languages: list{""}}).Match(&feed.Site{}, bare) {
		t.Error("an unknown language matches")
	}
}
