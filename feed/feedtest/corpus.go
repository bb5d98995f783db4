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

// words are those that the corpus is made of.
var words = strings.Fields(`le la les un une des du de ce cette son sa ses leur notre votre qui que dont où mais donc or ni car
avec sans pour par dans sur sous vers chez entre depuis pendant après avant contre ville rivière maison montagne lumière marché
voyage histoire musée lettre journal article projet réseau lecteur auteur édition page image question réponse méthode mesure exemple
être avoir faire dire pouvoir aller voir savoir vouloir venir devoir croire trouver donner prendre parler aimer passer mettre rendre
grand petit nouveau premier dernier jeune long large simple rapide léger public ouvert libre ancien toujours souvent parfois encore
été hiver printemps automne matin soir année siècle jour nuit heure minute semaine mois forêt mer île côte port pont rue place`)

// Corpus is N articles of about 400 words, spread over so many Years from 2005 on, 50 tags
// and 10 authors: the same corpus has the same bytes.
type Corpus struct{ N, Years int }

// Spread is a corpus over twenty years.
func Spread(n int) Corpus { return Corpus{n, 20} }

// Write writes it below a folder, with a site.yaml. Its files are older than any tick.
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

// Article writes article i, which may be one more than there are.
func (c Corpus) Article(tb testing.TB, dir string, i int) {
	tb.Helper()
	r := rand.New(rand.NewPCG(1, uint64(i)))
	step := time.Duration(c.Years) * 365 * 24 * time.Hour / time.Duration(c.N)
	date := time.Date(2005, 1, 1, 6, 0, 0, 0, time.UTC).Add(step * time.Duration(i))
	var b strings.Builder
	phrase := func(n int) string {
		picked := make([]string, n)
		for i := range picked {
			picked[i] = words[r.IntN(len(words))]
		}
		return strings.Join(picked, " ")
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
