package connectivity

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"redis-wizard/configschema/phrase"
)

// peerTextLimit bounds what a report repeats of another program's words.
const peerTextLimit = 200

// redacted stands where a secret stood.
const redacted = "<secret>"

// redactor makes foreign text fit for a report: one line, printable, short, and
// without the target's secrets.
type redactor struct {
	secrets []string
	pieces  map[string]bool // of the secrets, see peer
	users   []string        // who logs in, for sentences about them
}

// redactor is the one for what is said about a target.
func (t *Target) redactor() *redactor {
	secrets := t.secrets()
	r := newRedactor(secrets)
	for _, user := range t.users() {
		if r.clean(user) == user {
			r.users = append(r.users, user)
		}
	}
	visible := append(t.hosts(), r.users...)
	if t.Sentinel != nil {
		visible = append(visible, t.Sentinel.Name)
	}
	if t.TLS != nil {
		visible = append(visible, t.TLS.ServerName)
	}
	for i, text := range visible {
		visible[i] = withoutUserinfo(text)
	}
	r.pieces = pieces(secrets, visible)
	return r
}

func newRedactor(secrets []string) *redactor {
	r := &redactor{}
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		// The text may carry the secret as it is, or after the control
		// characters have been taken out of it, or with the quoting that Redis
		// uses when it repeats arguments.
		r.secrets = append(r.secrets, secret, printable(secret), quoted(secret))
	}
	// A secret within another must not leave the rest of the longer one.
	sort.Slice(r.secrets, func(i, j int) bool { return len(r.secrets[i]) > len(r.secrets[j]) })
	return r
}

func (r *redactor) clean(text string) string {
	text = r.without(text)
	text = r.without(printable(text))
	return clip(text, peerTextLimit)
}

// failure is what an error says, in a language as far as its words are our own.
func (r *redactor) failure(l phrase.Language, err error, origin Origin) string {
	if reply := asReply(err); reply != nil {
		return r.replied(l, reply.Text)
	}
	text := told(l, err)
	if len(r.secrets) == 0 {
		return r.clean(text)
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
	if origin == Announced || errors.As(err, &name) || errors.As(err, &certificate) {
		return r.peer(text)
	}
	return r.clean(text)
}

// foreign are the words of messages that come from certificates and servers.
var foreign = map[string]bool{
	"subject": true, "issuer": true, "names": true, "authority": true, "common": true, "replica": true, "software": true,
	"version": true, "policy": true, "limit": true, "primary": true, "groups": true, "link": true, "flags": true,
}

// word is a word of a message.
func (r *redactor) word(name, text string) string {
	if foreign[name] {
		return r.peer(text)
	}
	return r.clean(text)
}

func (r *redactor) without(text string) string {
	for _, secret := range r.secrets {
		if secret == "" || !strings.Contains(text, secret) {
			continue
		}
		if len(secret) < 4 {
			// Cutting a few letters out of a text says what they were.
			return redacted
		}
		text = strings.ReplaceAll(text, secret, redacted)
	}
	return text
}

// ownText makes what the person typed fit for a report. It is not redacted: a
// host that happens to be called like the password must stay readable, and
// cutting it out would say what the password is. But what looks like a login, as
// in redis://user:password@, is left out of whatever option it was typed into.
func ownText(text string) string { return clip(printable(withoutLogin(text)), peerTextLimit) }

// withoutLogin is a text without "user:password@". A name with an @ in it, such as a
// mail address, is none.
func withoutLogin(text string) string {
	login, _, at := strings.Cut(text, "@")
	if !at || !strings.Contains(login, ":") {
		return text
	}
	return withoutUserinfo(text)
}

// withBlanks is ownText for what differs from what it should be by its blanks
// alone, which are left where they are.
func withBlanks(text string) string {
	return clip(strings.Map(visible, strings.ToValidUTF8(withoutLogin(text), "")), peerTextLimit)
}

// printable takes out what could steer a terminal or hide text: control and
// formatting characters, and bytes that are no UTF-8.
func printable(text string) string {
	return strings.Join(strings.Fields(strings.Map(visible, strings.ToValidUTF8(text, ""))), " ")
}

// visible makes one blank of every kind of space, and nothing of what cannot be
// seen.
func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case r == utf8.RuneError || !unicode.IsPrint(r):
		return -1
	}
	return r
}

func quoted(text string) string {
	return strings.NewReplacer("\\", "\\\\", "\"", "\\\"", "\n", "\\n", "\r", "\\r", "\t", "\\t").Replace(text)
}

// clip cuts at a character boundary and says that it did.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// Foreign makes a text of another wizard's report fit for one of ours: one line,
// without what cannot be seen, and of so many bytes at most.
func Foreign(text string, limit int) string {
	return clip(strings.Map(visible, strings.ToValidUTF8(text, "")), limit)
}
