//go:build race

package feedtest

// Race reports whether the race detector is on, which makes tests many times slower.
const Race = true
