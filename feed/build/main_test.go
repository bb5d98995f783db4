package build

import (
	"context"
	"fmt"
	"os"
	"testing"

	"fil/feed/feedtest"

	"go.uber.org/goleak"
)

// noRaceSleep removes the sleep of one second with which the race detector ends every process.
const noRaceSleep = "atexit_sleep_ms=0"

// TestMain runs the tests; in a process whose FIL_TEST_BUILD names the folder of a site, it makes
// one run of that site instead.
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
	feedtest.InMemory()
	goleak.VerifyTestMain(m)
}
