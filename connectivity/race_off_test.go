//go:build !race

package connectivity

const raceDetector = false
