package web

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/connectivity"
	"redis-wizard/web/vantage"
)

// Reach is the policy for tests from a wizard that listens on an address: Policy,
// less loopback unless only this machine can reach the wizard or AllowLoopback is
// set, and less the Redis of the wizard's own limits. It comes with why loopback
// may or may not be tested, for the log.
func (o Options) Reach(listens string) (policy connectivity.Policy, why string) {
	policy = o.Policy
	elsewhere := o.fromElsewhere(listens)
	switch {
	case o.AllowLoopback:
		policy.Loopback, why = true, "--allow-loopback says so"
	case elsewhere != "":
		policy.Loopback, why = false, elsewhere
	case policy.Loopback:
		why = "only this machine reaches the wizard"
	default:
		why = "the policy does not open it"
	}
	if len(policy.Allow) > 0 {
		why += "; --allow decides beside that"
	}
	if o.LimitsRedis != nil {
		policy.OwnServers = append(slices.Clone(policy.OwnServers), ownServer(o.LimitsRedis.Options().Network, o.LimitsRedis.Options().Addr))
	}
	return policy, why
}

// fromElsewhere says what shows that people on other machines reach a wizard that
// listens on an address; empty if nothing does. A proxy on this machine reaches a
// wizard on loopback, and whoever reaches the proxy does.
func (o Options) fromElsewhere(listens string) string {
	switch {
	case !isLoopback(listens):
		return fmt.Sprintf("the wizard listens on %s", listens)
	case len(o.TrustedProxies) > 0:
		return "--trusted-proxies names a proxy in front"
	case o.BasePath != "":
		return "--base-path is for a proxy in front"
	}
	for _, host := range o.Hosts {
		if !isLoopback(host) {
			return fmt.Sprintf("people reach the wizard as %s (--hosts)", host)
		}
	}
	return ""
}

// isLoopback tells whether a host, with or without a port, is a name or an address
// of loopback.
func isLoopback(host string) bool {
	name := hostname(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	address, err := netip.ParseAddr(name)
	return err == nil && address.Unmap().IsLoopback()
}

func ownServer(network, address string) connectivity.OwnServer {
	own := connectivity.OwnServer{Host: address, Option: "--limits-redis"}
	if network == "unix" {
		return own
	}
	host, port, err := net.SplitHostPort(address)
	if number, odd := strconv.Atoi(port); err == nil && odd == nil {
		own.Host, own.Port = host, number
	}
	return own
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
func (s *Server) elsewhere(c echo.Context) string {
	if s.options.AllowLoopback {
		return ""
	}
	r := c.Request()
	for _, header := range forwarding {
		if _, there := r.Header[header]; there {
			return header
		}
	}
	for header := range r.Header {
		if strings.HasPrefix(header, "X-Forwarded-") {
			return "X-Forwarded-*" // the rest of the name is the sender's to choose
		}
	}
	switch {
	case s.label(c.Path()) == vantage.Path:
		return echo.HeaderAuthorization
	case !isLoopback(r.Host):
		return "Host"
	}
	return ""
}

// guard changes the policy of the tests that this server makes, unless they are made
// by a stand-in.
func (s *Server) guard(change func(*connectivity.Prober)) {
	if prober, real := s.prober.(*connectivity.Prober); real {
		guarded := *prober
		change(&guarded)
		s.prober = &guarded
	}
}

// lookUpDenied looks up what must not be reached. It is done again for each test; now
// the log says what cannot be looked up.
func (s *Server) lookUpDenied(ctx context.Context) {
	if prober, real := s.prober.(*connectivity.Prober); real {
		prober.LookUpDenied(ctx)
	}
}

// deniedChanged tells the log what is denied by its name alone.
func (s *Server) deniedChanged(name string, known int, err error) {
	switch {
	case err == nil:
		s.log.Info("denied with the addresses of its name", "name", name, "count", known)
	case known > 0:
		s.log.Warn("this name cannot be looked up now; it stays denied, with the addresses that it had", "name", name, "count", known)
	default:
		s.log.Warn("this name cannot be looked up, so only the name itself is denied until it can be", "name", name)
	}
}
