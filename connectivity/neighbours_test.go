package connectivity

import (
	"reflect"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// with asks for neighbours, at the address of a form.
func with(target Target) Target {
	target.Neighbours = true
	return target
}

// failedLogins counts what the server has noted of refused log-ins.
func failedLogins(t *testing.T, server *redistest.Server) int {
	t.Helper()
	n := 0
	for _, entry := range server.Do(t, "ACL", "LOG").([]any) {
		switch fields := entry.(type) {
		case map[any]any:
			n += int(fields["count"].(int64))
		case []any:
			for i := 0; i+1 < len(fields); i += 2 {
				if fields[i] == "count" {
					n += int(fields[i+1].(int64))
				}
			}
		}
	}
	server.Do(t, "ACL", "LOG", "RESET")
	return n
}

func TestLoginNeighbours(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	for _, test := range []struct {
		name               string
		username, password string
		code               string
		fix                *causes.Fix
		failures           int
	}{
		{"a user name that nobody has", "authelia", password, "A03",
			&causes.Fix{Label: "Remove the username", Set: map[string]string{"session.redis.username": ""}}, 1},
		{"a line break", "", password + "\n", "A13",
			&causes.Fix{Label: "Remove them from the password", Set: map[string]string{}, Cut: map[string][2]int{"session.redis.password": {0, 1}}}, 1},
		{"a byte order mark and a blank", "", "\ufeff" + password + " ", "A13",
			&causes.Fix{Label: "Remove them from the password", Set: map[string]string{}, Cut: map[string][2]int{"session.redis.password": {1, 1}}}, 1},
		{"quotes", "", `"` + password + `"`, "A03",
			&causes.Fix{Label: "Remove them from the password", Set: map[string]string{}, Cut: map[string][2]int{"session.redis.password": {1, 1}}}, 1},
		{"wrong, and nothing near it", "", "another-password-entirely", "A03", nil, 1},
		{"wrong, with a user name", "authelia", "another-password-entirely", "A03", nil, 2},
		{"wrong in three ways", "authelia", ` "another-password-entirely" `, "A03", nil, 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := at(server)
			target.Username, target.Password = test.username, test.password
			failedLogins(t, server)
			plain := wantFail(t, try(t, target), StepAuth, "A03")
			if plain.Fix != nil {
				t.Errorf("a fix %+v although nobody asked the neighbours", plain.Fix)
			}
			if got := failedLogins(t, server); got != 1 {
				t.Errorf("%d failed log-ins without neighbours, want 1", got)
			}
			report := try(t, with(target))
			wantVerdict(t, report, Fail)
			if got := status(report, StepAuth); got != "failed A03" {
				t.Errorf("auth: %s", got)
			}
			fault := finding(t, report, test.code)
			if !reflect.DeepEqual(fault.Fix, test.fix) {
				t.Errorf("fix = %+v, want %+v", fault.Fix, test.fix)
			}
			if works := strings.Contains(fault.Hint, "It works "); works != (test.fix != nil) {
				t.Errorf("hint = %q", fault.Hint)
			}
			if got := failedLogins(t, server); got != test.failures {
				t.Errorf("%d failed log-ins, want %d", got, test.failures)
			}
			if keys := server.Do(t, "DBSIZE"); keys != int64(0) {
				t.Errorf("%v keys left behind", keys)
			}
		})
	}
}

