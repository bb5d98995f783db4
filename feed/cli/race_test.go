//go:build race

package cli

// raceDetector says that everything takes many times as long.
const raceDetector = true
