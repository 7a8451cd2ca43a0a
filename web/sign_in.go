package web

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/metrics"
	"redis-wizard/web/vantage"
)

// groupsHeader is where Authelia's forward authentication names the groups of a
// user, separated by commas.
const groupsHeader = "Remote-Groups"

// maxName bounds a user's name, in bytes.
const maxName = 255

// open are the routes for everybody: machines and editors ask for the first,
// other wizards bring a token of their own, and a page that says why one may not
// enter needs the others.
var open = []string{vantage.Path, "/healthz", "/readyz", "/metrics", "/schemas/*", "/assets/:hash/:name", "/favicon.ico"}

// signIn lets in whom a trusted proxy has signed in, when the administrator
// asked for that. The header is believed from those proxies alone.
func (s *Server) signIn(next echo.HandlerFunc) echo.HandlerFunc {
	header := s.options.SignInHeader
	if header == "" {
		return next
	}
	return func(c echo.Context) error {
		if slices.Contains(open, s.label(c.Path())) {
			return next(c)
		}
		who, r := callerOf(c), c.Request()
		if !who.proxied {
			return s.keepOut(http.StatusForbidden, "This wizard is only open to people whom its proxy has signed in, and this request did not come through that proxy. Open the wizard at the proxy's address, or ask whoever runs it to name the proxy (serve --trusted-proxies).")
		}
		name, one := only(r, header)
		if !one || !isName(name) {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, "Forwarded")
			return s.keepOut(http.StatusUnauthorized, "You are not signed in: the proxy in front of this wizard named no user in {header}. Sign in there and open the wizard again; if you did, its administrator has to let the proxy pass that header on.", "header", header)
		}
		who.user = name
		if !s.inGroup(r) {
			return s.keepOut(http.StatusForbidden, "You are signed in as “{name}”, who is in none of the groups that may use this wizard. Ask whoever runs it (serve --sign-in-groups).", "name", name)
		}
		return next(c)
	}
}

func (s *Server) keepOut(status int, text phrase.Text, words ...string) error {
	s.metrics.Refused(metrics.SignIn)
	return refuse(status, text, words...)
}

// inGroup tells whether the user may use the wizard by their groups.
func (s *Server) inGroup(r *http.Request) bool {
	if len(s.options.SignInGroups) == 0 {
		return true
	}
	groups, one := only(r, groupsHeader)
	return one && slices.ContainsFunc(list([]string{groups}), func(group string) bool {
		return slices.Contains(s.options.SignInGroups, group)
	})
}

// isName tells whether a text can be a user's name. What is odd is refused
// rather than cleaned: a cleaned name could be another user's.
func isName(name string) bool {
	return name != "" && len(name) <= maxName && utf8.ValidString(name) && name == strings.TrimSpace(name) &&
		!strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) || r == ',' })
}
