// Package client finds out who sent a request: the address behind trusted
// proxies, whether their own connection is encrypted, and who they signed in as.
package client

import (
	"net"
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/limits"
)

// Client is who sent a request, as far as it can be known.
type Client struct {
	// Address is invalid when it is not known.
	Address netip.Addr
	// Proxied tells whether the request came from a trusted proxy.
	Proxied bool
	// HTTPS tells whether the client's own connection is encrypted.
	HTTPS bool
	// User is who signed in; empty without a sign-in.
	User string
}

const contextKey = "client"

// Identify finds out who sent a request. X-Forwarded-For, -Host and -Proto are
// believed only from trusted proxies, because anybody can send them; the rest of
// the server sees the host that the proxy names.
func Identify(trusted Proxies) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			who := &Client{Address: limits.Address(r.RemoteAddr), HTTPS: r.TLS != nil}
			if trusted.Trust(who.Address) {
				who.Proxied = true
				who.Address = trusted.forwardedFor(r)
				if protocol := forwarded(r, "X-Forwarded-Proto"); protocol != "" {
					who.HTTPS = strings.EqualFold(protocol, "https")
				}
				if host := forwarded(r, "X-Forwarded-Host"); host != "" {
					r.Host = host
				}
			}
			c.Set(contextKey, who)
			return next(c)
		}
	}
}

// Of is who sent a request.
func Of(c echo.Context) *Client {
	if who, ok := c.Get(contextKey).(*Client); ok {
		return who
	}
	return &Client{Address: limits.Address(c.Request().RemoteAddr)}
}

// Network is the client's address, or the /64 that an IPv6 client can choose
// its addresses from.
func (c *Client) Network() string { return limits.Network(c.Address) }

// Account is whose allowance a request counts for: the user's, wherever they
// are, or the network's.
func (c *Client) Account() string {
	if c.User != "" {
		return "user " + c.User
	}
	return c.Network()
}

// Only is a header's one value; a header that is there twice has none, because
// somebody on the way added one of them.
func Only(r *http.Request, header string) (string, bool) {
	values := r.Header.Values(header)
	if len(values) != 1 {
		return "", false
	}
	return values[0], true
}

// Hostname is a Host header without its port, brackets and final dot.
func Hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// IsLocalhost tells whether a host, with or without a port, is a name of loopback.
func IsLocalhost(host string) bool {
	name := Hostname(host)
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// IsLoopback tells whether a host, with or without a port, is a name or an address
// of loopback.
func IsLoopback(host string) bool {
	address, err := netip.ParseAddr(Hostname(host))
	return IsLocalhost(host) || err == nil && address.Unmap().IsLoopback()
}

// Origin is the beginning of the address that the client has for what it asks for.
func (c *Client) Origin(r *http.Request) string {
	if c.HTTPS {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}
