package plaintext

import (
	"strings"
	"testing"
)

func TestTitle(t *testing.T) {
	long := "La récolte de mil a dépassé cette année tout ce que l’on avait vu dans la vallée du fleuve, annonçant des prix plus bas pour les marchés de la capitale et des environs."
	for text, want := range map[string]string{
		"Le Col. Goïta a parlé. Bien.":          "Le Col. Goïta a parlé",
		"The U.S. Army came. Then left.":        "The U.S. Army came",
		"Le 5 janv. 2024, tout change. Ou pas.": "Le 5 janv. 2024, tout change",
		"1. Introduction au sujet. Suite.":      "1. Introduction au sujet",
		"Attends... Non.":                       "Attends...",
		"Fin...":                                "Fin...",
		"Une phrase courte. Une autre.":         "Une phrase courte",
		"Est-ce vrai ? Oui.":                    "Est-ce vrai ?",
		"M. Dupont est parti. Il reviendra.":    "M. Dupont est parti",
		"Il vaut 1.5 million. Ou plus.":         "Il vaut 1.5 million",
		"Sans point":                            "Sans point",
		"Il dit : « Non\u00a0! » et sort. Fin.": "Il dit : « Non\u00a0! » et sort",
		"Une ligne\nqui continue. Fin.":         "Une ligne qui continue",
		long:                                    "La récolte de mil a dépassé cette année tout ce que l’on avait vu dans la vallée du fleuve…",
		strings.Repeat("mot ", 60):              strings.TrimSpace(strings.Repeat("mot ", 25)) + "…",
		"":                                      "",
		"Le PIB croît de 1,5 % par an ; le reste suit. Z.": "Le PIB croît de 1,5 % par an ; le reste suit",
	} {
		if got := Title(text); got != want {
			t.Errorf("Title(%q) = %q, want %q", text, got, want)
		}
	}
}
