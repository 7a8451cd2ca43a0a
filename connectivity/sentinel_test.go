package connectivity

import (
	"context"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

const sentinelPassword = "sentinels-own-password"

func behind(sentinels ...*redistest.Server) Target {
	target := Target{Mode: ModeSentinel, Password: password, Sentinel: &Sentinel{Name: "mymaster", Password: sentinelPassword}}
	for _, s := range sentinels {
		target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{Host: s.Host, Port: s.Port})
	}
	return target
}

// one gives the report of the endpoint with this address.
func one(t *testing.T, report Report, address string) EndpointReport {
	t.Helper()
	for _, e := range report.Endpoints {
		if e.Address == address {
			return e
		}
	}
	t.Fatalf("no endpoint %s in the report", address)
	return EndpointReport{}
}

func TestSentinel(t *testing.T) {
	primary := redistest.Start(t, redistest.Options{Password: password, Args: []string{"--masterauth", password}})
	start := func(o redistest.SentinelOptions) *redistest.Server {
		if o.Primary == nil {
			o.Primary = primary
		}
		return redistest.StartSentinel(t, o)
	}
	first := start(redistest.SentinelOptions{Password: sentinelPassword})
	second := start(redistest.SentinelOptions{Password: sentinelPassword})

	t.Run("good", func(t *testing.T) {
		report := try(t, behind(first, second))
		wantVerdict(t, report, Warn) // two sentinels and no replica
		finding(t, report, "D11")
		finding(t, report, "no-replicas")
		if len(report.Endpoints) != 3 {
			t.Fatalf("%d endpoints, want two sentinels and their one primary", len(report.Endpoints))
		}
		e := report.Endpoints[2]
		if e.Role != RolePrimary || e.Origin != Announced || e.Address != primary.Addr {
			t.Errorf("primary = %+v", e.Endpoint)
		}
		if top := report.Topology; top == nil || top.Primary != primary.Addr || top.SentinelName != "mymaster" || len(top.Sentinels) != 2 || top.Replicas == nil {
			t.Errorf("topology = %+v", top)
		}
		if report.Latency == nil {
			t.Error("no latency of the primary")
		}
	})
	t.Run("replicas", func(t *testing.T) {
		replica := redistest.Start(t, redistest.Options{Password: password, Args: []string{
			"--replicaof", primary.Host, strings.TrimPrefix(primary.Addr, primary.Host+":"), "--masterauth", password}})
		redistest.Eventually(t, "the replica to follow", func(context.Context) bool {
			return strings.Contains(primary.Do(t, "INFO", "replication").(string), "state=online")
		})
		report := try(t, behind(first))
		if got := report.Topology.Replicas; len(got) != 1 || got[0] != replica.Addr {
			t.Errorf("replicas = %v, want %s", got, replica.Addr)
		}
	})
	t.Run("one is dead", func(t *testing.T) {
		target := behind(first)
		dead := redistest.Port(t)
		target.Sentinel.Nodes = append([]Address{{Host: "127.0.0.1", Port: dead}}, target.Sentinel.Nodes...)
		report := try(t, target)
		wantVerdict(t, report, Warn)
		if got := statusOf(report.Endpoints[0], StepConnect); got != "failed D04" {
			t.Errorf("the dead sentinel: %s", got)
		}
		if finding(t, report, "D04").Severity != causes.Warning {
			t.Error("a dead sentinel beside a good one is more than a warning")
		}
	})
	t.Run("all are dead", func(t *testing.T) {
		target := behind()
		target.Sentinel.Nodes = []Address{{Host: "127.0.0.1", Port: redistest.Port(t)}}
		wantFail(t, try(t, target), StepConnect, "D04")
	})
	t.Run("none", func(t *testing.T) {
		report := try(t, behind())
		wantVerdict(t, report, Fail)
		finding(t, report, "no-sentinels")
	})
	t.Run("wrong name", func(t *testing.T) {
		target := behind(first)
		target.Sentinel.Name = "sessions"
		fault := wantFail(t, try(t, target), StepPrimary, "D01")
		if fault.Fix == nil || fault.Fix.Set["session.redis.high_availability.sentinel_name"] != "mymaster" {
			t.Errorf("fix = %+v, want the real name", fault.Fix)
		}
	})
	t.Run("a name with a blank too many", func(t *testing.T) {
		target := behind(first)
		for _, name := range []string{"mymaster ", "\tmymaster", "mymaster\u00a0", "mymas\u200bter"} {
			target.Sentinel.Name = name
			report := try(t, target)
			fault := wantFail(t, report, StepPrimary, "D01")
			if !strings.Contains(fault.Message, "space") || fault.Fix == nil || fault.Fix.Set["session.redis.high_availability.sentinel_name"] != "mymaster" {
				t.Errorf("%q: %q with the fix %+v", name, fault.Message, fault.Fix)
			}
		}
		target.Sentinel.Name = "mymaster "
		report := try(t, target)
		if fault := finding(t, report, "D01"); !strings.Contains(fault.Message, "“mymaster ”") || report.Topology.SentinelName != "mymaster " {
			t.Errorf("%q and %q do not show the blank", fault.Message, report.Topology.SentinelName)
		}
	})
	t.Run("passwords of the sentinels", func(t *testing.T) {
		target := behind(first)
		target.Sentinel.Password = ""
		if fault := wantFail(t, try(t, target), StepAuth, "A08"); !strings.Contains(fault.Message, "sentinel_password") {
			t.Errorf("message %q does not name the option", fault.Message)
		}
		target.Sentinel.Password = "another-password-entirely"
		wantFail(t, try(t, target), StepAuth, "A03")
		target.Sentinel.Username = "nobody"
		wantFail(t, try(t, target), StepAuth, "A11")
		open := start(redistest.SentinelOptions{})
		report := try(t, behind(open))
		wantVerdict(t, report, Warn)
		finding(t, report, "A09")
	})
	t.Run("password of the primary", func(t *testing.T) {
		target := behind(first)
		target.Password = "another-password-entirely"
		report := try(t, target)
		wantVerdict(t, report, Fail)
		if got := statusOf(one(t, report, primary.Addr), StepAuth); got != "failed A03" {
			t.Errorf("primary: %s, want failed A03", got)
		}
	})
	t.Run("the least that a sentinel's user needs", func(t *testing.T) {
		// 4.37 asks for the replicas, too, which TestSentinelRights is about.
		rules := "wizard on >" + sentinelPassword + " -@all +auth +hello +ping +sentinel|slaves "
		const ask, list, listen = "+sentinel|get-master-addr-by-name ", "+sentinel|sentinels ", "allchannels +subscribe "
		target := behind(first)
		target.Sentinel.Username = "wizard"
		for rights, lacking := range map[string]string{
			ask + list + listen:                     "",
			ask + listen:                            "SENTINEL SENTINELS (NOPERM)",
			ask + list + "allchannels":              "SUBSCRIBE (NOPERM)",
			ask + "resetchannels":                   "SENTINEL SENTINELS and SUBSCRIBE (NOPERM)",
			ask + list + "resetchannels +subscribe": "the channel +switch-master (NOPERM)",
		} {
			limited := start(redistest.SentinelOptions{ACL: []string{rules + rights, "default off"}})
			target.Sentinel.Nodes = []Address{{Host: limited.Host, Port: limited.Port}}
			for _, version := range []string{"4.39", "4.37"} {
				target.Authelia = version
				report := try(t, target)
				if lacking == "" {
					if got := statusOf(report.Endpoints[0], StepGroup); got != "passed" {
						t.Errorf("a user with just what Authelia needs: %s", got)
					}
					continue
				}
				wantVerdict(t, report, Warn)
				fault := finding(t, report, "A05")
				if !strings.Contains(fault.Message, lacking) || fault.Severity != causes.Warning {
					t.Errorf("with %s: %s %q, want a warning of %s", rights, fault.Severity, fault.Message, lacking)
				}
				grant, _, _ := strings.Cut(fault.Hint[strings.Index(fault.Hint, "ACL SETUSER"):], " (")
				limitedAnew := start(redistest.SentinelOptions{ACL: []string{rules + rights + strings.TrimPrefix(grant, "ACL SETUSER wizard"), "default off"}})
				mended := target
				mended.Sentinel = &Sentinel{Name: "mymaster", Username: "wizard", Password: sentinelPassword, Nodes: []Address{{Host: limitedAnew.Host, Port: limitedAnew.Port}}}
				if got := statusOf(try(t, mended).Endpoints[0], StepGroup); got != "passed" {
					t.Errorf("after %s: %s", grant, got)
				}
			}
		}
		none := start(redistest.SentinelOptions{ACL: []string{rules, "default off"}})
		target.Sentinel.Nodes = []Address{{Host: none.Host, Port: none.Port}}
		wantFail(t, try(t, target), StepPrimary, "A05")
	})
	t.Run("a Redis server given as sentinel", func(t *testing.T) {
		target := behind(primary)
		target.Sentinel.Password = password
		fault := wantFail(t, try(t, target), StepRole, "D05")
		if fault.Fix != nil {
			t.Errorf("fix = %+v for an address that stands nowhere", fault.Fix)
		}
		target.Sentinel.Nodes[0].Key = "session.redis.high_availability.nodes.0"
		fault = wantFail(t, try(t, target), StepRole, "D05")
		for key, want := range map[string]string{
			"session.redis.host": primary.Host, "session.redis.port": strconv.Itoa(primary.Port), "session.redis.high_availability": "",
			"session.redis.high_availability.sentinel_name": "", "session.redis.high_availability.nodes.0.host": "",
		} {
			if got, set := fault.Fix.Set[key]; !set || got != want {
				t.Errorf("the fix sets %s to %q, %v, want %q", key, got, set, want)
			}
		}
	})
	t.Run("they disagree", func(t *testing.T) {
		other := redistest.Start(t, redistest.Options{Password: password})
		apart := start(redistest.SentinelOptions{Primary: other, Password: sentinelPassword})
		report := try(t, behind(first, apart))
		wantVerdict(t, report, Warn)
		fault := finding(t, report, "D20")
		for _, address := range []string{first.Addr, apart.Addr, primary.Addr, other.Addr} {
			if !strings.Contains(fault.Message, address) {
				t.Errorf("message %q does not name %s", fault.Message, address)
			}
		}
	})
	t.Run("announces a closed port", func(t *testing.T) {
		gone := redistest.Start(t, redistest.Options{Password: password})
		stale := start(redistest.SentinelOptions{Primary: gone, Password: sentinelPassword})
		gone.Kill()
		report := try(t, behind(stale))
		wantVerdict(t, report, Fail)
		if got := statusOf(one(t, report, gone.Addr), StepConnect); got != "failed D09" {
			t.Errorf("primary: %s, want failed D09", got)
		}
	})
	t.Run("too many", func(t *testing.T) {
		target := behind(first)
		for range maxSentinels + 3 {
			target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{Host: first.Host, Port: first.Port})
		}
		report := try(t, target)
		wantVerdict(t, report, Warn)
		finding(t, report, "too-many-sentinels")
		if len(report.Endpoints) < maxSentinels+1 {
			t.Errorf("%d endpoints, want %d", len(report.Endpoints), maxSentinels+1)
		}
	})
}

