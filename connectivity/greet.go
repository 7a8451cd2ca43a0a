package connectivity

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"redis-wizard/configschema/phrase"
)

// greeting is the answer to a PING without credentials: before the other side
// has shown that it speaks Redis's protocol, it is told nothing.
//
// Much that follows asks an endpoint how it greeted, and often another endpoint:
// a primary asks the sentinel that announced it, which may never have got so far.
// So a greeting is a value, and its zero value is one that did not happen: it
// said nothing, and every question about it has that answer.
type greeting struct {
	happened bool
	reply    reply
	err      error
}

// firstAnswer sends that PING, once.
func (e *endpoint) firstAnswer(ctx context.Context) greeting {
	if !e.greeting.happened {
		var conn net.Conn = e.raw
		if e.secure != nil {
			conn = e.secure
		}
		e.session = newSession(ctx, conn)
		answer, err := e.session.do("PING")
		e.greeting = greeting{true, answer, err}
	}
	return e.greeting
}

// greet is the step "resp".
func (e *endpoint) greet(ctx context.Context) error {
	answer := e.firstAnswer(ctx)
	if cause := answer.foreign(); cause != "" {
		if cause == "plain-on-tls-port" {
			return e.speaksTLS(answer.err)
		}
		return because(cause, answer.err).with(answer.words(e.language()))
	}
	switch {
	case answer.open():
		e.say("It answers PING with PONG, and did not ask for a password.")
		return nil
	case answer.code() == "NOAUTH":
		e.say("It speaks Redis's protocol, and asks for a password.")
		return nil
	case answer.refusal():
		return answer.err
	case answer.speaksRedis():
		e.say("It speaks Redis's protocol.")
		return nil
	}
	// Closed or silent. A port that wants TLS is often the reason.
	if e.secure == nil && (isClosed(answer.err) || isTimeout(answer.err)) && ctx.Err() == nil &&
		e.tlsAnswers(ctx, tls.VersionTLS10, tls.VersionTLS13) {
		return e.speaksTLS(answer.err)
	}
	return answer.err
}

func (e *endpoint) speaksTLS(err error) *fault {
	fault := because("plain-on-tls-port", err)
	// An empty tls section is an error for Authelia; this is the smallest valid
	// one, and says what is the default anyway.
	fault.fix = &Fix{Label: e.told("Turn TLS on"), Set: map[string]string{"session.redis.tls.minimum_version": "TLS1.2"}}
	return fault
}

// open tells whether the server does what it is told without a password.
func (g greeting) open() bool {
	return g.happened && g.err == nil && strings.EqualFold(g.reply.text, "PONG")
}

// code is the code of an error reply, or "".
func (g greeting) code() string {
	var answer *ReplyError
	if errors.As(g.err, &answer) {
		return answer.Code
	}
	return ""
}

// refusal tells whether the server has said why it will not serve us.
func (g greeting) refusal() bool {
	switch g.code() {
	case "DENIED", "LOADING", "MISCONF", "MASTERDOWN", "BUSY":
		return true
	}
	var answer *ReplyError
	return errors.As(g.err, &answer) && answer.says("max number of clients")
}

func (g greeting) speaksRedis() bool { return g.open() || g.code() != "" }

// foreign names the cause when something else than Redis answered, or "".
func (g greeting) foreign() string {
	switch {
	case !g.happened, g.open():
		return ""
	case g.err == nil:
		return "not-redis"
	}
	var refused *GuardError
	if !errors.As(g.err, &refused) {
		return ""
	}
	if refused.Start == nil {
		return "hostile-reply"
	}
	start := refused.Start
	switch {
	case bytes.HasPrefix(start, []byte("HTTP/")), bytes.HasPrefix(start, []byte("<")):
		return "speaks-http"
	case bytes.HasPrefix(start, []byte("SSH-")):
		return "speaks-ssh"
	case bytes.HasPrefix(start, []byte("220")):
		return "speaks-smtp"
	case bytes.HasPrefix(start, []byte("ERROR\r\n")):
		return "speaks-memcached"
	case len(start) > 4 && start[3] == 0 && start[4] == 10, bytes.Contains(start, []byte("mysql_native_password")):
		// A MySQL packet: three bytes of length, number 0, protocol version 10.
		return "speaks-mysql"
	case len(start) > 1 && start[0] == 0x15 && start[1] == 3:
		return "plain-on-tls-port" // a TLS alert
	}
	return "not-redis"
}

// words describe what came instead of Redis's answer. Its bytes are not among
// them: whoever listens there chooses them, for the terminal or page on which
// they would be shown.
func (g greeting) words(l phrase.Language) map[string]string {
	var start phrase.Text = "nothing readable"
	problem := ""
	var refused *GuardError
	switch {
	case errors.As(g.err, &refused):
		problem = refused.Problem.In(l)
		start = "some text"
		if strings.ContainsFunc(string(refused.Start), func(r rune) bool {
			return r == utf8.RuneError || !unicode.IsPrint(r) && !strings.ContainsRune("\t\r\n", r)
		}) {
			start = "binary data"
		}
	case !g.happened:
	case g.err == nil && strings.HasPrefix(g.reply.text, "OK") && strings.Contains(g.reply.text, "POP3"):
		start = "the greeting of a mail server (POP3)"
	case g.err == nil && g.reply.kind == '+':
		start = "another word than PONG"
	case g.err == nil:
		start = "something else than a word"
	}
	return map[string]string{"start": l.Say(start), "problem": problem}
}

// plainAnswer asks the same port without TLS.
func (e *endpoint) plainAnswer(ctx context.Context) greeting {
	conn, err := e.again(ctx)
	if err != nil {
		return greeting{}
	}
	defer conn.Close()
	defer e.run.whenOver(ctx, func() { _ = conn.Close() })()
	answer, err := newSession(ctx, conn).within(diagnosisTimeout, "PING")
	return greeting{true, answer, err}
}

func isTimeout(err error) bool {
	var timeout interface{ Timeout() bool }
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) ||
		errors.As(err, &timeout) && timeout.Timeout()
}

func isClosed(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || CausedBy(err, syscall.ECONNRESET) ||
		CausedBy(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed)
}
