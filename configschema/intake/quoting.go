package intake

import "strings"

// value reads a value by the rules of its dialect.
func (s *scanner) value(rules dialect) (value string, reference bool) {
	var quote byte
	if s.pos < len(s.text) {
		quote = s.text[s.pos]
	}
	switch {
	case s.atEnd():
		return "", false
	case rules == batch:
		return s.restOfLine(false), false
	case rules == shell:
		return s.shellWord()
	case quote == '\'':
		return s.single(rules), false
	case quote == '"':
		return s.double(rules)
	}
	value = s.restOfLine(true)
	if i := strings.IndexByte(value, '$'); i >= 0 {
		reference = begins(value[i+1:])
	}
	return value, reference
}

// shellWord reads one word as a shell does.
func (s *scanner) shellWord() (string, bool) {
	source, line := s.text[s.pos:s.wordEnd()], s.line
	s.line += strings.Count(source, "\n")
	s.pos += len(source)
	for first := range words(source, line) {
		return first.text, first.reference // both empty for the end of a command
	}
	return "", false
}

// wordEnd is where the word at which the scanner stands ends: at a blank or a
// line break outside quotes.
func (s *scanner) wordEnd() int {
	var quote byte
	for i := s.pos; i < len(s.text); i++ {
		c := s.text[i]
		switch {
		case c == '\\' && quote != '\'':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == ' ' || c == '\t' || c == '\n' || c == ';':
			return i
		}
	}
	return len(s.text)
}

// single reads a value in single quotes. YAML and PowerShell double a quote in
// it; a .env file has no way to write one.
func (s *scanner) single(rules dialect) string {
	var b strings.Builder
	for s.pos++; s.pos < len(s.text); s.pos++ {
		c := s.text[s.pos]
		if c == '\'' {
			if rules == dotenv || s.pos+1 >= len(s.text) || s.text[s.pos+1] != '\'' {
				s.pos++
				break
			}
			s.pos++
		}
		s.write(&b, c)
	}
	return b.String()
}

// double reads a value in double quotes, with its escapes.
func (s *scanner) double(rules dialect) (value string, reference bool) {
	escape := byte('\\')
	if rules == powershell {
		escape = '`'
	}
	var b strings.Builder
	for s.pos++; s.pos < len(s.text); s.pos++ {
		c := s.text[s.pos]
		switch {
		case c == '"':
			s.pos++
			return b.String(), reference
		case c == escape && s.pos+1 < len(s.text):
			s.pos++
			s.write(&b, unescaped(s.text[s.pos], escape, &b))
			continue
		case c == '$' && rules != yamlish:
			reference = reference || begins(s.text[s.pos+1:])
		}
		s.write(&b, c)
	}
	return b.String(), reference
}

// unescaped is what stands for an escaped character. An escape that is none
// keeps its sign.
func unescaped(c, sign byte, b *strings.Builder) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case '"', '\'', '$', '`', '\\', '/', ' ':
		return c
	}
	b.WriteByte(sign)
	return c
}

func (s *scanner) write(b *strings.Builder, c byte) {
	if c == '\n' && s.pos < len(s.text) && s.text[s.pos] == '\n' {
		s.line++
	}
	b.WriteByte(c)
}
