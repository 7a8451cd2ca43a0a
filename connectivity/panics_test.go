package connectivity

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// panicValue stands for what a panic may quote.
const panicValue = "what-was-typed-is-in-the-panic"

// dialler dials for real, except where it is told to panic: at the nth connection
// to an address.
type dialler struct {
	mutex sync.Mutex
	seen  map[string]int
	at    map[string]int // the address, and which connection to it
	wrap  func(net.Conn) net.Conn
}

func (d *dialler) dial(ctx context.Context, network, address string) (net.Conn, error) {
	d.mutex.Lock()
	if d.seen == nil {
		d.seen = map[string]int{}
	}
	d.seen[address]++
	panics := d.at[address] == d.seen[address]
	d.mutex.Unlock()
	if panics {
		panic(panicValue)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err == nil && d.wrap != nil {
		conn = d.wrap(conn)
	}
	return conn, err
}

// upset is a connection that panics.
type upset struct {
	net.Conn
	reads   atomic.Int32
	onRead  int32 // at the nth; 0 for never
	onClose bool
}

func (u *upset) Read(p []byte) (int, error) {
	if u.reads.Add(1) == u.onRead {
		panic(panicValue)
	}
	return u.Conn.Read(p)
}

func (u *upset) Close() error {
	_ = u.Conn.Close()
	if u.onClose {
		panic(panicValue)
	}
	return nil
}

// A panic anywhere in a probe is a finding of the endpoint that it was about, and
// the probe goes on.
func TestPanicIsAFinding(t *testing.T) {
	t.Parallel()
	primary := redistest.Start(t, redistest.Options{})
	other := redistest.Start(t, redistest.Options{})
	sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
	second := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary})
	elsewhere := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: other})
	group := func(sentinels ...*redistest.Server) Target {
		target := behind(sentinels...)
		target.Password, target.Sentinel.Password = "", ""
		return target
	}
	dead := redistest.Port(t)
	single := at(primary)

	for _, test := range []struct {
		name   string
		target Target
		prober *Prober
		dial   *dialler
		// at is the address of the endpoint, and step the one that has failed;
		// empty where all its own steps are as they would be.
		at      string
		step    StepName
		verdict Verdict
		place   string
	}{
		{name: "single, a step", target: single, dial: &dialler{at: map[string]int{primary.Addr: 1}},
			at: primary.Addr, step: StepConnect, verdict: Fail, place: "(*dialler).dial"},
		{name: "single, while it reads", target: single, dial: &dialler{wrap: func(c net.Conn) net.Conn { return &upset{Conn: c, onRead: 1} }},
			at: primary.Addr, step: StepRESP, verdict: Fail, place: "(*upset).Read"},
		{name: "single, below go-redis", target: single, dial: &dialler{wrap: func(c net.Conn) net.Conn { return &upset{Conn: c, onRead: 10} }},
			at: primary.Addr, step: StepCommands, verdict: Fail, place: "(*upset).Read"},
		{name: "single, while it closes", target: single, dial: &dialler{wrap: func(c net.Conn) net.Conn { return &upset{Conn: c, onClose: true} }},
			at: primary.Addr, verdict: Warn, place: "(*upset).Close"},
		{name: "single, between two steps", target: single, prober: &Prober{Now: nth(6)},
			at: primary.Addr, step: StepConnect, verdict: Fail, place: "nth"},
		{name: "a sentinel", target: group(sentinel, second), dial: &dialler{at: map[string]int{sentinel.Addr: 1}},
			at: sentinel.Addr, step: StepConnect, verdict: Warn, place: "(*dialler).dial"},
		{name: "the announced primary", target: group(sentinel, second), dial: &dialler{at: map[string]int{primary.Addr: 1}},
			at: primary.Addr, step: StepConnect, verdict: Fail, place: "(*dialler).dial"},
		{name: "a neighbour", target: with(Target{Mode: ModeSingle, Host: "127.0.0.1", Port: dead}), dial: &dialler{at: map[string]int{"127.0.0.1:6379": 1}},
			at: (Address{Host: "127.0.0.1", Port: dead}).String(), verdict: Fail, place: "(*dialler).dial"},
		{name: "a sentinel that is asked without TLS", target: func() Target {
			target := group(sentinel)
			target.TLS, target.Timeout = &TLS{}, time.Second
			return target
		}(), dial: &dialler{at: map[string]int{sentinel.Addr: 3}},
			at: sentinel.Addr, verdict: Fail, place: "(*dialler).dial"},
		{name: "asked once more", target: group(sentinel, elsewhere), dial: &dialler{at: map[string]int{elsewhere.Addr: 2}},
			at: elsewhere.Addr, verdict: Warn, place: "(*dialler).dial"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			prober := test.prober
			if prober == nil {
				prober = &Prober{}
			}
			prober.Policy, prober.Deadline = policy.ForCommandLine(), time.Minute
			if test.dial != nil {
				prober.Dial = test.dial.dial
			}
			report := tryWith(t, prober, test.target)
			wantVerdict(t, report, test.verdict)
			e := one(t, report, test.at)
			if len(report.Panics) == 0 {
				t.Fatal("nothing panicked")
			}
			for _, place := range report.Panics {
				if !strings.Contains(place, test.place) {
					t.Errorf("it panicked at %q, want %q", place, test.place)
				}
			}
			fault := finding(t, report, wizardFault)
			if fault.Endpoint != e.ID || fault.Severity != causes.Error || !strings.Contains(fault.Message, test.place) {
				t.Errorf("finding %+v, want an error at %s", fault, e.ID)
			}
			want := "failed " + wizardFault
			for _, s := range e.Steps {
				if got := statusOf(e, s.Step); (s.Step == test.step) != (got == want) {
					t.Errorf("step %s: %s", s.Step, got)
				}
			}
			wantWhole(t, report, test.target)
			document, err := json.Marshal(report)
			if err != nil || strings.Contains(string(document)+strings.Join(report.Panics, ""), panicValue) {
				t.Errorf("%v, or the report quotes the panic: %s", err, document)
			}
		})
	}
}

