package page

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/af"
	"github.com/go-playground/locales/am"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/bg"
	"github.com/go-playground/locales/bm"
	"github.com/go-playground/locales/bn"
	"github.com/go-playground/locales/br"
	"github.com/go-playground/locales/ca"
	"github.com/go-playground/locales/cs"
	"github.com/go-playground/locales/cy"
	"github.com/go-playground/locales/da"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/el"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/et"
	"github.com/go-playground/locales/eu"
	"github.com/go-playground/locales/fa"
	"github.com/go-playground/locales/ff"
	"github.com/go-playground/locales/fi"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/ga"
	"github.com/go-playground/locales/gl"
	"github.com/go-playground/locales/ha"
	"github.com/go-playground/locales/he"
	"github.com/go-playground/locales/hi"
	"github.com/go-playground/locales/hr"
	"github.com/go-playground/locales/hu"
	"github.com/go-playground/locales/id"
	"github.com/go-playground/locales/is"
	"github.com/go-playground/locales/it"
	"github.com/go-playground/locales/ja"
	"github.com/go-playground/locales/ko"
	"github.com/go-playground/locales/lt"
	"github.com/go-playground/locales/lv"
	"github.com/go-playground/locales/ms"
	"github.com/go-playground/locales/nb"
	"github.com/go-playground/locales/nl"
	"github.com/go-playground/locales/nn"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/pt"
	"github.com/go-playground/locales/pt_PT"
	"github.com/go-playground/locales/ro"
	"github.com/go-playground/locales/ru"
	"github.com/go-playground/locales/sk"
	"github.com/go-playground/locales/sl"
	"github.com/go-playground/locales/so"
	"github.com/go-playground/locales/sr"
	"github.com/go-playground/locales/sv"
	"github.com/go-playground/locales/sw"
	"github.com/go-playground/locales/th"
	"github.com/go-playground/locales/tr"
	"github.com/go-playground/locales/uk"
	"github.com/go-playground/locales/ur"
	"github.com/go-playground/locales/vi"
	"github.com/go-playground/locales/wo"
	"github.com/go-playground/locales/yo"
	"github.com/go-playground/locales/zh"
	"github.com/go-playground/locales/zh_Hant_TW"
	"github.com/go-playground/locales/zu"
)

var updateLocales = flag.Bool("update-locales", false, "write locales.txt anew")

// newLocale has the constructors of the CLDR locales from which locales.txt is made, by
// BCP 47 tag.
var newLocale = map[string]func() locales.Translator{
	"af": af.New, "am": am.New, "ar": ar.New, "bg": bg.New, "bm": bm.New, "bn": bn.New, "br": br.New, "ca": ca.New, "cs": cs.New,
	"cy": cy.New, "da": da.New, "de": de.New, "el": el.New, "en": en.New, "en-GB": en_GB.New, "en-US": en.New, "es": es.New,
	"et": et.New, "eu": eu.New, "fa": fa.New, "ff": ff.New, "fi": fi.New, "fr": fr.New, "ga": ga.New, "gl": gl.New, "ha": ha.New,
	"he": he.New, "hi": hi.New, "hr": hr.New, "hu": hu.New, "id": id.New, "is": is.New, "it": it.New, "ja": ja.New, "ko": ko.New,
	"lt": lt.New, "lv": lv.New, "ms": ms.New, "nb": nb.New, "nl": nl.New, "nn": nn.New, "pl": pl.New, "pt": pt.New, "pt-PT": pt_PT.New,
	"ro": ro.New, "ru": ru.New, "sk": sk.New, "sl": sl.New, "so": so.New, "sr": sr.New, "sv": sv.New, "sw": sw.New, "th": th.New,
	"tr": tr.New, "uk": uk.New, "ur": ur.New, "vi": vi.New, "wo": wo.New, "yo": yo.New, "zh": zh.New, "zh-TW": zh_Hant_TW.New, "zu": zu.New,
}

// locales.txt has what the library knows of each language: dates and numbers come out the same. The library
// itself is not part of fil, because it weighs more than a megabyte.
func TestLocales(t *testing.T) {
	var b bytes.Buffer
	for _, tag := range slices.Sorted(maps.Keys(newLocale)) {
		b.WriteString(describe(tag, newLocale[tag]()) + "\n")
	}
	if *updateLocales {
		if err := os.WriteFile("locales.txt", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if b.String() != localeText {
		t.Error("locales.txt differs from the library; go test ./feed/page -run Locales -update-locales writes it")
	}
	for tag, newLibrary := range newLocale {
		library, ours := newLibrary(), localeOf(tag)
		if ours == nil {
			t.Errorf("%s is missing", tag)
			continue
		}
		for day := time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2025; day = day.AddDate(0, 0, 1) {
			if got, want := ours.long(day), library.FmtDateLong(day); got != want {
				t.Errorf("%s: %q, want %q", tag, got, want)
			}
			if got, want := ours.medium(day), library.FmtDateMedium(day); got != want {
				t.Errorf("%s: %q, want %q", tag, got, want)
			}
			if got, want := ours.wide[day.Month()-1], library.MonthWide(day.Month()); got != want {
				t.Errorf("%s: %q, want %q", tag, got, want)
			}
		}
		for _, n := range []float64{0, 1, 9.5, 12.75, 999, 1000, 1234.5, 12345678.125} {
			for digits := range 3 {
				if got, want := ours.number(n, digits), library.FmtNumber(n, uint64(digits)); got != want {
					t.Errorf("%s: %q, want %q", tag, got, want)
				}
			}
		}
	}
}

// describe returns the line of locales.txt for a language.
func describe(tag string, l locales.Translator) string {
	pattern := func(format func(time.Time) string) string {
		month := time.July // or one of which the two names differ
		for _, m := range []time.Month{1, 2, 3, 4, 6, 8, 9} {
			if l.MonthWide(m) != l.MonthAbbreviated(m) {
				month = m
			}
		}
		s := strings.Replace(format(time.Date(2091, month, 5, 0, 0, 0, 0, time.UTC)), "2091", "{y}", 1)
		for _, name := range []struct{ text, token string }{{l.MonthWide(month), "{M}"}, {l.MonthAbbreviated(month), "{m}"}} {
			if !strings.Contains(s, "{M}") && name.text != "" {
				s = strings.Replace(s, name.text, name.token, 1)
			}
		}
		for _, number := range []struct{ digits, token string }{{"05", "{dd}"}, {"5", "{d}"}, {fmt.Sprintf("%02d", month), "{nn}"}, {fmt.Sprint(int(month)), "{n}"}} {
			s = strings.Replace(s, number.digits, number.token, 1)
		}
		return s
	}
	number := l.FmtNumber(1234.5, 1)
	group, decimal := "", strings.TrimSuffix(number[strings.LastIndex(number, "4")+1:], "5")
	if rest := strings.TrimPrefix(number, "1"); !strings.HasPrefix(rest, "2") {
		group = rest[:strings.Index(rest, "2")]
	}
	further := "3"
	if group != "" && strings.Index(l.FmtNumber(12345678, 0), group) < 2 { // 1,23,45,678
		further = "2"
	}
	var wide, short []string
	for m := time.January; m <= time.December; m++ {
		wide, short = append(wide, l.MonthWide(m)), append(short, l.MonthAbbreviated(m))
	}
	return strings.Join([]string{tag, pattern(l.FmtDateLong), pattern(l.FmtDateMedium), decimal, group, further, strings.Join(wide, "|"), strings.Join(short, "|")}, "\t")
}
