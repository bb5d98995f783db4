//go:build race

package build

// raceDetector says that everything takes many times as long.
const raceDetector = true
