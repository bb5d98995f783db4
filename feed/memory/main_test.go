package memory

import (
	"testing"

	"fil/feed/feedtest"

	"go.uber.org/goleak"
)

// TestMain fails if a test leaves a goroutine running.
func TestMain(m *testing.M) {
	feedtest.InMemory()
	goleak.VerifyTestMain(m)
}
