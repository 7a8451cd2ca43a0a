//go:build race

package connectivity

// raceDetector tells that memory is watched, which takes much more of it.
const raceDetector = true
