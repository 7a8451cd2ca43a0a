package connectivity

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// setUp is three sentinels, a primary and two replicas, all of them real.
type setUp struct {
	primary   *redistest.Server
	replicas  []*redistest.Server
	sentinels []*redistest.Server
}

// dress says what a set-up wears: passwords, users, certificates.
type dress struct {
	server   redistest.Options
	sentinel redistest.SentinelOptions
}

func start(t *testing.T, d dress) *setUp {
	t.Helper()
	s := &setUp{}
	// Since 7.0 a primary waits five seconds for more replicas before it copies.
	d.server.Args = append([]string{"--repl-diskless-sync-delay", "0"}, d.server.Args...)
	if d.server.Password != "" {
		d.server.Args = append(d.server.Args, "--masterauth", d.server.Password)
	}
	if d.server.TLS != nil {
		d.server.Args = append(d.server.Args, "--tls-replication", "yes")
	}
	s.primary = redistest.Start(t, d.server)
	following := d.server
	following.Args = append(append([]string{}, d.server.Args...), "--replicaof", s.primary.Host, strconv.Itoa(s.primary.Port))
	for range 2 {
		s.replicas = append(s.replicas, redistest.Start(t, following))
	}
	redistest.Eventually(t, "the replicas to follow", func(context.Context) bool {
		return strings.Count(s.primary.Do(t, "INFO", "replication").(string), "state=online") == 2
	})
	d.sentinel.Primary, d.sentinel.Quorum = s.primary, 2
	for range 3 {
		s.sentinels = append(s.sentinels, redistest.StartSentinel(t, d.sentinel))
	}
	s.settle(t, 2)
	return s
}

// settle waits until each sentinel knows the others and finds everything well.
func (s *setUp) settle(t *testing.T, others int) {
	t.Helper()
	for _, sentinel := range s.sentinels {
		redistest.Eventually(t, "the sentinels to know each other", func(context.Context) bool {
			state, err := sentinel.Try("SENTINEL", "MASTER", "mymaster")
			if err != nil {
				return false
			}
			fields := fmt.Sprint(state)
			return strings.Contains(fields, fmt.Sprintf("num-other-sentinels:%d ", others)) || strings.Contains(fields, fmt.Sprintf("num-other-sentinels %d ", others))
		})
		redistest.Eventually(t, "the sentinels to find the replicas well", func(context.Context) bool {
			state, err := sentinel.Try("SENTINEL", "REPLICAS", "mymaster")
			text := fmt.Sprint(state)
			return err == nil && strings.Count(text, "master-link-status:ok")+strings.Count(text, "master-link-status ok") == 2
		})
	}
}

// target is the configuration for the set-up.
func (s *setUp) target() Target {
	target := Target{Mode: ModeSentinel, Authelia: "4.39", Password: s.primary.Password, Sentinel: &Sentinel{Name: "mymaster", Password: s.sentinels[0].Password}}
	for i, sentinel := range s.sentinels {
		target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{
			Host: sentinel.Host, Port: sentinel.Port, Key: "session.redis.high_availability.nodes." + strconv.Itoa(i),
		})
	}
	return target
}

// wantWhole expects every endpoint of a healthy set-up in the report, each of
// its role, and nothing to complain of.
func (s *setUp) wantWhole(t *testing.T, report Report) {
	t.Helper()
	wantVerdict(t, report, Pass)
	if len(report.Endpoints) != 6 {
		t.Fatalf("%d endpoints, want three sentinels, a primary and two replicas", len(report.Endpoints))
	}
	for i, sentinel := range s.sentinels {
		if e := report.Endpoints[i]; e.Address != sentinel.Addr || e.Role != RoleSentinel || e.Origin != Configured || e.ID != "e"+strconv.Itoa(i+1) {
			t.Errorf("endpoint %d = %+v", i, e.Endpoint)
		}
	}
	for role, servers := range map[Role][]*redistest.Server{RolePrimary: {s.primary}, RoleReplica: s.replicas} {
		for _, server := range servers {
			e := one(t, report, server.Addr)
			if e.Role != role || e.Origin != Announced || len(e.AnnouncedBy) != 3 {
				t.Errorf("%s %s = %+v, want it named by three sentinels", role, server.Addr, e.Endpoint)
			}
		}
	}
	top := report.Topology
	if top.SentinelName != "mymaster" || top.Primary != s.primary.Addr || len(top.Replicas) != 2 || len(top.Sentinels) != 3 || len(top.Unlisted) != 0 {
		t.Errorf("topology = %+v", top)
	}
	if report.Latency == nil || len(report.Latency.ValuesMS) != 20 {
		t.Errorf("latency = %+v", report.Latency)
	}
	if keys := s.primary.Do(t, "DBSIZE"); keys != int64(0) {
		t.Errorf("%v keys left behind", keys)
	}
}