// The sentinels beyond the first are asked where those have nothing to tell: a
// verdict must not come from sentinels that were not tried.
func TestLastSentinelDecides(t *testing.T) {
	primary := redistest.Start(t, redistest.Options{Password: password})
	sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
	target := behind()
	target.Sentinel.Password = ""
	dead := redistest.Port(t)
	for range maxSentinels {
		target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{Host: "127.0.0.1", Port: dead})
	}
	target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{Host: sentinel.Host, Port: sentinel.Port})
	report := try(t, target)
	wantVerdict(t, report, Warn)
	if e := report.Endpoints[maxSentinels]; e.Address != sentinel.Addr || e.ID != endpointID(maxSentinels) {
		t.Errorf("endpoint %d = %+v, want the last sentinel", maxSentinels, e.Endpoint)
	}
	if e := one(t, report, primary.Addr); e.ID != endpointID(maxSentinels+1) {
		t.Errorf("primary = %+v", e.Endpoint)
	}
}

func TestSentinelTLS(t *testing.T) {
	authority := redistest.NewAuthority("Home CA")
	primary := redistest.Start(t, redistest.Options{Password: password, TLS: &redistest.TLS{Authority: authority}})
	sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, TLS: &redistest.TLS{Authority: authority}, Password: sentinelPassword})
	target := behind(sentinel)
	target.TLS = &TLS{CertificatesDirectory: directory(t, authority.Certificate)}
	report := try(t, target)
	wantVerdict(t, report, Warn) // one sentinel, no replica
	for _, e := range report.Endpoints {
		if got := statusOf(e, StepTLS); got != "passed" {
			t.Errorf("%s: tls %s", e.Address, got)
		}
	}
}

