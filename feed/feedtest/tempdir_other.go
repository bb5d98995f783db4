//go:build !linux

package feedtest

// InMemory does nothing, because only Linux has a folder that is always in memory.
func InMemory() {}
