package yamltree

import (
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema/phrase"
)

var (
	conflictMark = regexp.MustCompile(`^(?:<{7}|={7}|>{7}|\|{7})(?:[ \t].*)?$`)
	// prompt is what a shell prints in front of a command.
	prompt = regexp.MustCompile(`^(?:\[?[\w.-]+@[\w.-]+[ :][^#$>]*[#$>]|[\w.-]*[$#>%] ?(?:cat|sudo|less|more|vi|vim|nano|kubectl|docker|bat) |[$%] |PS [A-Z]:\\)`)
	// opening is a line whose value begins with a quote.
	opening = regexp.MustCompile(`^[ \t]*(?:-[ \t]+)*(?:[\w.-]+[ \t]*:[ \t]+)?(?:-[ \t]+)*(["'])`)
)

// ConflictMark is the sign of which a line is a mark of a merge conflict; 0 for none.
func ConflictMark(line string) byte {
	if line == "" || !strings.Contains("<=>|", line[:1]) || !conflictMark.MatchString(strings.TrimRight(line, "\r")) {
		return 0
	}
	return line[0]
}

// Pinpoint says more of a fault in the source than the parser does, where the line of the
// mistake is known: the parser often finds out further down. It parses the source again
// and again, and is for texts whose faults are told.
func (d *Document) Pinpoint(source string) {
	if _, deep := tooDeep(source); deep || !d.broken {
		return
	}
	p := &d.Problems[0]
	lines := strings.Split(source, "\n")
	say := func(line, column int, hint phrase.Text) {
		p.Line, p.Column, p.HintText = line+1, column+1, phrase.Of(hint)
	}
	conflict := false
	for i, line := range lines {
		switch {
		case ConflictMark(line) == '<':
			conflict = true
		case conflict && ConflictMark(line) == '>':
			first := i
			for ConflictMark(lines[first]) != '<' {
				first--
			}
			say(first, 0, "This is a mark of git: a merge conflict is not resolved here. Keep one of the two sides, and delete the three lines with the marks.")
			return
		}
	}
	if i := openQuote(lines, source); i >= 0 {
		say(i, len(opening.FindString(lines[i]))-1, "The quote that opens here is not closed on this line. Close it at the end of the value.")
		return
	}
	for i := max(p.Line-2, 0); i < min(p.Line+1, len(lines)); i++ {
		switch line := strings.TrimSpace(lines[i]); {
		case prompt.MatchString(line[:min(len(line), maxPrompt)]):
			say(i, 0, "This line is a command or the prompt of a shell, and no part of the file. Delete it.")
			return
		case strings.Contains(p.Message, "could not find expected ':'") && i == p.Line-1 && line != "" && !strings.ContainsAny(line, ":#\"'{}[]"):
			p.HintText = phrase.Of("This line has no colon: it is neither an option nor a comment. Delete it, or write # in front of it.")
		}
	}
}

// maxPrompt is within how many bytes a prompt ends, and maxQuotes bounds the quotes that are tried.
const (
	maxPrompt = 200
	maxQuotes = 8
)

// openQuote is the first line with a quote that is not closed, and without which the text
// could be read, or further; -1 for none, and in a text too long to be parsed that often.
func openQuote(lines []string, source string) int {
	bad, candidates := 0, 0
	for i, line := range lines {
		if !strings.ContainsAny(line, `"'`) {
			continue
		}
		found := opening.FindStringSubmatch(line)
		if found == nil || isClosed(line[len(found[0]):], found[1][0]) {
			continue
		}
		if bad == 0 {
			bad = firstBadLine(source)
		}
		if candidates++; i >= bad || candidates > maxQuotes {
			return -1
		}
		closed := slices.Concat(lines[:i], []string{strings.TrimRight(line, " \t\r") + found[1]}, lines[i+1:])
		if parses(strings.Join(closed[:bad], "\n")) || parses(strings.Join(closed, "\n")) {
			return i
		}
	}
	return -1
}

// isClosed tells whether a quote closes in what stands behind it.
func isClosed(rest string, quote byte) bool {
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && quote == '"':
			i++
		case rest[i] != quote:
		case quote == '\'' && i+1 < len(rest) && rest[i+1] == quote:
			i++
		default:
			return true
		}
	}
	return false
}
