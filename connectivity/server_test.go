package connectivity

import (
	"context"
	"net"
	"strings"
	"syscall"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

const password = "correct-horse-battery"

func TestGoodServer(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	for _, version := range []string{"4.29", "4.37.5", "4.38.10", "4.39", ""} {
		target := at(server)
		target.Authelia = version
		report := try(t, target)
		wantVerdict(t, report, Pass)
		if report.Latency == nil || report.Latency.Samples != 20 || report.Latency.MinMS > report.Latency.MaxMS {
			t.Errorf("latency = %+v, want 20 samples in order", report.Latency)
		}
		for _, f := range report.Findings {
			if f.Severity != causes.Info || f.Code != "E08" && f.Code != "end-of-life" {
				t.Errorf("unexpected finding %+v", f)
			}
		}
	}
	if keys := server.Do(t, "DBSIZE"); keys != int64(0) {
		t.Errorf("the probes left %v keys behind", keys)
	}
}

func TestDatabase(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	target := at(server)
	target.Database = 15
	report := try(t, target)
	wantVerdict(t, report, Pass)
	if got := status(report, StepSelect); got != "passed" {
		t.Errorf("select: %s", got)
	}
	target.Database = 16
	fault := wantFail(t, try(t, target), StepSelect, "E01")
	if fault.Fix == nil || fault.Fix.Set["session.redis.database_index"] != "" {
		t.Errorf("fix = %+v, want one that takes the index out", fault.Fix)
	}
}

func TestPasswords(t *testing.T) {
	closed := redistest.Start(t, redistest.Options{Password: password})
	open := redistest.Start(t, redistest.Options{})
	users := redistest.Start(t, redistest.Options{ACL: []string{"default off", "authelia on >" + password + " ~authelia-session:* +@all"}})

	t.Run("missing", func(t *testing.T) {
		target := at(closed)
		target.Password = ""
		fault := wantFail(t, try(t, target), StepAuth, "A01")
		if !strings.Contains(fault.Message, "session.redis.password") {
			t.Errorf("message %q does not name the option", fault.Message)
		}
		target.Username = "authelia"
		fault = wantFail(t, try(t, target), StepAuth, "A01")
		if !strings.Contains(fault.Message, "neither") {
			t.Errorf("message %q does not say that the user name is not sent", fault.Message)
		}
	})
	t.Run("wrong", func(t *testing.T) {
		target := at(closed)
		target.Password = "wrong-password-of-mine"
		wantFail(t, try(t, target), StepAuth, "A03")
		log := closed.Do(t, "ACL", "LOG").([]any)
		if len(log) != 1 {
			t.Fatalf("ACL LOG has %d entries, want 1", len(log))
		}
		entry := log[0].(map[any]any)
		if entry["count"] != int64(1) {
			t.Errorf("%v failed log-ins, want exactly one", entry["count"])
		}
	})
	t.Run("wrong on an old Authelia", func(t *testing.T) {
		target := at(closed)
		target.Password, target.Authelia = "wrong-password-of-mine", "4.37"
		wantFail(t, try(t, target), StepAuth, "A03")
	})
	t.Run("with a line break", func(t *testing.T) {
		target := at(closed)
		target.Password += "\n"
		fault := wantFail(t, try(t, target), StepAuth, "A03")
		if !strings.Contains(fault.Message, "line break") {
			t.Errorf("message %q does not speak of the line break", fault.Message)
		}
	})
	t.Run("user unknown", func(t *testing.T) {
		target := at(closed)
		target.Username = "nobody"
		fault := wantFail(t, try(t, target), StepAuth, "A03")
		if !strings.Contains(fault.Hint, "session.redis.username") {
			t.Errorf("hint %q does not name the user name's option", fault.Hint)
		}
	})
	t.Run("user", func(t *testing.T) {
		target := at(users)
		target.Username, target.Password = "authelia", password
		wantVerdict(t, try(t, target), Pass)
		target.Username = ""
		wantFail(t, try(t, target), StepAuth, "A03")
	})
	t.Run("not needed", func(t *testing.T) {
		target := at(open)
		target.Password = password
		report := try(t, target)
		wantVerdict(t, report, Warn)
		if got := status(report, StepAuth); got != "warned A02" {
			t.Errorf("auth: %s, want warned A02", got)
		}
		if fix := finding(t, report, "A02").Fix; fix == nil || fix.Set["session.redis.password"] != "" {
			t.Errorf("fix = %+v, want one that takes the password out", fix)
		}
		target.Authelia = "4.37"
		wantFail(t, try(t, target), StepAuth, "A02")
	})
	t.Run("none on either side", func(t *testing.T) {
		wantVerdict(t, try(t, at(open)), Pass)
	})
	t.Run("user name without password", func(t *testing.T) {
		target := at(open)
		target.Username = "authelia"
		report := try(t, target)
		wantVerdict(t, report, Warn)
		finding(t, report, "username-unused")
	})
}

func TestPermissions(t *testing.T) {
	const all = "+ping +select +get +set +del +exists +rename +expire"
	user := func(rules string) []string { return []string{"default off", "authelia on >" + password + " " + rules} }
	tests := []struct {
		name, rules string
		step        StepName
		code        string
		hint        string // in the hint of the finding
	}{
		{"the least that works", "~authelia-session:* resetchannels -@all " + all, "", "", ""},
		{"no rename", "~authelia-session:* -@all " + strings.Replace(all, "+rename", "", 1), StepCommands, "A05", "ACL SETUSER authelia +rename"},
		{"no set and no del", "~authelia-session:* -@all +ping +get +exists +rename +expire", StepCommands, "A05", "ACL SETUSER authelia +set +del"},
		{"other keys", "~sessions:* +@all", StepCommands, "A06", "ACL SETUSER authelia ~authelia-session:*"},
		{"read only", "~authelia-session:* -@all +@read +ping", StepCommands, "A05", "+set +rename +expire +del"},
		{"no ping", "~authelia-session:* -@all " + strings.Replace(all, "+ping", "", 1), StepCommands, "A05", "+ping"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := redistest.Start(t, redistest.Options{ACL: user(test.rules)})
			target := at(server)
			target.Username, target.Password = "authelia", password
			report := try(t, target)
			if test.code == "" {
				wantVerdict(t, report, Pass)
				return
			}
			if fault := wantFail(t, report, test.step, test.code); !strings.Contains(fault.Hint, test.hint) {
				t.Errorf("hint %q does not hold %q", fault.Hint, test.hint)
			}
		})
	}
	t.Run("no select", func(t *testing.T) {
		server := redistest.Start(t, redistest.Options{ACL: user("~* -@all +ping +get +set +del +exists +rename +expire")})
		target := at(server)
		target.Username, target.Password, target.Database = "authelia", password, 3
		fault := wantFail(t, try(t, target), StepSelect, "A05")
		if !strings.Contains(fault.Hint, "ACL SETUSER authelia +select") {
			t.Errorf("hint %q does not grant SELECT", fault.Hint)
		}
	})
	t.Run("a user name that is the password", func(t *testing.T) {
		server := redistest.Start(t, redistest.Options{ACL: []string{"default off", password + " on >" + password + " ~* -@all +ping"}})
		target := at(server)
		target.Username, target.Password = password, password
		wantFail(t, try(t, target), StepCommands, "A05")
	})
}

