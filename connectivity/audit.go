package connectivity

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/connectivity/internal/audit"
	"redis-wizard/connectivity/internal/pace"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/neterror"
)

// audit reads INFO and holds it to what keeping sessions takes. Where the user
// may not read it, that is said, and nothing else.
func (e *endpoint) audit(ctx context.Context) error {
	text, err := e.commands.Info(ctx).Result()
	info := map[string]string{}
	switch {
	case err == nil:
		info = audit.ParseInfo(text)
		e.learnInfo(info)
		if facts := e.audited(info).Summary(); facts != "" {
			e.say("It says: {facts}.", "facts", e.run.redact.Clean(facts))
		} else {
			e.say("It says little about itself (INFO).")
		}
	case resp.AsError(err) != nil:
		e.say("This user may not look at the server's settings (INFO). Authelia does not either; grant +info to have them looked at.")
	case whyEnded(ctx, err) == nil && (neterror.IsTimeout(err) || neterror.IsClosed(err)):
		// Everything that Authelia does has worked by now.
		e.say("It did not answer to INFO, so its settings were not looked at. Authelia never asks.")
	default:
		return err
	}
	for _, found := range e.audited(info).Audit() {
		e.warn(because(found.Cause, nil).with(found.Words))
	}
	if info["cluster_enabled"] == "1" {
		return because("cluster", nil)
	}
	return nil
}

// learnInfo corrects what HELLO said: forks call themselves Redis of the version
// that they are compatible with, and give their own beside it.
func (e *endpoint) learnInfo(info map[string]string) {
	for _, fork := range []string{"valkey", "redict", "dragonfly", "keydb"} {
		if version := info[fork+"_version"]; version != "" {
			e.server.software, e.server.version = fork, e.run.redact.Peer(strings.TrimPrefix(version, "df-v"))
			return
		}
	}
	if version := info["redis_version"]; version != "" && e.server.version == "" {
		e.server.software, e.server.version = "redis", e.run.redact.Peer(version)
	}
}

// audited is a server that has said this about itself in INFO.
func (e *endpoint) audited(info map[string]string) *audit.Server {
	s := &audit.Server{
		Info: info, Now: e.run.prober.now(), Language: e.language(), Shown: e.run.redact.Peer,
		Software: e.server.name(), Version: e.server.version, Database: e.run.target.Database, PoolSize: e.run.target.PoolSize,
	}
	s.PlainText, s.Public = e.plainText()
	return s
}

// plainText is for a server that is reached without TLS: over which kind of network.
func (e *endpoint) plainText() (plain, public bool) {
	if e.secure != nil || e.sameMachine() {
		return false, false
	}
	address, err := netip.ParseAddrPort(e.dialled)
	if err != nil {
		return false, false
	}
	ip := address.Addr().Unmap()
	shared := netip.MustParsePrefix("100.64.0.0/10") // Tailscale and others, encrypted or at least not public
	return true, !ip.IsPrivate() && !shared.Contains(ip)
}

// loadingETA asks a server that is still loading for how long that will take.
func (e *endpoint) loadingETA() string {
	if e.session == nil || e.commands != nil {
		return ""
	}
	answer, err := e.session.Within(diagnosisTimeout, "INFO", "persistence")
	if err != nil {
		return ""
	}
	seconds, err := strconv.Atoi(audit.ParseInfo(answer.Text)["loading_eta_seconds"])
	if err != nil || seconds < 0 {
		return ""
	}
	return e.phrase("It expects to be ready in {time}.", "time", wording.Seconds.Say(e.language(), max(seconds, 1)))
}

const latencySamples = 20

// measureLatency times PINGs on the open connection.
func (e *endpoint) measureLatency(ctx context.Context) error {
	samples := make([]time.Duration, 0, latencySamples)
	for range latencySamples {
		started := e.run.prober.now()
		if err := e.commands.Ping(ctx).Err(); err != nil {
			return err
		}
		samples = append(samples, e.run.prober.now().Sub(started))
	}
	e.latency = summarise(samples)
	e.say("{count} PINGs: median {median} ms, max {slowest} ms.", "count", strconv.Itoa(latencySamples),
		"median", wording.Hundredths(e.language(), e.latency.P50MS), "slowest", wording.Hundredths(e.language(), e.latency.MaxMS))
	if e.latency.P50MS > milliseconds(cmp.Or(e.run.prober.slow, pace.Slow())) {
		e.warn(because("slow", nil).with(map[string]string{"median": time.Duration(e.latency.P50MS * float64(time.Millisecond)).Round(time.Millisecond).String()}))
	}
	return nil
}

// summarise gives nearest-rank percentiles.
func summarise(samples []time.Duration) *Latency {
	sorted := slices.Sorted(slices.Values(samples))
	rank := func(percent int) float64 {
		return milliseconds(sorted[max(0, (percent*len(sorted)+99)/100-1)])
	}
	values := make([]float64, len(samples))
	for i, sample := range samples {
		values[i] = milliseconds(sample)
	}
	return &Latency{
		ValuesMS: values, Samples: len(sorted), MinMS: milliseconds(sorted[0]), P50MS: rank(50), P95MS: rank(95), MaxMS: rank(100),
	}
}
