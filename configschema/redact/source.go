package redact

import (
	"strings"
	"unicode/utf8"
)

// Source is one YAML that is judged.
type Source struct {
	// Name is what problems call it by (Problem.File), where there are several.
	Name string
	Text string

	lines []string // filled in by Line
	parts []bool   // filled in by continues
}

// maxShown bounds the length of a line that is looked at for being shown.
const maxShown = 16 << 10

// Line is a line of the source by its number from 1, as YAML counts them. False
// says that there is no such line.
func (s *Source) Line(number int) (string, bool) {
	if s.lines == nil {
		s.lines = yamlLines(s.Text)
	}
	if number < 1 || number > len(s.lines) {
		return "", false
	}
	return s.lines[number-1], true
}

// yamlLines cuts a text where YAML sees line breaks: CRLF, LF, CR, NEL, LS, PS.
func yamlLines(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	return strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n").Replace(text), "\n")
}

// Visible is a line without what may be secret. It goes by the text alone, as
// the YAML may be broken, and says false when nothing tells what the line is:
// it could be a part of a secret that goes over several lines.
func (s *Source) Visible(number int) (string, bool) {
	line, ok := s.Line(number)
	if !ok || len(line) > maxShown || !utf8.ValidString(line) || s.continues(number) {
		return "", false
	}
	key, at := yamlKey(line)
	if at < 0 {
		return "", false
	}
	value := line[at:]
	if strings.TrimSpace(value) == "" {
		return line, true
	}
	if name := lastName(key); !shownNames[name] {
		return line[:at] + " " + Hidden, true
	}
	return line[:at] + visibleValue(value), true
}

// visibleValue is the value of an option that is no secret, without what is one
// all the same: the user and password of a URL, what stands behind another key
// in braces, and comments, which may be an old password.
func visibleValue(value string) string {
	value, _, _ = strings.Cut(value, " #")
	value, _, _ = strings.Cut(value, "\t#")
	if at := strings.LastIndexByte(value, '@'); at >= 0 {
		start := 1
		if scheme := strings.Index(value, "://"); scheme >= 0 && scheme < at {
			start = scheme + len("://")
		}
		value = value[:min(start, at)] + Hidden + value[at:]
	}
	looked, nested := 0, false // how far brackets were looked for, and whether there were any
	for i := 0; i < len(value); i++ {
		if value[i] != ':' && value[i] != '=' {
			continue
		}
		end := len(strings.TrimRight(value[:i], ` "'`))
		start := end
		for start > 0 && isKeyByte(value[start-1]) {
			start--
		}
		name := lastName(strings.Trim(value[start:end], `"'`))
		if start > looked {
			nested = nested || strings.ContainsAny(value[looked:start], "{[,?")
			looked = start
		}
		if secretLike(name) || nested && name != "" && !shownNames[name] {
			return value[:i+1] + " " + Hidden
		}
	}
	return value
}
