//go:build race

package feedtest

// Race says that the tests run with the race detector, and so many times slower.
const Race = true
