package connectivity

import (
	"context"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"

	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// The order in which each release asks. The shuffled ones are those of go-redis
// 9.5.3 and 9.7.0 themselves: with three and five sentinels, one that swallows
// packets was seen to hold the start up at the first of these places alone.
func TestAskingOrder(t *testing.T) {
	for _, test := range []struct {
		version string
		nodes   int
		want    string
	}{
		{"4.29.4", 3, "0 1 2"}, {"4.37", 5, "0 1 2 3 4"}, {"4.38.9", 5, "0 1 2 3 4"}, {"4.38.10", 3, "0 2 1"}, {"4.38", 4, "0 1 3 2"},
		{"4.39.1", 5, "2 0 1 4 3"}, {"4.38", 6, "5 0 1 2 4 3"}, {"4.39.2", 5, "0 1 2 3 4"},
	} {
		target := Target{Authelia: test.version, Sentinel: &Sentinel{}}
		for i := range test.nodes {
			target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{Host: fmt.Sprint("Sentinel-", i), Port: 26379}, Address{Host: fmt.Sprint("sentinel-", i), Port: 26379})
		}
		var got []string
		for _, node := range target.askingOrder() {
			got = append(got, strings.TrimPrefix(node.Host, "Sentinel-"))
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s asks %d sentinels in the order %v, want %s", test.version, test.nodes, got, test.want)
		}
	}
}

// A sentinel that swallows packets means another thing for each release.
func TestSilentSentinel(t *testing.T) {
	t.Parallel()
	group := func(n int, replica bool) []*redistest.Server {
		primary := redistest.Start(t, redistest.Options{})
		if replica {
			redistest.Start(t, redistest.Options{Args: []string{"--replicaof", primary.Host, fmt.Sprint(primary.Port)}})
			redistest.Eventually(t, "the replica to follow", func(context.Context) bool {
				return strings.Contains(primary.Do(t, "INFO", "replication").(string), "state=online")
			})
		}
		var sentinels []*redistest.Server
		for range n {
			sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
			if replica {
				redistest.Eventually(t, "the sentinel to know the replica", func(context.Context) bool {
					state, err := sentinel.Try("SENTINEL", "REPLICAS", "mymaster")
					return err == nil && strings.Contains(fmt.Sprint(state), "master-link-status ok") || strings.Contains(fmt.Sprint(state), "master-link-status:ok")
				})
			}
			sentinels = append(sentinels, sentinel)
		}
		return sentinels
	}
	full, bare := group(2, true), group(4, false)
	const (
		plain   = "(no response)."
		half    = "gives up in about half of the cases"
		later   = "answers before it gets to this one"
		patient = "tries this one for some 20s"
	)
	for _, test := range []struct {
		version, places string // s is silent, g is good
		replicas        bool
		want            string
		verdict         Verdict
	}{
		{"4.39", "sgg", true, plain, Warn}, {"4.39.2", "sg", true, plain, Warn}, {"4.39.1", "sg", true, half, Warn},
		{"4.38", "sgg", true, half, Warn}, {"4.38.19", "gsg", true, later, Warn}, {"4.38.10", "gs", false, later, Warn},
		{"4.38.19", "ggsgg", false, half, Warn}, {"4.38.19", "sgggg", false, later, Warn},
		{"4.38.9", "ggsgg", false, half, Warn}, {"4.38.0", "gs", true, later, Warn}, {"4.38.0", "sg", true, half, Warn},
		{"4.37", "sg", true, patient, Warn}, {"4.36.9", "gs", true, plain, Warn}, {"4.36.9", "gs", false, patient, Warn}, {"4.29.4", "gs", false, plain, Warn},
		{"4.38", "s", true, plain, Fail}, {"4.38", "ss", true, plain, Fail}, {"4.36", "s", true, plain, Fail}, {"4.39", "s", true, plain, Fail},
	} {
		sentinels := bare
		if test.replicas {
			sentinels = full
		}
		target := behind()
		target.Authelia, target.Password, target.Sentinel.Password = test.version, "", ""
		silent := map[string]bool{}
		for i, place := range test.places {
			node := Address{Host: "127.0.0.1", Port: redistest.Port(t)}
			if place == 's' {
				silent[node.String()] = true
			} else {
				good := sentinels[strings.Count(test.places[:i], "g")]
				node.Port = good.Port
			}
			target.Sentinel.Nodes = append(target.Sentinel.Nodes, node)
		}
		prober := &Prober{Policy: policy.ForCommandLine(), Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			if silent[address] {
				return nil, &net.OpError{Op: "dial", Net: network, Err: os.ErrDeadlineExceeded} // after so long
			}
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}}
		report := tryWith(t, prober, target)
		if report.Verdict != test.verdict {
			t.Errorf("%s with %s: verdict %s, want %s", test.version, test.places, report.Verdict, test.verdict)
		}
		fault := finding(t, report, "B03")
		if !strings.Contains(fault.Message, test.want) {
			t.Errorf("%s with %s: %q, want “%s”", test.version, test.places, fault.Message, test.want)
		}
		if want := strings.Count(test.places, "s"); test.want == half && !strings.Contains(fault.Message, fmt.Sprintf("%d of %d sentinels", want, len(test.places))) {
			t.Errorf("%s with %s does not say how many are silent: %q", test.version, test.places, fault.Message)
		}
	}
}

// Where the handshake of TLS is what comes to no end, a client in haste ends its
// search each time.
func TestSentinelWithoutTLSFirst(t *testing.T) {
	t.Parallel()
	authority := redistest.NewAuthority("Home CA")
	trust := directory(t, authority.Certificate)
	primary := redistest.Start(t, redistest.Options{TLS: &redistest.TLS{Authority: authority}})
	secure := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, TLS: &redistest.TLS{Authority: authority}})
	plain := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
	for _, test := range []struct {
		version string
		nodes   []*redistest.Server
		verdict Verdict
		code    string
	}{
		{"4.38.19", []*redistest.Server{plain, secure}, Fail, "C03"}, {"4.38.5", []*redistest.Server{plain, secure}, Fail, "C03"},
		{"4.38.19", []*redistest.Server{secure, plain}, Warn, "C08"},
		{"4.39", []*redistest.Server{plain, secure}, Warn, "C08"}, {"4.37", []*redistest.Server{plain, secure}, Warn, "C08"},
	} {
		target := behind(test.nodes...)
		target.Authelia, target.Password, target.Sentinel.Password = test.version, "", ""
		target.TLS = &TLS{CertificatesDirectory: trust}
		report := try(t, target)
		if report.Verdict != test.verdict {
			t.Errorf("%s, the plain one at %d: verdict %s, want %s", test.version, slices.Index(test.nodes, plain), report.Verdict, test.verdict)
		}
		finding(t, report, test.code)
	}
}
