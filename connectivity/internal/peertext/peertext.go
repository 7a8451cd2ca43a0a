// Package peertext decides what a report repeats of another program's words. Whoever
// was sent a password may answer with it, so a target's secrets are taken out, as they are
// and in disguise, and of a server's errors only known sentences are shown word for word.
package peertext

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"slices"
	"strings"

	"redis-wizard/configschema/needles"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/userinfo"
	"redis-wizard/configschema/visible"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/internal/wording"
)

// Limit bounds what a report repeats of another program's words.
const Limit = 200

// Hidden stands where a secret stood.
const Hidden = "<secret>"

// Redactor makes foreign text fit for a report: one line, printable, short, and
// without the target's secrets.
type Redactor struct {
	secrets []string
	long    *needles.Set    // those of at least four letters
	pieces  map[string]bool // of the secrets, see peer
	users   []string        // who logs in, for sentences about them
}

// New is the one for a target with these secrets, whose users log in, and
// whose open texts, such as its hosts, are shown anyway.
func New(secrets, users, open []string) *Redactor {
	r := &Redactor{}
	var forms []string
	for _, secret := range secrets {
		// The text may carry the secret as it is, or after the control characters have
		// been taken out of it, or with the quoting that Redis uses when it repeats
		// arguments.
		forms = append(forms, secret, visible.Words(secret), quoted(secret))
	}
	for _, form := range forms {
		if form != "" {
			r.secrets = append(r.secrets, form)
		}
	}
	r.long = needles.New(r.secrets)
	for _, user := range users {
		if user != "" && r.Clean(user) == user {
			r.users = append(r.users, user)
		}
	}
	var shown []string
	for _, text := range slices.Concat(open, r.users) {
		shown = append(shown, userinfo.Without(text))
	}
	r.pieces = pieces(secrets, shown)
	return r
}

// Clean is foreign text as a report may show it: in one line, short, without secrets.
func (r *Redactor) Clean(text string) string {
	text = r.Without(text)
	text = r.Without(visible.Words(text))
	return visible.Clip(text, Limit)
}

// Failure is what an error says, in a language as far as its words are our own.
func (r *Redactor) Failure(l phrase.Language, err error, announced bool) string {
	if reply := resp.AsError(err); reply != nil {
		return r.Replied(l, reply.Text)
	}
	text := wording.Error(l, err)
	if len(r.secrets) == 0 {
		return r.Clean(text)
	}
	// What a library could not read it quotes.
	for _, quote := range []string{`"`, "`"} {
		parts := strings.Split(text, quote)
		for i := 1; i < len(parts); i += 2 {
			parts[i] = "…"
		}
		text = strings.Join(parts, quote)
	}
	var name x509.HostnameError
	var certificate *tls.CertificateVerificationError
	if announced || errors.As(err, &name) || errors.As(err, &certificate) {
		return r.Peer(text)
	}
	return r.Clean(text)
}

// foreign are the words of messages that come from certificates and servers.
var foreign = map[string]bool{
	"subject": true, "issuer": true, "names": true, "authority": true, "common": true, "replica": true, "software": true,
	"version": true, "policy": true, "limit": true, "primary": true, "groups": true, "link": true, "flags": true,
}

// Word is a word of a message.
func (r *Redactor) Word(name, text string) string {
	if foreign[name] {
		return r.Peer(text)
	}
	return r.Clean(text)
}

// Without is a text without the secrets.
func (r *Redactor) Without(text string) string {
	text = r.long.Replace(text, Hidden)
	if slices.ContainsFunc(r.secrets, func(secret string) bool { return len(secret) < 4 && strings.Contains(text, secret) }) {
		// Cutting a few letters out of a text says what they were.
		return Hidden
	}
	return text
}

// Typed makes what the person typed fit for a report. It is not redacted: a
// host that happens to be called like the password must stay readable, and
// cutting it out would say what the password is. But what looks like a login, as
// in redis://user:password@, is left out of whatever option it was typed into.
func Typed(text string) string {
	return visible.Clip(visible.Words(WithoutLogin(text)), Limit)
}

// TypedWithBlanks is Typed for what differs from what it should be by its blanks
// alone, which are left where they are.
func TypedWithBlanks(text string) string {
	return visible.Clip(visible.Line(WithoutLogin(text)), Limit)
}

func quoted(text string) string {
	return strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n", "\r", "\\r", "\t", "\\t").Replace(text)
}