// saying is a sentinel that announces whatever a test likes.
func saying(t *testing.T, reply string) Target {
	target := fake(t, func(conn net.Conn) {
		for {
			var command [4096]byte
			n, err := conn.Read(command[:])
			if err != nil {
				return
			}
			answer := "-ERR unknown command\r\n"
			switch text := string(command[:n]); {
			case strings.Contains(text, "PING"):
				answer = "+PONG\r\n"
			case strings.Contains(text, "ROLE"):
				answer = "*2\r\n+sentinel\r\n*1\r\n+mymaster\r\n"
			case strings.Contains(text, "SENTINEL"):
				answer = reply
			}
			if _, err := io.WriteString(conn, answer); err != nil {
				return
			}
		}
	})
	return Target{Mode: ModeSentinel, Timeout: time.Second, Sentinel: &Sentinel{Name: "mymaster", Nodes: []Address{{Host: target.Host, Port: target.Port}}}}
}

// The replies at which go-redis's FailoverClient takes the process down, and
// others that no sentinel should give.
func TestSentinelAnswers(t *testing.T) {
	for _, reply := range []string{"*0\r\n", "*1\r\n+x\r\n", "*3\r\n+a\r\n+1\r\n+b\r\n", "+OK\r\n", ":1\r\n", "*2\r\n+host\r\n+port\r\n",
		"*2\r\n+\r\n+6379\r\n", "*2\r\n+host\r\n+0\r\n", "*2\r\n+host\r\n+65536\r\n", "*2\r\n*0\r\n*0\r\n"} {
		wantFail(t, try(t, saying(t, reply)), StepPrimary, "D10")
	}
}

