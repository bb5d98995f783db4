package feedtest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// words is the vocabulary of the corpus.
var words = strings.Fields(`le la les un une des du de ce cette son sa ses leur notre votre qui que dont où mais donc or ni car
avec sans pour par dans sur sous vers chez entre depuis pendant après avant contre ville rivière maison montagne lumière marché
voyage histoire musée lettre journal article projet réseau lecteur auteur édition page image question réponse méthode mesure exemple
être avoir faire dire pouvoir aller voir savoir vouloir venir devoir croire trouver donner prendre parler aimer passer mettre rendre
grand petit nouveau premier dernier jeune long large simple rapide léger public ouvert libre ancien toujours souvent parfois encore
été hiver printemps automne matin soir année siècle jour nuit heure minute semaine mois forêt mer île côte port pont rue place`)

// Corpus is a deterministic set of N Markdown articles of about 400 words each. They are published
// at even intervals over Years years from 2005 on, and have 50 tags and 10 authors. Equal values
// write equal bytes on any machine.
type Corpus struct{ N, Years int }

// Spread returns a corpus of n articles over twenty years.
func Spread(n int) Corpus { return Corpus{n, 20} }

// Write writes the articles and a site.yaml into dir, and creates dir.
func (c Corpus) Write(tb testing.TB, dir string) {
	tb.Helper()
	site := "title: Corpus\nbase_url: https://corpus.example/\nlanguage: fr\nid_authority: corpus.example,2024\n"
	if err := os.MkdirAll(dir, 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "site.yaml"), []byte(site), 0o644); err != nil {
		tb.Fatal(err)
	}
	for i := range c.N {
		c.Article(tb, dir, i)
	}
}

// Article writes article i into dir. i may be N or more: such an article follows the corpus in time.
func (c Corpus) Article(tb testing.TB, dir string, i int) {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, uint64(i)))
	step := time.Duration(c.Years) * 365 * 24 * time.Hour / time.Duration(c.N)
	date := time.Date(2005, 1, 1, 6, 0, 0, 0, time.UTC).Add(step * time.Duration(i))
	var b strings.Builder
	phrase := func(n int) string {
		chosen := make([]string, n)
		for i := range chosen {
			chosen[i] = words[r.IntN(len(words))]
		}
		return strings.Join(chosen, " ")
	}
	fmt.Fprintf(&b, "---\ntitle: \"%s & %s\"\ndate: %s\ntags:\n  - sujet-%d\n  - sujet-%d\nauthor: Plume %d\nlang: fr\n---\n\n",
		phrase(4), phrase(2), date.Format(time.RFC3339), r.IntN(25), 25+r.IntN(25), r.IntN(10))
	for k := range 8 {
		fmt.Fprintf(&b, "%s, **%s** et *%s*. %s `%s` %s.\n\n", phrase(14), phrase(2), phrase(1), phrase(16), phrase(1), phrase(14))
		switch k {
		case 1:
			fmt.Fprintf(&b, "## %s\n\n![%s](/images/%d.jpg)\n\n- %s\n- %s\n\n", phrase(3), phrase(2), i, phrase(5), phrase(6))
		case 4:
			fmt.Fprintf(&b, "> %s.\n\n[%s](https://example.com/?a=1&b=2)\n\n", phrase(10), phrase(2))
		}
	}
	name := filepath.Join(dir, date.Format("2006"), fmt.Sprintf("%s-%d.md", date.Format(time.DateOnly), i))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
		tb.Fatal(err)
	}
}
