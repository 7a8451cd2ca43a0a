package yamledit

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// body is where a node begins behind its anchor and tag.
func (s *Source) body(n *yaml.Node) int {
	i := s.Start(n)
	for {
		j := i
		if i < len(s.Text) && (s.Text[i] == '&' && n.Anchor != "" || s.Text[i] == '!' && n.Style&yaml.TaggedStyle != 0) {
			for j < len(s.Text) && blankAt(s.Text, j) == 0 && !(j > i && strings.IndexByte(",[]{}", s.Text[j]) >= 0) {
				j++
			}
		}
		if j == i {
			return i
		}
		if i = s.skipBlank(j); i == len(s.Text) || n.Kind == yaml.ScalarNode && n.Value == "" && s.style(i) == 0 {
			return j // an anchor or a tag without a value
		}
	}
}

// style tells how the scalar at i is written: one of " ' | > & ! or 0 for plain.
func (s *Source) style(i int) byte {
	if i < len(s.Text) && strings.IndexByte("\"'|>&!", s.Text[i]) >= 0 {
		return s.Text[i]
	}
	return 0
}

// end is the offset behind the last byte of a node; comments behind it, and
// the line break, are not part of it.
func (s *Source) end(n *yaml.Node) int {
	i := s.body(n)
	switch n.Kind {
	case yaml.AliasNode:
		return min(len(s.Text), i+1+len(n.Value))
	case yaml.ScalarNode:
		return s.scalarEnd(n, i)
	}
	end := i
	if !isFlow(n) {
		switch count := len(n.Content); {
		case count > 1 && n.Kind == yaml.MappingNode:
			end = max(end, s.entryEnd(n.Content[count-2], n.Content[count-1]))
		case count > 0:
			end = max(end, s.end(n.Content[count-1]))
		}
		return end
	}
	braced := i < len(s.Text) && (s.Text[i] == '{' || s.Text[i] == '[') // [a: b] has a mapping without
	if braced {
		end++
	}
	for _, c := range n.Content {
		end = max(end, s.valueEnd(c))
	}
	if !braced {
		return end
	}
	for end = s.skipBlank(end); end < len(s.Text) && strings.IndexByte(",:?", s.Text[end]) >= 0; end = s.skipBlank(end + 1) {
	}
	return min(len(s.Text), end+1)
}

func (s *Source) scalarEnd(n *yaml.Node, i int) int {
	switch quote := s.style(i); {
	case quote == '\'' || quote == '"':
		for i++; i < len(s.Text); i++ {
			switch {
			case quote == '"' && s.Text[i] == '\\', quote == '\'' && strings.HasPrefix(s.Text[i:], "''"):
				i++
			case s.Text[i] == quote:
				return i + 1
			}
		}
		return min(i, len(s.Text))
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && (quote == '|' || quote == '>'):
		return s.blockScalarEnd(i)
	}
	// A plain scalar has no escapes: its characters stand in the source as they
	// are, and only the blanks between them may be more.
	for j := 0; j < len(n.Value); {
		if w := blankAt(n.Value, j); w > 0 {
			j += w
			continue
		}
		for i < len(s.Text) && blankAt(s.Text, i) > 0 {
			i += blankAt(s.Text, i)
		}
		i++
		j++
	}
	return min(i, len(s.Text))
}

// blockScalarEnd is behind the last line of a block scalar. Blank lines behind
// it are part of it only when the header says keep ("|+").
func (s *Source) blockScalarEnd(i int) int {
	end := s.lineEnd(i)
	head, _, _ := strings.Cut(strings.ReplaceAll(s.Text[i+1:end], "\t", " "), " ")
	keep, parent := strings.Contains(head, "+"), s.parentIndent(i)
	indent := 0
	if at := strings.IndexAny(head, "123456789"); at >= 0 {
		indent = parent + int(head[at]-'0')
	}
	for at := s.nextLine(end); at < len(s.Text); at = s.nextLine(at) {
		stop := s.lineEnd(at)
		spaces := 0
		for at+spaces < stop && s.Text[at+spaces] == ' ' {
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
func (s *Source) parentIndent(i int) int {
	start := s.lineStart(i)
	at := start
	for at < i && (s.Text[at] == ' ' || s.Text[at] == '-' && at+1 < i && s.Text[at+1] == ' ') {
		at++
	}
	return at - start
}

// isMarker tells whether a line begins with --- or ..., the end of a document.
func (s *Source) isMarker(at int) bool {
	rest := s.Text[at:]
	return (strings.HasPrefix(rest, "---") || strings.HasPrefix(rest, "...")) && (len(rest) == 3 || blankAt(rest, 3) > 0)
}

// colon is behind the colon that follows a key; 0 for a key without one.
func (s *Source) colon(key *yaml.Node) int {
	i := s.skipBlank(s.end(key))
	if i < len(s.Text) && s.Text[i] == ':' {
		return i + 1
	}
	return 0
}

// entryEnd is where the value of an entry ends, or its colon when it has none.
func (s *Source) entryEnd(k, v *yaml.Node) int {
	return max(s.end(k), s.colon(k), s.valueEnd(v))
}

// Entry is what an entry of a mapping takes up: whole lines where it has them to
// itself.
func (s *Source) Entry(m, k, v *yaml.Node) (start, end int) {
	start, end = s.Start(k), s.entryEnd(k, v)
	if !isFlow(m) && s.firstOnLine(start) {
		return s.lineStart(start), s.nextLine(end)
	}
	return start, end
}

// valueEnd is end, but for the values that are not written at all: the parser
// sometimes places those at what comes next.
func (s *Source) valueEnd(v *yaml.Node) int {
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

// isFlow tells whether a mapping or a list is written with brackets.
func isFlow(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }
