package connectivity

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// session speaks RESP on a guarded connection: one command, one reply. The
// hand-written client shows what go-redis hides: the first error that the
// server sends, and the one log-in attempt that there is.
type session struct {
	conn   *guard
	reader *bufio.Reader
}

func newSession(ctx context.Context, conn net.Conn) *session {
	until, ok := ctx.Deadline()
	if !ok {
		until = time.Now().Add(DefaultDeadline)
	}
	guarded := newGuard(conn, until)
	return &session{conn: guarded, reader: bufio.NewReaderSize(guarded, 4096)}
}

// handOver gives the connection to go-redis, with whatever was read ahead.
func (s *session) handOver() net.Conn { return &readAhead{s.conn, s.reader} }

type readAhead struct {
	*guard
	reader *bufio.Reader
}

func (r *readAhead) Read(p []byte) (int, error) { return r.reader.Read(p) }

// reply is one value of RESP2 or RESP3. Maps are flattened: key, value, key, …
type reply struct {
	kind     byte
	text     string
	elements []reply
	null     bool
}

// ReplyError is an error that the server sent.
type ReplyError struct {
	// Code is the first word: "NOAUTH", "WRONGPASS", or "ERR" for all that has
	// no code of its own.
	Code string
	// Text is the whole line.
	Text string
}

func (e *ReplyError) Error() string { return e.Text }

func newReplyError(text string) *ReplyError {
	code, _, _ := strings.Cut(text, " ")
	switch {
	case strings.HasPrefix(text, "ERR operation not permitted"):
		code = "NOAUTH" // in the words of Redis before 2.8
	case code != strings.ToUpper(code):
		code = "ERR" // some proxies give none
	}
	return &ReplyError{Code: code, Text: text}
}

// says tells whether the words after an ERR hold this text. Only errors without
// a code of their own are looked into: texts differ between versions and forks.
func (e *ReplyError) says(text string) bool {
	return e.Code == "ERR" && strings.Contains(strings.ToLower(e.Text), text)
}

// unknownCommand tells whether the command is not there, in the words of Redis
// or those of Envoy and other proxies.
func (e *ReplyError) unknownCommand() bool {
	return e.says("unknown command") || e.says("unsupported command")
}

// do sends a command and reads its reply, within commandTimeout. An error reply
// is a *ReplyError.
func (s *session) do(args ...string) (reply, error) {
	return s.within(commandTimeout, args...)
}

func (s *session) within(limit time.Duration, args ...string) (reply, error) {
	_ = s.conn.SetDeadline(time.Now().Add(limit))
	// A server that refuses us says why and hangs up at once. Its words (or its
	// TLS alert) are there to be read even when our own could not be written, so
	// the error of writing does not count; the reading will fail as well when
	// there is nothing.
	_ = s.send(args...)
	answer, err := s.receive()
	if err != nil {
		return reply{}, err
	}
	if answer.kind == '-' || answer.kind == '!' {
		return answer, newReplyError(answer.text)
	}
	if !answer.fits(args) {
		return reply{}, refuse("the answer to {command} is of another kind than it must be", "command", args[0])
	}
	return answer, nil
}

// fits tells whether a reply is of the kind that answers a command, where a
// wrong kind would pass for an empty answer. For HELLO, go-redis gives up on
// such a server, and so does Authelia.
func (r reply) fits(args []string) bool {
	switch {
	case args[0] == "HELLO":
		return r.isMap()
	case args[0] == "SENTINEL" && args[1] == "MASTER":
		return r.isMap()
	case args[0] == "SENTINEL" && (args[1] == "REPLICAS" || args[1] == "SLAVES" || args[1] == "SENTINELS"):
		return r.kind == '*' || r.kind == '~'
	case args[0] == "SUBSCRIBE":
		return r.kind == '*'
	}
	return true
}

// isMap tells whether a reply can be read as keys and values: RESP2 writes maps
// as lists.
func (r reply) isMap() bool {
	return r.kind == '%' || r.kind == '*' && !r.null && len(r.elements)%2 == 0
}

func (s *session) send(args ...string) error {
	var out strings.Builder
	fmt.Fprintf(&out, "*%d\r\n", len(args))
	for _, arg := range args {
		fmt.Fprintf(&out, "$%d\r\n%s\r\n", len(arg), arg)
	}
	_, err := s.conn.Write([]byte(out.String()))
	return err
}

// receive reads one reply. The guard has bounded its size and depth.
func (s *session) receive() (reply, error) {
	line, err := s.reader.ReadString('\n')
	if err != nil {
		return reply{}, err
	}
	line = strings.TrimSuffix(line, "\r\n")
	r := reply{kind: line[0], text: line[1:]}
	switch r.kind {
	case '_':
		r.null = true
		return r, nil
	case '$', '=', '!':
		return s.receiveString(r)
	case '*', '~', '%':
		count, err := strconv.Atoi(r.text)
		if err != nil {
			return reply{}, refuse("a length is no number")
		}
		if r.null = count < 0; r.null {
			return r, nil
		}
		if r.kind == '%' {
			count *= 2
		}
		for range count {
			element, err := s.receive()
			if err != nil {
				return reply{}, err
			}
			r.elements = append(r.elements, element)
		}
	}
	return r, nil
}

func (s *session) receiveString(r reply) (reply, error) {
	length, err := strconv.Atoi(r.text)
	if err != nil {
		return reply{}, refuse("a length is no number")
	}
	if r.null = length < 0; r.null {
		r.text = ""
		return r, nil
	}
	var text strings.Builder
	for text.Len() < length+2 {
		b, err := s.reader.ReadByte()
		if err != nil {
			return reply{}, err
		}
		text.WriteByte(b)
	}
	r.text = text.String()[:length]
	if r.kind == '=' && len(r.text) >= 4 {
		r.text = r.text[4:]
	}
	return r, nil
}

// field finds a value in a flattened map.
func (r reply) field(name string) string {
	for i := 0; i+1 < len(r.elements); i += 2 {
		if r.elements[i].text == name {
			return r.elements[i+1].text
		}
	}
	return ""
}
