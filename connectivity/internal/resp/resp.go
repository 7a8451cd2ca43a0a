// Package resp asks a server one command at a time in Redis's protocol, on a guarded
// connection, and shows what clients hide: which reply came, of which kind, and the first
// error in the server's own words.
package resp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"redis-wizard/connectivity/guard"
)

// The limits of one command, and of a connection whose context has none.
const (
	Timeout  = 2 * time.Second
	lifetime = 10 * time.Second
)

// Session speaks RESP on a guarded connection: one command, one reply. The
// hand-written client shows what go-redis hides: the first error that the
// server sends, and the one log-in attempt that there is.
type Session struct {
	conn   *guard.Conn
	Reader *bufio.Reader
}

// New begins a session on a connection, which ends when its context does.
func New(ctx context.Context, conn net.Conn) *Session {
	until, ok := ctx.Deadline()
	if !ok {
		until = time.Now().Add(lifetime)
	}
	guarded := guard.New(conn, until)
	return &Session{conn: guarded, Reader: bufio.NewReaderSize(guarded, 4096)}
}

// HandOver gives the connection to go-redis, with whatever was read ahead.
func (s *Session) HandOver() net.Conn { return &readAhead{s.conn, s.Reader} }

type readAhead struct {
	*guard.Conn
	reader *bufio.Reader
}

func (r *readAhead) Read(p []byte) (int, error) { return r.reader.Read(p) }

// Reply is one value of RESP2 or RESP3. Maps are flattened: key, value, key, …
type Reply struct {
	Kind     byte
	Text     string
	Elements []Reply
	Null     bool
}

// Error is an error that the server sent.
type Error struct {
	// Code is the first word: "NOAUTH", "WRONGPASS", or "ERR" for all that has
	// no code of its own.
	Code string
	// Text is the whole line.
	Text string
}

func (e *Error) Error() string { return e.Text }

// ErrorOf reads an error reply: its code is the first word, where it is one.
func ErrorOf(text string) *Error {
	code, _, _ := strings.Cut(text, " ")
	switch {
	case strings.HasPrefix(text, "ERR operation not permitted"):
		code = "NOAUTH" // in the words of Redis before 2.8
	case code != strings.ToUpper(code):
		code = "ERR" // some proxies give none
	}
	return &Error{Code: code, Text: text}
}

// Says tells whether the words after an ERR hold this text. Only errors without
// a code of their own are looked into: texts differ between versions and forks.
func (e *Error) Says(text string) bool {
	return e.Code == "ERR" && strings.Contains(strings.ToLower(e.Text), text)
}

// UnknownCommand tells whether the command is not there, in the words of Redis
// or those of Envoy and other proxies.
func (e *Error) UnknownCommand() bool {
	return e.Says("unknown command") || e.Says("unsupported command")
}

// Do sends a command and reads its reply, within Timeout. An error reply
// is an *Error.
func (s *Session) Do(args ...string) (Reply, error) {
	return s.Within(Timeout, args...)
}

// Within is Do with a time for the answer of its own.
func (s *Session) Within(limit time.Duration, args ...string) (Reply, error) {
	_ = s.conn.SetDeadline(time.Now().Add(limit))
	// A server that refuses us says why and hangs up at once. Its words (or its
	// TLS alert) are there to be read even when our own could not be written, so
	// the error of writing does not count; the reading will fail as well when
	// there is nothing.
	_ = s.send(args...)
	answer, err := s.Receive()
	if err != nil {
		return Reply{}, err
	}
	if answer.Kind == '-' || answer.Kind == '!' {
		return answer, ErrorOf(answer.Text)
	}
	if !answer.fits(args) {
		return Reply{}, guard.Refuse("the answer to {command} is of another kind than it must be", "command", args[0])
	}
	return answer, nil
}

// fits tells whether a reply is of the kind that answers a command, where a
// wrong kind would pass for an empty answer. For HELLO, go-redis gives up on
// such a server, and so does Authelia.
func (r Reply) fits(args []string) bool {
	switch {
	case args[0] == "HELLO":
		return r.isMap()
	case args[0] == "SENTINEL" && args[1] == "MASTER":
		return r.isMap()
	case args[0] == "SENTINEL" && (args[1] == "REPLICAS" || args[1] == "SLAVES" || args[1] == "SENTINELS"):
		return r.Kind == '*' || r.Kind == '~'
	case args[0] == "SUBSCRIBE":
		return r.Kind == '*'
	}
	return true
}

// isMap tells whether a reply can be read as keys and values: RESP2 writes maps
// as lists.
func (r Reply) isMap() bool {
	return r.Kind == '%' || r.Kind == '*' && !r.Null && len(r.Elements)%2 == 0
}

func (s *Session) send(args ...string) error {
	var out strings.Builder
	fmt.Fprintf(&out, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(&out, "$%d\r\n%s\r\n", len(arg), arg)
	}
	_, err := s.conn.Write([]byte(out.String()))
	return err
}

// Receive reads one reply. The guard has bounded its size and depth.
func (s *Session) Receive() (Reply, error) {
	line, err := s.Reader.ReadString('\n')
	if err != nil {
		return Reply{}, err
	}
	line = strings.TrimSuffix(line, "\r\n")
	r := Reply{Kind: line[0], Text: line[1:]}
	switch r.Kind {
	case '_':
		r.Null = true
		return r, nil
	case '$', '=', '!', '*', '~', '%':
	default:
		return r, nil
	}
	count, err := strconv.Atoi(r.Text)
	if err != nil {
		return Reply{}, guard.Refuse("a length is no number")
	}
	if r.Null = count < 0; r.Null {
		r.Text = ""
		return r, nil
	}
	switch r.Kind {
	case '$', '=', '!':
		text := make([]byte, count+2)
		if _, err := io.ReadFull(s.Reader, text); err != nil {
			return Reply{}, err
		}
		r.Text = string(text[:count])
		if r.Kind == '=' && count >= 4 {
			r.Text = r.Text[4:] // behind "txt:"
		}
		return r, nil
	case '%':
		count *= 2
	}
	for range count {
		element, err := s.Receive()
		if err != nil {
			return Reply{}, err
		}
		r.Elements = append(r.Elements, element)
	}
	return r, nil
}

// Field finds a value in a flattened map.
func (r Reply) Field(name string) string {
	for i := 0; i+1 < len(r.Elements); i += 2 {
		if r.Elements[i].Text == name {
			return r.Elements[i+1].Text
		}
	}
	return ""
}

// AsError gives the error that the server sent, or nil when it did not come
// from the server.
func AsError(err error) *Error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	var theirs redis.Error
	if errors.As(err, &theirs) && !errors.Is(err, redis.Nil) {
		return ErrorOf(theirs.Error())
	}
	return nil
}
