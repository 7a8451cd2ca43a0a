package main

import (
	"io"
	"regexp"
	"strings"

	"redis-wizard/configschema/visible"
)

// What a file, its name or a server says may hold escape sequences for a terminal,
// marks that turn the direction of the text around them, and lines that the log of
// a pipeline takes for commands. All text that is meant for people goes through
// printable and oneLine, and all lines of it through tamed. What is printed for
// programs to read, a configuration.yml for instance, stays as it is, byte by byte.

// printable makes everything visible that is not: control characters, marks of
// direction, and the line breaks that only some programs know. Line breaks proper
// and blanks stay, and marks of commands are broken up.
func printable(text string) string { return commandMarks.Replace(visible.Escaped(text)) }

// oneLine is printable for what has no line breaks of ours in it, such as the name
// of a file.
func oneLine(text string) string { return strings.ReplaceAll(printable(text), "\n", `\n`) }

// indented shifts every line after the first under the first one.
func indented(text, by string) string {
	return strings.ReplaceAll(strings.TrimRight(printable(text), "\n"), "\n", "\n"+by)
}

// commandMarks are what the logs of pipelines know commands by wherever they stand:
// GitHub's old form, and Azure's.
var commandMarks = strings.NewReplacer("##[", `#\#[`, "##vso[", `#\#vso[`)

// lineCommand is what GitHub takes for a command: a line that begins with two colons,
// blanks in front of them or not.
var lineCommand = regexp.MustCompile(`(?m)^([ \t]*)::`)

// tame makes lines harmless in the log of a pipeline.
func tame(text string) string {
	return commandMarks.Replace(lineCommand.ReplaceAllString(text, `$1\::`))
}

// tamed is a writer of lines that tames them. Each write begins where a line does,
// or goes on with one that is harmless already.
type tamed struct {
	to  io.Writer
	mid bool // in the middle of a line
}

func (t *tamed) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	text := tame(string(p))
	if t.mid { // no command begins where it does
		text = tame("x" + string(p))[1:]
	}
	t.mid = p[len(p)-1] != '\n'
	if _, err := io.WriteString(t.to, text); err != nil {
		return 0, err
	}
	return len(p), nil
}
