package page

import (
	"testing"
	"time"

	"fil/feed"
)

// TestDates compares formatted dates: the first and the tenth of a month, a month, and the date of an
// article whose author gave no day.
func TestDates(t *testing.T) {
	first, tenth := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC)
	for language, want := range map[string][4]string{
		"fr":    {"1er janvier 2024", "1er janv. 2024", "10 janvier 2024", "janvier 2024"},
		"fr-ML": {"1er janvier 2024", "1er janv. 2024", "10 janvier 2024", "janvier 2024"},
		"en":    {"January 1, 2024", "Jan 1, 2024", "January 10, 2024", "January 2024"},
		"de":    {"1. Januar 2024", "01.01.2024", "10. Januar 2024", "Januar 2024"},
		"es":    {"1 de enero de 2024", "1 ene. 2024", "10 de enero de 2024", "enero de 2024"},
		"ja":    {"2024年1月1日", "2024/01/01", "2024年1月10日", "2024年1月"},
		"tlh":   {"2024-01-01", "2024-01-01", "2024-01-10", "2024-01"},
	} {
		d := datesFor(language)
		if got := [4]string{d.day(first), d.short(first), d.day(tenth), d.month(first)}; got != want {
			t.Errorf("%s: %q, want %q", language, got, want)
		}
	}
	f := &Frame{dates: datesFor("fr")}
	if got := f.published(&feed.Meta{Published: first, Traits: feed.MonthOnly}); got != (Moment{"2024-01", "janvier 2024", "janvier 2024"}) {
		t.Errorf("of a month alone: %q", got)
	}
}