func TestWholeGroup(t *testing.T) {
	minimal := "authelia on >" + password + " ~authelia-session:* resetchannels -@all +ping +get +set +del +exists +rename +expire +select"
	watcher := "watcher on >" + sentinelPassword + " allchannels -@all +auth +hello +ping +subscribe +sentinel|get-master-addr-by-name +sentinel|sentinels"
	for name, d := range map[string]dress{
		"plain":                     {},
		"password on the servers":   {server: redistest.Options{Password: password}},
		"password on the sentinels": {sentinel: redistest.SentinelOptions{Password: sentinelPassword}},
		"passwords on both":         {server: redistest.Options{Password: password}, sentinel: redistest.SentinelOptions{Password: sentinelPassword}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t, d)
			s.wantWhole(t, try(t, s.target()))
		})
	}
	t.Run("users", func(t *testing.T) {
		t.Parallel()
		s := start(t, dress{
			server:   redistest.Options{Password: password, ACL: []string{minimal}},
			sentinel: redistest.SentinelOptions{Password: sentinelPassword, ACL: []string{watcher}},
		})
		target := s.target()
		target.Username, target.Sentinel.Username, target.Database = "authelia", "watcher", 3
		report := try(t, target)
		// The primary does not tell this user who its replicas are, and neither
		// do the sentinels: what may not be seen is no fault.
		wantVerdict(t, report, Pass)
		e := one(t, report, s.primary.Addr)
		for step, want := range map[StepName]string{StepSelect: "passed", StepRole: "passed", StepCommands: "passed", StepAudit: "passed"} {
			if got := statusOf(e, step); got != want {
				t.Errorf("%s: %s, want %s", step, got, want)
			}
		}
	})
	t.Run("TLS throughout", func(t *testing.T) {
		t.Parallel()
		authority := redistest.NewAuthority("Home CA")
		secure := &redistest.TLS{Authority: authority}
		s := start(t, dress{
			server:   redistest.Options{Password: password, TLS: secure},
			sentinel: redistest.SentinelOptions{Password: sentinelPassword, TLS: secure},
		})
		target := s.target()
		target.TLS = &TLS{CertificatesDirectory: directory(t, authority.Certificate)}
		s.wantWhole(t, try(t, target))

		target.TLS.ServerName = "redis.test"
		s.wantWhole(t, try(t, target))

		target.TLS = nil
		fault := wantFail(t, try(t, target), StepRESP, "C02")
		if fault.Fix == nil {
			t.Error("no fix turns TLS on")
		}
	})
}

