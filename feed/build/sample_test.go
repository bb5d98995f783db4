package build

import (
	"fmt"
	"os"
)

// sampled returns how much a test tries of something that takes long: histories, points of a sweep,
// or runs. It is all in CI, and a sample elsewhere and with the race detector.
func sampled(all, sample int) int {
	if os.Getenv("CI") != "" && !raceDetector {
		return all
	}
	return sample
}

// histories returns the number of random histories: as many as FIL_TEST_HISTORIES says, else sampled.
func histories(all, sample int) uint64 {
	n := sampled(all, sample)
	_, _ = fmt.Sscan(os.Getenv("FIL_TEST_HISTORIES"), &n) // without a number n stays
	return uint64(n)
}
