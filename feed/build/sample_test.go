package build

import (
	"fmt"
	"os"

	"fil/feed/feedtest"
)

// histories returns the number of random histories: as many as FIL_TEST_HISTORIES says, else feedtest.Sampled.
func histories(all, sample int) uint64 {
	n := feedtest.Sampled(all, sample)
	_, _ = fmt.Sscan(os.Getenv("FIL_TEST_HISTORIES"), &n) // without a number n stays
	return uint64(n)
}
