package page

import (
	"cmp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"fil/feed"

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
	"golang.org/x/text/language"
)

// newLocale has the constructors of the CLDR locales that fil includes, by BCP 47 tag. Dates in any
// other language are written as in ISO 8601.
var newLocale = map[string]func() locales.Translator{
	"af": af.New, "am": am.New, "ar": ar.New, "bg": bg.New, "bm": bm.New, "bn": bn.New, "br": br.New, "ca": ca.New, "cs": cs.New,
	"cy": cy.New, "da": da.New, "de": de.New, "el": el.New, "en": en.New, "en-GB": en_GB.New, "en-US": en.New, "es": es.New,
	"et": et.New, "eu": eu.New, "fa": fa.New, "ff": ff.New, "fi": fi.New, "fr": fr.New, "ga": ga.New, "gl": gl.New, "ha": ha.New,
	"he": he.New, "hi": hi.New, "hr": hr.New, "hu": hu.New, "id": id.New, "is": is.New, "it": it.New, "ja": ja.New, "ko": ko.New,
	"lt": lt.New, "lv": lv.New, "ms": ms.New, "nb": nb.New, "nl": nl.New, "nn": nn.New, "pl": pl.New, "pt": pt.New, "pt-PT": pt_PT.New,
	"ro": ro.New, "ru": ru.New, "sk": sk.New, "sl": sl.New, "so": so.New, "sr": sr.New, "sv": sv.New, "sw": sw.New, "th": th.New,
	"tr": tr.New, "uk": uk.New, "ur": ur.New, "vi": vi.New, "wo": wo.New, "yo": yo.New, "zh": zh.New, "zh-TW": zh_Hant_TW.New, "zu": zu.New,
}

// dates formats dates and numbers in a language, by the patterns of CLDR.
type dates struct {
	language string             // a BCP 47 tag
	locale   locales.Translator // nil for dates as in ISO 8601
}

// datesFor returns the format for a language: that of the tag or of its nearest parent with a locale,
// so "fr-ML" gets "fr". "" means English.
func datesFor(tag string) dates {
	if tag == "" {
		tag = "en"
	}
	for t, err := language.Parse(tag); err == nil && t != language.Und; t = t.Parent() {
		if locale, ok := newLocale[t.String()]; ok {
			return dates{t.String(), locale()}
		}
	}
	return dates{language: tag}
}

// day formats a date with the month in full: "15 janvier 2024".
func (d dates) day(t time.Time) string {
	if d.locale == nil {
		return t.Format(time.DateOnly)
	}
	return d.frenchFirst(t, d.locale.FmtDateLong(t))
}

// frenchFirst writes the first day of a month in French as "1er janvier 2024", for which CLDR has no
// pattern. Any other date is returned unchanged.
func (d dates) frenchFirst(t time.Time, date string) string {
	if rest, ok := strings.CutPrefix(date, "1 "); ok && t.Day() == 1 && strings.HasPrefix(d.language, "fr") {
		return "1er " + rest
	}
	return date
}

// monthPatterns are the patterns for a month with its year (CLDR, yMMMM) in languages where that is
// not "{month} {year}".
var monthPatterns = map[string]string{
	"ca": "{month} del {year}", "es": "{month} de {year}", "eu": "{year}(e)ko {month}", "gl": "{month} de {year}", "hu": "{year}. {month}",
	"ja": "{year}年{month}", "ko": "{year}년 {month}", "lt": "{year} m. {month}", "lv": "{year}. gada {month}", "pt": "{month} de {year}", "zh": "{year}年{month}",
}

// month formats a date without its day: "janvier 2024".
func (d dates) month(t time.Time) string {
	if d.locale == nil {
		return t.Format("2006-01")
	}
	base, _, _ := strings.Cut(d.language, "-")
	return strings.NewReplacer("{month}", d.locale.MonthWide(t.Month()), "{year}", t.Format("2006")).Replace(cmp.Or(monthPatterns[base], "{month} {year}"))
}

// short formats a date with an abbreviated month: "15 janv. 2024".
func (d dates) short(t time.Time) string {
	if d.locale == nil {
		return t.Format(time.DateOnly)
	}
	return d.frenchFirst(t, d.locale.FmtDateMedium(t))
}

// monthName returns the name of the month for a heading, with a capital: "Janvier".
func (d dates) monthName(t time.Time) string {
	if d.locale == nil {
		return t.Format("2006-01")
	}
	name := d.locale.MonthWide(t.Month())
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[n:]
}

// Moment is a time in three formats: Machine for a datetime attribute (RFC 3339), Day ("15 janvier
// 2024") and Short ("15 janv. 2024") as a date in the site's language.
type Moment struct{ Machine, Day, Short string }

// moment returns t in the formats of a Moment.
func (f *Frame) moment(t time.Time) Moment {
	return Moment{t.Format(time.RFC3339), f.dates.day(t), f.dates.short(t)}
}

// published returns when an article was published: the month alone, if its author gave no day.
func (f *Frame) published(a *feed.Meta) Moment {
	if a.Traits.Has(feed.MonthOnly) {
		month := f.dates.month(a.Published)
		return Moment{a.Published.Format("2006-01"), month, month}
	}
	return f.moment(a.Published)
}
