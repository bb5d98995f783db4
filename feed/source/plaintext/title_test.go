package plaintext

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTitle(t *testing.T) {
	const long = "La récolte de mil a dépassé cette année tout ce que l’on avait vu dans la vallée du fleuve, annonçant des prix plus bas pour les marchés de la capitale et des environs."
	for _, row := range []struct{ text, want string }{
		{"", ""},
		{"Sans point", "Sans point"},
		{"Une phrase courte. Une autre.", "Une phrase courte"},
		{"Une ligne\nqui continue. Fin.", "Une ligne qui continue"},
		// A question or an exclamation keeps its mark, three dots stay.
		{"Est-ce vrai ? Oui.", "Est-ce vrai ?"},
		{"Attention ! Danger.", "Attention !"},
		{"Attends... Non.", "Attends..."},
		{"Attends… Non.", "Attends…"},
		{"Fin...", "Fin..."},
		// Abbreviations, initials and numbers end no sentence.
		{"M. Dupont est parti. Il reviendra.", "M. Dupont est parti"},
		{"Le Dr. Traoré opère. Bien.", "Le Dr. Traoré opère"},
		{"Le Col. Goïta a parlé. Bien.", "Le Col. Goïta a parlé"},
		{"Mr. Smith went home. Then he slept.", "Mr. Smith went home"},
		{"The U.S. Army came. Then left.", "The U.S. Army came"},
		{"J. R. R. Tolkien wrote. We read.", "J. R. R. Tolkien wrote"},
		{"Le 5 janv. 2024, tout change. Ou pas.", "Le 5 janv. 2024, tout change"},
		{"1. Introduction au sujet. Suite.", "1. Introduction au sujet"},
		{"Il vaut 1.5 million. Ou plus.", "Il vaut 1.5 million"},
		{"Voir www.fil.example pour lire. Fin.", "Voir www.fil.example pour lire"},
		// A small letter behind a full stop goes on with the sentence, as does a closing quotation mark.
		{"Le site fil.example etc. et plus. Fin.", "Le site fil.example etc. et plus"},
		{"Il dit : « Non\u00a0! » et sort. Fin.", "Il dit : « Non\u00a0! » et sort"},
		// Other scripts have their own full stops (Unicode, Sentence_Terminal).
		{"今天天气很好。我们去公园。", "今天天气很好"},
		{"你好吗？我很好。", "你好吗？"},
		{"「行きます。」と言った。次。", "「行きます。」と言った"},
		{"یہ پہلا جملہ ہے۔ یہ دوسرا ہے۔", "یہ پہلا جملہ ہے"},
		{"هل هذا صحيح؟ نعم.", "هل هذا صحيح؟"},
		{"यह पहला वाक्य है। यह दूसरा है।", "यह पहला वाक्य है"},
		// A long title is cut at the end of a clause, else of a word.
		{long, "La récolte de mil a dépassé cette année tout ce que l’on avait vu dans la vallée du fleuve…"},
		{strings.Repeat("mot ", 60), strings.TrimSpace(strings.Repeat("mot ", 25)) + "…"},
		{"Bref, " + strings.Repeat("mot ", 60), "Bref, " + strings.TrimSpace(strings.Repeat("mot ", 23)) + "…"}, // a clause of one word says too little
		{"Le PIB croît de 1,5 % par an ; le reste suit. Z.", "Le PIB croît de 1,5 % par an ; le reste suit"},
		{strings.Repeat("é", 99) + ".", strings.Repeat("é", 99)}, // characters are counted, not bytes
	} {
		if got := Title(row.text); got != row.want {
			t.Errorf("Title(%q) = %q, want %q", row.text, got, row.want)
		}
	}
}

func TestSummary(t *testing.T) {
	sentence := strings.Repeat("Mot ", 24) + "fin." // 100 characters
	for _, row := range []struct {
		name, text string
		want       string
	}{
		{"empty", "", ""},
		{"short", "Une phrase. Une autre.", "Une phrase. Une autre."},
		{"lines", "Une\nphrase.\n\nUne   autre.", "Une phrase. Une autre."},
		{"without full stop", "Sans point", "Sans point"},
		{"whole sentences", strings.Repeat(sentence+" ", 10), strings.TrimSpace(strings.Repeat(sentence+" ", 3))},
		{"one long sentence", strings.Repeat("mot ", 200), strings.TrimSpace(strings.Repeat("mot ", 124)) + " mot…"},
		{"no words", strings.Repeat("a", 1000), strings.Repeat("a", MaxSummary-1) + "…"},
		{"Chinese", strings.Repeat("今天天气很好。", 100), strings.Repeat("今天天气很好。", 43)},
	} {
		got := Summary(row.text)
		if got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
		if n := utf8.RuneCountInString(got); n > MaxSummary {
			t.Errorf("%s: %d characters", row.name, n)
		}
	}
}

func TestCutWords(t *testing.T) {
	for _, row := range []struct {
		text string
		n    int
		want string
	}{
		{"", 5, ""},
		{"abc", 3, "abc"},
		{"abcd", 3, "ab…"},
		{"ab cd", 4, "ab…"},
		{"ab cd ef", 6, "ab cd…"},
		{"ab, cd", 5, "ab…"},
		{"ab — cd", 6, "ab…"},
		{"ab (cd)", 5, "ab…"},
		{"été à", 4, "été…"},
	} {
		if got := cutWords(row.text, row.n); got != row.want {
			t.Errorf("%q to %d: %q, want %q", row.text, row.n, got, row.want)
		}
	}
}
