// Package greeting makes sense of the first answer of whatever listens at an address.
package greeting

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
	"redis-wizard/connectivity/guard"
	"redis-wizard/connectivity/internal/resp"
)

// Greeting is the answer to a PING without credentials: before the other side
// has shown that it speaks Redis's protocol, it is told nothing.
//
// Much that follows asks an endpoint how it greeted, and often another endpoint:
// a primary asks the sentinel that announced it, which may never have got so far.
// So a greeting is a value, and its zero value is one that did not happen: it
// said nothing, and every question about it has that answer.
type Greeting struct {
	Happened bool
	Reply    resp.Reply
	Err      error
}

// Open tells whether the server obeys without a password.
func (g Greeting) Open() bool {
	return g.Happened && g.Err == nil && strings.EqualFold(g.Reply.Text, "PONG")
}

// Code is the code of an error reply, or "".
func (g Greeting) Code() string {
	if answer := resp.AsError(g.Err); answer != nil {
		return answer.Code
	}
	return ""
}

// Refusal tells whether the server has said why it will not serve us.
func (g Greeting) Refusal() bool {
	answer := resp.AsError(g.Err)
	return answer != nil && (answer.Says("max number of clients") || slices.Contains([]string{"DENIED", "LOADING", "MISCONF", "MASTERDOWN", "BUSY"}, answer.Code))
}

// SpeaksRedis tells whether the answer was one in Redis's protocol.
func (g Greeting) SpeaksRedis() bool { return g.Open() || g.Code() != "" }

// Foreign names the cause when something else than Redis answered, or "".
func (g Greeting) Foreign() string {
	switch {
	case !g.Happened, g.Open():
		return ""
	case g.Err == nil:
		return "not-redis"
	}
	refused, ok := errors.AsType[*guard.Error](g.Err)
	if !ok {
		return ""
	}
	start := refused.Start
	if start == nil {
		return "hostile-reply"
	}
	for _, known := range foreign {
		if bytes.HasPrefix(start, []byte(known.begins)) {
			return known.cause
		}
	}
	// A MySQL packet: three bytes of length, number 0, protocol version 10.
	if len(start) > 4 && start[3] == 0 && start[4] == 10 || bytes.Contains(start, []byte("mysql_native_password")) {
		return "speaks-mysql"
	}
	return "not-redis"
}

// foreign are the first bytes of what often stands at a mistaken port.
var foreign = []struct{ begins, cause string }{
	{"HTTP/", "speaks-http"}, {"<", "speaks-http"}, {"SSH-", "speaks-ssh"}, {"220", "speaks-smtp"}, {"ERROR\r\n", "speaks-memcached"},
	{"\x15\x03", "plain-on-tls-port"}, // a TLS alert
}

// Words describe what came instead of Redis's answer. Its bytes are not among
// them: whoever listens there chooses them, for the terminal or page on which
// they would be shown.
func (g Greeting) Words(l phrase.Language) map[string]string {
	var start phrase.Text = "nothing readable"
	problem := ""
	var refused *guard.Error
	switch {
	case errors.As(g.Err, &refused):
		problem = refused.Problem.In(l)
		start = "some text"
		if strings.ContainsFunc(string(refused.Start), func(r rune) bool {
			return r == utf8.RuneError || !visible.Rune(r) && !strings.ContainsRune("\t\r\n", r)
		}) {
			start = "binary data"
		}
	case !g.Happened:
	case g.Err == nil && strings.HasPrefix(g.Reply.Text, "OK") && strings.Contains(g.Reply.Text, "POP3"):
		start = "the greeting of a mail server (POP3)"
	case g.Err == nil && g.Reply.Kind == '+':
		start = "another word than PONG"
	case g.Err == nil:
		start = "something else than a word"
	}
	return map[string]string{"start": l.Say(start), "problem": problem}
}
