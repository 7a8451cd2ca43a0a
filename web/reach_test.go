package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web/limits"
	"redis-wizard/web/vantage"
)

// often is a rate that no test comes near to.
const often = 100_000

// What is open to this machine alone is not tested for a request that shows to come
// from another one, on any of the doors, and the finding says why and what to do.
func TestLoopbackIsForThisMachine(t *testing.T) {
	redis := redistest.Start(t, redistest.Options{})
	values := `{"values":{"session.redis.host":"` + redis.Host + `","session.redis.port":"` + strconv.Itoa(redis.Port) + `"}}`
	home, _ := newServer(t, Options{Policy: local, Hosts: nil, VantageAcceptToken: vantage.NewToken(goodToken), ProbesPerMinute: often, RequestsPerMinute: often})
	told, _ := newServer(t, Options{Policy: local, AllowLoopback: true, Hosts: []string{"wizard.example.com"}, ProbesPerMinute: often, RequestsPerMinute: often})
	named, _ := newServer(t, Options{Policy: local, Hosts: []string{"wizard.example.com"}, ProbesPerMinute: often, RequestsPerMinute: often})
	below, _ := newServer(t, Options{Policy: local, BasePath: "/wizard", ProbesPerMinute: often, RequestsPerMinute: often})
	ask := func(s *Server, path string, headers ...string) answer {
		r := newRequest("POST", path, "application/json", values)
		for i := 0; i < len(headers); i += 2 {
			if headers[i] == "Host" {
				r.Host = headers[i+1]
				continue
			}
			r.Header.Add(headers[i], headers[i+1])
		}
		return do(t, s, r)
	}
	const refused = `"code":"policy-loopback"`
	for _, path := range []string{"/api/v1/probe", "/report"} {
		if got := ask(home, path); strings.Contains(got.body, refused) || got.StatusCode != http.StatusOK {
			t.Errorf("%s from here: %d %.300s", path, got.StatusCode, got.body)
		}
		for _, headers := range [][]string{
			{"X-Forwarded-For", "192.0.2.1"}, {"x-forwarded-for", "127.0.0.1"}, {"X-Forwarded-For", ""}, {"X-Forwarded-Host", "wizard.example.com"},
			{"X-Forwarded-Proto", "https"}, {"X-Real-IP", "192.0.2.1"}, {"Forwarded", "for=192.0.2.1"}, {"Via", "1.1 proxy"},
			{"X-Forwarded-Port", "443"}, {"X-Client-IP", "192.0.2.1"}, {"CF-Connecting-IP", "192.0.2.1"},
			{"Host", "192.168.1.5:8080"}, {"Host", "[fd00::1]"},
		} {
			got := ask(home, path, headers...)
			if !strings.Contains(got.body, refused) || !strings.Contains(got.body, "came from elsewhere") || !strings.Contains(got.body, "--allow-loopback") {
				t.Errorf("%s with %v: %d %.600s", path, headers, got.StatusCode, got.body)
			}
			if got := ask(told, path, headers...); headers[0] != "Host" && strings.Contains(got.body, refused) {
				t.Errorf("%s with %v, with --allow-loopback: %.300s", path, headers, got.body)
			}
		}
		for _, headers := range [][]string{{"Host", "localhost"}, {"Host", "127.0.0.2:8080"}, {"Host", "[::1]:8080"}, {"Host", "a.localhost"}, {"User-Agent", "x"}, {"X-Request-Id", "x"}} {
			if got := ask(home, path, headers...); strings.Contains(got.body, refused) {
				t.Errorf("%s with %v: %.300s", path, headers, got.body)
			}
		}
		if got := ask(named, path); !strings.Contains(got.body, refused) {
			t.Errorf("%s with --hosts: %.300s", path, got.body)
		}
		if got := ask(below, "/wizard"+path); !strings.Contains(got.body, refused) {
			t.Errorf("%s with --base-path: %.300s", path, got.body)
		}
	}
	if got := ask(told, "/api/v1/probe", "Host", "wizard.example.com"); strings.Contains(got.body, refused) {
		t.Errorf("under a name, with --allow-loopback: %.300s", got.body)
	}
	if got := ask(home, vantage.Path, "Authorization", "Bearer "+goodToken); !strings.Contains(got.body, refused) {
		t.Errorf("for another wizard: %.300s", got.body)
	}
	form := formRequest(t, map[string]string{"action": "test", "session.redis.host": redis.Host, "session.redis.port": strconv.Itoa(redis.Port)}, "")
	form.Header.Set("Via", "1.1 proxy")
	wantText(t, do(t, home, form), "policy-loopback", "came from elsewhere")
	// One request changes nothing for the next.
	if got := ask(home, "/api/v1/probe"); strings.Contains(got.body, refused) {
		t.Errorf("from here again: %.300s", got.body)
	}
}

