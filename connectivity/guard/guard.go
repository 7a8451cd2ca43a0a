// Package guard stands before whatever parses replies of Redis's protocol, and ends a
// connection on which more is announced than any answer to a probe could have.
package guard

import (
	"net"
	"strconv"
	"sync"
	"time"

	"redis-wizard/configschema/phrase"
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

// Conn stands between a connection and whatever parses replies. go-redis
// believes every length that it reads: "*999999999" and a few more bytes end
// the whole process (out of memory), and so do a few megabytes of "*1". The
// guard reads the headers of replies first and ends the connection when one
// announces more than the limits. Its errors stick: a parser that asks again
// gets the same answer and never waits.
//
// Deadlines that a caller sets are cut to the absolute one.
type Conn struct {
	net.Conn
	until time.Time

	mutex sync.Mutex
	scan  scanner
	err   error
}

// New guards a connection, and ends it at a time whatever deadlines are set later.
func New(conn net.Conn, until time.Time) *Conn {
	g := &Conn{Conn: conn, until: until}
	_ = conn.SetDeadline(until)
	return g
}

// Error says that the other side's bytes were refused.
type Error struct {
	// Problem is what was wrong, as a sentence without its full stop.
	Problem phrase.Said
	// Start holds the first bytes when they are no RESP at all; nil when they
	// are RESP that announces too much.
	Start []byte
}

// Error is the refusal in English.
func (e *Error) Error() string { return e.In(nil) }

// In says the refusal in a language.
func (e *Error) In(l phrase.Language) string {
	if e.Start != nil {
		return l.Say("reply is not RESP: {problem}", "problem", e.Problem.In(l))
	}
	return e.Problem.In(l)
}

// Refuse is the error for a reply that announces too much or makes no sense.
func Refuse(problem phrase.Text, words ...string) *Error {
	return &Error{Problem: phrase.Of(problem, words...)}
}

// tooMuch is refuse for what goes beyond a limit.
func tooMuch(problem phrase.Text, limit int) *Error {
	return Refuse(problem, "limit", strconv.Itoa(limit))
}

// Read passes on what has been found harmless.
func (g *Conn) Read(p []byte) (int, error) {
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
func (g *Conn) more(start []byte) []byte {
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

func (g *Conn) SetDeadline(t time.Time) error      { return g.Conn.SetDeadline(g.earlier(t)) }
func (g *Conn) SetReadDeadline(t time.Time) error  { return g.Conn.SetReadDeadline(g.earlier(t)) }
func (g *Conn) SetWriteDeadline(t time.Time) error { return g.Conn.SetWriteDeadline(g.earlier(t)) }

func (g *Conn) earlier(t time.Time) time.Time {
	if t.IsZero() || t.After(g.until) {
		return g.until
	}
	return t
}
