package connectivity

import (
	"context"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/internal/audit"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/connectivity/release"
)

func TestAudit(t *testing.T) {
	for _, test := range []struct {
		name    string
		options redistest.Options
		prepare func(*testing.T, *redistest.Server)
		change  func(*Target)
		code    string
		want    causes.Severity
		says    string
	}{
		{name: "sessions can be evicted", options: redistest.Options{Args: []string{"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"}},
			code: "E04", want: causes.Warning, says: "allkeys-lru"},
		{name: "volatile keys are sessions, too", options: redistest.Options{Args: []string{"--maxmemory", "100mb", "--maxmemory-policy", "volatile-lru"}},
			code: "E04", want: causes.Warning, says: "volatile-lru"},
		{name: "a policy without a limit", options: redistest.Options{Args: []string{"--maxmemory-policy", "allkeys-lru"}},
			code: "E04", want: causes.Info, says: "no 'maxmemory' yet"},
		{name: "keys were evicted", options: redistest.Options{Args: []string{"--maxmemory", "100mb", "--maxmemory-policy", "allkeys-random"}},
			prepare: func(t *testing.T, s *redistest.Server) {
				for i := range 300 {
					s.Do(t, "SET", "k"+strconv.Itoa(i), strings.Repeat("x", 10_000))
				}
				s.Do(t, "CONFIG", "SET", "maxmemory", "3mb")
				s.Do(t, "SET", "one-more", "x")
				s.Do(t, "CONFIG", "SET", "maxmemory", "100mb", "maxmemory-policy", "noeviction")
			}, code: "E04", want: causes.Warning, says: "thrown"},
		{name: "memory is nearly full", options: redistest.Options{},
			prepare: func(t *testing.T, s *redistest.Server) {
				for i := range 400 {
					s.Do(t, "SET", "k"+strconv.Itoa(i), strings.Repeat("x", 20_000))
				}
				used, _ := strconv.Atoi(audit.ParseInfo(s.Do(t, "INFO", "memory").(string))["used_memory"])
				s.Do(t, "CONFIG", "SET", "maxmemory", strconv.Itoa(used+used/20))
			}, code: "E05", want: causes.Warning, says: "maxmemory"},
		{name: "nothing on disk", code: "E08", want: causes.Info, says: "append-only"},
		{name: "the last save failed", options: redistest.Options{Args: []string{"--stop-writes-on-bgsave-error", "no"}},
			prepare: func(t *testing.T, s *redistest.Server) { failSaving(t, s) }, code: "E06", want: causes.Warning, says: "rdb_last_bgsave_status"},
		{name: "little room for clients", options: redistest.Options{Args: []string{"--maxclients", "10"}},
			change: func(t *Target) { t.PoolSize = 20 }, code: "E03", want: causes.Warning, says: "20"},
		{name: "room enough for clients", options: redistest.Options{Args: []string{"--maxclients", "40"}},
			change: func(t *Target) { t.PoolSize = 20 }, code: "-E03"},
		{name: "foreign keys", prepare: func(t *testing.T, s *redistest.Server) {
			s.Do(t, "SET", "laravel_cache:x", "1")
			s.Do(t, "SET", "authelia-session:x", "1", "EX", "100")
		}, code: "E10", want: causes.Info, says: "contains one key"},
		{name: "sessions only", prepare: func(t *testing.T, s *redistest.Server) { s.Do(t, "SET", "authelia-session:x", "1", "EX", "100") }, code: "-E10"},
		{name: "foreign keys in another database", prepare: func(t *testing.T, s *redistest.Server) { s.Do(t, "SET", "laravel_cache:x", "1") },
			change: func(t *Target) { t.Database = 3 }, code: "-E10"},
		{name: "an append-only file", options: redistest.Options{Args: []string{"--appendonly", "yes"}}, code: "-E08"},
		{name: "noeviction", options: redistest.Options{Args: []string{"--maxmemory", "100mb"}}, code: "-E04"},
	} {
		t.Run(test.name, func(t *testing.T) {
			server := redistest.Start(t, test.options)
			if test.prepare != nil {
				test.prepare(t, server)
			}
			target := at(server)
			if test.change != nil {
				test.change(&target)
			}
			report := try(t, target)
			if absent, ok := strings.CutPrefix(test.code, "-"); ok {
				wantVerdict(t, report, Pass)
				for _, f := range report.Findings {
					if f.Code == absent {
						t.Errorf("unexpected finding %+v", f)
					}
				}
				return
			}
			fault := finding(t, report, test.code)
			if fault.Severity != test.want || !strings.Contains(fault.Message, test.says) {
				t.Errorf("finding = %+v, want severity %s, and %q", fault, test.want, test.says)
			}
			want := Pass
			if test.want == causes.Warning {
				want = Warn
			}
			wantVerdict(t, report, want)
		})
	}
}

