package guard

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

// scanner follows a stream of replies without keeping them.
type scanner struct {
	header   [24]byte // the beginning of the current line
	line     int      // its length so far
	last     byte
	skip     int         // bytes of a string still to come, with its line end
	open     []aggregate // those around the current value
	pending  int         // values still to come in all of them
	elements int         // of the current reply
	total    int
}

// aggregate is an array, set or map whose values are still coming.
type aggregate struct {
	left  int
	isMap bool
}

func (s *scanner) feed(p []byte) *Error {
	for len(p) > 0 {
		if s.total++; s.total > maxTotal {
			return tooMuch("more than {limit} bytes in all", maxTotal)
		}
		if s.skip > 2 {
			n := min(s.skip-2, len(p), maxTotal-s.total+1)
			s.skip -= n
			s.total += n - 1
			p = p[n:]
			continue
		}
		if s.skip > 0 {
			// Parsers do not look at the two bytes behind a string, so a wrong
			// length would go unnoticed and everything after it be misread.
			if p[0] != "\n\r"[s.skip-1] {
				return Refuse("a string does not end where it should")
			}
			p = p[1:]
			if s.skip--; s.skip == 0 {
				s.endValue()
			}
			continue
		}
		b := p[0]
		p = p[1:]
		if s.line < len(s.header) {
			s.header[s.line] = b
		}
		s.line++
		switch {
		case s.line == 1 && !couldBeRESP(b):
			return &Error{Problem: phrase.Of("it begins with an unknown type"), Start: []byte{}}
		case s.line > maxLine:
			return tooMuch("a line is longer than {limit} bytes", maxLine)
		case b == '\n':
			if s.last != '\r' || s.line < 3 {
				return Refuse("a line does not end as RESP lines do")
			}
			if problem := s.endLine(); problem != nil {
				return problem
			}
			b = 0
		}
		s.last = b
	}
	return nil
}

// endLine acts on a complete header.
func (s *scanner) endLine() *Error {
	kind, length := s.header[0], s.line-2
	s.line = 0
	if s.elements++; s.elements > maxElements {
		return tooMuch("more than {limit} elements", maxElements)
	}
	switch kind {
	case '+', '-', ':', ',', '#', '(', '_':
		s.endValue()
		return nil
	}
	count, ok := s.number(length)
	switch kind {
	case '$', '=', '!':
		if !ok || count > maxString {
			return tooMuch("a string announces more than {limit} bytes, or no proper length", maxString)
		}
		if count < 0 {
			s.endValue()
			return nil
		}
		s.skip = count + 2
		return nil
	case '%':
		count *= 2
	}
	if !ok || count > maxElements-s.elements-s.pending {
		return tooMuch("it announces more than {limit} elements, or no proper number", maxElements)
	}
	if around := len(s.open) - 1; around >= 0 && s.open[around].isMap && s.open[around].left%2 == 0 {
		// go-redis makes it the key of a Go map, and panics.
		return Refuse("a name in a list of names and values is itself a list")
	}
	if count <= 0 {
		s.endValue()
		return nil
	}
	if len(s.open) >= maxDepth {
		return tooMuch("it is nested deeper than {limit}", maxDepth)
	}
	s.open = append(s.open, aggregate{count, kind == '%'})
	s.pending += count
	return nil
}

// number reads a length: up to seven digits, or -1 for null.
func (s *scanner) number(length int) (int, bool) {
	digits := s.header[1:max(1, min(length, len(s.header)))]
	if string(digits) == "-1" {
		return -1, s.header[0] == '$' || s.header[0] == '*'
	}
	n, err := strconv.ParseUint(string(digits), 10, 31) // which takes digits alone
	return int(n), err == nil && len(digits) <= 7
}

// endValue closes every aggregate that the value completes.
func (s *scanner) endValue() {
	for len(s.open) > 0 {
		last := len(s.open) - 1
		s.pending--
		if s.open[last].left--; s.open[last].left > 0 {
			return
		}
		s.open = s.open[:last]
	}
	s.elements = 0
}

// couldBeRESP tells whether a reply can begin with this byte. Pushes ('>') and
// attributes ('|') are left out: nothing here asks for them, and parsers are at
// their weakest there.
func couldBeRESP(b byte) bool {
	return strings.IndexByte("+-:$*_,#!=(%~", b) >= 0
}
