package source

import (
	"os"
	"strings"
	"testing"
	"time"

	"fil/feed/source/plaintext"
)

const seed = "../../../shared/seed/article-2024-01.txt"

// The seed article, a text copied from a messenger, is read without its header line.
func TestSeed(t *testing.T) {
	data, err := os.ReadFile(seed)
	if os.IsNotExist(err) {
		t.Skipf("%s is not beside the project", seed)
	} else if err != nil {
		t.Fatal(err)
	}
	a := readOne(t, "article-2024-01.txt", string(data))
	if want := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC).Format("2006-01"); a.Published.Format("2006-01") != want {
		t.Errorf("published %v, want %s", a.Published, want)
	}
	body := string(data[strings.Index(string(data), "\n")+1:])
	for paragraph := range strings.SplitSeq(body, "\n\n") {
		paragraph = strings.TrimSpace(paragraph)
		if !strings.Contains(a.Content, paragraph) {
			t.Errorf("lost to the byte: %q", paragraph)
		}
	}
	for _, debris := range []string{"Telegram", "Share", "date 2024"} {
		if strings.Contains(a.Content+a.Title+a.Summary, debris) {
			t.Errorf("debris survived: %s", debris)
		}
	}
	if n := strings.Count(a.Content, "<h2>"); n != 1 {
		t.Errorf("%d headings, want 1", n)
	}
	if n := strings.Count(a.Content, "<p>"); n != 6 {
		t.Errorf("%d paragraphs, want 6", n)
	}
	first := strings.Fields(strings.TrimSpace(body))
	title := strings.Fields(strings.TrimSuffix(a.Title, "…"))
	if !strings.HasSuffix(a.Title, "…") || len(title) < 5 || strings.Join(first[:len(title)-1], " ") != strings.Join(title[:len(title)-1], " ") {
		t.Errorf("title %q is not the beginning of the first sentence", a.Title)
	}
	if n := len([]rune(a.Summary)); n < plaintext.MinSummary || n > plaintext.MaxSummary || !strings.HasSuffix(a.Summary, ".") {
		t.Errorf("summary %q", a.Summary)
	}
}

// Each row is a header line of a real site, and its date. The line is not part of the text.
func TestHeaderLines(t *testing.T) {
	for line, want := range map[string]string{
		" date 2024-01 Share on Telegram":                              "2024-01-01 00:00",
		"Publié le 12/03/2024 à 10h30 | Partager sur WhatsApp":         "2024-03-12 10:30",
		"Date : 15 janvier 2024 Partager sur Facebook Twitter":         "2024-01-15 00:00",
		"Mercredi 7 février 2024 – Partager cet article":               "2024-02-07 00:00",
		"1er mars 2024 · 4 min de lecture · Partager":                  "2024-03-01 00:00",
		"Posted on March 5, 2024 Share on Twitter Share on LinkedIn":   "2024-03-05 00:00",
		"Published: 2024-02-10T08:00:00+01:00 · 3 min read":            "2024-02-10 08:00",
		"Friday, 5 January 2024 at 6:45 pm | Share this article":       "2024-01-05 18:45",
		"Par Awa Traoré, le 3 mars 2024 Partager sur Telegram":         "2024-03-03 00:00",
		"2024-05-06 | Tweet | Share on Facebook | Email | 12 comments": "2024-05-06 00:00",
		"Publié le 2 mai 2024, mis à jour le 3 mai 2024 - 1 250 vues":  "2024-05-02 00:00",
		"Date: 2023 Share": "2023-01-01 00:00",
		"Jan. 9, 2024 — Share via WhatsApp, Telegram and Messenger": "2024-01-09 00:00",
		"Mon, 15 Jan 2024 10:30:00 +0100":                           "2024-01-15 10:30",
		"15 janvier 2024 à 10h30 (GMT)":                             "2024-01-15 11:30",
		"Publié le 15 Jan 2024 10:30 UTC":                           "2024-01-15 11:30",
		"2024/01/15":                                                "2024-01-15 00:00",
		"15-01-2024 | Partager":                                     "2024-01-15 00:00",
		"January 15, 2024 at 10:30 a.m.":                            "2024-01-15 10:30",
		"Updated 3:45 PM EST, January 15, 2024":                     "2024-01-15 21:45",
		"Posté le 15 janvier 2024":                                  "2024-01-15 00:00",
		"Dernière modification : 15 janvier 2024":                   "2024-01-15 00:00",
		"Bamako, le 15 janvier 2024":                                "2024-01-15 00:00",
		"📅 15 janvier 2024 👁 1250 vues":                             "2024-01-15 00:00",
		"Publié\u00a0le\u202f15\u00a0janvier 2024":                  "2024-01-15 00:00",
		"Par AFP - 15/01/2024":                                      "2024-01-15 00:00",
		"Par La rédaction | 15 janvier 2024":                        "2024-01-15 00:00",
		"Rédigé par Awa Traoré le 15 janvier 2024":                  "2024-01-15 00:00",
		"By John Smith and Jane Doe, January 15, 2024":              "2024-01-15 00:00",
		"By Jean-Luc O'Brien Jan. 15, 2024":                         "2024-01-15 00:00",
		"2024-01-15 · 1.2K views · 0 commentaire · Share on Facebook (Opens in new window)": "2024-01-15 00:00",
		"Mis en ligne le 30 décembre 2023 à 18:05 Envoyer Imprimer Tweet":                   "2023-12-30 18:05",
	} {
		a := readOne(t, "a.txt", line+"\n\nLa phrase qui suit est le texte. Elle a une suite.\n")
		if got := a.Published.Format("2006-01-02 15:04"); got != want {
			t.Errorf("%q: published %s, want %s", line, got, want)
		}
		if want := "<p>La phrase qui suit est le texte. Elle a une suite.</p>\n"; a.Content != want {
			t.Errorf("%q: content %q", line, a.Content)
		}
	}
}

