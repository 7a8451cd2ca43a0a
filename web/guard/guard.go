// Package guard turns away requests that should not be here: those of another site's
// page, those for a stranger's name, those of people who are not signed in. It also
// sets the headers by which browsers guard the page.
package guard

import (
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/visible"
	"redis-wizard/web/accesslog"
	"redis-wizard/web/client"
	"redis-wizard/web/failure"
	"redis-wizard/web/limits"
	"redis-wizard/web/metrics"
)

// Guard is whom the wizard serves.
type Guard struct {
	// Hosts are the names under which people reach the wizard.
	Hosts []string
	// SignInHeader names the user, and SignInGroups are those that may use the wizard;
	// web.Options says more of them.
	SignInHeader string
	SignInGroups []string
	// Metrics counts who is turned away.
	Metrics *metrics.Metrics
}

// contentPolicy lets the page load its own files and talk to its own origin,
// and nothing else. 'wasm-unsafe-eval' allows WebAssembly alone, not eval.
const contentPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
	"worker-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// permissions are what the page never asks a browser for. The clipboard is not
// among them: the page writes to it. Browsers complain in their console of names
// that they do not know, so these are names that Chromium does; the others pass
// over this header.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), " +
	"magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"

// SecureHeaders go with every answer; docs/security.md says why each of them
// does. Pages may hold secrets, so nothing is stored unless a handler says
// otherwise. The referrer policy is same-origin rather than no-referrer, because
// browsers send "Origin: null" with a form under the latter, and could not be
// told from strangers.
func SecureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		header := c.Response().Header()
		header.Set("Content-Security-Policy", contentPolicy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cross-Origin-Embedder-Policy", "require-corp")
		header.Set("X-Permitted-Cross-Domain-Policies", "none")
		header.Set("X-DNS-Prefetch-Control", "off")
		header.Set("Permissions-Policy", permissions)
		header.Set("Cache-Control", "no-store")
		if client.Of(c).HTTPS {
			// Not for other names below this one: they are not ours to decide on.
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// CheckHost refuses names that are not this server's. A stranger's page can
// point its own name at this address (DNS rebinding) and would then be of one
// origin with it; the name in Host gives it away. An IP address cannot be
// rebound, so addresses are served.
func (g *Guard) CheckHost(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if host := c.Request().Host; !g.hostAllowed(host) {
			g.Metrics.Refused(metrics.Host)
			return failure.Refuse(http.StatusForbidden,
				"This wizard does not answer to the name “{name}”. Open it by its IP address, or ask the administrator to allow the name (serve --hosts).", "name", visible.Clip(visible.Line(host), 100))
		}
		return next(c)
	}
}

func (g *Guard) hostAllowed(host string) bool {
	name := client.Hostname(host)
	if client.IsLocalhost(host) {
		return true
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return g.listed(host) || g.listed(name)
}

// listed tells whether an administrator listed the host just so.
func (g *Guard) listed(host string) bool {
	return slices.ContainsFunc(g.Hosts, func(allowed string) bool { return strings.EqualFold(allowed, host) })
}

// IsHost tells whether a text can stand in a Host header: a name or an address,
// with or without a port.
func IsHost(host string) bool {
	parsed, err := url.Parse("//" + host)
	return err == nil && parsed.Host == host && parsed.Hostname() != "" && !strings.ContainsAny(parsed.Hostname(), ", *%")
}

// CheckOrigin refuses what another site's page sends here in a visitor's
// browser: it would make this server dial what that page says. Clients that are
// no browsers send neither header, and are served.
func (g *Guard) CheckOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		switch r := c.Request(); r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
		default:
			if !g.sameOrigin(r, client.Of(c).HTTPS) {
				g.Metrics.Refused(metrics.Origin)
				return failure.Refuse(http.StatusForbidden,
					"This request was sent by a page of another site, so it was not carried out. Open the wizard itself and send it from there.")
			}
		}
		return next(c)
	}
}

// sameOrigin looks at both headers: Sec-Fetch-Site is the browser's own word,
// and Origin is there in older ones. The origin has to be where the request went,
// or one that the administrator listed, which a proxy has rewritten; its port
// counts, as another port is another origin. Only of a browser's own word a proxy
// may have left the port out.
func (g *Guard) sameOrigin(r *http.Request, https bool) bool {
	vouched := false
	switch r.Header.Get("Sec-Fetch-Site") {
	case "same-origin":
		vouched = true
	case "", "none":
	default:
		return false
	}
	origins := r.Header.Values("Origin")
	if len(origins) == 0 {
		return true
	}
	if len(origins) > 1 {
		return false
	}
	origin, err := url.Parse(origins[0])
	if err != nil || origin.Host == "" || origin.Scheme != "https" && (https || origin.Scheme != "http") {
		return false // "null" among them
	}
	usual := map[string]string{"http": ":80", "https": ":443"}[origin.Scheme]
	if strings.EqualFold(origin.Host, strings.TrimSuffix(r.Host, usual)) || g.listed(origin.Host) {
		return true
	}
	return vouched && (client.Hostname(origin.Host) == client.Hostname(r.Host) || g.listed(client.Hostname(origin.Host)))
}

// TurnAway answers on a spare connection, of which there are some beyond
// Options.MaxConnections, with nothing but whether the server is well. Whoever
// watches over it has to learn that it is, and that it is crowded is no reason to
// restart it.
func TurnAway(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if !limits.Spare(c.Request().Context()) {
			return next(c)
		}
		c.Response().Header().Set(echo.HeaderConnection, "close")
		switch accesslog.Route(c) {
		case "/healthz", "/readyz":
			return next(c)
		}
		return failure.Busy(http.StatusServiceUnavailable, 2*time.Second, "This server has as many connections as it may at one time. Please try again in a few seconds.")
	}
}
