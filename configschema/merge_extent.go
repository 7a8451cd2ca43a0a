package configschema

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// body is where a node begins behind its anchor and tag.
func (s *sourceText) body(n *yaml.Node) int {
	i := s.start(n)
	for {
		j := i
		if i < len(s.text) && (s.text[i] == '&' && n.Anchor != "" || s.text[i] == '!' && n.Style&yaml.TaggedStyle != 0) {
			for j < len(s.text) && !isBlank(s.text, j) && !(j > i && strings.IndexByte(",[]{}", s.text[j]) >= 0) {
				j++
			}
		}
		if j == i {
			return i
		}
		if i = s.skipBlank(j); i == len(s.text) || n.Kind == yaml.ScalarNode && n.Value == "" && s.style(i) == 0 {
			return j // an anchor or a tag without a value
		}
	}
}

// style tells how the scalar at i is written: one of " ' | > & ! or 0 for plain.
func (s *sourceText) style(i int) byte {
	if i < len(s.text) && strings.IndexByte("\"'|>&!", s.text[i]) >= 0 {
		return s.text[i]
	}
	return 0
}

// end is the offset behind the last byte of a node; comments behind it, and
// the line break, are not part of it.
func (s *sourceText) end(n *yaml.Node) int {
	i := s.body(n)
	switch n.Kind {
	case yaml.AliasNode:
		return min(len(s.text), i+1+len(n.Value))
	case yaml.ScalarNode:
		return s.scalarEnd(n, i)
	}
	end := i
	if n.Style&yaml.FlowStyle == 0 {
		switch count := len(n.Content); {
		case count > 1 && n.Kind == yaml.MappingNode:
			end = max(end, s.entryEnd(n.Content[count-2], n.Content[count-1]))
		case count > 0:
			end = max(end, s.end(n.Content[count-1]))
		}
		return end
	}
	braced := i < len(s.text) && (s.text[i] == '{' || s.text[i] == '[') // [a: b] has a mapping without
	if braced {
		end++
	}
	for _, c := range n.Content {
		end = max(end, s.valueEnd(c))
	}
	if !braced {
		return end
	}
	for end = s.skipBlank(end); end < len(s.text) && strings.IndexByte(",:?", s.text[end]) >= 0; end = s.skipBlank(end + 1) {
	}
	return min(len(s.text), end+1)
}

func (s *sourceText) scalarEnd(n *yaml.Node, i int) int {
	switch s.style(i) {
	case '\'':
		for i++; i < len(s.text); i++ {
			if s.text[i] == '\'' {
				if i+1 == len(s.text) || s.text[i+1] != '\'' {
					return i + 1
				}
				i++
			}
		}
		return i
	case '"':
		for i++; i < len(s.text); i++ {
			switch s.text[i] {
			case '\\':
				i++
			case '"':
				return i + 1
			}
		}
		return min(i, len(s.text))
	case '|', '>':
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			return s.blockScalarEnd(i)
		}
	}
	// A plain scalar has no escapes: its characters stand in the source as they
	// are, and only the blanks between them may be more.
	for j := 0; j < len(n.Value); {
		if w := blankAt(n.Value, j); w > 0 {
			j += w
			continue
		}
		for i < len(s.text) {
			w := blankAt(s.text, i)
			if w == 0 {
				break
			}
			i += w
		}
		i++
		j++
	}
	return min(i, len(s.text))
}

// blockScalarEnd is behind the last line of a block scalar. Blank lines behind
// it are part of it only when the header says keep ("|+").
func (s *sourceText) blockScalarEnd(i int) int {
	head := s.lineEnd(i)
	keep, indent := false, 0
	for _, c := range s.text[i+1 : head] {
		if c == '+' {
			keep = true
		} else if c >= '1' && c <= '9' {
			indent = int(c - '0')
		} else if c != '-' {
			break
		}
	}
	parent := s.parentIndent(i)
	if indent > 0 {
		indent += parent
	}
	end := head
	for at := s.nextLine(head); at < len(s.text); at = s.nextLine(at) {
		stop := s.lineEnd(at)
		spaces := 0
		for at+spaces < stop && s.text[at+spaces] == ' ' {
			spaces++
		}
		blank := at+spaces == stop
		if !blank && indent == 0 {
			indent = max(spaces, parent+1)
		}
		switch {
		case blank && (keep || indent > 0 && spaces > indent):
			end = stop
		case blank:
		case spaces < indent || s.isMarker(at):
			return end
		default:
			end = stop
		}
		if s.nextLine(stop) == stop {
			break
		}
	}
	return end
}

// parentIndent is the column, from 0, of the mapping key or list item that the
// block scalar at i belongs to: the first thing on its line behind any dashes.
func (s *sourceText) parentIndent(i int) int {
	start := s.lineStart(i)
	at := start
	for at < i && (s.text[at] == ' ' || s.text[at] == '-' && at+1 < i && s.text[at+1] == ' ') {
		at++
	}
	return at - start
}

// isMarker tells whether a line begins with --- or ..., the end of a document.
func (s *sourceText) isMarker(at int) bool {
	rest := s.text[at:]
	return (strings.HasPrefix(rest, "---") || strings.HasPrefix(rest, "...")) && (len(rest) == 3 || isBlank(rest, 3))
}

// colon is behind the colon that follows a key; 0 for a key without one.
func (s *sourceText) colon(key *yaml.Node) int {
	i := s.skipBlank(s.end(key))
	if i < len(s.text) && s.text[i] == ':' {
		return i + 1
	}
	return 0
}

// entryEnd is where the value of an entry ends, or its colon when it has none.
func (s *sourceText) entryEnd(k, v *yaml.Node) int {
	return max(s.end(k), s.colon(k), s.valueEnd(v))
}

// valueEnd is end, but for the values that are not written at all: the parser
// sometimes places those at what comes next.
func (s *sourceText) valueEnd(v *yaml.Node) int {
	if isUnwritten(v) {
		return 0
	}
	return s.end(v)
}

// isUnwritten tells whether nothing stands where the value of a key would.
func isUnwritten(v *yaml.Node) bool {
	return v.Kind == yaml.ScalarNode && v.Value == "" && v.Anchor == "" &&
		v.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle|yaml.TaggedStyle) == 0
}
