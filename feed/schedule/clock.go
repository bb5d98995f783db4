package schedule

import "time"

// clockReading is what two clocks show at one moment: the wall clock, which can be set, and the
// monotonic clock, which cannot, but which stands still while a machine sleeps.
type clockReading struct {
	wall      time.Time
	monotonic time.Duration
}

// tolerance is the largest drift within a minute that is not a jump. It is more than NTP corrects
// in that time, and less than anyone sets a clock by.
const tolerance = 500 * time.Millisecond

// drift is by how much the wall clock has advanced more than the monotonic one since an earlier
// reading. It is negative if the wall clock was set back.
func (r clockReading) drift(earlier clockReading) time.Duration {
	return r.wall.Sub(earlier.wall) - (r.monotonic - earlier.monotonic)
}
