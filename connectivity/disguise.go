package connectivity

import (
	"encoding/base64"
	"encoding/hex"
	"html"
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
	harmless := map[string]bool{}
	for _, text := range append(visible, ordinary...) {
		eachPiece(bare(text), func(p string) bool { harmless[p] = true; return true })
	}
	found := map[string]bool{}
	for _, secret := range secrets {
		secret = bare(secret)
		for _, text := range []string{secret, backwards(secret)} {
			eachPiece(text, func(p string) bool {
				if !harmless[p] {
					found[p] = true
				}
				return true
			})
		}
	}
	return found
}

// eachPiece calls do with every piece of a text, until it says no.
func eachPiece(text string, do func(string) bool) {
	for i := 0; i+piece <= len(text); i++ {
		if !do(text[i : i+piece]) {
			return
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
	for i, j := 0, len(runes)-1; i < j; i, j = i+1, j-1 {
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// peer is clean for names and addresses that a server tells.
func (r *redactor) peer(text string) string {
	if len(r.pieces) > 0 {
		for _, plain := range undisguised(text) {
			hidden := false
			eachPiece(bare(plain), func(p string) bool { hidden = r.pieces[p]; return !hidden })
			if hidden {
				return redacted
			}
		}
	}
	return r.clean(text)
}

// undisguised are a text and what it may stand for.
func undisguised(text string) []string {
	texts := []string{text, rot13(text), html.UnescapeString(text), unescaped(text)}
	texts = append(texts, decoded(text, isBase64, func(run string) []string {
		var out []string
		run = strings.NewReplacer("-", "+", "_", "/").Replace(run)
		for start := range min(4, len(run)) {
			whole := run[start:]
			if bytes, err := base64.RawStdEncoding.DecodeString(whole[:len(whole)-len(whole)%4]); err == nil {
				out = append(out, string(bytes))
			}
		}
		return out
	})...)
	return append(texts, decoded(text, isHex, func(run string) []string {
		var out []string
		for start := range min(2, len(run)) {
			whole := run[start:]
			if bytes, err := hex.DecodeString(whole[:len(whole)-len(whole)%2]); err == nil {
				out = append(out, string(bytes))
			}
		}
		return out
	})...)
}

// decoded decodes what a text has of an alphabet: each run of it, and all together,
// as something may stand between the parts.
func decoded(text string, in func(byte) bool, decode func(string) []string) []string {
	var out []string
	var all strings.Builder
	start := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && in(text[i]) {
			all.WriteByte(text[i])
			continue
		}
		if i-start > piece {
			out = append(out, decode(text[start:i])...)
		}
		start = i + 1
	}
	return append(out, decode(all.String())...)
}

func isHex(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

func isBase64(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || strings.IndexByte("+/-_", c) >= 0
}

func rot13(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, text)
}

// unescaped undoes what puts a character's number behind a mark: %41, =41, \x41,
// \u0041.
func unescaped(text string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		for _, mark := range [...]struct {
			text  string
			width int
		}{{"%", 2}, {"=", 2}, {`\x`, 2}, {`\u`, 4}, {"0x", 2}} {
			digits := i + len(mark.text)
			if !strings.HasPrefix(text[i:], mark.text) || digits+mark.width > len(text) {
				continue
			}
			if n, err := strconv.ParseUint(text[digits:digits+mark.width], 16, 32); err == nil {
				out.WriteRune(rune(n))
				i = digits + mark.width - 1
				goto next
			}
		}
		out.WriteByte(text[i])
	next:
	}
	return out.String()
}
