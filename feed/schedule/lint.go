package schedule

import (
	"fmt"
	"strconv"
	"strings"
)

// cronField is one field of a spec: its name, and the range of its values.
type cronField struct {
	name            string
	lowest, highest int
}

var fiveFields = []cronField{{"minute", 0, 59}, {"hour", 0, 23}, {"day of month", 1, 31}, {"month", 1, 12}, {"day of week", 0, 6}}

// Lint returns warnings about a spec that [Parse] accepts, if it may not mean what its author
// thinks. It warns of a step that does not divide the hour, the day or the week, so that the last
// interval is shorter; and of a day of month beside a day of week, because the spec then fires on
// days that match either, and not both.
func Lint(spec string) (warnings []string) {
	_, rest, err := splitZone(strings.Join(strings.Fields(spec), " "))
	if err != nil || strings.HasPrefix(rest, "@") {
		return nil
	}
	values, fields := strings.Fields(rest), fiveFields
	if len(values) == len(fields)+1 {
		fields = append([]cronField{{"second", 0, 59}}, fields...)
	}
	if len(values) != len(fields) {
		return nil
	}
	for i, value := range values {
		if warning := lintStep(value, fields[i]); warning != "" {
			warnings = append(warnings, warning)
		}
	}
	day, week := values[len(values)-3], values[len(values)-1]
	if !matchesAll(day) && !matchesAll(week) {
		warnings = append(warnings, fmt.Sprintf("day of month %s and day of week %s: it fires on days that are either", day, week))
	}
	return warnings
}

// matchesAll reports whether cron takes a field for one that matches every value. A step of two or
// more makes it one that does not.
func matchesAll(field string) bool {
	for element := range strings.SplitSeq(field, ",") {
		switch element {
		case "*", "?", "*/1", "?/1":
			return true
		}
	}
	return false
}

// lintStep returns a warning if the value of a field has a step over its whole range that does not
// divide that range, else "".
func lintStep(value string, f cronField) string {
	for element := range strings.SplitSeq(value, ",") {
		over, step, _ := strings.Cut(element, "/")
		n, err := strconv.Atoi(step)
		whole := over == "*" || over == "?" || over == strconv.Itoa(f.lowest) || over == fmt.Sprintf("%d-%d", f.lowest, f.highest)
		if err != nil || n < 1 || !whole || (f.highest-f.lowest+1)%n == 0 {
			continue
		}
		var at []string
		for v := f.lowest; v <= f.highest; v += n {
			at = append(at, strconv.Itoa(v))
		}
		if len(at) > 4 {
			at = append(append(at[:2:2], "…"), at[len(at)-1])
		}
		return fmt.Sprintf("%s %s is %s, and then %s again: the last interval is not as long as the others",
			f.name, element, strings.Join(at, ", "), at[0])
	}
	return ""
}
