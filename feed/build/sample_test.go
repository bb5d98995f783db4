package build

import "os"

// sampled returns how much a test tries of something that takes long: histories, points of a sweep,
// or runs. It is all in CI, and a sample elsewhere and with the race detector.
func sampled(all, sample int) int {
	if os.Getenv("CI") != "" && !raceDetector {
		return all
	}
	return sample
}