// A password of Redis that was put in the sentinels' place, and the other way
// round; and a user name of a sentinel that has no users.
func TestSentinelLoginNeighbours(t *testing.T) {
	const (
		own   = "session.redis.password"
		other = "session.redis.high_availability.sentinel_password"
	)
	primary := redistest.Start(t, redistest.Options{Password: password})
	closed := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, Password: sentinelPassword})
	open := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
	same := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, Password: password})
	for _, test := range []struct {
		name     string
		sentinel *redistest.Server
		change   func(*Target)
		code     string
		fix      *causes.Fix
	}{
		{"only the server's is set, and both are the same", same, func(t *Target) { t.Sentinel.Password = "" }, "A10",
			&causes.Fix{Label: "Use that password here, too", Set: map[string]string{}, Copy: map[string]string{other: own}}},
		{"only the sentinels' is set, and both are the same", same, func(t *Target) { t.Password, t.Sentinel.Password = "", password }, "A10",
			&causes.Fix{Label: "Use that password here, too", Set: map[string]string{}, Copy: map[string]string{own: other}}},
		{"the wrong way round", closed, func(t *Target) { t.Password, t.Sentinel.Password = sentinelPassword, password }, "A10",
			&causes.Fix{Label: "Swap the two passwords", Set: map[string]string{}, Copy: map[string]string{own: other, other: own}}},
		{"the wrong way round, and the sentinel is open", open, func(t *Target) { t.Password, t.Sentinel.Password = sentinelPassword, password }, "A10",
			&causes.Fix{Label: "Swap the two passwords", Set: map[string]string{}, Copy: map[string]string{own: other, other: own}}},
		{"a sentinel without users", closed, func(t *Target) { t.Password, t.Sentinel.Username = "", "watcher" }, "A11",
			&causes.Fix{Label: "Remove the username", Set: map[string]string{"session.redis.high_availability.sentinel_username": ""}}},
		{"a wrong password, whatever the user name", closed, func(t *Target) {
			t.Password, t.Sentinel.Username, t.Sentinel.Password = "", "watcher", "another-password-entirely"
		}, "A03", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := behind(test.sentinel)
			test.change(&target)
			report := try(t, with(target))
			wantVerdict(t, report, Fail)
			if got := finding(t, report, test.code).Fix; !reflect.DeepEqual(got, test.fix) {
				t.Errorf("fix = %+v, want %+v", got, test.fix)
			}
			if got := failedLogins(t, primary); got > 2 {
				t.Errorf("%d failed log-ins at the primary", got)
			}
		})
	}
}

// The usual ports of the same host, through a dialer that stands for a host on
// which they are open.
func TestPortNeighbours(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: server})
	closed := redistest.Port(t)
	open := map[string]*redistest.Server{}
	prober := &Prober{Policy: policy.ForCommandLine(), Dial: redirect(open)}

	t.Run("Redis at its usual port", func(t *testing.T) {
		open["127.0.0.1:6379"] = server
		report := tryWith(t, prober, with(Target{Host: "127.0.0.1", Port: closed, Password: password}))
		fault := wantFail(t, report, StepConnect, "B02")
		if fault.Fix == nil || fault.Fix.Set["session.redis.port"] != "6379" {
			t.Errorf("fix = %+v, want the usual port", fault.Fix)
		}
	})
	t.Run("a sentinel beside it", func(t *testing.T) {
		delete(open, "127.0.0.1:6379")
		open["127.0.0.1:26379"] = sentinel
		report := tryWith(t, prober, with(Target{Host: "127.0.0.1", Port: 6379, Password: password}))
		wantVerdict(t, report, Fail)
		want := map[string]string{"session.redis.port": "26379", "session.redis.high_availability.sentinel_name": "mymaster"}
		if fault := finding(t, report, "D06"); fault.Fix == nil || !reflect.DeepEqual(fault.Fix.Set, want) {
			t.Errorf("fix = %+v, want %v", fault.Fix, want)
		}
	})
	t.Run("a sentinel's node at the port of Redis", func(t *testing.T) {
		open["127.0.0.1:6379"] = server
		report := tryWith(t, prober, with(Target{Mode: ModeSentinel, Sentinel: &Sentinel{Name: "mymaster", Password: password, Nodes: []Address{
			{Host: "127.0.0.1", Port: 6379, Key: "session.redis.high_availability.nodes.2"},
		}}}))
		fault := wantFail(t, report, StepRole, "D05")
		if fault.Fix == nil || fault.Fix.Set["session.redis.high_availability.nodes.2.port"] != "26379" {
			t.Errorf("fix = %+v, want the port of the sentinel", fault.Fix)
		}
	})
	t.Run("nothing anywhere", func(t *testing.T) {
		clear(open)
		fault := wantFail(t, tryWith(t, prober, with(Target{Host: "127.0.0.1", Port: closed})), StepConnect, "B02")
		if fault.Fix != nil || !strings.Contains(fault.Hint, "Also tried, without success") {
			t.Errorf("finding = %+v", fault)
		}
	})
}

// One click turns a configuration for one server into one for the group behind
// a sentinel, and back.
func TestSentinelTakenForRedis(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: server, Password: sentinelPassword})
	fault := wantFail(t, try(t, Target{Host: sentinel.Host, Port: sentinel.Port, Password: sentinelPassword}), StepRole, "D06")
	if fault.Fix == nil || fault.Fix.Set["session.redis.high_availability.sentinel_name"] != "mymaster" ||
		fault.Fix.Copy["session.redis.high_availability.sentinel_password"] != "session.redis.password" {
		t.Errorf("fix = %+v", fault.Fix)
	}
}
