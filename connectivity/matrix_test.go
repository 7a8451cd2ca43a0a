package connectivity

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// kind is one thing that can stand at an address which a configuration names.
type kind struct {
	name     string
	server   *redistest.Server
	sentinel bool
	tls      bool
	asks     bool // for a password
	// behind is the server that a sentinel announces.
	behind *kind
}

// matrix starts one server of each kind, to be shared by all probes: a Redis and a
// sentinel, in plain text and with TLS, with a password and without, and sentinels
// that announce a server of the other kind.
func matrix(t *testing.T, authority *redistest.Authority) []*kind {
	var redises, all []*kind
	for _, secure := range []bool{false, true} {
		for _, asks := range []bool{false, true} {
			k := &kind{name: fmt.Sprintf("Redis, TLS %v, password %v", secure, asks), tls: secure, asks: asks}
			options := redistest.Options{}
			if secure {
				options.TLS = &redistest.TLS{Authority: authority}
			}
			if asks {
				options.Password = password
			}
			k.server = redistest.Start(t, options)
			redises = append(redises, k)
		}
	}
	all = append(all, redises...)
	for _, behind := range redises {
		if !behind.asks {
			continue
		}
		for _, secure := range []bool{false, true} {
			for _, asks := range []bool{false, true} {
				k := &kind{
					name:     fmt.Sprintf("sentinel, TLS %v, password %v, of %s", secure, asks, behind.name),
					sentinel: true, tls: secure, asks: asks, behind: behind,
				}
				options := redistest.SentinelOptions{Primary: behind.server}
				if secure {
					options.TLS = &redistest.TLS{Authority: authority}
				}
				if asks {
					options.Password = sentinelPassword
				}
				k.server = redistest.StartSentinel(t, options)
				all = append(all, k)
			}
		}
	}
	return all
}

// Whatever stands at the addresses of a configuration, and whichever passwords it
// holds: a probe says truthfully what is there, and never breaks down.
func TestMatrix(t *testing.T) {
	t.Parallel()
	authority := redistest.NewAuthority("Home CA")
	kinds := matrix(t, authority)
	trust := directory(t, authority.Certificate)

	type trial struct {
		name   string
		target Target
		works  bool
	}
	var trials []trial
	for _, secure := range []bool{false, true} {
		for _, given := range []string{"none", "redis", "sentinel", "both", "wrong"} {
			for _, near := range []bool{false, true} {
				passwords := map[string][2]string{
					"none": {}, "redis": {password, ""}, "sentinel": {"", sentinelPassword}, "both": {password, sentinelPassword},
					"wrong": {"not-that-one", "not-this-one"},
				}[given]
				start := Target{Password: passwords[0], Timeout: 2 * time.Second, Neighbours: near}
				if secure {
					start.TLS = &TLS{CertificatesDirectory: trust}
				}
				for _, k := range kinds {
					about := fmt.Sprintf("TLS configured %v, passwords %s, variants %v, %s", secure, given, near, k.name)

					single := start
					single.Mode, single.Host, single.Port = ModeSingle, k.server.Host, k.server.Port
					trials = append(trials, trial{"single, " + about, single, !k.sentinel && k.tls == secure && (!k.asks || single.Password == password)})

					group := start
					group.Mode = ModeSentinel
					group.Sentinel = &Sentinel{Name: "mymaster", Password: passwords[1], Nodes: []Address{
						{Host: k.server.Host, Port: k.server.Port, Key: "session.redis.high_availability.nodes.0"},
					}}
					works := k.sentinel && k.tls == secure && k.behind.tls == secure && group.Password == password && (!k.asks || passwords[1] == sentinelPassword)
					trials = append(trials, trial{"group, " + about, group, works})
				}
			}
		}
	}
	// Some side by side: most wait for somebody who says nothing.
	places := make(chan struct{}, 24)
	var all sync.WaitGroup
	for _, trial := range trials {
		places <- struct{}{}
		all.Go(func() {
			defer func() { <-places }()
			report := tryWith(t, &Prober{Policy: policy.ForCommandLine(), Deadline: time.Minute}, trial.target)
			wantWhole(t, report, trial.target)
			if len(report.Panics) > 0 {
				t.Errorf("%s: it panicked at %v", trial.name, report.Panics)
			}
			if works := report.Verdict != Fail; works != trial.works {
				t.Errorf("%s: verdict %s, want it to work: %v", trial.name, report.Verdict, trial.works)
				for _, f := range report.Findings {
					t.Logf("%s %s: %s", f.Code, f.Endpoint, f.Message)
				}
			}
		})
	}
	all.Wait()
	t.Logf("%d probes", len(trials))
}
