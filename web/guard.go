package web

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/web/metrics"
)

// contentPolicy lets the page load its own files and talk to its own origin,
// and nothing else. 'wasm-unsafe-eval' allows WebAssembly alone, not eval.
const contentPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// permissions are what the page never asks a browser for. The clipboard is not
// among them: the page writes to it. Browsers complain in their console of names
// that they do not know, so these are names that Chromium does; the others pass
// over this header.
const permissions = "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), hid=(), " +
	"magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"

// secureHeaders go with every answer; docs/security.md says why each of them
// does. Pages may hold secrets, so nothing is stored unless a handler says
// otherwise. The referrer policy is same-origin rather than no-referrer, because
// browsers send "Origin: null" with a form under the latter, and could not be
// told from strangers.
func (s *Server) secureHeaders(next echo.HandlerFunc) echo.HandlerFunc {
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
		if callerOf(c).https {
			// Not for other names below this one: they are not ours to decide on.
			header.Set("Strict-Transport-Security", "max-age=31536000")
		}
		return next(c)
	}
}

// checkHost refuses names that are not this server's. A stranger's page can
// point its own name at this address (DNS rebinding) and would then be of one
// origin with it; the name in Host gives it away. An IP address cannot be
// rebound, so addresses are served.
func (s *Server) checkHost(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if host := c.Request().Host; !s.hostAllowed(host) {
			s.metrics.Refused(metrics.Host)
			return refuse(http.StatusForbidden,
				"This wizard does not answer to the name “{name}”. Open it by its IP address, or ask whoever runs it to allow the name (serve --hosts).", "name", showName(host))
		}
		return next(c)
	}
}

func (s *Server) hostAllowed(host string) bool {
	name := hostname(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return s.listed(host) || s.listed(name)
}

// listed tells whether an administrator listed the host just so.
func (s *Server) listed(host string) bool {
	return slices.ContainsFunc(s.options.Hosts, func(allowed string) bool { return strings.EqualFold(allowed, host) })
}

// isHost tells whether a text can stand in a Host header: a name or an address,
// with or without a port.
func isHost(host string) bool {
	parsed, err := url.Parse("//" + host)
	return err == nil && parsed.Host == host && parsed.Hostname() != "" && !strings.ContainsAny(parsed.Hostname(), ", *%")
}

// hostname is a Host header without its port, brackets and final dot.
func hostname(host string) string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return strings.ToLower(strings.TrimSuffix(strings.Trim(host, "[]"), "."))
}

// checkOrigin refuses what another site's page sends here in a visitor's
// browser: it would make this server dial what that page says. Clients that are
// no browsers send neither header, and are served.
func (s *Server) checkOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		switch r := c.Request(); r.Method {
		case http.MethodGet, http.MethodHead, http.MethodOptions:
		default:
			if !s.sameOrigin(r, callerOf(c).https) {
				s.metrics.Refused(metrics.Origin)
				return refuse(http.StatusForbidden,
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
func (s *Server) sameOrigin(r *http.Request, https bool) bool {
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
	if strings.EqualFold(origin.Host, strings.TrimSuffix(r.Host, usual)) || s.listed(origin.Host) {
		return true
	}
	return vouched && (hostname(origin.Host) == hostname(r.Host) || s.listed(hostname(origin.Host)))
}

// limitBody bounds what a request may carry. Of what is too large, a part is
// read and thrown away: a client that is still sending would otherwise see its
// connection broken, and never the answer.
func (s *Server) limitBody(limit int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			sent := r.Body
			held := s.memory.Open(callerOf(c).account())
			c.Set(shareKey, held)
			defer func() {
				c.Set(shareKey, nil)
				held.Close()
			}()
			if r.ContentLength > limit {
				discard(c, sent)
				err := &http.MaxBytesError{Limit: limit}
				s.countSize(err)
				return err
			}
			r.Body = &heldBody{http.MaxBytesReader(c.Response(), sent, limit), s, held}
			err := next(c)
			s.countSize(err)
			if tooLarge(err) || isBusy(err) {
				discard(c, sent)
			}
			return err
		}
	}
}

// discard reads on for a while: at most 16 MiB, at most two seconds.
func discard(c echo.Context, body io.Reader) {
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(2 * time.Second))
	_, _ = io.CopyN(io.Discard, body, 16<<20)
}

// showName makes a name from a header fit to be shown.
func showName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if len(clean) > 100 {
		clean = clean[:100] + "…"
	}
	return strings.ToValidUTF8(clean, "")
}