// failSaving is breakSaving for a server that takes writes all the same.
func failSaving(t *testing.T, server *redistest.Server) {
	t.Helper()
	blockSaving(t, server)
	redistest.Eventually(t, "the save to fail", func(context.Context) bool {
		return strings.Contains(server.Do(t, "INFO", "persistence").(string), "rdb_last_bgsave_status:err")
	})
}

// A user with just the rights that Authelia needs: the line that the messages
// give is typed into a real server, word for word, and all of it is needed.
func TestMinimalACL(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	for _, database := range []int{0, 3} {
		for _, version := range []string{"4.37.5", "4.39"} {
			words := strings.Fields(strings.Replace(release.MinimalACL("authelia", database), "PASSWORD", password, 1))
			rules := make([]any, len(words))
			for i, word := range words {
				rules[i] = word
			}
			server.Do(t, "ACL", "DELUSER", "authelia")
			server.Do(t, rules...)
			target := at(server)
			target.Authelia, target.Username, target.Password, target.Database = version, "authelia", password, database
			report := try(t, target)
			wantVerdict(t, report, Pass)
			if got := report.Endpoints[0].Steps; !strings.Contains(got[len(got)-1].Message, "INFO") {
				t.Errorf("the audit does not say that it may not look: %+v", got[len(got)-1])
			}
			for i, word := range words {
				if !strings.HasPrefix(word, "+") {
					continue
				}
				server.Do(t, "ACL", "DELUSER", "authelia")
				server.Do(t, append(append([]any{}, rules[:i]...), rules[i+1:]...)...)
				report := try(t, target)
				want := Fail
				if word == "+del" && version == "4.37.5" {
					want = Warn // it starts and keeps sessions, and nobody can log out
				}
				wantVerdict(t, report, want)
				if fault := finding(t, report, "A05"); !strings.Contains(fault.Hint, word) || !strings.Contains(fault.Hint, release.MinimalACL("authelia", database)) {
					t.Errorf("without %s: hint %q gives neither it nor the whole line", word, fault.Hint)
				}
			}
		}
	}
}

