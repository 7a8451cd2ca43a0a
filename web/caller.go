package web

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/limits"
)

// caller is who sent a request, as far as it can be known.
type caller struct {
	// address is the client's; invalid when it is not known.
	address netip.Addr
	// proxied tells whether the request came from a trusted proxy.
	proxied bool
	// https tells whether the client's own connection is encrypted.
	https bool
	// user is who signed in; empty without a sign-in.
	user string
}

const callerKey = "caller"

// identify finds out who sent a request. X-Forwarded-For, -Host and -Proto are
// believed only from trusted proxies, because anybody can send them; the rest of
// the server sees the host that the proxy names.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		who := &caller{address: peer(r), https: r.TLS != nil}
		if s.options.trusts(who.address) {
			who.proxied = true
			who.address = s.options.forwardedFor(r)
			if protocol := forwarded(r, "X-Forwarded-Proto"); protocol != "" {
				who.https = strings.EqualFold(protocol, "https")
			}
			if host := forwarded(r, "X-Forwarded-Host"); host != "" {
				r.Host = host
			}
		}
		c.Set(callerKey, who)
		return next(c)
	}
}

func callerOf(c echo.Context) *caller {
	if who, ok := c.Get(callerKey).(*caller); ok {
		return who
	}
	return &caller{address: peer(c.Request())}
}

// network is the client's address, or the /64 that an IPv6 client can choose
// its addresses from.
func (w *caller) network() string { return limits.Network(w.address) }

// account is whose allowance a request counts for: the user's, wherever they
// are, or the network's.
func (w *caller) account() string {
	if w.user != "" {
		return "user " + w.user
	}
	return w.network()
}

// only is a header's one value; a header that is there twice has none, because
// somebody on the way added one of them.
func only(r *http.Request, header string) (string, bool) {
	values := r.Header.Values(header)
	if len(values) != 1 {
		return "", false
	}
	return values[0], true
}
