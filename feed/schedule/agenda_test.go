package schedule

import (
	"testing"
	"time"

	"github.com/robfig/cron/v3"
)

// A time that passed before an entry was added is returned again by the entry that replaces it, if
// the first was removed before it fired.
func TestEntryReplacedBeforeItFires(t *testing.T) {
	s, err := Parse("*/10 * * * *", time.UTC)
	if err != nil {
		t.Fatal(err)
	}
	noon := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	a := &agenda{schedules: []cron.Schedule{s}, handledUntil: noon}
	now, tick := noon.Add(11*time.Minute), noon.Add(10*time.Minute)
	first, second := &agendaEntry{agenda: a}, &agendaEntry{agenda: a}
	if one, two := first.Next(now), second.Next(now); !one.Equal(tick) || !two.Equal(tick) {
		t.Errorf("the first says %v, the second %v", one, two)
	}
	if next := second.Next(now); !next.Equal(noon.Add(20 * time.Minute)) {
		t.Errorf("after it has fired, %v", next)
	}
}
