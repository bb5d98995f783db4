package page

import (
	"os"
	"strings"
	"testing"
	"time"

	"fil/feed"
	"fil/feed/feedtest"
)

func ExampleChapters_Write() {
	_ = Chapters{[]feed.Chapter{{Title: "Début"}, {Start: 73500 * time.Millisecond, Title: "L’or & le sel"}}}.Write(os.Stdout)
	// Output:
	// {
	//   "version": "1.2.0",
	//   "chapters": [
	//     {
	//       "startTime": 0,
	//       "title": "Début"
	//     },
	//     {
	//       "startTime": 73.5,
	//       "title": "L’or & le sel"
	//     }
	//   ]
	// }
}

func ExampleTextPage_Write() {
	_ = TextPage{feedtest.Articles()[0]}.Write(os.Stdout)
	// Output:
	// # Tout & \<plus> : l’été
	//
	// 2024-07-02 · Awa Traoré · Ben · <https://fil.example/tout/>
	//
	// « Bonjour » & *bienvenue* ]]&gt; ici. [Lien](https://fil.example/rien/)
}

func ExampleNewsSitemap_Write() {
	_ = NewsSitemap{feedtest.Site(), feedtest.Metas(feedtest.Articles()...)[:1]}.Write(os.Stdout)
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
	// <url><loc>https://fil.example/tout/</loc><news:news><news:publication><news:name>Le fil &amp; ses &lt;amis&gt;</news:name><news:language>en</news:language></news:publication><news:publication_date>2024-07-02T18:30:00+02:00</news:publication_date><news:title>Tout &amp; &lt;plus&gt; : l’été</news:title></news:news></url>
	// </urlset>
}

func ExampleTerms_Write() {
	s := feedtest.Site()
	s.DenyAI, s.License.URL = true, "https://creativecommons.org/licenses/by/4.0/"
	_ = Terms{s}.Write(os.Stdout)
	// Output:
	// <?xml version="1.0" encoding="UTF-8"?>
	// <rsl xmlns="https://rslstandard.org/rsl"><content url="https://fil.example/"><license>
	// <prohibits type="usage">ai-train</prohibits>
	// <payment type="attribution"><standard>https://creativecommons.org/licenses/by/4.0/</standard></payment>
	// </license><terms>https://creativecommons.org/licenses/by/4.0/</terms></content></rsl>
}

func TestNewsLanguage(t *testing.T) {
	for tag, want := range map[string]string{"fr": "fr", "fr-FR": "fr", "zh-Hans": "zh-cn", "zh-TW": "zh-tw", "zh-Hant-HK": "zh-tw", "bm": "bm", "": ""} {
		if got := newsLanguage(tag); got != want {
			t.Errorf("%s is %s", tag, got)
		}
	}
}

func TestListText(t *testing.T) {
	var b strings.Builder
	err := ListText{feedtest.Site(), []Link{{Title: "a [b]\nc", URL: "https://fil.example/a/index.md"}}}.Write(&b)
	if err != nil || !strings.Contains(b.String(), `- [a \[b\] c](https://fil.example/a/index.md)`) || !strings.HasPrefix(b.String(), "# Le fil & ses <amis>\n\n> Des notes\n") {
		t.Errorf("%v: %s", err, b.String())
	}
}
