package guard

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/accesslog"
	"redis-wizard/web/client"
	"redis-wizard/web/failure"
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

// SignIn lets in whom a trusted proxy has signed in, when the administrator
// asked for that. The header is believed from those proxies alone.
func (g *Guard) SignIn(next echo.HandlerFunc) echo.HandlerFunc {
	header := g.SignInHeader
	if header == "" {
		return next
	}
	return func(c echo.Context) error {
		if slices.Contains(open, accesslog.Route(c)) {
			return next(c)
		}
		who, r := client.Of(c), c.Request()
		if !who.Proxied {
			return g.keepOut(http.StatusForbidden, "This wizard is only open to people whom its proxy has signed in, and this request did not come through that proxy. Open the wizard at the proxy's address, or ask the administrator to name the proxy (serve --trusted-proxies).")
		}
		name, one := client.Only(r, header)
		if !one || !isName(name) {
			c.Response().Header().Set(echo.HeaderWWWAuthenticate, "Forwarded")
			return g.keepOut(http.StatusUnauthorized, "You are not signed in: the proxy in front of this wizard named no user in {header}. Sign in there and open the wizard again; if you did, its administrator has to let the proxy pass that header on.", "header", header)
		}
		who.User = name
		if !g.inGroup(r) {
			return g.keepOut(http.StatusForbidden, "You are signed in as “{name}”, who is in none of the groups that may use this wizard. Ask the administrator (serve --sign-in-groups).", "name", name)
		}
		return next(c)
	}
}

func (g *Guard) keepOut(status int, text phrase.Text, words ...string) error {
	g.Metrics.Refused(metrics.SignIn)
	return failure.Refuse(status, text, words...)
}

// inGroup tells whether the user may use the wizard by their groups.
func (g *Guard) inGroup(r *http.Request) bool {
	if len(g.SignInGroups) == 0 {
		return true
	}
	groups, one := client.Only(r, groupsHeader)
	return one && slices.ContainsFunc(client.List([]string{groups}), func(group string) bool {
		return slices.Contains(g.SignInGroups, group)
	})
}

// isName tells whether a text can be a user's name. What is odd is refused
// rather than cleaned: a cleaned name could be another user's.
func isName(name string) bool {
	return name != "" && len(name) <= maxName && utf8.ValidString(name) && name == strings.TrimSpace(name) &&
		!strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) || r == ',' })
}
