package redact

import (
	"regexp"
	"strings"
)

// continues tells whether a line may belong to a value that began further up.
func (s *Source) continues(number int) bool {
	if s.parts == nil {
		s.Line(1)
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

var keyOfLine = regexp.MustCompile(`^[ \t]*(?:- [ \t]*)*([A-Za-z0-9_.\-"']*):(?:$|[ \t])`)

// yamlKey finds the key at the beginning of a line, and where its value begins;
// -1 when there is none.
func yamlKey(line string) (key string, at int) {
	found := keyOfLine.FindStringSubmatchIndex(line)
	if found == nil {
		return "", -1
	}
	return strings.Trim(line[found[2]:found[3]], `"'`), found[3] + 1
}
