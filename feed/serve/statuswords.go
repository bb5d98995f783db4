package serve

import (
	"fmt"
	"strings"
)

// statusWords are those of the status page by language; English stands for all others.
var statusWords = map[string]map[string]string{
	"en": {
		"language": "en", "well": "All is well", "wrong": "What is wrong: %d", "next_run": "Next run:", "never": "never by itself", "next_due": "Next article due:",
		"none": "none", "owed": "Pings owed:", "runs": "The last runs", "when": "When", "why": "Why", "took": "Took", "articles": "Articles", "feeds": "Feeds",
		"written": "Written", "what": "What is wrong", "no_runs": "None yet.", "day": "The last day", "requests": "%d requests,", "share": "%d % of them answered 304.",
		"chart": "Requests in the last day, by ten minutes; those answered 304 are darker",
	},
	"fr": {
		"language": "fr", "well": "Tout va bien", "wrong": "Ce qui ne va pas : %d", "next_run": "Prochain passage :", "never": "aucun de lui-même", "next_due": "Prochain article attendu :",
		"none": "aucun", "owed": "Annonces en attente :", "runs": "Les derniers passages", "when": "Quand", "why": "Pourquoi", "took": "Durée", "articles": "Articles", "feeds": "Flux",
		"written": "Écrits", "what": "Ce qui ne va pas", "no_runs": "Aucun pour l’instant.", "day": "La dernière journée", "requests": "%d requêtes,", "share": "dont %d % ont reçu 304.",
		"chart": "Requêtes de la dernière journée, par dix minutes ; celles qui ont reçu 304 sont plus foncées",
	},
}

// W are the words of the page.
func (s Status) W() map[string]string {
	base, _, _ := strings.Cut(s.Language, "-")
	if words, ok := statusWords[base]; ok {
		return words
	}
	return statusWords["en"]
}

// Say is a word with a number.
func (s Status) Say(key string, n int) string {
	return strings.Replace(s.W()[key], "%d", fmt.Sprint(n), 1)
}

// Now returns the last run, nil before the first.
func (s Status) Now() *Run {
	if len(s.Runs) == 0 {
		return nil
	}
	return &s.Runs[0]
}

// Count is how many things are wrong with a run.
func (r Run) Count() int {
	if r.Error != "" {
		return 1 + len(r.Problems)
	}
	return len(r.Problems)
}
