package connectivity

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// peerTextLimit bounds what a report repeats of another program's words.
const peerTextLimit = 200

// redacted stands where a secret stood.
const redacted = "<secret>"

// redactor makes foreign text fit for a report: one line, printable, short, and
// without the target's secrets.
type redactor struct{ secrets []string }

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
// cutting it out would say what the password is.
func ownText(text string) string { return clip(printable(text), peerTextLimit) }

// withBlanks is ownText for what differs from what it should be by its blanks
// alone, which are left where they are.
func withBlanks(text string) string {
	return clip(strings.Map(visible, strings.ToValidUTF8(text, "")), peerTextLimit)
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
