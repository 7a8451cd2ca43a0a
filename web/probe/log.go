package probe

import (
	"log/slog"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/web/accesslog"
	"redis-wizard/web/client"
	"redis-wizard/web/vantage"
)

// log says in one line what came of a test. What people try is theirs, so
// the line names no address unless the administrator asked for it, to see what
// the wizard is used for.
func (r *Runner) log(c echo.Context, result configschema.Result, report connectivity.Report, took time.Duration) {
	attributes := []slog.Attr{
		slog.String("request_id", accesslog.ID(c)),
		slog.String("verdict", string(report.Verdict)),
		slog.String("mode", string(report.Mode)),
		slog.String("codes", strings.Join(knownCodes(report), " ")),
		slog.Duration("took", took),
	}
	if report.Vantage != "" {
		attributes = append(attributes, slog.String("vantage", report.Vantage))
	}
	if r.LogTargets {
		attributes = append(attributes, slog.Any("targets", targetsOf(result, report)))
	}
	r.Log.LogAttrs(c.Request().Context(), slog.LevelInfo, "probe", attributes...)
	// By their places alone, like the panics of handlers.
	for _, place := range report.Panics {
		r.Log.Error("panic in a probe", "request_id", accesslog.ID(c), "place", place)
	}
}

// notATarget stands in the log for what was given as an address and may be none.
const notATarget = "-"

// targetsOf are the addresses that a test tried, as far as they are some: what
// somebody typed into the wrong box may be a password. So a name counts once it has
// been found, and a socket once something has answered there.
func targetsOf(result configschema.Result, report connectivity.Report) []string {
	secrets := map[string]bool{}
	for key, value := range result.Values {
		if f, known := authelia.OptionOf(key); !known || f.Secret {
			secrets[value] = true
		}
	}
	for _, content := range result.Contents {
		secrets[content] = true
	}
	targets := []string{}
	for _, e := range report.Endpoints {
		host, _, err := net.SplitHostPort(e.Address)
		proof := connectivity.StepResolve
		if err != nil {
			host, proof = e.Address, connectivity.StepConnect
		}
		found := slices.ContainsFunc(e.Steps, func(s connectivity.Step) bool {
			return s.Step == proof && (s.Status == connectivity.Passed || s.Status == connectivity.Warned)
		})
		if !found || secrets[host] || secrets[e.Address] || !addressLike(host) {
			targets = append(targets, notATarget)
			continue
		}
		targets = append(targets, e.Address)
	}
	return targets
}

// addressLike tells whether a text is made of what names, addresses and paths of
// sockets are made of.
func addressLike(host string) bool {
	return host != "" && len(host) < 256 && !strings.ContainsFunc(host, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && !strings.ContainsRune("-._:%/", r)
	}) && (strings.HasPrefix(host, "/") || !strings.Contains(host, "/"))
}

// knownCodes are the codes of a report that the catalogue has, each once.
func knownCodes(report connectivity.Report) []string {
	var known []string
	for _, finding := range report.Findings {
		if causes.Known(finding.Code) && !slices.Contains(known, finding.Code) {
			known = append(known, finding.Code)
		}
	}
	slices.Sort(known)
	return known
}

// forwarding are the headers by which a proxy says that it is one. A browser on this
// machine sends none of them.
var forwarding = []string{
	"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "X-Client-Ip", "X-Cluster-Client-Ip",
	"X-Original-Host", "X-Original-Forwarded-For", "X-Envoy-External-Address", "True-Client-Ip", "Cf-Connecting-Ip", "Fastly-Client-Ip",
	"X-Proxyuser-Ip", "X-Host", "X-Forwarded",
}

// elsewhere names the header which shows that a request comes from another machine,
// although the wizard listens on loopback: a proxy that was not declared, a name that
// is none of this machine's, or another wizard. Empty where nothing shows it, or
// where the operator has opened loopback to everybody.
func (r *Runner) elsewhere(c echo.Context) string {
	if r.AllowLoopback {
		return ""
	}
	request := c.Request()
	for _, header := range forwarding {
		if _, there := request.Header[header]; there {
			return header
		}
	}
	for header := range request.Header {
		if strings.HasPrefix(header, "X-Forwarded-") {
			return "X-Forwarded-*" // the rest of the name is the sender's to choose
		}
	}
	switch {
	case accesslog.Route(c) == vantage.Path:
		return echo.HeaderAuthorization
	case !client.IsLoopback(request.Host):
		return "Host"
	}
	return ""
}
