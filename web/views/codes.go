package views

// CodeGroup is a part of the page about codes.
type CodeGroup struct {
	ID, Title string
	Entries   []CodeEntry
}

// CodeEntry is one code and what there is to say about it.
type CodeEntry struct {
	Code, Title string
	// Looks are words of Authelia's or Redis's log.
	Looks []string
	// Parts are what there is to say, each under its name.
	Parts []CodePart
	// Tested are the words of the connection test, where it reports the code.
	Tested []CodeCause
}

// CodePart is a text with its name: "What to do".
type CodePart struct {
	Name string
	Text []Span
}

// CodeCause is one thing that the connection test says under a code.
type CodeCause struct {
	Severity      string
	Title         string
	Message, Hint []Span
}

// Span is a piece of a text: "plain", "literal", a "place" that stands for what
// was found, or a "reference" to another code.
type Span struct{ Kind, Text string }
