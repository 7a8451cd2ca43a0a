package vantage

import (
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
)

// leastToken is the shortest token, in characters: 128 bits in hexadecimal.
const leastToken = 32

// CheckToken refuses a token that could be guessed, or that does not fit into a
// header (RFC 6750, 2.1). The error does not repeat it.
func CheckToken(token string) error {
	if len(token) < leastToken || strings.ContainsFunc(token, func(r rune) bool { return !inName(r) && !strings.ContainsRune("~+/=", r) }) {
		return fmt.Errorf("must hold one token of at least %d letters and digits, such as openssl rand -hex 32 makes", leastToken)
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
