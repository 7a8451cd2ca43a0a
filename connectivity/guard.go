package connectivity

import (
	"fmt"
	"net"
	"sync"
	"time"
)

// The guard's limits. They are well above anything that the commands of a probe
// bring back (INFO has some 8 KiB, a sentinel's list of a dozen replicas 500
// elements), and low enough that a probe of a whole group, with a connection to
// each of its servers, stays small when all of them are hostile.
const (
	maxLine     = 8 << 10   // bytes of one line
	maxString   = 128 << 10 // bytes of one string
	maxElements = 10_000    // elements of one reply, nested ones included
	maxDepth    = 12
	maxTotal    = 1 << 20 // bytes of all replies on one connection
)

// guard stands between a connection and whatever parses replies. go-redis
// believes every length that it reads: "*999999999" and a few more bytes end
// the whole process (out of memory), and so do a few megabytes of "*1". The
// guard reads the headers of replies first and ends the connection when one
// announces more than the limits. Its errors stick: a parser that asks again
// gets the same answer and never waits.
//
// Deadlines that a caller sets are cut to the absolute one.
type guard struct {
	net.Conn
	until time.Time

	mutex sync.Mutex
	scan  scanner
	err   error
}

func newGuard(conn net.Conn, until time.Time) *guard {
	g := &guard{Conn: conn, until: until}
	_ = conn.SetDeadline(until)
	return g
}

// GuardError says that the other side's bytes were refused.
type GuardError struct {
	// Problem is what was wrong.
	Problem string
	// Start holds the first bytes when they are no RESP at all; nil when they
	// are RESP that announces too much.
	Start []byte
}

func (e *GuardError) Error() string {
	if e.Start != nil {
		return fmt.Sprintf("reply is not RESP: %s", e.Problem)
	}
	return "reply is refused: " + e.Problem
}

// Read passes on what has been found harmless.
func (g *guard) Read(p []byte) (int, error) {
	g.mutex.Lock()
	defer g.mutex.Unlock()
	if g.err != nil {
		return 0, g.err
	}
	n, err := g.Conn.Read(p)
	if n > 0 {
		fresh := g.scan.total == 0
		if problem := g.scan.feed(p[:n]); problem != nil {
			if fresh && !couldBeRESP(p[0]) {
				problem.Start = g.more(p[:n])
			}
			g.err = problem
			_ = g.Conn.Close()
			return 0, g.err
		}
	}
	if err != nil {
		g.err = err
		if n > 0 {
			// The bytes first, the error with the next call.
			return n, nil
		}
	}
	return n, err
}

// more collects the beginning of a foreign greeting, which may come in pieces.
func (g *guard) more(start []byte) []byte {
	out := append([]byte(nil), start...)
	_ = g.SetReadDeadline(time.Now().Add(250 * time.Millisecond))
	for len(out) < 64 {
		var piece [64]byte
		n, err := g.Conn.Read(piece[:])
		out = append(out, piece[:n]...)
		if err != nil {
			break
		}
	}
	return out[:min(len(out), 64)]
}

func (g *guard) SetDeadline(t time.Time) error      { return g.Conn.SetDeadline(g.earlier(t)) }
func (g *guard) SetReadDeadline(t time.Time) error  { return g.Conn.SetReadDeadline(g.earlier(t)) }
func (g *guard) SetWriteDeadline(t time.Time) error { return g.Conn.SetWriteDeadline(g.earlier(t)) }

func (g *guard) earlier(t time.Time) time.Time {
	if t.IsZero() || t.After(g.until) {
		return g.until
	}
	return t
}

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

func (s *scanner) feed(p []byte) *GuardError {
	for len(p) > 0 {
		if s.total++; s.total > maxTotal {
			return &GuardError{Problem: fmt.Sprintf("more than %d bytes in all", maxTotal)}
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
				return &GuardError{Problem: "a string does not end where it should"}
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
			return &GuardError{Problem: "it begins with an unknown type", Start: []byte{}}
		case s.line > maxLine:
			return &GuardError{Problem: fmt.Sprintf("a line is longer than %d bytes", maxLine)}
		case b == '\n':
			if s.last != '\r' || s.line < 3 {
				return &GuardError{Problem: "a line does not end as RESP lines do"}
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
func (s *scanner) endLine() *GuardError {
	kind, length := s.header[0], s.line-2
	s.line = 0
	if s.elements++; s.elements > maxElements {
		return &GuardError{Problem: fmt.Sprintf("more than %d elements", maxElements)}
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
			return &GuardError{Problem: fmt.Sprintf("a string announces more than %d bytes, or no proper length", maxString)}
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
		return &GuardError{Problem: fmt.Sprintf("it announces more than %d elements, or no proper number", maxElements)}
	}
	if around := len(s.open) - 1; around >= 0 && s.open[around].isMap && s.open[around].left%2 == 0 {
		// go-redis makes it the key of a Go map, and panics.
		return &GuardError{Problem: "a name in a list of names and values is itself a list"}
	}
	if count <= 0 {
		s.endValue()
		return nil
	}
	if len(s.open) >= maxDepth {
		return &GuardError{Problem: fmt.Sprintf("it is nested deeper than %d", maxDepth)}
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
	if len(digits) == 0 || len(digits) > 7 {
		return 0, false
	}
	n := 0
	for _, d := range digits {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = n*10 + int(d-'0')
	}
	return n, true
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
	switch b {
	case '+', '-', ':', '$', '*', '_', ',', '#', '!', '=', '(', '%', '~':
		return true
	}
	return false
}
