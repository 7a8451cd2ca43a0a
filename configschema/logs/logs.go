// Package logs finds the cause behind a line of Authelia's, Redis's or
// Sentinel's log. Like configschema it does no I/O, and it is compiled to
// WebAssembly.
package logs

// Explanation is what a line of a log means.
type Explanation struct {
	// Line counts from 1, and Text is that line, without secrets.
	Line int    `json:"line"`
	Text string `json:"text"`
	// Source is who wrote the line: "authelia", "redis", "sentinel", or empty.
	Source string `json:"source,omitempty"`
	// Codes are the catalogue's codes, the most probable first.
	Causes []Cause `json:"causes"`
}

// Cause is an entry of the catalogue of codes.
type Cause struct {
	Code  string `json:"code"`
	Title string `json:"title"`
	// Cause says what is behind it, Act what to do; plain text with `code`.
	Cause string `json:"cause"`
	Act   string `json:"act"`
}

// Explain explains every line of a log that it knows, in order. Lines that say
// nothing about Redis are passed over.
func Explain(text string) []Explanation { return nil }
