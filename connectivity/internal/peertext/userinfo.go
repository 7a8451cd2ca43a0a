package peertext

import (
	"net/url"
	"strings"

	"redis-wizard/configschema/userinfo"
)

// WithoutLogin is a text without "user:password@". A name with an @ in it, such as a
// mail address, is none.
func WithoutLogin(text string) string {
	login, _, at := strings.Cut(text, "@")
	if !at || !strings.Contains(login, ":") {
		return text
	}
	return userinfo.Without(text)
}

// TypedPasswords are those in a text such as redis://user:password@host, as it is
// written there and as it is meant.
func TypedPasswords(text string) []string {
	password, found := userinfo.Password(text)
	if !found {
		return nil
	}
	meant, err := url.PathUnescape(password)
	if err != nil || meant == password {
		return []string{password}
	}
	return []string{password, meant}
}
