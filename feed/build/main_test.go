package build

import (
	"context"
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// noRaceSleep keeps the race detector from a second's sleep at the end of every process.
const noRaceSleep = "atexit_sleep_ms=0"

// TestMain makes one run instead of the tests in a process whose FIL_TEST_BUILD names a site.
func TestMain(m *testing.M) {
	if dir := os.Getenv("FIL_TEST_BUILD"); dir != "" {
		c := configIn(dir)
		c.Fault = faultFromEnv()
		if err := buildOnce(context.Background(), c, Ask{}); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}
