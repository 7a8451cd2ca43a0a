package web

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/web/client"
)

// Reach is the policy for tests from a wizard that listens on an address: Policy,
// less loopback unless only this machine can reach the wizard or AllowLoopback is
// set, and less the Redis of the wizard's own limits. It comes with why loopback
// may or may not be tested, for the log.
func (o Options) Reach(listens string) (reach policy.Policy, why string) {
	reach = o.Policy
	elsewhere := o.fromElsewhere(listens)
	switch {
	case o.AllowLoopback:
		reach.Loopback, why = true, "--allow-loopback says so"
	case elsewhere != "":
		reach.Loopback, why = false, elsewhere
	case reach.Loopback:
		why = "only this machine reaches the wizard"
	default:
		why = "the policy does not open it"
	}
	if len(reach.Allow) > 0 {
		why += "; --allow decides beside that"
	}
	if o.LimitsRedis != nil {
		reach.OwnServers = append(slices.Clone(reach.OwnServers), ownServer(o.LimitsRedis.Options().Network, o.LimitsRedis.Options().Addr))
	}
	return reach, why
}

// fromElsewhere says what shows that people on other machines reach a wizard that
// listens on an address; empty if nothing does. A proxy on this machine reaches a
// wizard on loopback, and whoever reaches the proxy does.
func (o Options) fromElsewhere(listens string) string {
	switch {
	case !client.IsLoopback(listens):
		return fmt.Sprintf("the wizard listens on %s", listens)
	case len(o.TrustedProxies) > 0:
		return "--trusted-proxies names a proxy in front"
	case o.BasePath != "":
		return "--base-path is for a proxy in front"
	}
	for _, host := range o.Hosts {
		if !client.IsLoopback(host) {
			return fmt.Sprintf("people reach the wizard as %s (--hosts)", host)
		}
	}
	return ""
}

func ownServer(network, address string) policy.OwnServer {
	own := policy.OwnServer{Host: address, Option: "--limits-redis"}
	if network == "unix" {
		return own
	}
	host, port, err := net.SplitHostPort(address)
	if number, odd := strconv.Atoi(port); err == nil && odd == nil {
		own.Host, own.Port = host, number
	}
	return own
}

// guard changes the policy of the tests that this server makes, unless they are made
// by a stand-in.
func (s *Server) guard(change func(*connectivity.Prober)) {
	if prober, real := s.probes.Prober.(*connectivity.Prober); real {
		guarded := *prober
		change(&guarded)
		s.probes.Prober = &guarded
	}
}

// lookUpDenied looks up what must not be reached. It is done again for each test; now
// the log says what cannot be looked up.
func (s *Server) lookUpDenied(ctx context.Context) {
	if prober, real := s.probes.Prober.(*connectivity.Prober); real {
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

// refuseOwn keeps tests from being pointed at the wizard itself.
func (s *Server) refuseOwn(address net.Addr) {
	own, err := netip.ParseAddrPort(address.String())
	if err != nil {
		return
	}
	s.guard(func(p *connectivity.Prober) { p.Policy.Own = append(slices.Clone(p.Policy.Own), own) })
}

// reach leaves loopback out where other machines reach the listening address, says
// in the log which it is, and looks up what is denied by its name.
func (s *Server) reach(ctx context.Context, address net.Addr) {
	policy, why := s.options.Reach(address.String())
	if s.options.Prober == nil {
		s.guard(func(p *connectivity.Prober) { p.Policy.Loopback = policy.Loopback })
	}
	if policy.Loopback {
		s.log.Info("loopback may be tested", "because", why)
	} else {
		s.log.Info("loopback is not tested", "because", why)
	}
	s.lookUpDenied(ctx)
}
