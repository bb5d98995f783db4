//go:build !linux

package feedtest

// InMemory does nothing: only on Linux is there a folder in memory.
func InMemory() {}
