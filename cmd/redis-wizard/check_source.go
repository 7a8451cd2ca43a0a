package main

import (
	"strings"
	"unicode/utf8"

	"redis-wizard/configschema"
)

// hidden stands for the value of a secret, however long it is.
const hidden = "••••••"

// A source is one file that is judged.
type source struct {
	arg   string // as it was given: a path, or "-"
	name  string // as it is shown
	text  string
	lines []string // filled in by line
	parts []bool   // filled in by continues
}

// maxShown bounds the length of a line that is looked at for being shown.
const maxShown = 16 << 10

// line is a line of the source by its number from 1, as YAML counts them.
func (s *source) line(number int) (string, bool) {
	if s.lines == nil {
		s.lines = yamlLines(s.text)
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

// shownNames are the keys whose values may be shown: the options of
// session.redis that are no secrets, and the sections around them. Whatever else
// a key is called, its value may be a secret, if only by a slip in the name.
var shownNames = func() map[string]bool {
	names := map[string]bool{}
	for _, key := range []string{"session", "redis", "tls", "high_availability", "nodes"} {
		names[key] = true
	}
	for i := range configschema.Fields {
		if f := &configschema.Fields[i]; !f.Secret {
			names[f.Name()] = true
		}
	}
	return names
}()

// secretEnds are how the names of secrets end, in Authelia and elsewhere.
var secretEnds = []string{"password", "passwd", "pass", "pwd", "pw", "secret", "token", "key", "chain", "certificate"}

func secretLike(name string) bool {
	name = strings.ToLower(strings.TrimSpace(name))
	for _, end := range secretEnds {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}

// visible is a line without what may be secret. It goes by the text alone, as
// the YAML may be broken, and says false when nothing tells what the line is:
// it could be a part of a secret that goes over several lines.
func (s *source) visible(number int) (string, bool) {
	line, ok := s.line(number)
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
		return line[:at] + " " + hidden, true
	}
	return line[:at] + visibleValue(value), true
}

// continues tells whether a line may belong to a value that began further up.
func (s *source) continues(number int) bool {
	if s.parts == nil {
		s.line(1)
		s.parts = continuations(s.lines)
	}
	return s.parts[number-1]
}

// continuations finds the lines that may belong to a value further up: those
// that stand deeper than a value or than a secret's name, and those behind a
// quote that is still open.
func continuations(lines []string) []bool {
	type above struct {
		indent  int
		hides   bool // what stands deeper is a part of it
		tainted bool // and so is what stands deeper still
	}
	parts := make([]bool, len(lines))
	var parents []above
	var quote byte // that is open
	for i, line := range lines {
		if quote != 0 {
			parts[i] = true
			if strings.IndexByte(line, quote) >= 0 {
				quote = 0
			}
			continue
		}
		bare := strings.TrimSpace(line)
		if bare == "" || bare[0] == '#' {
			continue
		}
		indent := indentOf(line)
		for len(parents) > 0 && parents[len(parents)-1].indent >= indent {
			parents = parents[:len(parents)-1]
		}
		if len(parents) > 0 {
			parent := parents[len(parents)-1]
			parts[i] = parent.hides || parent.tainted
		}
		key, at := yamlKey(line)
		self := above{indent: indent, hides: at < 0, tainted: parts[i] || at < 0}
		if at >= 0 {
			value, _, _ := strings.Cut(line[at:], " #")
			value = strings.TrimSpace(value)
			anchor := strings.HasPrefix(value, "&") && !strings.Contains(value, " ")
			self.hides = value != "" && !anchor && value[0] != '{'
			self.tainted = self.tainted || secretLike(lastName(key))
			if value != "" && (value[0] == '"' || value[0] == '\'') && !strings.Contains(value[1:], value[:1]) {
				quote = value[0]
			}
		}
		parents = append(parents, self)
	}
	return parts
}

func indentOf(line string) int {
	return len(line) - len(strings.TrimLeft(line, " \t"))
}

// yamlKey finds the key at the beginning of a line, and where its value begins;
// -1 when there is none.
func yamlKey(line string) (key string, at int) {
	start := indentOf(line)
	for strings.HasPrefix(line[start:], "- ") {
		start += 2
		start += indentOf(line[start:])
	}
	end := start
	for end < len(line) && isKeyByte(line[end]) {
		end++
	}
	if end == len(line) || line[end] != ':' || end+1 < len(line) && line[end+1] != ' ' && line[end+1] != '\t' {
		return "", -1
	}
	return strings.Trim(line[start:end], `"'`), end + 1
}

func isKeyByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.' || c == '"' || c == '\''
}

func lastName(key string) string { return key[strings.LastIndexByte(key, '.')+1:] }

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
		value = value[:min(start, at)] + hidden + value[at:]
	}
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
		if secretLike(name) || strings.ContainsAny(value[:start], "{[,?") && name != "" && !shownNames[name] {
			return value[:i+1] + " " + hidden
		}
	}
	return value
}
