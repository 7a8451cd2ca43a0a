package connectivity

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

func TestPlan(t *testing.T) {
	tests := []struct {
		name   string
		target Target
		role   Role
		want   string
	}{
		{"single", Target{Mode: ModeSingle}, RoleRedis, "resolve policy connect resp auth identity role commands latency audit"},
		{"database 0 is not selected", Target{Mode: ModeSingle, Database: -1}, RoleRedis, "resolve policy connect resp auth identity role commands latency audit"},
		{"TLS and database", Target{Mode: ModeSingle, TLS: &TLS{}, Database: 2}, RoleRedis, "resolve policy connect tls resp auth select identity role commands latency audit"},
		{"socket", Target{Mode: ModeSocket}, RoleRedis, "policy connect resp auth identity role commands latency audit"},
		{"sentinel", Target{Mode: ModeSentinel, Database: 2}, RoleSentinel, "resolve policy connect resp auth role primary group"},
		{"replica", Target{Mode: ModeSentinel, Database: 2}, RoleReplica, "resolve policy connect resp auth select role"},
		{"a client that says nothing about itself", Target{Mode: ModeSingle, Authelia: "4.37.5"}, RoleRedis, "resolve policy connect resp auth role commands latency audit"},
		{"primary", Target{Mode: ModeSentinel, Database: 2}, RolePrimary, "resolve policy connect resp auth select identity role commands latency audit"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, name := range Plan(test.target, test.role) {
				got = append(got, string(name))
				if string(Question(name)) == string(name) {
					t.Errorf("no question for %s", name)
				}
			}
			if strings.Join(got, " ") != test.want {
				t.Errorf("plan = %s, want %s", strings.Join(got, " "), test.want)
			}
		})
	}
}

func TestVerdict(t *testing.T) {
	info, warning := causes.Problem{Severity: causes.Info}, causes.Problem{Severity: causes.Warning}
	for _, test := range []struct {
		works    bool
		findings []causes.Problem
		want     Verdict
	}{
		{true, nil, Pass}, {true, []causes.Problem{info}, Pass}, {true, []causes.Problem{info, warning}, Warn}, {false, nil, Fail}, {false, []causes.Problem{info}, Fail},
	} {
		if got := verdict(test.works, test.findings); got != test.want {
			t.Errorf("verdict(%v, %v) = %s, want %s", test.works, test.findings, got, test.want)
		}
	}
	if (&endpoint{}).succeeded() {
		t.Error("an endpoint without steps counts as working")
	}
}

func TestReportJSON(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	document, err := json.Marshal(try(t, at(server)))
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(document, &fields); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"verdict", "authelia", "mode", "took_ms", "endpoints", "findings", "latency"} {
		if _, present := fields[name]; !present {
			t.Errorf("no %q in %s", name, document)
		}
	}
	if _, ok := fields["findings"].([]any); !ok {
		t.Errorf("findings = %v, want a list", fields["findings"])
	}

	event, err := json.Marshal(StepEvent{
		ID: "e1", Endpoint: Endpoint{Role: RoleRedis, Address: "redis:6379", Origin: Configured},
		Step: Step{Step: StepAuth, Status: Failed, Code: "A03", Message: "m", Hint: "h", TookMS: 0.5},
	})
	want := `{"endpoint":"e1","role":"redis","address":"redis:6379","origin":"configured","step":"auth","status":"failed","code":"A03","message":"m","hint":"h","took_ms":0.5}`
	if err != nil || string(event) != want {
		t.Errorf("event = %s, %v, want %s", event, err, want)
	}
}

func TestEventsAreTheStepsOfTheReport(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	target := at(server)
	target.Password = "wrong-password-of-mine"
	var seen []Step
	report := (&Prober{Policy: policy.ForCommandLine()}).Probe(context.Background(), target, func(e StepEvent) { seen = append(seen, e.Step) })
	if !reflect.DeepEqual(seen, report.Endpoints[0].Steps) {
		t.Errorf("events %+v differ from steps %+v", seen, report.Endpoints[0].Steps)
	}
}

