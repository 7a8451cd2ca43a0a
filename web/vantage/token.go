package vantage

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"

	"redis-wizard/web/reload"
)

// leastToken is the shortest token, in characters: 128 bits in hexadecimal.
const leastToken = 32

// CheckToken refuses a token that could be guessed, or that does not fit into a
// header (RFC 6750, 2.1). The error does not repeat it.
func CheckToken(token string) error {
	if len(token) < leastToken || strings.ContainsFunc(token, func(r rune) bool { return !inName(r) && !strings.ContainsRune("~+/=", r) }) {
		return fmt.Errorf("must contain one token of at least %d letters and digits, such as openssl rand -hex 32 makes", leastToken)
	}
	return nil
}

// Authorized tells whether a request carries the token. How long the answer
// takes does not depend on how much of it is right.
func Authorized(r *http.Request, token string) bool {
	headers := r.Header.Values("Authorization")
	if len(headers) != 1 || token == "" {
		return false
	}
	scheme, sent, _ := strings.Cut(headers[0], " ")
	got, want := sha256.Sum256([]byte(sent)), sha256.Sum256([]byte(token))
	return strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

// Token is what two wizards know each other by. One that comes from a file follows
// that file while the server runs: whoever wants to shut others out puts another token
// there.
type Token struct {
	fixed string
	file  *reload.Value[string] // nil for a token that never changes
}

// NewToken returns a token that never changes. Whether it is a good one is for
// CheckToken.
func NewToken(value string) *Token { return &Token{fixed: value} }

// ReadToken returns the token in a file. The error does not repeat what is there.
func ReadToken(file string, log *slog.Logger) (*Token, error) {
	value, err := reload.Read(reload.Source[string]{
		Name: "token",
		Read: func() (string, error) { return readToken(file) },
		Same: func(a, b string) bool { return a == b },
		Say:  func(string) []any { return []any{"file", file} },
	}, log)
	return &Token{file: value}, err
}

// Value is the token as it is now, empty for a nil one.
func (t *Token) Value() string {
	switch {
	case t == nil:
		return ""
	case t.file != nil:
		return t.file.Get()
	}
	return t.fixed
}

// String keeps the token out of logs.
func (t *Token) String() string { return "<secret>" }

func readToken(file string) (string, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	value := strings.TrimSpace(string(content))
	if err := CheckToken(value); err != nil {
		return "", fmt.Errorf("the file %s %w", file, err)
	}
	return value, nil
}
