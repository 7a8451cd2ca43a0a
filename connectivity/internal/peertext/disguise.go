package peertext

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A server's names, addresses and versions have to be shown, and none of them is a
// known sentence. So each is looked at for a piece of a secret, also in the disguises
// below; one with such a piece is not shown at all.

// piece is how many letters and digits in a row make a piece of a secret.
const piece = 5

// ordinary are words of names and passwords alike. That a name has one of them
// betrays nothing.
var ordinary = []string{"redis", "sentinel", "mymaster", "master", "authelia", "valkey", "primary", "replica", "slave", "session", "sessions", "password",
	"secret", "server", "service", "localhost", "example", "cluster", "database", "production", "default", "local", "internal", "headless", "namespace", "keydb", "dragonfly"}

// pieces are those of the secrets, forwards and backwards, but for what the
// configuration shows anyway.
func pieces(secrets, visible []string) map[string]bool {
	found := map[string]bool{}
	for _, secret := range secrets {
		secret = bare(secret)
		for _, text := range []string{secret, backwards(secret)} {
			for p := range piecesOf(text) {
				found[p] = true
			}
		}
	}
	for _, text := range append(visible, ordinary...) {
		for p := range piecesOf(bare(text)) {
			delete(found, p)
		}
	}
	return found
}

func piecesOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i+piece <= len(text) && yield(text[i:i+piece]); i++ {
		}
	}
}

// bare is a text in small letters, without all that is neither a letter nor a digit.
func bare(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, text)
}

func backwards(text string) string {
	runes := []rune(text)
	slices.Reverse(runes)
	return string(runes)
}

// Peer is clean for names and addresses that a server tells.
func (r *Redactor) Peer(text string) string {
	if len(r.pieces) > 0 {
		for _, plain := range undisguised(text) {
			for p := range piecesOf(bare(plain)) {
				if r.pieces[p] {
					return Hidden
				}
			}
		}
	}
	return r.Clean(text)
}

// undisguised are a text and what it may stand for.
func undisguised(text string) []string {
	texts := []string{text, rot13(text), html.UnescapeString(text), unescaped(text)}
	texts = append(texts, decoded(text, base64Run, 4, func(run string) ([]byte, error) {
		return base64.RawStdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "/").Replace(run))
	})...)
	return append(texts, decoded(text, hexRun, 2, hex.DecodeString)...)
}

var (
	base64Run = regexp.MustCompile("[0-9A-Za-z+/_-]+")
	hexRun    = regexp.MustCompile("[0-9A-Fa-f]+")
)

// decoded decodes what a text has of an alphabet: each run of it, and all together,
// as something may stand between the parts. A run may begin within a group of letters.
func decoded(text string, runs *regexp.Regexp, group int, decode func(string) ([]byte, error)) []string {
	var out []string
	found := runs.FindAllString(text, -1)
	all := strings.Join(found, "")
	found = slices.DeleteFunc(found, func(run string) bool { return len(run) <= piece })
	for _, run := range append(found, all) {
		for start := range min(group, len(run)) {
			whole := run[start:]
			if bytes, err := decode(whole[:len(whole)-len(whole)%group]); err == nil {
				out = append(out, string(bytes))
			}
		}
	}
	return out
}

func rot13(text string) string {
	return strings.Map(func(r rune) rune {
		switch small := r | 0x20; {
		case small >= 'a' && small <= 'm':
			return r + 13
		case small >= 'n' && small <= 'z':
			return r - 13
		}
		return r
	}, text)
}

// escape is what puts a character's number behind a mark.
var escape = regexp.MustCompile(`(?:%|=|\\x|0x)[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}`)

// unescaped undoes it: %41, =41, \x41, \u0041.
func unescaped(text string) string {
	return escape.ReplaceAllStringFunc(text, func(mark string) string {
		digits := mark[len(mark)-2:]
		if strings.HasPrefix(mark, `\u`) {
			digits = mark[2:]
		}
		n, _ := strconv.ParseUint(digits, 16, 32)
		return string(rune(n))
	})
}
