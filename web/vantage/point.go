// Package vantage asks other running wizards to make a connection test from
// where they run, because an address that answers here may be closed there. It
// knows the places that an administrator names, how to ask one of them, and what
// of its answer may be believed. It is not for what people type: they choose a
// place by its name, and never give an address.
//
// The place that answers is a wizard with its own policy and limits. It is asked
// at Path, with a token, and streams its steps and then its report as
// /api/v1/probe does. It may be older or newer than this wizard, so members and
// events that are not known here are passed over.
package vantage

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
)

// Point is a place to test from, as an administrator names it.
type Point struct {
	// Name is what people choose it by: up to 40 letters, digits, '-', '_' and '.'.
	Name string
	// URL is that of the wizard there, with its base path and without a slash at
	// the end. It begins with https://, or with http:// where the address is a
	// loopback or private one.
	URL string
	// Token is what the wizard there asks for.
	Token *Token
}

// maxName is what fits beside an address in the picture of a set-up.
const maxName = 40

// ParsePoint reads NAME=URL. A host name after http:// is taken here and judged
// when it is dialled, by its address.
func ParsePoint(text string) (Point, error) {
	name, address, found := strings.Cut(text, "=")
	if !found {
		return Point{}, errors.New("must be NAME=URL, such as cluster=https://wizard.example.com")
	}
	if name == "" || len(name) > maxName || strings.ContainsFunc(name, func(r rune) bool { return !inName(r) }) {
		return Point{}, fmt.Errorf("must begin with a name of up to %d letters, digits, '-', '_' and '.', such as cluster=https://wizard.example.com", maxName)
	}
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return Point{}, fmt.Errorf("%s: must have a URL that begins with https://, such as %s=https://wizard.example.com", name, name)
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return Point{}, fmt.Errorf("%s: the URL must have no user name, query or fragment; the token goes into --vantage-token", name)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Scheme == "http" && err == nil && !near(ip) {
		return Point{}, fmt.Errorf("%s: %w", name, errFarPlain)
	}
	return Point{Name: name, URL: strings.TrimRight(u.String(), "/")}, nil
}

// Plain tells whether what is sent there travels unencrypted.
func (p Point) Plain() bool { return strings.HasPrefix(p.URL, "http://") }

var errFarPlain = phrase.New("http:// is only for loopback and private addresses, because what people type would be readable on its way; serve https:// there (--tls-cert)")

// near tells whether an address is on this machine or in a private network (RFC
// 1918, RFC 4193).
func near(ip netip.Addr) bool {
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate()
}

func inName(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_.", r)
}

// Path is where a wizard takes tests for another one, below its base path.
const Path = "/api/v1/vantage/probe"

// Grace is how much longer than the test itself a vantage point may take: for
// opening the connection, and for the way back.
const Grace = 2 * time.Second
