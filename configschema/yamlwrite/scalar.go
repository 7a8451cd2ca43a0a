package yamlwrite

import (
	"regexp"
	"strconv"
	"strings"
)

// Literal is a text of several lines as a block scalar of YAML, if it can be one.
// indent is put before each of its lines.
func Literal(s, indent string) (string, bool) {
	body, head := s, "|-"
	if strings.HasSuffix(s, "\n") {
		body, head = s[:len(s)-1], "|"
	}
	if !strings.Contains(s, "\n") || body == "" || body[0] == ' ' || strings.HasPrefix(body, "\n") || strings.HasSuffix(body, "\n") {
		return "", false
	}
	lines := strings.Split(body, "\n")
	for i, line := range lines {
		if !Printable(line) || strings.HasSuffix(line, " ") || strings.HasPrefix(line, "\uFEFF") {
			return "", false
		}
		if line != "" {
			lines[i] = indent + line
		}
	}
	return head + "\n" + strings.Join(lines, "\n"), true
}

// Quoted is a text as a scalar of YAML: in single quotes, or in double quotes with
// escapes when it holds what cannot stand in single ones. YAML knows all of Go's escapes.
func Quoted(s string) string {
	if Printable(s) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return strconv.Quote(strings.ToValidUTF8(s, "\uFFFD"))
}

// Printable tells whether a text is on one line, with nothing invisible in it.
func Printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !isPrintable(r) }) < 0
}

// isPrintable is narrower than YAML: it wants nothing invisible, and no break.
func isPrintable(r rune) bool { return r == ' ' || strconv.IsPrint(r) }

var (
	plainText = regexp.MustCompile(`^[A-Za-z/][A-Za-z0-9._/-]*$`)
	word      = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null)$`)
)

// Unambiguous tells whether a text is the same without quotes in every version of
// YAML; it is narrower than YAML itself.
func Unambiguous(s string) bool { return plainText.MatchString(s) && !word.MatchString(s) }
