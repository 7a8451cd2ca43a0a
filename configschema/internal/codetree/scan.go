// Package codetree reads the mappings and lists in texts that are no YAML: Nix, HCL as
// Terraform and Nomad write it, Python and others of their kind. It evaluates nothing.
// What is written out plainly becomes nodes of YAML, so that who reads compose files and
// manifests reads these as well; what a program would have to work out is marked as an
// expression.
package codetree

import (
	"regexp"
	"strings"
)

// A token is a sign, a text between quotes, or a word.
type token struct {
	sign    byte // one of {}[](),;= or a line break; 0 for a text or a word
	text    string
	line    int
	quoted  bool
	block   bool // a text of several lines that begins below its mark
	refers  bool // a text with a reference in it
	spliced bool // a text that stands right behind what is before it
}

var (
	words    = regexp.MustCompile(`\A[^\s{}\[\](),;=:"'#]+(?:=[=>~])?`)
	triple   = regexp.MustCompile(`(?s)\A(?:"""(.*?)"""|'''(.*?)''')`)
	heredoc  = regexp.MustCompile(`\A<<[-~]?['"]?([A-Za-z_]\w*)['"]?[ \t]*\r?\n`)
	comments = regexp.MustCompile(`(?s)\A(?:#[^\n]*|/\*.*?(?:\*/|\z))`)
	escaped  = regexp.MustCompile(`(?s)\\.`)
)

var escapes = map[byte]string{'n': "\n", 'r': "\r", 't': "\t", '"': `"`, '\'': "'", '\\': `\`, '$': "$", '\n': ""}

// A scanner takes a text apart.
type scanner struct {
	rest string
	line int
	nix  bool // two single quotes begin a text, and // is an operator
}

// next is the token that comes; false at the end.
func (s *scanner) next() (token, bool) {
	spliced := true
	for s.rest != "" {
		switch c := s.rest[0]; {
		case c == '\n':
			t := token{sign: '\n', line: s.line}
			s.advance(1)
			return t, true
		case c <= ' ':
			s.advance(1)
		case c == '#' || strings.HasPrefix(s.rest, "/*"):
			s.advance(max(1, len(comments.FindString(s.rest))))
		case !s.nix && strings.HasPrefix(s.rest, "//"):
			line, _, _ := strings.Cut(s.rest, "\n")
			s.advance(len(line))
		case strings.IndexByte("{}[](),;=:", c) >= 0:
			t := token{sign: c, line: s.line}
			if c == ':' {
				t.sign = '='
			}
			s.advance(1)
			if c == '=' && strings.HasPrefix(s.rest, ">") {
				s.advance(1)
			}
			return t, true
		case c == '"' || c == '\'':
			t := s.text(c)
			t.spliced = spliced
			return t, true
		default:
			if found := heredoc.FindStringSubmatch(s.rest); found != nil {
				return s.document(found[0], found[1]), true
			}
			word := words.FindString(s.rest)
			t := token{text: word, line: s.line}
			s.advance(max(1, len(word)))
			return t, true
		}
		spliced = false
	}
	return token{}, false
}

func (s *scanner) advance(n int) {
	s.line += strings.Count(s.rest[:n], "\n")
	s.rest = s.rest[n:]
}

// text reads what stands between quotes. A text that is never closed ends with its
// line.
func (s *scanner) text(quote byte) token {
	t := token{line: s.line, quoted: true}
	if s.nix && strings.HasPrefix(s.rest, "''") {
		return s.indented()
	}
	if found := triple.FindStringSubmatch(s.rest); found != nil && !s.nix {
		t.text = found[1] + found[2]
		t.refers = refers(t.text)
		s.advance(len(found[0]))
		return t
	}
	end := 1
	for end < len(s.rest) && s.rest[end] != quote && (s.rest[end] != '\n' || s.nix) {
		if s.rest[end] == '\\' {
			end++
		}
		end++
	}
	end = min(end, len(s.rest))
	inner := s.rest[1:end]
	s.advance(min(end+1, len(s.rest)))
	t.refers = quote == '"' && refers(strings.ReplaceAll(escaped.ReplaceAllLiteralString(inner, ""), "$${", ""))
	t.text = escaped.ReplaceAllStringFunc(inner, func(pair string) string {
		if plain, ok := escapes[pair[1]]; ok {
			return plain
		}
		return pair
	})
	t.text = strings.ReplaceAll(t.text, "$${", "${")
	return t
}

// refers tells whether a text has ${…} in it.
func refers(text string) bool { return strings.Contains(text, "${") }

// indented reads a text between two single quotes twice, as Nix has them.
func (s *scanner) indented() token {
	t := token{line: s.line, quoted: true}
	end, body := 2, s.rest
	for end < len(body) && (!strings.HasPrefix(body[end:], "''") || strings.HasPrefix(body[end:], "'''") || strings.HasPrefix(body[end:], "''$") || strings.HasPrefix(body[end:], `''\`)) {
		if strings.HasPrefix(body[end:], "''") {
			end += 2
		}
		end++
	}
	end = min(end, len(body))
	inner := body[2:end]
	s.advance(min(end+2, len(body)))
	t.refers = refers(strings.ReplaceAll(inner, "''${", ""))
	if first, rest, ok := strings.Cut(inner, "\n"); ok && strings.TrimSpace(first) == "" {
		t.block, inner = true, rest
	}
	t.text = strings.NewReplacer("'''", "''", "''$", "$", `''\n`, "\n").Replace(outdented(inner))
	return t
}

// document reads the lines up to the one that closes them.
func (s *scanner) document(head, mark string) token {
	t := token{line: s.line, quoted: true, block: true}
	s.advance(len(head))
	body, length := s.rest, len(s.rest)
	if end := regexp.MustCompile(`(?m)^[ \t]*` + mark + `\b`).FindStringIndex(s.rest); end != nil {
		body, length = s.rest[:end[0]], end[1]
	}
	s.advance(length)
	t.text, t.refers = outdented(body), refers(body)
	return t
}

// outdented takes off what all lines begin with.
func outdented(text string) string {
	lines := strings.Split(text, "\n")
	depth := -1
	for _, line := range lines {
		if bare := strings.TrimLeft(line, " \t"); bare != "" && bare != "\r" && (depth < 0 || len(line)-len(bare) < depth) {
			depth = len(line) - len(bare)
		}
	}
	for i, line := range lines {
		lines[i] = line[min(max(depth, 0), len(line)-len(strings.TrimLeft(line, " \t"))):]
	}
	return strings.Join(lines, "\n")
}
