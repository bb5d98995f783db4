package schedule

import (
	"strings"
	"testing"
)

func TestLint(t *testing.T) {
	for spec, want := range map[string]string{
		"*/15 * * * *":                 "",
		"*/40 * * * *":                 "minute */40 is 0, 40, and then 0 again",
		"0 */5 * * *":                  "hour */5 is 0, 5, …, 20, and then 0 again",
		"0 */6 * * *":                  "",
		"0 7 */2 * *":                  "day of month */2 is 1, 3, …, 31, and then 1 again",
		"0 7 13 * fri":                 "day of month 13 and day of week fri: it fires on days that are either",
		"0 7 13 * *":                   "",
		"0 7 * * 5":                    "",
		"*/7 0 7 * * *":                "second */7",
		"0/40 * * * *":                 "minute 0/40 is 0, 40",
		"0-59/40 * * * *":              "minute 0-59/40 is 0, 40",
		"*/40,7 * * * *":               "minute */40 is 0, 40",
		"0 0 */2 * mon":                "fires on days that are either",
		"0 0 */1 * mon":                "",
		"5/10 * * * *":                 "",
		"@hourly":                      "",
		"TZ=Europe/Paris */40 * * * *": "minute */40",
		"@every 40m":                   "",
	} {
		got := strings.Join(Lint(spec), "; ")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q", spec, got, want)
		}
	}
}
