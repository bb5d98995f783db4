package feedtest

import "os"

// Sampled returns how much a test tries of something that takes long: histories, points of a sweep,
// or runs. It is all in CI, and a sample elsewhere and with the race detector.
func Sampled(all, sample int) int {
	if os.Getenv("CI") != "" && !Race {
		return all
	}
	return sample
}
