package plaintext

import (
	"strings"
	"testing"
	"time"
)

// TestRead splits texts. Blocks are separated by " ¶ " in want, and their lines by "/".
func TestRead(t *testing.T) {
	for _, row := range []struct{ text, date, authors, title, want string }{
		{"", "", "", "", ""},
		{"\n\n  \n", "", "", "", ""},
		{"Un texte.", "", "", "", "Un texte."},
		{"Un.\n\nDeux.", "", "", "", "Un. ¶ Deux."},
		{"Un.\n\n\n\nDeux.\n\n", "", "", "", "Un. ¶ Deux."},
		{"Un.\n \t \nDeux.", "", "", "", "Un. ¶ Deux."},
		{"  Une ligne\n  et une autre.  ", "", "", "", "Une ligne/et une autre."},
		// A heading above the text is the title.
		{"Le titre\n\nLe texte.", "", "", "Le titre", "Le texte."},
		{"\n\n  Le   titre  \n\nLe texte.", "", "", "Le titre", "Le texte."},
		{"Le titre", "", "", "", "Le titre"}, // there is no text below
		{"Une phrase.\n\nLe texte.", "", "", "", "Une phrase. ¶ Le texte."},
		{"Est-ce un titre ?\n\nLe texte.", "", "", "", "Est-ce un titre ? ¶ Le texte."},
		{"Deux lignes\nde titre\n\nLe texte.", "", "", "", "Deux lignes/de titre ¶ Le texte."},
		{"- un point\n\nLe texte.", "", "", "", "- un point ¶ Le texte."},
		{"1. Un point\n\nLe texte.", "", "", "", "1. Un point ¶ Le texte."},
		{"https://fil.example/\n\nLe texte.", "", "", "", "https://fil.example/ ¶ Le texte."},
		{"* * *\n\nLe texte.", "", "", "", "* * * ¶ Le texte."},
		{strings.Repeat("mot ", 30) + "\n\nLe texte.", "", "", "", strings.TrimSpace(strings.Repeat("mot ", 30)) + " ¶ Le texte."},
		{"一个标题\n\n正文在这里。", "", "", "一个标题", "正文在这里。"},
		{"这不是标题。\n\n正文在这里。", "", "", "", "这不是标题。 ¶ 正文在这里。"},
		// Lines of metadata.
		{"Publié le 15 janvier 2024\n\nLe texte.", "2024-01-15", "", "", "Le texte."},
		{"Publié le 15 janvier 2024\nLe texte.", "2024-01-15", "", "", "Le texte."},
		{"15 janvier 2024\n\nLe texte.", "2024-01-15", "", "", "Le texte."},
		{"15 janvier 2024\nest une date.", "", "", "", "15 janvier 2024/est une date."}, // the first line of a paragraph
		{"Par Awa Traoré\n15 janvier 2024\n\nLe texte.", "2024-01-15", "Awa Traoré", "", "Le texte."},
		{"Par Awa Traoré\n\n15 janvier 2024\n\nLe texte.", "2024-01-15", "Awa Traoré", "", "Le texte."},
		{"Publié le 15 janvier 2024\nPar Awa Traoré et Ben Ali\nPartager sur Facebook\n\nLe texte.", "2024-01-15", "Awa Traoré|Ben Ali", "", "Le texte."},
		{"Publié le 15 janvier 2024\nPublié le 16 janvier 2024\n\nLe texte.", "2024-01-15", "", "", "Le texte."}, // the first line wins
		// Title and metadata.
		{"Le titre\nPublié le 15 janvier 2024\n\nLe texte.", "2024-01-15", "", "Le titre", "Le texte."},
		{"Le titre\n\nPublié le 15 janvier 2024\n\nLe texte.", "2024-01-15", "", "Le titre", "Le texte."},
		{"Le titre\n\nPar Awa Traoré, le 15 janvier 2024\n\nLe texte.", "2024-01-15", "Awa Traoré", "Le titre", "Le texte."},
		{"Publié le 15 janvier 2024\n\nLe titre\n\nLe texte.", "2024-01-15", "", "Le titre", "Le texte."},
		// Share buttons, and the counters beside them, are dropped wherever they stand.
		{"Le texte.\n\nPartager sur Facebook", "", "", "", "Le texte."},
		{"Un.\n\nShare on Facebook\nTweet\n\nDeux.", "", "", "", "Un. ¶ Deux."},
		{"Un.\n\nFacebook Twitter WhatsApp\n\n12 commentaires\n\nDeux.", "", "", "", "Un. ¶ Deux."},
		{"Un.\n\n12 commentaires\n\nDeux.", "", "", "", "Un. ¶ 12 commentaires ¶ Deux."},
		{"Un.\n\n15 janvier 2024\n\nDeux.", "", "", "", "Un. ¶ 15 janvier 2024 ¶ Deux."}, // a date in the text is the author's
		{"Un.\n\nPar Awa Traoré", "", "", "", "Un. ¶ Par Awa Traoré"},
	} {
		got := Read(row.text, time.UTC, "fr")
		date := ""
		if !got.Header.Published.IsZero() {
			date = got.Header.Published.Format(time.DateOnly)
		}
		blocks := strings.ReplaceAll(strings.Join(got.Blocks, " ¶ "), "\n", "/")
		if date != row.date || strings.Join(got.Header.Authors, "|") != row.authors || got.Title != row.title || blocks != row.want {
			t.Errorf("%q: %q %q %q %q", row.text, date, got.Header.Authors, got.Title, blocks)
		}
	}
}

// TestReadHeaderLimit: a date far below the beginning is text.
func TestReadHeaderLimit(t *testing.T) {
	text := strings.Repeat("Partager sur Facebook\n", 2*maxHeaderLines) + "Publié le 15 janvier 2024\n\nLe texte."
	if got := Read(text, time.UTC, "fr"); !got.Header.Published.IsZero() {
		t.Errorf("%v in line %d", got.Header.Published, 2*maxHeaderLines+1)
	}
}
