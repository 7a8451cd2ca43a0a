package connectivity

import (
	"net"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/connectivity/release"
)

// The rights that we name for a sentinel's user are the least, for each release: a
// real sentinel gives a user just these, and Authelia's questions get through;
// without that for the replicas, releases that ask it do not start.
func TestSentinelRights(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ version, replicas string }{
		{"4.29.4", "+sentinel|slaves"}, {"4.37", "+sentinel|slaves"}, {"4.38.0", "+sentinel|replicas"}, {"4.38.9", "+sentinel|replicas"},
		{"4.38.10", ""}, {"4.38", ""}, {"4.39", ""}, {"4.40", ""},
	} {
		t.Run(test.version, func(t *testing.T) {
			t.Parallel()
			// A group of its own: sentinels find each other, and ask one another.
			primary := redistest.Start(t, redistest.Options{})
			rights := release.SentinelRights(test.version)
			if got := strings.Contains(rights, "+sentinel|slaves") || strings.Contains(rights, "+sentinel|replicas"); got != (test.replicas != "") {
				t.Fatalf("the rights are %q", rights)
			}
			asked := func(rights string) (Report, Target) {
				sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, ACL: []string{
					"wizard on >" + sentinelPassword + " -@all " + rights, "default off"}})
				target := behind(sentinel)
				target.Authelia, target.Password, target.Sentinel.Username = test.version, "", "wizard"
				return try(t, target), target
			}
			report, _ := asked(rights)
			wantVerdict(t, report, Warn) // one sentinel, and no replica
			if got := statusOf(report.Endpoints[0], StepGroup); got != "passed" {
				t.Errorf("with %s: %s", rights, got)
			}
			if test.replicas == "" {
				return
			}

			other := map[string]string{"+sentinel|slaves": "+sentinel|replicas", "+sentinel|replicas": "+sentinel|slaves"}[test.replicas]
			report, _ = asked(strings.Replace(rights, test.replicas, other, 1))
			fault := wantFail(t, report, StepGroup, "A05")
			question := strings.ToUpper(strings.Replace(strings.TrimPrefix(test.replicas, "+"), "|", " ", 1))
			if fault.Severity != causes.Error || !strings.Contains(fault.Message, question+" (NOPERM)") || !strings.Contains(fault.Hint, "ACL SETUSER wizard "+test.replicas+" ") {
				t.Errorf("%s: %q %q", fault.Severity, fault.Message, fault.Hint)
			}

			// One sentinel that tells the replicas is enough.
			deaf := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, ACL: []string{
				"wizard on >" + sentinelPassword + " -@all " + strings.Replace(rights, test.replicas, "", 1), "default off"}})
			good := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, ACL: []string{
				"wizard on >" + sentinelPassword + " -@all " + rights, "default off"}})
			target := behind(deaf, good)
			target.Authelia, target.Password, target.Sentinel.Username = test.version, "", "wizard"
			report = try(t, target)
			wantVerdict(t, report, Warn)
			if finding(t, report, "A05").Severity != causes.Warning {
				t.Error("one deaf sentinel beside a good one is more than a warning")
			}
		})
	}
	t.Run("a sentinel that does not know the question", func(t *testing.T) {
		old := &actor{sentinel: true, names: "127.0.0.1", lines: map[string]string{"SENTINEL REPLICAS": "-ERR Unknown sentinel subcommand 'replicas'\r\n"}}
		target := fake(t, func(conn net.Conn) { old.play(conn, nil, nil) })
		asSentinel(&target)
		target.Authelia = "4.38.9"
		if fault := wantFail(t, try(t, target), StepGroup, "sentinel-replicas-unknown"); !strings.Contains(fault.Message, "SENTINEL REPLICAS with an error") {
			t.Errorf("message %q", fault.Message)
		}
	})
}

// What a missing command hinders depends on the release.
func TestLacking(t *testing.T) {
	t.Parallel()
	server := redistest.Start(t, redistest.Options{})
	renamed := redistest.Start(t, redistest.Options{Args: []string{"--rename-command", "DEL", ""}})
	const starts, login, read, logout = "does not start without", "nobody can log in", "nobody stays logged in", "nobody can log out"
	for _, test := range []struct {
		version, command string
		want             Verdict
		says             string
	}{
		{"4.29.4", "ping", Fail, starts}, {"4.39", "ping", Fail, starts},
		{"4.29.4", "set", Fail, login}, {"4.38", "set", Fail, login}, {"4.39.19", "set", Fail, login}, {"4.39.20", "set", Fail, starts},
		{"4.37", "get", Fail, read}, {"4.39", "get", Fail, read},
		{"4.36.9", "exists", Fail, login}, {"4.39", "exists", Fail, login}, {"4.38.19", "rename", Fail, login}, {"4.39", "expire", Fail, login},
		{"4.29.4", "del", Warn, logout}, {"4.37", "del", Warn, logout}, {"4.38.19", "del", Warn, logout}, {"4.39.19", "del", Warn, logout},
		{"4.39.20", "del", Fail, starts}, {"4.39", "del", Fail, starts},
	} {
		user := "without-" + test.command
		server.Do(t, "ACL", "SETUSER", user, "on", ">"+password, "~*", "+@all", "-"+test.command)
		target := at(server)
		target.Authelia, target.Username, target.Password = test.version, user, password
		report := try(t, target)
		wantVerdict(t, report, test.want)
		fault := finding(t, report, "A05")
		if !strings.Contains(fault.Message, test.says) || !strings.Contains(fault.Message, strings.ToUpper(test.command)) || !strings.Contains(fault.Message, "Authelia "+test.version) {
			t.Errorf("%s without %s: %q", test.version, test.command, fault.Message)
		}
		if test.command == "del" {
			target := at(renamed)
			target.Authelia = test.version
			report := try(t, target)
			wantVerdict(t, report, test.want)
			if fault := finding(t, report, "command-renamed"); !strings.Contains(fault.Message, test.says) {
				t.Errorf("%s, DEL renamed: %q", test.version, fault.Message)
			}
		}
	}
	// Several at once: the worst is said first, and what keeps it from starting is
	// all that counts.
	server.Do(t, "ACL", "SETUSER", "several", "on", ">"+password, "~*", "+@all", "-del", "-rename")
	for version, says := range map[string][]string{
		"4.38": {"starts without RENAME, but " + login, "starts without DEL and keeps sessions, but " + logout}, "4.39": {starts + " DEL."},
	} {
		target := at(server)
		target.Authelia, target.Username, target.Password = version, "several", password
		report := try(t, target)
		wantVerdict(t, report, Fail)
		for _, part := range says {
			if fault := finding(t, report, "A05"); !strings.Contains(fault.Message, part) {
				t.Errorf("%s: %q lacks %q", version, fault.Message, part)
			}
		}
	}
	server.Do(t, "ACL", "SETUSER", "reader", "on", ">"+password, "%R~*", "+@all")
	target := at(server)
	target.Authelia, target.Username, target.Password = "4.38", "reader", password
	if fault := finding(t, try(t, target), "A06"); !strings.Contains(fault.Message, "Authelia 4.38 starts without SET") {
		t.Errorf("keys that can only be read: %q", fault.Message)
	}
}