func TestStatesOfAServer(t *testing.T) {
	start := func(t *testing.T, args ...string) (*redistest.Server, Target) {
		server := redistest.Start(t, redistest.Options{Password: password, Args: args})
		return server, at(server)
	}
	t.Run("replica", func(t *testing.T) {
		t.Parallel()
		primary, _ := start(t)
		_, target := start(t, "--replicaof", primary.Host, strings.TrimPrefix(primary.Addr, primary.Host+":"), "--masterauth", password)
		fault := wantFail(t, try(t, target), StepRole, "D13")
		if !strings.Contains(fault.Message, primary.Addr) {
			t.Errorf("message %q does not name the primary", fault.Message)
		}
	})
	t.Run("writable replica", func(t *testing.T) {
		t.Parallel()
		primary, _ := start(t)
		_, target := start(t, "--replicaof", primary.Host, strings.TrimPrefix(primary.Addr, primary.Host+":"),
			"--masterauth", password, "--replica-read-only", "no")
		report := try(t, target)
		wantVerdict(t, report, Warn)
		finding(t, report, "replica-writable")
	})
	t.Run("replica without its primary", func(t *testing.T) {
		t.Parallel()
		_, target := start(t, "--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "no")
		wantFail(t, try(t, target), StepRole, "D13")
		open := redistest.Start(t, redistest.Options{
			Args: []string{"--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "no"}, NotReady: true,
		})
		wantFail(t, try(t, at(open)), StepRESP, "replica-link-down")
	})
	t.Run("out of memory", func(t *testing.T) {
		t.Parallel()
		_, target := start(t, "--maxmemory", "1000", "--maxmemory-policy", "noeviction")
		wantFail(t, try(t, target), StepCommands, "E05")
	})
	t.Run("too few replicas", func(t *testing.T) {
		t.Parallel()
		_, target := start(t, "--min-replicas-to-write", "1")
		wantFail(t, try(t, target), StepCommands, "too-few-replicas")
	})
	t.Run("renamed command", func(t *testing.T) {
		t.Parallel()
		_, target := start(t, "--rename-command", "RENAME", "")
		fault := wantFail(t, try(t, target), StepCommands, "command-renamed")
		if !strings.Contains(fault.Message, "RENAME") {
			t.Errorf("message %q does not name the command", fault.Message)
		}
	})
	t.Run("without HELLO", func(t *testing.T) {
		t.Parallel()
		_, target := start(t, "--rename-command", "HELLO", "")
		wantVerdict(t, try(t, target), Pass)
		target.Password = "wrong-password-of-mine"
		wantFail(t, try(t, target), StepAuth, "A03")
	})
	t.Run("cluster", func(t *testing.T) {
		t.Parallel()
		_, target := start(t, "--cluster-enabled", "yes")
		wantFail(t, try(t, target), StepRole, "D18")
		target.Database = 1
		wantFail(t, try(t, target), StepSelect, "D18")
		target.Database, target.Authelia = 0, "4.37" // which asks no HELLO
		wantFail(t, try(t, target), StepCommands, "D18")
	})
	t.Run("cannot save", func(t *testing.T) {
		t.Parallel()
		server, target := start(t, "--save", "3600 1", "--dbfilename", "dump.rdb", "--rename-command", "SHUTDOWN", "")
		server.Do(t, "CONFIG", "SET", "rdbcompression", "no")
		breakSaving(t, server)
		wantFail(t, try(t, target), StepCommands, "E06")
	})
	t.Run("cannot save, open", func(t *testing.T) {
		t.Parallel()
		server := redistest.Start(t, redistest.Options{Args: []string{"--save", "3600 1"}})
		breakSaving(t, server)
		wantFail(t, try(t, at(server)), StepRESP, "E06")
	})
	t.Run("full", func(t *testing.T) {
		t.Parallel()
		server, target := start(t, "--maxclients", "1")
		holder := hold(t, server)
		wantFail(t, try(t, target), StepRESP, "E03")
		holder.Close()
	})
	t.Run("writes paused", func(t *testing.T) {
		t.Parallel()
		server, target := start(t)
		server.Do(t, "CLIENT", "PAUSE", "60000", "WRITE")
		wantFail(t, try(t, target), StepCommands, "writes-held")
		server.Do(t, "CLIENT", "UNPAUSE")
		if keys := server.Do(t, "DBSIZE"); keys != int64(0) {
			t.Errorf("%v keys left behind", keys)
		}
	})
	t.Run("stopped", func(t *testing.T) {
		t.Parallel()
		server, target := start(t)
		server.Signal(t, syscall.SIGSTOP)
		wantFail(t, try(t, target), StepRESP, "silent")
		server.Signal(t, syscall.SIGCONT)
		wantVerdict(t, try(t, target), Pass)
	})
	t.Run("a script without an end", func(t *testing.T) {
		t.Parallel()
		server := redistest.Start(t, redistest.Options{Args: []string{"--lua-time-limit", "10"}})
		conn, err := net.Dial("tcp", server.Addr)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if _, err := conn.Write([]byte("EVAL \"while true do end\" 0\r\n")); err != nil {
			t.Fatal(err)
		}
		redistest.Eventually(t, "the server to be busy", func(context.Context) bool {
			_, err := server.Try("PING")
			return err != nil && strings.HasPrefix(err.Error(), "BUSY")
		})
		fault := wantFail(t, try(t, at(server)), StepRESP, "script-busy")
		if !strings.Contains(fault.Hint, "SCRIPT KILL") {
			t.Errorf("hint %q does not say how to end it", fault.Hint)
		}
		server.Do(t, "SCRIPT", "KILL")
	})
	t.Run("killed in the middle", func(t *testing.T) {
		t.Parallel()
		server, target := start(t)
		report := (&Prober{Policy: policy.ForCommandLine()}).Probe(context.Background(), target, func(e StepEvent) {
			if e.Step.Step == StepRole {
				server.Kill()
			}
		})
		fault := wantFail(t, report, StepCommands, "closed")
		if strings.Contains(fault.Message, "without replying") {
			t.Errorf("message %q, although it had answered", fault.Message)
		}
	})
	t.Run("sentinel", func(t *testing.T) {
		t.Parallel()
		primary, _ := start(t)
		sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, Name: "sessions"})
		fault := wantFail(t, try(t, Target{Host: sentinel.Host, Port: sentinel.Port}), StepRole, "D06")
		if fault.Fix == nil || fault.Fix.Set["session.redis.high_availability.sentinel_name"] != "sessions" {
			t.Errorf("fix = %+v, want the sentinel's group", fault.Fix)
		}
		for _, version := range []string{"4.39", "4.37"} {
			fault = wantFail(t, try(t, Target{Host: sentinel.Host, Port: sentinel.Port, Database: 2, Authelia: version}), StepSelect, "D06")
			if fault.Fix == nil || !strings.Contains(fault.Message, "“sessions”") {
				t.Errorf("%q with the fix %+v, want the sentinel's group", fault.Message, fault.Fix)
			}
		}
		// A password may be right for the Redis behind it, and is no matter here.
		for _, target := range []Target{{Password: password}, {Password: password, Username: "default"}, {Password: password, Authelia: "4.37"}, {Password: password, Username: "default", Authelia: "4.37"}} {
			target.Host, target.Port = sentinel.Host, sentinel.Port
			report := try(t, target)
			if len(report.Findings) != 1 || report.Findings[0].Code != "D06" || report.Findings[0].Fix == nil || report.Findings[0].Fix.Set["session.redis.password"] != "" {
				t.Errorf("%+v: findings = %+v, want D06 alone", target, report.Findings)
			}
		}
	})
}