// Lines of share buttons above and below the text are removed; the date is that of the file's name.
func TestShareDebris(t *testing.T) {
	for _, line := range []string{"Share on Telegram", "Partager sur Facebook | Twitter | WhatsApp", "Share", "Tweet Share Pin", "Partager :",
		"Share on Facebook (Opens in new window)", "Cliquez pour partager sur Facebook(ouvre dans une nouvelle fenêtre)", "Click to share on X",
		"Share this story", "Partager sur les réseaux sociaux", "Facebook Twitter WhatsApp Telegram", "Envoyer par courriel", "🔗 Share on Telegram", "Tweeter"} {
		a := readOne(t, "2024-02-03-a.txt", line+"\n\nUn texte. Et sa suite.\n\n"+line)
		if want := "<p>Un texte. Et sa suite.</p>\n"; a.Content != want {
			t.Errorf("%q: content %q", line, a.Content)
		}
	}
}

// Header lines set authors, dates and the title.
func TestHeaderFields(t *testing.T) {
	a := readOne(t, "a.txt", "Par Awa Traoré, publié le 2 mai 2024, mis à jour le 3 mai 2024\n\nTexte.")
	if a.Authors[0].Name != "Awa Traoré" || a.Updated.Format(time.DateOnly) != "2024-05-03" {
		t.Errorf("authors %v, updated %v", a.Authors, a.Updated)
	}
	a = readOne(t, "a.txt", "Par Awa Diallo et Jean-Luc O'Brien\n15 janvier 2024\nTemps de lecture : 4 minutes\nPartager sur Facebook\n\nTexte.")
	if len(a.Authors) != 2 || a.Authors[1].Name != "Jean-Luc O'Brien" || a.Published.Format(time.DateOnly) != "2024-01-15" || a.Content != "<p>Texte.</p>\n" {
		t.Errorf("authors %v, published %v, %s", a.Authors, a.Published, a.Content)
	}
	a = readOne(t, "a.txt", "Le grand titre\n\nPublié le 15 janvier 2024 à 10h30\n\nTexte. Suite.\n\nPartager sur Facebook\n\n12 partages\n\nEt fin.")
	if a.Title != "Le grand titre" || a.Published.Format("2006-01-02 15:04") != "2024-01-15 10:30" || a.Content != "<p>Texte. Suite.</p>\n<p>Et fin.</p>\n" {
		t.Errorf("%q, published %v, %s", a.Title, a.Published, a.Content)
	}
}

// Ordinary first lines stay in the text, whatever word they begin with.
func TestOrdinaryFirstLines(t *testing.T) {
	for _, line := range []string{
		"Le 12 janvier 2024, le président a annoncé un remaniement.",
		"2024 sera une année décisive pour la région.",
		"Date limite : envoyez vos textes avant le mois de mars.",
		"Partager le pain est un geste ancien.",
		"Share prices fell on Monday across Europe.",
		"Telegram channels are everywhere these days.",
		"En janvier 2024, Kidal change de mains.",
		"Publié pour la première fois en 1984, ce roman reste neuf.",
		"Tweet ou pas tweet, telle est la question.",
		"Posted to Bamako in 2019, she never left.",
		"March 5, 2024 was a quiet day in Timbuktu.",
		"Le lundi 3 mars 2025 restera dans les mémoires",
		"Share this with care: the figures are provisional.",
		"Date palms grow along the river",
		"Octobre 1917", "14 juillet 1789", "Mai 1968", "Telegram, WhatsApp et Facebook : le partage", "Date et partage", "Partage et mail",
		"Print and share", "Le mail du 15 janvier 2024", "Save the date: 15 January 2024", "2024-01 – 2024-06", "Tweet tweet", "12 comments",
		"Le 15 janvier 2024,\nle président malien s’est rendu à Moscou.", "On June 6, 1944,\nthe Allies landed.", "Partager\nle pain et le sel,\nc’est vivre.",
		"Par Jean Dupont", "12:30", "2024", "Like a rolling stone", "X marks the spot.", "Signal fort à Bamako",
	} {
		a := readOne(t, "2024-02-03-a.txt", line+"\n\nLa suite du texte vient ici. Elle est longue.\n")
		whole := a.Title + "\n" + a.Content
		if !strings.Contains(strings.ReplaceAll(whole, "<br>", ""), line) {
			t.Errorf("%q was lost: title %q, content %q", line, a.Title, a.Content)
		}
		if got := a.Published.Format(time.DateOnly); got != "2024-02-03" {
			t.Errorf("%q: published %s", line, got)
		}
	}
}

func TestPlainBlocks(t *testing.T) {
	text := "Premier paragraphe, qui est là.\n\nUn intertitre\n\nDeuxième, avec <balise> & « guillemets\u00a0».\n\n- un\n- deux\n\nCourt\nvers\nbrisé\n\nDernière ligne sans fin de ligne"
	a := readOne(t, "2024-01-a.txt", text)
	want := "<p>Premier paragraphe, qui est là.</p>\n<h2>Un intertitre</h2>\n" +
		"<p>Deuxième, avec &lt;balise&gt; &amp; « guillemets\u00a0».</p>\n<ul>\n<li>un</li>\n<li>deux</li>\n</ul>\n" +
		"<p>Court<br>\nvers<br>\nbrisé</p>\n<p>Dernière ligne sans fin de ligne</p>\n"
	if a.Content != want {
		t.Errorf("got  %q\nwant %q", a.Content, want)
	}
}