// What a sentinel announces passes through the policy like what was typed.
func TestAnnouncedAddressesAreChecked(t *testing.T) {
	for address, code := range map[string]string{
		"169.254.169.254": "policy-metadata", "fe80::1": "policy-link-local", "0.0.0.0": "D10", "::ffff:169.254.169.254": "policy-metadata",
		"224.0.0.1": "policy-multicast", "127.1": "address-spelling", "redis://x": "B06", "127.0.0.2": "D09",
	} {
		record := &recorder{}
		policy := policy.ForServer(false)
		target := saying(t, "*2\r\n$"+strconv.Itoa(len(address))+"\r\n"+address+"\r\n$4\r\n6379\r\n")
		policy.Allow = rules(t, "127.0.0.1", "10.0.0.0/8")
		prober := &Prober{Policy: policy, Dial: record.only(target)}
		report := tryWith(t, prober, target)
		wantVerdict(t, report, Fail)
		finding(t, report, code)
		if len(record.dialled) != 0 {
			t.Errorf("%s: dialled %v", address, record.dialled)
		}
	}
}

// only lets connections to the target's sentinel through, and notes all others.
func (r *recorder) only(target Target) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == target.Sentinel.Nodes[0].String() {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
		return r.dial(ctx, network, address)
	}
}
