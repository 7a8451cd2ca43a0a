package configschema

import (
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
// escapes when it holds what cannot stand in single ones.
func Quoted(s string) string {
	if Printable(s) {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case isPrintable(r):
			b.WriteRune(r)
		case r < 0x100:
			b.WriteString(`\x` + hex(r, 2))
		case r < 0x10000:
			b.WriteString(`\u` + hex(r, 4))
		default:
			b.WriteString(`\U` + hex(r, 8))
		}
	}
	b.WriteByte('"')
	return b.String()
}

func hex(r rune, digits int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", digits-len(s)) + s
}

// Printable tells whether a text is on one line, with nothing invisible in it.
func Printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !isPrintable(r) }) < 0
}

// isPrintable is narrower than YAML: it wants nothing invisible, and no break.
func isPrintable(r rune) bool { return r == ' ' || strconv.IsPrint(r) }
