package plaintext

import (
	"testing"
	"time"
)

func TestParseDate(t *testing.T) {
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	for s, want := range map[string]string{
		"2024-01-15T10:30:00+01:00":       "2024-01-15T10:30:00+01:00",
		"2024-01-15T10:30:00Z":            "2024-01-15T11:30:00+01:00",
		"2024-01-15T10:30:00.25Z":         "2024-01-15T11:30:00+01:00",
		"2024-07-15":                      "2024-07-15T00:00:00+02:00",
		"2024-01-15 10:30":                "2024-01-15T10:30:00+01:00",
		"2024-01-15 10:30:05":             "2024-01-15T10:30:05+01:00",
		"2024-01-15 10:30:05 +0000":       "2024-01-15T11:30:05+01:00",
		"2024-01":                         "2024-01-01T00:00:00+01:00",
		"2024":                            "2024-01-01T00:00:00+01:00",
		"2024-1-5":                        "2024-01-05T00:00:00+01:00",
		"Mon, 15 Jan 2024 10:30:00 GMT":   "2024-01-15T11:30:00+01:00",
		"Mon, 15 Jan 2024 10:30:00 +0100": "2024-01-15T10:30:00+01:00",
		"15 Jan 24 10:30 EST":             "2024-01-15T16:30:00+01:00",
		" 2024-01-15 ":                    "2024-01-15T00:00:00+01:00",
	} {
		got, err := ParseDate(s, paris)
		if err != nil || got.Format(time.RFC3339) != want {
			t.Errorf("%q = %v, %v, want %s", s, got, err, want)
		}
	}
	for _, s := range []string{"", "hier", "2024-13-01", "2024-02-30", "2024-W03", "12000-01-01", "0000-01-01",
		"0", "2024-01-15 10:30 XYZ", "1705312800", "2024-01-15T25:00:00Z"} {
		if got, err := ParseDate(s, paris); err == nil {
			t.Errorf("%q is taken for %v", s, got)
		} else if !got.IsZero() {
			t.Errorf("%q: %v with an error", s, got)
		}
	}
}

func FuzzDate(f *testing.F) {
	f.Add("2024-01-15T10:30:00+01:00")
	f.Add("Mon, 15 Jan 2024 10:30:00 GMT")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseDate(s, time.UTC)
		if err == nil && (got.Year() < 1 || got.Year() > 9999) {
			t.Errorf("%q = %v", s, got)
		}
	})
}
