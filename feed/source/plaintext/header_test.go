package plaintext

import (
	"strings"
	"testing"
	"time"
)

// headerLines are lines with their weight and metadata, read in Europe/Paris and in French. Dates are written without their
// seconds, and only if they are not zero.
var headerLines = []struct {
	line, published, updated, authors string
	want                              weight
}{
	// A label and a date.
	{"Publié le 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Publié le lundi 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Publiée le 15/01/2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"PUBLIÉ LE 15 JANVIER 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Posté le 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Mis en ligne le 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Paru le 1er janvier 2024", "2024-01-01T00:00+01:00", "", "", strong},
	{"Écrit le 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Date : 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Date: 2024-01-15", "2024-01-15T00:00+01:00", "", "", strong},
	{"Date de publication : 15.01.2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Published: January 15, 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Published on January 15, 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Posted on Jan. 15, 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Publication date: 2024-01-15", "2024-01-15T00:00+01:00", "", "", strong},
	{"Publié le 03/04/2024", "2024-04-03T00:00+02:00", "", "", strong}, // the day first in French
	{"Date: 2024", "2024-01-01T00:00+01:00", "", "", strong},
	{"date 2024-01", "2024-01-01T00:00+01:00", "", "", strong},
	{"Publié en 2024", "", "", "", notHeader},
	// Times of day.
	{"Publié le 15 janvier 2024 à 10h30", "2024-01-15T10:30+01:00", "", "", strong},
	{"Publié le 15 janvier 2024 à 10 h 30", "2024-01-15T10:30+01:00", "", "", strong},
	{"Publié le 15 janvier 2024 à 10h", "2024-01-15T10:00+01:00", "", "", strong},
	{"Publié le 15 janvier 2024, 10:30", "2024-01-15T10:30+01:00", "", "", strong},
	{"Publié à 10h30 le 15 janvier 2024", "2024-01-15T10:30+01:00", "", "", strong},
	{"Published January 15, 2024 at 10:30 PM", "2024-01-15T22:30+01:00", "", "", strong},
	{"Published January 15, 2024 12:30 a.m.", "2024-01-15T00:30+01:00", "", "", strong},
	{"Published January 15, 2024 12:30 pm", "2024-01-15T12:30+01:00", "", "", strong},
	{"Published January 15, 2024 10:30 EST", "2024-01-15T16:30+01:00", "", "", strong},
	{"Published January 15, 2024 10:30 (GMT)", "2024-01-15T11:30+01:00", "", "", strong},
	{"Date: 2024-01-15T10:30:00Z", "2024-01-15T11:30+01:00", "", "", strong},
	{"Date: 2024-01-15 10:30", "2024-01-15T10:30+01:00", "", "", strong},
	{"Date: 2024-01-15 10:30:05 +0000", "2024-01-15T11:30+01:00", "", "", strong},
	// The time of a change.
	{"Mis à jour le 16 janvier 2024", "", "2024-01-16T00:00+01:00", "", strong},
	{"Mise à jour : 16/01/2024", "", "2024-01-16T00:00+01:00", "", strong},
	{"Dernière modification : 16 janvier 2024", "", "2024-01-16T00:00+01:00", "", strong},
	{"Last updated: January 16, 2024", "", "2024-01-16T00:00+01:00", "", strong},
	{"Modified: 2024-01-16", "", "2024-01-16T00:00+01:00", "", strong},
	{"Publié le 15 janvier 2024, mis à jour le 16 janvier 2024", "2024-01-15T00:00+01:00", "2024-01-16T00:00+01:00", "", strong},
	{"Publié le 15 janvier 2024 à 10h30 | Mis à jour le 16 janvier 2024 à 11h", "2024-01-15T10:30+01:00", "2024-01-16T11:00+01:00", "", strong},
	{"Published January 15, 2024 · Updated January 16, 2024", "2024-01-15T00:00+01:00", "2024-01-16T00:00+01:00", "", strong},
	// A date alone.
	{"15 janvier 2024", "2024-01-15T00:00+01:00", "", "", weak},
	{"Lundi 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", weak},
	{"2024-01-15", "2024-01-15T00:00+01:00", "", "", weak},
	{"15/01/2024", "2024-01-15T00:00+01:00", "", "", weak},
	{"20240115", "2024-01-15T00:00+01:00", "", "", weak},
	{"January 15, 2024", "2024-01-15T00:00+01:00", "", "", weak},
	{"15 de enero de 2024", "2024-01-15T00:00+01:00", "", "", weak},
	{"15. Januar 2024", "2024-01-15T00:00+01:00", "", "", weak},
	{"📅 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", weak},
	{"— 15 janvier 2024 —", "2024-01-15T00:00+01:00", "", "", weak},
	// A month, a year or a day in history is a title.
	{"Janvier 2024", "", "", "", notHeader},
	{"2024", "", "", "", notHeader},
	{"14 juillet 1789", "", "", "", notHeader},
	{"11 septembre 1973", "", "", "", notHeader},
	// Datelines.
	{"Bamako, le 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", strong},
	{"Saint-Louis, le 15 janvier 2024", "2024-01-15T00:00+01:00", "", "", strong},
	// Bylines.
	{"Par Awa Traoré", "", "", "Awa Traoré", neutral},
	{"By Jane Doe", "", "", "Jane Doe", neutral},
	{"Von Hans Müller", "", "", "Hans Müller", neutral},
	{"Por Juan García", "", "", "Juan García", neutral},
	{"Par Awa Traoré et Ben Ali", "", "", "Awa Traoré|Ben Ali", neutral},
	{"By Jane Doe and John Roe", "", "", "Jane Doe|John Roe", neutral},
	{"Par Awa Traoré, Ben Ali et Jean Dupont", "", "", "Awa Traoré|Ben Ali|Jean Dupont", neutral},
	{"Par Jean-Pierre de La Tour", "", "", "Jean-Pierre de La Tour", neutral},
	{"Par Mohamed ag Intalla", "", "", "Mohamed ag Intalla", neutral},
	{"Par AFP", "", "", "AFP", neutral},
	{"Par la rédaction", "", "", "la rédaction", neutral},
	{"Auteur : Awa Traoré", "", "", "Awa Traoré", neutral},
	{"Author: Jane Doe", "", "", "Jane Doe", neutral},
	{"Written by Jane Doe", "", "", "Jane Doe", neutral},
	{"Texte par Awa Traoré", "", "", "Awa Traoré", neutral},
	{"Par Awa Traoré à Bamako", "", "", "Awa Traoré", neutral},
	{"Par Awa Traoré le 15 janvier 2024", "2024-01-15T00:00+01:00", "", "Awa Traoré", strong},
	{"Par Awa Traoré | 15 janvier 2024", "2024-01-15T00:00+01:00", "", "Awa Traoré", strong},
	{"Publié par Awa Traoré le 15 janvier 2024 à 10h30", "2024-01-15T10:30+01:00", "", "Awa Traoré", strong},
	{"By Jane Doe January 15, 2024", "2024-01-15T00:00+01:00", "", "Jane Doe", strong},
	{"By Jane Doe, January 15, 2024", "2024-01-15T00:00+01:00", "", "Jane Doe", strong},
	{"15 janvier 2024, par Awa Traoré", "2024-01-15T00:00+01:00", "", "Awa Traoré", strong},
	{"Par Awa, le 15 janvier 2024", "2024-01-15T00:00+01:00", "", "Awa", strong},
	{"Par Awa", "", "", "", notHeader}, // one word is a name only beside a date
	{"Awa Traoré — 15 janvier 2024", "2024-01-15T00:00+01:00", "", "Awa Traoré", strong},
	{"Bamako — 15 janvier 2024", "", "", "", notHeader}, // one word would be a town
	// Share buttons.
	{"Share", "", "", "", weak},
	{"Partager", "", "", "", weak},
	{"Tweet", "", "", "", weak},
	{"Share on Facebook", "", "", "", strong},
	{"Share this article", "", "", "", strong},
	{"Click to share on Telegram (Opens in new window)", "", "", "", strong},
	{"Cliquez pour partager sur WhatsApp (ouvre dans une nouvelle fenêtre)", "", "", "", strong},
	{"Cliquez pour partager sur WhatsApp(s’ouvre dans une nouvelle fenêtre)", "", "", "", strong},
	{"Partager sur Facebook", "", "", "", strong},
	{"Partager cet article", "", "", "", strong},
	{"Share Tweet Email", "", "", "", strong},
	{"Share | Tweet | Pin it", "", "", "", strong},
	{"Facebook Twitter WhatsApp", "", "", "", strong},
	{"Facebook | X | LinkedIn | E-mail", "", "", "", strong},
	{"Facebook Twitter", "", "", "", notHeader}, // two networks may be a title
	{"Telegram", "", "", "", notHeader},
	{"Tweet tweet", "", "", "", notHeader},
	{"date 2024-01 Share on Telegram", "2024-01-01T00:00+01:00", "", "", strong},
	// Counters.
	{"5 min", "", "", "", neutral},
	{"5 min read", "", "", "", neutral},
	{"Temps de lecture : 5 min", "", "", "", neutral},
	{"Reading time: 5 minutes", "", "", "", neutral},
	{"1.2k views", "", "", "", neutral},
	{"12 commentaires", "", "", "", neutral},
	{"15 janvier 2024 · 5 min de lecture", "2024-01-15T00:00+01:00", "", "", strong},
	// Sentences, whatever word they begin with.
	{"Publié le 15 janvier 2024, le livre a été bien reçu.", "", "", "", notHeader},
	{"Par Awa Traoré est arrivée la nouvelle", "", "", "", notHeader},
	{"Le 15 janvier 2024, tout a changé.", "", "", "", notHeader},
	{"Share your food with others.", "", "", "", notHeader},
	{"Partager le pain", "", "", "", notHeader},
	{"Published works are listed here", "", "", "", notHeader},
	{"By the river", "", "", "", notHeader},
	{"Date palms of the Sahel", "", "", "", notHeader},
	{"5 min away from the sea", "", "", "", notHeader},
	{"Par ailleurs", "", "", "", notHeader},
	{"Bonjour", "", "", "", notHeader},
	{"", "", "", "", notHeader},
	{"   ", "", "", "", notHeader},
	{"15 janvier 2024,", "", "", "", notHeader}, // the sentence goes on
	// Dates that cannot be read are no header.
	{"Publié le 31/02/2024", "", "", "", notHeader},
	{"Publié le 31/02/2024 à 25h99", "", "", "", notHeader},
	{"15 janvier 2024 16 janvier 2024", "", "", "", notHeader}, // a second date needs a label
}

func TestHeaderLines(t *testing.T) {
	paris := location(t, "Europe/Paris")
	format := func(at time.Time) string {
		if at.IsZero() {
			return ""
		}
		return at.Format("2006-01-02T15:04Z07:00")
	}
	for _, row := range headerLines {
		got, h := classifyLine(row.line, paris, "fr")
		if got != row.want {
			t.Errorf("%q: weight %d, want %d", row.line, got, row.want)
		}
		if row.want == notHeader {
			continue // metadata of text is ignored
		}
		if p, u, a := format(h.Published), format(h.Updated), strings.Join(h.Authors, "|"); p != row.published || u != row.updated || a != row.authors {
			t.Errorf("%q: %q, %q, %q, want %q, %q, %q", row.line, p, u, a, row.published, row.updated, row.authors)
		}
	}
}

// TestHeaderLanguage: only American English has the month first.
func TestHeaderLanguage(t *testing.T) {
	for _, row := range []struct{ language, want string }{
		{"en", "2024-03-04"}, {"en-US", "2024-03-04"}, {"en-us", "2024-03-04"},
		{"en-GB", "2024-04-03"}, {"en-AU", "2024-04-03"}, {"fr", "2024-04-03"}, {"de", "2024-04-03"}, {"es-MX", "2024-04-03"}, {"", "2024-04-03"},
	} {
		if w, h := classifyLine("Published 03/04/2024", time.UTC, row.language); w != strong || h.Published.Format(time.DateOnly) != row.want {
			t.Errorf("%q: weight %d, %v, want %s", row.language, w, h.Published, row.want)
		}
	}
}

// TestHeaderLineLength: a line over the limit is text, and so is a short one under much decoration.
func TestHeaderLineLength(t *testing.T) {
	line := "Par Awa Traoré le 15 janvier 2024"
	for _, row := range []struct {
		line string
		want weight
	}{
		{line, strong},
		{strings.Repeat(" ", 200) + line, strong},
		{strings.Repeat("📅", 100) + line, strong},
		{strings.Repeat("📅", 1000) + line, notHeader},
		{line + strings.Repeat(" |", maxHeaderLine), notHeader},
	} {
		if got, _ := classifyLine(row.line, time.UTC, "fr"); got != row.want {
			t.Errorf("%d bytes: weight %d, want %d", len(row.line), got, row.want)
		}
	}
}