// A cancelled probe ends in the middle of any wait, and leaves nothing running.
func TestCancel(t *testing.T) {
	stages := map[StepName]func(net.Conn){
		StepRESP: func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) },
		StepAuth: func(conn net.Conn) { says("-NOAUTH Authentication required.\r\n")(conn) },
	}
	for name, serve := range stages {
		t.Run(string(name), func(t *testing.T) {
			before := runtime.NumGoroutine()
			reached := make(chan struct{}, 8)
			target := fake(t, func(conn net.Conn) {
				reached <- struct{}{}
				serve(conn)
			})
			target.Authelia = "4.39"
			ctx, cancel := context.WithCancel(context.Background())
			go func() { <-reached; cancel() }()
			// The deadline is far beyond what a test may take: only the
			// cancellation can end this.
			prober := &Prober{Policy: policy.ForCommandLine(), Deadline: time.Hour}
			report := prober.Probe(ctx, target, nil)
			checkReport(t, report, stepCount(report))
			wantVerdict(t, report, Fail)
			finding(t, report, "cancelled")
			noGoroutinesLeft(t, before)
		})
	}
	t.Run("before it begins", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		record := &recorder{}
		report := (&Prober{Dial: record.dial}).Probe(ctx, Target{Mode: ModeSingle, Host: "10.0.0.1", Port: 6379}, nil)
		finding(t, report, "cancelled")
		if len(record.dialled) != 0 {
			t.Errorf("dialled %v", record.dialled)
		}
	})
}

func stepCount(report Report) int {
	n := 0
	for _, e := range report.Endpoints {
		n += len(e.Steps)
	}
	return n
}

// noGoroutinesLeft polls: some end a moment after what they waited for. The two
// of the fake's own listener and of a test's helper may remain.
func noGoroutinesLeft(t *testing.T, before int) {
	t.Helper()
	redistest.Eventually(t, "goroutines to end", func(context.Context) bool { return runtime.NumGoroutine() <= before+2 })
}

func TestNoGoroutinesLeft(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password, TLS: &redistest.TLS{}})
	target := over(server)
	wrong := target
	wrong.Password = "wrong-password-of-mine"
	plain := at(server)
	before := runtime.NumGoroutine()
	for range 10 {
		try(t, target)
		try(t, wrong)
		try(t, plain)
	}
	noGoroutinesLeft(t, before)
	if clients := server.Do(t, "CLIENT", "LIST").(string); strings.Count(clients, "\n") > 1 {
		redistest.Eventually(t, "connections to end", func(context.Context) bool {
			return strings.Count(server.Do(t, "CLIENT", "LIST").(string), "\n") == 1
		})
	}
}

// What is told of several commands, and of a reply of the wrong kind, are
// sentences.
func TestMessagesAreSentences(t *testing.T) {
	renamed := redistest.Start(t, redistest.Options{Password: password, Args: []string{"--rename-command", "EXISTS", "", "--rename-command", "RENAME", ""}})
	fault := wantFail(t, try(t, at(renamed)), StepCommands, "command-renamed")
	if want := "does not know EXISTS and RENAME: renamed or switched off over there. Authelia 4.39 starts without EXISTS and RENAME, but nobody can log in."; !strings.HasSuffix(fault.Message, want) {
		t.Errorf("message %q, want it to end with %q", fault.Message, want)
	}
	limited := redistest.Start(t, redistest.Options{ACL: []string{"default on >" + password + " ~* +@all -set -del"}})
	limited.Password = password
	fault = wantFail(t, try(t, at(limited)), StepCommands, "A05")
	if want := "may not use SET and DEL (NOPERM). Authelia 4.39 does not start without SET and DEL."; !strings.Contains(fault.Message, want) {
		t.Errorf("message %q, want %q in it", fault.Message, want)
	}
	odd := stage{"HELLO", StepAuth, nil}.turning(t, once("+OK\r\n"))
	fault = wantFail(t, try(t, odd), StepAuth, "hostile-reply")
	if want := "sent a reply that no Redis would send: the answer to HELLO is of another kind than it must be."; !strings.HasSuffix(fault.Message, want) {
		t.Errorf("message %q, want it to end with %q", fault.Message, want)
	}
}

// The throw-away key is deleted, also where the cycle ends early.
func TestNothingStays(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password, Args: []string{"--rename-command", "EXPIRE", ""}})
	wantFail(t, try(t, at(server)), StepCommands, "command-renamed")
	if keys := server.Do(t, "DBSIZE"); keys != int64(0) {
		t.Errorf("%v keys left behind", keys)
	}

	noDel := redistest.Start(t, redistest.Options{ACL: []string{"default on nopass ~* +@all", "authelia on >" + password + " ~authelia-session:* +@all -del"}})
	target := at(noDel)
	target.Username, target.Password = "authelia", password
	wantFail(t, try(t, target), StepCommands, "A05")
	keys := noDel.Do(t, "KEYS", "*").([]any)
	if len(keys) != 1 || !strings.HasPrefix(keys[0].(string), "authelia-session:") {
		t.Fatalf("keys = %v, want the one that could not be deleted", keys)
	}
	if left := noDel.Do(t, "TTL", keys[0]).(int64); left < 0 || left > 10 {
		t.Errorf("the key expires in %d s, want within ten", left)
	}
}