// Authelia's own commands, sent by the client that it is built with, through
// the very rights of that line.
func TestMinimalACLCarriesTheWholeLife(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	words := strings.Fields(strings.Replace(release.MinimalACL("authelia", 0), "PASSWORD", password, 1))
	rules := make([]any, len(words))
	for i, word := range words {
		rules[i] = word
	}
	server.Do(t, rules...)
	client := server.Client("authelia", password)
	defer client.Close()
	ctx := context.Background()
	for _, err := range []error{
		client.Ping(ctx).Err(),
		client.Set(ctx, "authelia-session:authelia-startup-probe", "ok", time.Second).Err(),
		client.Del(ctx, "authelia-session:authelia-startup-probe").Err(),
		client.Set(ctx, "authelia-session:a", "data", time.Hour).Err(),
		client.Get(ctx, "authelia-session:a").Err(),
		client.Exists(ctx, "authelia-session:a").Err(),
		client.Rename(ctx, "authelia-session:a", "authelia-session:b").Err(),
		client.Expire(ctx, "authelia-session:b", time.Hour).Err(),
		client.Del(ctx, "authelia-session:b").Err(),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	if err := client.Get(ctx, "somebody-elses").Err(); err == nil || !strings.HasPrefix(err.Error(), "NOPERM") {
		t.Errorf("another key: %v, want NOPERM", err)
	}
}

// What INFO says of times, lags and networks that no test can bring about.
func TestAuditRows(t *testing.T) {
	row := func(name string, info map[string]string, dialled string) map[string]string {
		prober := &Prober{Now: func() time.Time { return time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC) }}
		e := (&probe{prober: prober, target: &Target{}, redact: peertext.New(nil, nil, nil)}).endpoint("e1", RoleRedis, Configured, Address{Host: "h", Port: 1})
		e.dialled = dialled
		e.server = serverInfo{software: "redis", version: info["redis_version"]}
		for _, found := range e.audited(info).Audit() {
			if found.Cause == name {
				return found.Words
			}
		}
		return nil
	}
	for _, test := range []struct {
		name, dialled string
		info          map[string]string
		want          bool
	}{
		{"replica-lag", "", map[string]string{"connected_slaves": "2", "slave0": "ip=a,port=1,state=online,offset=1,lag=0", "slave1": "ip=b,port=1,state=online,offset=1,lag=40"}, true},
		{"replica-lag", "", map[string]string{"connected_slaves": "1", "slave0": "ip=a,port=1,state=online,offset=1,lag=1"}, false},
		{"replica-offline", "", map[string]string{"connected_slaves": "1", "slave0": "ip=a,port=1,state=wait_bgsave,offset=0,lag=0"}, true},
		{"plain-text-public", "203.0.113.9:6379", nil, true},
		{"plain-text", "203.0.113.9:6379", nil, false},
		{"plain-text-public", "10.0.0.9:6379", nil, false},
		{"plain-text", "10.0.0.9:6379", nil, true},
		{"plain-text", "100.64.3.4:6379", nil, true},
		{"plain-text", "[fd00::1]:6379", nil, true},
		{"plain-text", "127.0.0.1:6379", nil, false},
		{"plain-text", "[::1]:6379", nil, false},
		{"end-of-life", "", map[string]string{"redis_version": "6.0.16"}, true},
		{"end-of-life", "", map[string]string{"redis_version": "5.0.14"}, true},
		{"end-of-life", "", map[string]string{"redis_version": "7.2.4"}, true},
		{"end-of-life", "", map[string]string{"redis_version": "8.0.2"}, false},
		{"end-of-life", "", map[string]string{"redis_version": "255.255.255"}, false},
		{"end-of-life", "", map[string]string{"redis_version": "garbage"}, false},
		{"not-persistent", "", map[string]string{"aof_enabled": "0", "rdb_last_save_time": "1795564700", "uptime_in_seconds": "100"}, true},
		{"not-persistent", "", map[string]string{"aof_enabled": "0", "rdb_last_save_time": "1795564700", "uptime_in_seconds": "500000"}, false},
		{"not-persistent", "", nil, false},
		{"few-clients", "", map[string]string{"maxclients": "16", "connected_clients": "8"}, true},
		{"few-clients", "", nil, false},
	} {
		if got := row(test.name, test.info, test.dialled) != nil; got != test.want {
			t.Errorf("%s with %v at %q: %v, want %v", test.name, test.info, test.dialled, got, test.want)
		}
	}
}

// A server that is loading says for how much longer.
func TestLoadingETA(t *testing.T) {
	const info = "loading:1\r\nloading_eta_seconds:42\r\n"
	target := fake(t, func(conn net.Conn) {
		answerAll(conn, map[string]string{
			"PING": "-LOADING Redis is loading the dataset in memory\r\n",
			"INFO": "$" + strconv.Itoa(len(info)) + "\r\n" + info + "\r\n",
		})
	})
	fault := wantFail(t, try(t, target), StepRESP, "E07")
	if !strings.Contains(fault.Message, "42 seconds") {
		t.Errorf("message %q does not say for how long", fault.Message)
	}
}
