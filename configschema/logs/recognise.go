package logs

import (
	"regexp"
	"strings"
)

// looked bounds how many lines of a text are looked at to find out whether it is a log.
const looked = 200

// timed is the front of a line that says when it was written.
var timed = regexp.MustCompile(`^(?:[\w.-]+ +\| )?(?:\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\w{3} [ \d]\d \d\d:\d\d:\d\d |\[?(?:INFO|WARN(?:ING)?|ERROR|DEBUG)\]? )`)

var (
	// setting is a line that gives a variable or an option a value, and commandLine one
	// that somebody typed, whatever they say.
	setting     = regexp.MustCompile(`^(?:export |- |-e )?["']?[A-Za-z_][A-Za-z0-9_.]*["']?(?:=|: *["'])`)
	commandLine = regexp.MustCompile(`(?:redis|valkey)-cli `)
	// logfmt is a line of a log that begins like an assignment.
	logfmt = regexp.MustCompile(`^(?:time|level|msg|error|pid|ts|t)=`)
)

// isInput tells whether a line is what a person wrote for a program.
func isInput(line string) bool {
	return setting.MatchString(line) && !logfmt.MatchString(line) || commandLine.MatchString(line)
}

// IsLog tells whether a text is a log: most of its lines say when or with what level
// they were written, or it is a line or a few that are known.
func IsLog(text string) bool {
	lines, shaped, known := 0, 0, 0
	for raw := range strings.Lines(text) {
		if strings.TrimSpace(raw) == "" {
			continue
		}
		if lines++; lines > looked {
			break
		}
		switch l := read(raw); {
		case isInput(l.text):
		case l.source != "" || timed.MatchString(l.text):
			shaped++
		case lines <= fewLines && Codes(raw) != nil:
			known++
		}
	}
	return shaped*2 > lines || lines <= fewLines && shaped+known == lines && lines > 0
}

// fewLines are how many lines people quote of a log by themselves.
const fewLines = 5

// Known tells whether a text has a line that is known.
func Known(text string) bool {
	for raw := range strings.Lines(text) {
		if Codes(raw) != nil {
			return true
		}
	}
	return false
}

// Codes are the causes of a single line, the most probable first; nil where it is none
// of a log, such as a name or the value of an option.
func Codes(line string) []string {
	line = strings.TrimSpace(line)
	if !strings.Contains(line, " ") || isInput(line) {
		return nil
	}
	return explain(read(line)).codes
}