// nth is a clock that panics when it is looked at for the nth time.
func nth(n int32) func() time.Time {
	var looked atomic.Int32
	return func() time.Time {
		if looked.Add(1) == n {
			panic(panicValue)
		}
		return time.Now()
	}
}

// wantWhole expects each endpoint to have all its steps.
func wantWhole(t *testing.T, report Report, target Target) {
	t.Helper()
	if target.Authelia == "" {
		target.Authelia = "4.39"
	}
	for _, e := range report.Endpoints {
		if got, want := len(e.Steps), len(Plan(target, e.Role)); got != want {
			t.Errorf("%s %s has %d steps, want %d", e.ID, e.Role, got, want)
		}
		for _, s := range e.Steps {
			switch s.Status {
			case Passed, Warned, Failed, Skipped:
			default:
				t.Errorf("%s %s ended as %q", e.ID, s.Step, s.Status)
			}
		}
	}
}

// Whoever watches may panic, too; and so may what belongs to no endpoint.
func TestPanicBesideTheSteps(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	prober := &Prober{Policy: policy.ForCommandLine()}
	for name, observe := range map[string]func(StepEvent){
		"at each step": func(StepEvent) { panic(panicValue) },
		"at one step": func(event StepEvent) {
			if event.Step.Step == StepRole {
				panic(panicValue)
			}
		},
	} {
		target := at(server)
		report := prober.Probe(context.Background(), target, observe)
		wantVerdict(t, report, Fail)
		finding(t, report, wizardFault)
		wantWhole(t, report, target)
		if len(report.Panics) == 0 || len(report.Panics) > 2 {
			t.Errorf("%s: %d panics: %v", name, len(report.Panics), report.Panics)
		}
	}
	for _, n := range []int32{1, 2} { // before there is an endpoint's step
		report := (&Prober{Policy: policy.ForCommandLine(), Now: nth(n)}).Probe(context.Background(), at(server), nil)
		if fault := finding(t, report, wizardFault); report.Verdict != Fail || fault.Severity != causes.Error {
			t.Errorf("the clock broke at once: %+v", report)
		}
	}
}

// A look-up of a denied name goes on for no endpoint: where it panics, the test goes
// on, what the name led to stays denied, and the report says what happened.
func TestPanicInALookUp(t *testing.T) {
	server := redistest.Start(t, redistest.Options{})
	policy := policy.ForCommandLine()
	policy.Deny = rules(t, "denied.example")
	prober := &Prober{Policy: policy, Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
		if host == "denied.example" {
			panic(panicValue)
		}
		return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
	}}
	prober.LookUpDenied(t.Context())
	target := at(server)
	report := prober.Probe(t.Context(), target, nil)
	finding(t, report, wizardFault)
	wantVerdict(t, report, Warn)
	wantWhole(t, report, target)
	if len(report.Panics) != 1 {
		t.Errorf("panics: %v", report.Panics)
	}
	target.Host = "denied.example"
	wantFail(t, prober.Probe(t.Context(), target, nil), StepPolicy, "policy-denied")
}

// A goroutine that is started in any other way than by package panics would end the process
// when it panics.
func TestOnlyPanicsStartsGoroutines(t *testing.T) {
	read := 0
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path == "redistest":
			return filepath.SkipDir // it serves tests alone
		case entry.IsDir(), !strings.HasSuffix(path, ".go"), strings.HasSuffix(path, "_test.go"), path == filepath.Join("internal", "panics", "panics.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		for _, found := range startsGoroutines(t, path, string(source)) {
			t.Errorf("%s; use package panics, which catches a panic", found)
		}
		read++
		return err
	})
	if err != nil || read < 40 {
		t.Fatalf("%d files read: %v", read, err)
	}
	for _, source := range []string{
		"func f() { go g() }", "func f(w *sync.WaitGroup) {}", "func f() { w.Go(g) }", "func f() { context.AfterFunc(ctx, g) }",
		"func f() { time.AfterFunc(1, g) }", "func f() { x := g.walks.group.Go; _ = x }",
	} {
		if len(startsGoroutines(t, "bad.go", "package p\n"+source)) == 0 {
			t.Errorf("this is not found: %s", source)
		}
	}
}

func startsGoroutines(t *testing.T, path, source string) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.GoStmt:
			found = append(found, set.Position(node.Pos()).String()+": a go statement")
		case *ast.SelectorExpr:
			switch node.Sel.Name {
			case "Go", "AfterFunc", "WaitGroup":
				found = append(found, set.Position(node.Pos()).String()+": "+node.Sel.Name)
			}
		}
		return true
	})
	return found
}