// What happens to one group, from small slips to a fail-over, in this order: the
// last cases break it.
func TestGroupInTrouble(t *testing.T) {
	t.Parallel()
	s := start(t, dress{server: redistest.Options{Password: password}, sentinel: redistest.SentinelOptions{Password: sentinelPassword}})

	t.Run("wrong name", func(t *testing.T) {
		target := s.target()
		target.Sentinel.Name = "mymastr"
		report := try(t, target)
		fault := wantFail(t, report, StepPrimary, "D01")
		if fault.Fix == nil || fault.Fix.Set["session.redis.high_availability.sentinel_name"] != "mymaster" {
			t.Errorf("fix = %+v, want the nearest name", fault.Fix)
		}
		if !strings.Contains(fault.Message, "“mymaster”") {
			t.Errorf("message %q does not list the real names", fault.Message)
		}
	})
	t.Run("one listed only", func(t *testing.T) {
		target := s.target()
		target.Sentinel.Nodes = target.Sentinel.Nodes[:1]
		report := try(t, target)
		wantVerdict(t, report, Warn)
		fault := finding(t, report, "D11")
		for _, sentinel := range s.sentinels[1:] {
			if !strings.Contains(fault.Message, sentinel.Addr) {
				t.Errorf("message %q does not name %s", fault.Message, sentinel.Addr)
			}
		}
		if len(report.Topology.Unlisted) != 2 {
			t.Errorf("unlisted = %v", report.Topology.Unlisted)
		}
	})
	t.Run("one name for all of them", func(t *testing.T) {
		target := s.target()
		for i := range target.Sentinel.Nodes {
			target.Sentinel.Nodes[i].Host = "sentinels.test"
		}
		prober := &Prober{Policy: policy.ForCommandLine(), Resolve: answering("127.0.0.9", "127.0.0.1")}
		prober.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, strings.Replace(address, "127.0.0.9", "127.0.0.1", 1))
		}
		report := tryWith(t, prober, target)
		wantVerdict(t, report, Pass)
		if len(report.Topology.Unlisted) != 0 {
			t.Errorf("unlisted = %v, although a listed name leads there", report.Topology.Unlisted)
		}
	})
	t.Run("database of old versions", func(t *testing.T) {
		target := s.target()
		target.Authelia = "4.37.5"
		s.wantWhole(t, try(t, target))
	})
	t.Run("swapped passwords", func(t *testing.T) {
		target := s.target()
		target.Password, target.Sentinel.Password = target.Sentinel.Password, target.Password
		wantFail(t, try(t, target), StepAuth, "A03")
		target.Neighbours = true
		report := try(t, target)
		wantVerdict(t, report, Fail)
		fix := finding(t, report, "A10").Fix
		if fix == nil || fix.Copy["session.redis.password"] != "session.redis.high_availability.sentinel_password" ||
			fix.Copy["session.redis.high_availability.sentinel_password"] != "session.redis.password" {
			t.Errorf("fix = %+v, want the two swapped", fix)
		}
	})
	t.Run("a Redis server among the sentinels", func(t *testing.T) {
		target := s.target()
		target.Sentinel.Nodes[0].Port = s.primary.Port
		target.Sentinel.Password = ""
		report := try(t, target)
		wantVerdict(t, report, Fail)
		target = s.target()
		target.Sentinel.Nodes[0].Port = s.primary.Port
		report = try(t, target)
		wantVerdict(t, report, Warn)
		if got := statusOf(report.Endpoints[0], StepAuth); got != "failed A03" {
			t.Errorf("a server asked with the sentinels' password: %s", got)
		}
		target.Neighbours = true
		report = try(t, target)
		wantVerdict(t, report, Warn)
		if fix := finding(t, report, "D05").Fix; fix == nil || fix.Set["session.redis.high_availability"] != "" {
			t.Errorf("fix = %+v, want one that uses the server alone", fix)
		}
	})
	t.Run("one sentinel down", func(t *testing.T) {
		s.sentinels[2].Kill()
		report := try(t, s.target())
		wantVerdict(t, report, Warn)
		if f := finding(t, report, "D04"); f.Severity != causes.Warning {
			t.Errorf("finding = %+v", f)
		}
	})
	t.Run("the primary dies", func(t *testing.T) {
		s.primary.Kill()
		report := try(t, s.target())
		wantVerdict(t, report, Fail)
		if got := statusOf(one(t, report, s.primary.Addr), StepConnect); got != "failed D09" {
			t.Errorf("the dead primary: %s", got)
		}
		// Until the sentinels have chosen, the report may say that they see it.
		var after Report
		redistest.Eventually(t, "the fail-over", func(context.Context) bool {
			after = try(t, s.target())
			for _, f := range after.Findings {
				if f.Code == "fail-over-under-way" && f.Severity != causes.Warning {
					t.Errorf("finding = %+v", f)
				}
			}
			return after.Verdict != Fail
		})
		wantVerdict(t, after, Warn)
		if after.Topology.Primary == s.primary.Addr {
			t.Error("the dead server is still the primary")
		}
	})
	t.Run("two sentinels down", func(t *testing.T) {
		s.sentinels[1].Kill()
		var report Report
		redistest.Eventually(t, "the last sentinel to notice", func(context.Context) bool {
			report = try(t, s.target())
			for _, f := range report.Findings {
				if strings.Contains(f.Message, "NOQUORUM") {
					return f.Code == "D11" && f.Severity == causes.Warning
				}
			}
			return false
		})
		wantVerdict(t, report, Warn)
	})
	t.Run("all sentinels down", func(t *testing.T) {
		s.sentinels[0].Kill()
		wantFail(t, try(t, s.target()), StepConnect, "D04")
	})
}
