package schedule

import (
	"fmt"
	"strconv"
	"strings"
)

// field is one of a spec's fields: its name, and the values that it can have.
type field struct {
	name       string
	least, top int
}

var fiveFields = []field{{"minute", 0, 59}, {"hour", 0, 23}, {"day of month", 1, 31}, {"month", 1, 12}, {"day of week", 0, 6}}

// Odd says what a spec that [Parse] takes may not mean: steps that do not divide the hour,
// the day or the week, whose last interval is another one, and a day of month beside a
// day of week, of which either will do.
func Odd(spec string) (remarks []string) {
	_, rest, err := splitZone(strings.Join(strings.Fields(spec), " "))
	if err != nil || strings.HasPrefix(rest, "@") {
		return nil
	}
	parts, names := strings.Fields(rest), fiveFields
	if len(parts) == len(names)+1 {
		names = append([]field{{"second", 0, 59}}, names...)
	}
	if len(parts) != len(names) {
		return nil
	}
	for i, part := range parts {
		if remark := uneven(part, names[i]); remark != "" {
			remarks = append(remarks, remark)
		}
	}
	day, week := parts[len(parts)-3], parts[len(parts)-1]
	if !every(day) && !every(week) {
		remarks = append(remarks, fmt.Sprintf("day of month %s and day of week %s: it fires on days that are either", day, week))
	}
	return remarks
}

// every reports whether a field leaves every value open, as cron takes it: a step makes it
// a choice like any other.
func every(part string) bool {
	for one := range strings.SplitSeq(part, ",") {
		switch one {
		case "*", "?", "*/1", "?/1":
			return true
		}
	}
	return false
}

// uneven says what is odd about a step over a whole field, "" where nothing is.
func uneven(part string, f field) string {
	for one := range strings.SplitSeq(part, ",") {
		over, step, _ := strings.Cut(one, "/")
		n, err := strconv.Atoi(step)
		whole := over == "*" || over == "?" || over == strconv.Itoa(f.least) || over == fmt.Sprintf("%d-%d", f.least, f.top)
		if err != nil || n < 1 || !whole || (f.top-f.least+1)%n == 0 {
			continue
		}
		var at []string
		for v := f.least; v <= f.top; v += n {
			at = append(at, strconv.Itoa(v))
		}
		if len(at) > 4 {
			at = append(append(at[:2:2], "…"), at[len(at)-1])
		}
		return fmt.Sprintf("%s %s is %s, and then %s again: the last interval is not as long as the others",
			f.name, one, strings.Join(at, ", "), at[0])
	}
	return ""
}
