// Package userinfo takes a login out of what people write in front of a host, as in
// redis://user:password@redis or user:password@redis.
package userinfo

import "strings"

// Split takes a word apart at its last @: the scheme with its ://, which may be
// missing, the login, and what stands behind the @. A word without an @ is all rest.
func Split(word string) (scheme, login, rest string) {
	at := strings.LastIndexByte(word, '@')
	if at < 0 {
		return "", "", word
	}
	login, rest = word[:at], word[at+1:]
	if end := strings.Index(login, "://"); end >= 0 {
		end += len("://")
		scheme, login = login[:end], login[end:]
	}
	return scheme, login, rest
}

// Without is a word without its login.
func Without(word string) string {
	scheme, _, rest := Split(word)
	return scheme + rest
}

// Password is the password of a word's login; false says that it has none.
func Password(word string) (string, bool) {
	_, login, _ := Split(word)
	_, password, ok := strings.Cut(login, ":")
	return password, ok
}
