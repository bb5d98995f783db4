package serve

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Status is what the status page shows. Its methods are called by status.gohtml.
type Status struct {
	Title, BaseURL string
	// Language is the site's, as a BCP 47 tag. The page is in French or, for all others, English.
	Language string
	// NextRun is when the schedule or a due article starts the next run, NextDue when the next
	// article is to appear or disappear; zero means never.
	NextRun, NextDue time.Time
	Owed             int   // notifications (WebSub pings, webhooks) that are not yet delivered
	Runs             []Run // the newest first
	Day              Day   // set by Admin
	Readers          Readers
}

// Readers has the counts of readers for the status page. The zero value means that readers are not counted.
type Readers struct {
	// Date is the day of Subscribers and Downloads: the last whole one, else the present one.
	Date string
	// Subscribers are by feed and reader, the largest first.
	Subscribers []Subscribers
	Downloads   []Download
	// History has the sums of the days before, the oldest first.
	History []ReadersDay
}

// Download is how often an episode was downloaded.
type Download struct {
	Episode string
	Count   int
}

// ReadersDay has the sums of one day.
type ReadersDay struct {
	Date                   string
	Subscribers, Downloads int
}

// Sum returns the number of subscribers.
func (r Readers) Sum() (n int) {
	for _, s := range r.Subscribers {
		n += s.Count
	}
	return n
}

// ReadersDays is how many days the charts of readers have.
const ReadersDays = 90

// Bars returns the subscribers of each day as heights, in percent of the highest.
func (r Readers) Bars() []Bar {
	return bars(r.History, func(d ReadersDay) int { return d.Subscribers })
}

// DownloadBars returns the downloads of each day as heights, in percent of the highest; nil if there are none.
func (r Readers) DownloadBars() []Bar {
	return bars(r.History, func(d ReadersDay) int { return d.Downloads })
}

// bars returns a bar for each day with a count, at its place before the last day.
func bars(days []ReadersDay, count func(d ReadersDay) int) (all []Bar) {
	highest := 0
	for _, d := range days {
		highest = max(highest, count(d))
	}
	if highest == 0 {
		return nil
	}
	last, err := time.Parse(time.DateOnly, days[len(days)-1].Date)
	if err != nil {
		return nil
	}
	for _, d := range days {
		at, err := time.Parse(time.DateOnly, d.Date)
		ago := int(last.Sub(at) / (24 * time.Hour))
		if n := count(d); err == nil && n > 0 && ago < ReadersDays {
			all = append(all, Bar{At: ReadersDays - 1 - ago, All: max(1, 100*n/highest)})
		}
	}
	return all
}

// In returns the status with all times in a time zone.
func (s Status) In(zone *time.Location) Status {
	local := func(t time.Time) time.Time {
		if t.IsZero() { // stays zero, which means never
			return t
		}
		return t.In(zone)
	}
	s.NextRun, s.NextDue, s.Runs = local(s.NextRun), local(s.NextDue), slices.Clone(s.Runs)
	for i := range s.Runs {
		s.Runs[i].At = local(s.Runs[i].At)
	}
	return s
}

// statusWords are the texts of the status page, by language and key.
var statusWords = map[string]map[string]string{
	"en": {
		"language": "en", "well": "All is well", "wrong": "What is wrong: %d", "next_run": "Next run:", "never": "never by itself", "next_due": "Next article due:",
		"none": "none", "owed": "Pings owed:", "runs": "The last runs", "when": "When", "why": "Why", "took": "Took", "articles": "Articles", "feeds": "Feeds",
		"written": "Written", "what": "What is wrong", "no_runs": "None yet.", "day": "The last day", "requests": "%d requests,", "share": "%d % of them answered 304.",
		"chart":   "Requests in the last day, by ten minutes; those answered 304 are darker",
		"readers": "Who reads", "subscribers": "%d subscribers on", "feed": "Feed", "reader": "Reader", "count": "Number", "episode": "Episode", "downloads": "Downloads",
		"subscribers_chart": "Subscribers, by day", "downloads_chart": "Downloads of episodes, by day",
	},
	"fr": {
		"language": "fr", "well": "Tout va bien", "wrong": "Ce qui ne va pas : %d", "next_run": "Prochain passage :", "never": "aucun de lui-même", "next_due": "Prochain article attendu :",
		"none": "aucun", "owed": "Annonces en attente :", "runs": "Les derniers passages", "when": "Quand", "why": "Pourquoi", "took": "Durée", "articles": "Articles", "feeds": "Flux",
		"written": "Écrits", "what": "Ce qui ne va pas", "no_runs": "Aucun pour l’instant.", "day": "La dernière journée", "requests": "%d requêtes,", "share": "dont %d % ont reçu 304.",
		"chart":   "Requêtes de la dernière journée, par dix minutes ; celles qui ont reçu 304 sont plus foncées",
		"readers": "Qui lit", "subscribers": "%d abonnés le", "feed": "Flux", "reader": "Lecteur", "count": "Nombre", "episode": "Épisode", "downloads": "Téléchargements",
		"subscribers_chart": "Abonnés, par jour", "downloads_chart": "Téléchargements d’épisodes, par jour",
	},
}

// Words returns the texts of the page by key, in the site's language.
func (s Status) Words() map[string]string {
	base, _, _ := strings.Cut(s.Language, "-")
	if words, ok := statusWords[base]; ok {
		return words
	}
	return statusWords["en"]
}

// WordsWith returns the text of a key with its first %d replaced by n. A text may have another
// percent sign, so that it is no format.
func (s Status) WordsWith(key string, n int) string {
	return strings.Replace(s.Words()[key], "%d", fmt.Sprint(n), 1)
}

// LastRun returns the last run, nil before the first.
func (s Status) LastRun() *Run {
	if len(s.Runs) == 0 {
		return nil
	}
	return &s.Runs[0]
}