// The log says at the start whether loopback may be tested, and why.
func TestStartSaysWhetherLoopback(t *testing.T) {
	for want, options := range map[string]Options{
		`msg="loopback may be tested" because="only this machine reaches the wizard"`:                                 {Policy: local},
		`msg="loopback may be tested" because="--allow-loopback says so"`:                                             {Policy: local, AllowLoopback: true, BasePath: "/x"},
		`msg="loopback is not tested" because="--base-path is for a proxy in front"`:                                  {Policy: local, BasePath: "/x"},
		`msg="loopback is not tested" because="people reach the wizard as wizard.example.com (--hosts)"`:              {Policy: local, Hosts: []string{"localhost", "wizard.example.com"}},
		`msg="loopback is not tested" because="--trusted-proxies names a proxy in front"`:                             {Policy: local, TrustedProxies: proxies(t, "10.0.0.0/8")},
		`msg="loopback is not tested" because="the policy does not open it"`:                                          {},
		`msg="this name cannot be looked up, so only the name itself is denied until it can be" name=unknown.example`: {Policy: policy.Policy{Deny: denials(t, "unknown.example")}},
		`msg="denied with the addresses of its name" name=known.example count=1`:                                      {Policy: policy.Policy{Deny: denials(t, "known.example")}},
	} {
		s, log := newServer(t, options)
		s.guard(func(p *connectivity.Prober) {
			p.Resolve = func(_ context.Context, host string) ([]netip.Addr, error) {
				if host == "known.example" {
					return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil
				}
				return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
			}
		})
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if err := s.Serve(ctx, listener); err != nil {
			t.Error(err)
		}
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	// What counts is where it listens in the end.
	s, log := newServer(t, Options{Policy: local})
	s.reach(t.Context(), &net.TCPAddr{IP: net.IPv4zero, Port: 8080})
	if got := log.String(); !strings.Contains(got, `because="the wizard listens on 0.0.0.0:8080"`) || s.probes.Prober.(*connectivity.Prober).Policy.Loopback {
		t.Errorf("listening everywhere: %s", got)
	}
}

func denials(t *testing.T, texts ...string) (rules []policy.Rule) {
	t.Helper()
	for _, text := range texts {
		rule, err := policy.ParseDenial(text)
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, rule)
	}
	return rules
}

// The Redis of the limits is refused without a word of the operator, by whatever
// leads to it, while another on the same host is tried.
func TestLimitsRedisIsDenied(t *testing.T) {
	own, other := redistest.Start(t, redistest.Options{Password: "of-the-limits"}), redistest.Start(t, redistest.Options{})
	client, err := limits.Open("redis://:of-the-limits@localhost:" + strconv.Itoa(own.Port) + "/0")
	if err != nil {
		t.Fatal(err)
	}
	// Enough places: one that replicas share is given back just after the answer.
	s, _ := newServer(t, Options{Policy: local, LimitsRedis: client, ProbesPerMinute: often, MaxProbes: 50})
	for host, port := range map[string]int{"localhost": own.Port, "127.0.0.1": own.Port, "[::ffff:127.0.0.1]": own.Port, "127.0.0.2": own.Port} {
		got := postJSON(t, s, "/api/v1/probe", `{"values":{"session.redis.host":"`+host+`","session.redis.port":"`+strconv.Itoa(port)+`"}}`)
		if !strings.Contains(got.body, `"code":"policy-own-server"`) {
			t.Errorf("%s: %.400s", host, got.body)
		}
		wantNoText(t, got, "of-the-limits", "limits-redis")
	}
	got := postJSON(t, s, "/api/v1/probe", `{"values":{"session.redis.host":"127.0.0.1","session.redis.port":"`+strconv.Itoa(other.Port)+`"}}`)
	wantText(t, got, `"verdict":"pass"`)
}
