package web

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"redis-wizard/configschema"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web/probe"
	"redis-wizard/web/vantage"
)

const (
	goodToken  = "0123456789abcdef0123456789abcdef"
	wrongToken = "fedcba9876543210fedcba9876543210"
)

// listening serves a wizard until the test ends, and gives its address.
func listening(t *testing.T, s *Server) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, listener) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	// The first answer comes once it serves, so that a test may ask its handler
	// beside it.
	if response, err := http.Get("http://" + listener.Addr().String() + "/healthz"); err == nil {
		response.Body.Close()
	}
	return listener.Addr().String()
}

// asker is a wizard whose vantage point "cluster" is at a URL. Its own prober
// must not be used.
func asker(t *testing.T, url string, change func(*Options)) (*Server, *journal) {
	t.Helper()
	options := Options{
		Vantages: []vantage.Point{{Name: "cluster", URL: url, Token: vantage.NewToken(goodToken)}},
		Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
			t.Error("the test was made from here")
			return connectivity.Report{}
		}),
	}
	if change != nil {
		change(&options)
	}
	return newServer(t, options)
}

const fromCluster = `{"values":{"session.redis.host":"redis"},"vantage":"cluster"}`

// Two wizards, with a real Redis that only the second may reach, over HTTPS and
// over plain loopback.
func TestVantage(t *testing.T) {
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	authority := redistest.NewAuthority("Test CA")
	issued := authority.Issue(redistest.Certificate{Addresses: []string{"127.0.0.1"}})
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "tls.crt"), filepath.Join(dir, "tls.key")
	for path, text := range map[string]string{cert: issued.Certificate, key: issued.Key} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(authority.Certificate))

	for scheme, there := range map[string]Options{
		"http":  {BasePath: "/tools"},
		"https": {TLSCert: cert, TLSKey: key},
	} {
		t.Run(scheme, func(t *testing.T) {
			there.Policy, there.AllowLoopback, there.VantageAcceptToken = local, true, vantage.NewToken(goodToken)
			far, farLog := newServer(t, there)
			url := scheme + "://" + listening(t, far) + there.BasePath
			near, log := asker(t, url, func(o *Options) { o.VantageRoots = roots })
			if warned := strings.Contains(log.String(), "plain HTTP"); warned != (scheme == "http") {
				t.Errorf("the log warns: %t\n%s", warned, log)
			}

			body := probeBody(t, redis, "s3ssions", map[string]any{"vantage": "cluster"})
			got := postJSON(t, near, "/api/v1/probe", body)
			wantStatus(t, got, 200)
			wantText(t, got, `"vantage":"cluster"`)
			report := readReport(t, got.body)
			direct := readReport(t, postJSON(t, far, there.BasePath+"/api/v1/probe", probeBody(t, redis, "s3ssions", nil)).body)
			if report.Verdict != connectivity.Pass || direct.Vantage != "" {
				t.Errorf("the reports are %s and %+v", got.body, direct)
			}
			measured := cmpopts.IgnoreFields(connectivity.Step{}, "TookMS", "Message")
			if diff := cmp.Diff(direct.Endpoints, report.Endpoints, measured); diff != "" {
				t.Errorf("it differs from the report there (-there +here):\n%s", diff)
			}

			// Of a text, its options are sent there.
			text, err := json.Marshal(map[string]any{"vantage": "cluster", "text": fmt.Sprintf("log: {level: info}\nsession:\n  secret: x\n  redis:\n    host: '%s'\n    port: %d\n    password: 's3ssions'\n", redis.Host, redis.Port)})
			if err != nil {
				t.Fatal(err)
			}
			if report := readReport(t, postJSON(t, near, "/api/v1/probe", string(text)).body); report.Verdict != connectivity.Pass || report.Vantage != "cluster" {
				t.Errorf("the report on a text is %+v", report)
			}

			// The steps come one by one, for programs and on the page.
			r := newRequest("POST", "/api/v1/probe", "application/json", body)
			r.Header.Set("Accept", "text/event-stream")
			names, data := readEvents(t, strings.NewReader(do(t, near, r).body))
			last := len(names) - 1
			if last != len(report.Endpoints[0].Steps) || names[0] != "step" || names[last] != "report" || !strings.Contains(data[last], `"vantage":"cluster"`) || !strings.Contains(data[0], `"endpoint":"e1"`) {
				t.Errorf("the events are %v, the first %s", names, data[0])
			}
			stream := postJSON(t, near, "/report", body)
			wantText(t, stream, "event: report", `"vantage":"cluster"`, `Tested from \u003cstrong\u003ecluster`)
			page := postForm(t, near, map[string]string{"kind": "single", hostKey: redis.Host, portKey: fmt.Sprint(redis.Port), passwordKey: "s3ssions", "vantage": "cluster", "action": "test"}, "")
			wantStatus(t, page, 200)
			wantText(t, page, `<div class="report" data-verdict="pass"`, "Tested from <strong>cluster</strong>", `<option value="cluster" selected>`, "The wizard at cluster", "from the vantage point cluster.")

			slip := postJSON(t, near, "/api/v1/probe", probeBody(t, redis, "a-slip", map[string]any{"vantage": "cluster"}))
			if report := readReport(t, slip.body); report.Verdict != connectivity.Fail || !strings.Contains(fmt.Sprint(codes(report)), "A03") {
				t.Errorf("with a wrong password the report is %s", slip.body)
			}
			wantText(t, get(t, near, "/metrics"), `redis_wizard_probes_total{verdict="pass"} 5`, `redis_wizard_probes_total{verdict="fail"} 1`)
			if !strings.Contains(log.String(), "vantage=cluster") {
				t.Error("the log does not say where the tests were made")
			}
			for _, secret := range []string{"s3ssions", "a-slip", goodToken} {
				if strings.Contains(log.String()+farLog.String()+got.body+content(t, page, "report").body, secret) {
					t.Errorf("%s is in a log or a report", secret)
				}
			}
		})
	}
	t.Run("a certificate of somebody else", func(t *testing.T) {
		far, _ := newServer(t, Options{TLSCert: cert, TLSKey: key, VantageAcceptToken: vantage.NewToken(goodToken)})
		near, _ := asker(t, "https://"+listening(t, far), nil)
		got := postJSON(t, near, "/api/v1/probe", fromCluster)
		wantStatus(t, got, 502)
		wantText(t, got, "The vantage point cluster did not answer: its certificate is of an authority that is not trusted here")
	})
}

// Each wizard's own policy decides on what is reached from there.
func TestVantagePolicy(t *testing.T) {
	redis := redistest.Start(t, redistest.Options{})
	for name, c := range map[string]struct {
		here, there policy.Policy
		want        connectivity.Verdict
	}{
		"refused here alone":  {policy.Policy{}, local, connectivity.Pass},
		"refused there alone": {local, policy.Policy{}, connectivity.Fail},
	} {
		t.Run(name, func(t *testing.T) {
			far, _ := newServer(t, Options{Policy: c.there, AllowLoopback: c.there.Loopback, VantageAcceptToken: vantage.NewToken(goodToken)})
			near, _ := asker(t, "http://"+listening(t, far), func(o *Options) { o.Prober, o.Policy = nil, c.here })
			got := postJSON(t, near, "/api/v1/probe", probeBody(t, redis, "", map[string]any{"vantage": "cluster"}))
			wantStatus(t, got, 200)
			report := readReport(t, got.body)
			if policy := strings.Contains(fmt.Sprint(codes(report)), "loopback"); (report.Verdict == connectivity.Fail) != (c.want == connectivity.Fail) || policy != (c.want == connectivity.Fail) {
				t.Errorf("the report is %s", got.body)
			}
		})
	}
}

// Only who carries the token is answered, and without one there is nothing.
func TestVantageToken(t *testing.T) {
	far, log := newServer(t, Options{Prober: passing, VantageAcceptToken: vantage.NewToken(goodToken), TrustedProxies: proxies(t, "10.0.0.0/8"), SignInHeader: "Remote-User"})
	ask := func(s *Server, authorization ...string) answer {
		r := newRequest("POST", vantage.Path, "application/json", someRedis)
		r.Header["Authorization"] = authorization
		return do(t, s, r)
	}
	for _, authorization := range [][]string{nil, {""}, {"Bearer"}, {"Bearer "}, {goodToken}, {"Bearer " + wrongToken}, {"Bearer " + goodToken + "0"}, {"Bearer " + goodToken[1:]}, {"Basic " + goodToken}, {"Bearer " + goodToken, "Bearer " + goodToken}} {
		got := ask(far, authorization...)
		wantStatus(t, got, 401)
		wantText(t, got, `{"error":"`, "--vantage-accept-token")
		if got.Header.Get("WWW-Authenticate") != "Bearer" {
			t.Error("the answer does not say what it asks for")
		}
	}
	wantStatus(t, ask(far, "Bearer "+goodToken), 200)
	wantText(t, get(t, newServerOnly(t, Options{}), "/metrics"), `redis_wizard_refusals_total{reason="token"} 0`)
	if strings.Contains(log.String(), goodToken) || strings.Contains(log.String(), wrongToken) {
		t.Error("a token is in the log")
	}
	closed, _ := newServer(t, Options{Prober: passing})
	wantStatus(t, ask(closed, "Bearer "+goodToken), 404)
	wantStatus(t, ask(closed, "Bearer "), 404)

	// Guesses count for the rate of requests.
	slow, _ := newServer(t, Options{Prober: passing, VantageAcceptToken: vantage.NewToken(goodToken), RequestsPerMinute: 3})
	wantStatus(t, ask(slow, "Bearer "+wrongToken), 401)
	wantStatus(t, ask(slow, "Bearer "+wrongToken), 429)
}

func newServerOnly(t *testing.T, options Options) *Server {
	s, _ := newServer(t, options)
	return s
}

// A test is not passed on to a third wizard, however it is asked for.
func TestVantageIsNoRelay(t *testing.T) {
	s, _ := newServer(t, Options{Prober: passing, VantageAcceptToken: vantage.NewToken(goodToken), Vantages: []vantage.Point{{Name: "cluster", URL: "http://127.0.0.1:1", Token: vantage.NewToken(goodToken)}}})
	r := newRequest("POST", vantage.Path, "application/json", fromCluster)
	r.Header.Set("Authorization", "Bearer "+goodToken)
	got := do(t, s, r)
	wantStatus(t, got, 200)
	wantNoText(t, got, "vantage")
}

// What is sent there is what was typed and nothing else of the request.
func TestVantageForwardsOnlyTheQuestion(t *testing.T) {
	type sent struct {
		header http.Header
		body   map[string]any
	}
	asked := make(chan sent, 1)
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		asked <- sent{r.Header, body}
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "event: report\ndata: {\"verdict\":\"fail\",\"tomorrow\":{}}\n\n")
	}))
	defer far.Close()
	near, _ := asker(t, far.URL, func(o *Options) { o.CertificatesDirectory = "/etc/certificates" })
	r := newRequest("POST", "/api/v1/probe", "application/json", `{"authelia":"4.38","values":{"session.redis.host":"redis"},"neighbours":true,"vantage":"cluster","more":1}`)
	r.Header.Set("Cookie", "theirs=1")
	r.Header.Set("X-Forwarded-For", "192.0.2.1")
	wantStatus(t, do(t, near, r), 200)
	got := <-asked
	want := map[string]any{"authelia": "4.38", "values": map[string]any{"session.redis.host": "redis"}, "neighbours": true}
	if diff := cmp.Diff(want, got.body); diff != "" {
		t.Errorf("the question (-want +got):\n%s", diff)
	}
	for _, usual := range []string{"User-Agent", "Content-Length", "Connection"} {
		delete(got.header, usual)
	}
	for name := range got.header {
		if name != "Authorization" && name != "Accept" && name != "Content-Type" {
			t.Errorf("the header %s was sent, too", name)
		}
	}
	// What Authelia refuses is not sent at all.
	refused := postJSON(t, near, "/api/v1/probe", `{"values":{"session.redis.host":"redis","session.redis.port":"70000"},"vantage":"cluster"}`)
	wantText(t, refused, "port-range")
	wantStatus(t, postJSON(t, near, "/api/v1/probe", `{"values":{"session.redis.host":"redis"},"vantage":"cluster","ca":"none"}`), 400)
	if len(asked) > 0 {
		t.Error("it was sent all the same")
	}
}

func TestVantageUnknown(t *testing.T) {
	near, _ := asker(t, "http://127.0.0.1:1", nil)
	for _, path := range []string{"/api/v1/probe", "/report"} {
		got := postJSON(t, near, path, `{"values":{"session.redis.host":"redis"},"vantage":"elsewhere"}`)
		wantStatus(t, got, 400)
		wantText(t, got, "must be one of cluster, or empty")
		wantNoText(t, got, "elsewhere")
	}
	none, _ := newServer(t, Options{Prober: passing})
	got := postJSON(t, none, "/api/v1/probe", fromCluster)
	wantStatus(t, got, 400)
	wantText(t, got, "no vantage points")
	wantStatus(t, postJSON(t, none, "/api/v1/probe", `{"values":{"session.redis.host":"redis"},"vantage":""}`), 200)
	wantNoText(t, get(t, none, "/"), `name="vantage"`)
	wantText(t, get(t, near, "/"), `<option value="" selected>this server</option>`, `<option value="cluster">cluster</option>`)
	page := postForm(t, near, map[string]string{hostKey: "kept", "vantage": "elsewhere", "action": "test"}, "")
	wantStatus(t, page, 200)
	wantText(t, page, "must be one of cluster", `value="kept"`)
}

// Whatever a vantage point does, the person reads why there is no report, in
// this wizard's words, and what was typed is neither logged nor repeated.
func TestVantageFails(t *testing.T) {
	events := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, text)
		}
	}
	status := func(code int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/elsewhere")
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(code)
			fmt.Fprintf(w, `{"error":"%s said h0st-typed and s3cret-typed"}`, r.Header.Get("Authorization"))
		}
	}
	endless := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for r.Context().Err() == nil {
				if _, err := fmt.Fprint(w, text); err != nil {
					return
				}
			}
		}
	}
	for name, c := range map[string]struct {
		there http.HandlerFunc
		want  string
	}{
		"wrong token":        {status(401), "does not accept the token"},
		"not let in":         {status(403), "must be one of --hosts there"},
		"no vantage":         {status(404), "start it with --vantage-accept-token"},
		"does not take it":   {status(422), "may be older than this wizard"},
		"busy":               {status(429), "try again in 7 seconds"},
		"broken":             {status(500), "something went wrong there (status 500)"},
		"a strange status":   {status(999), "something went wrong there"},
		"a redirect":         {status(307), "no redirect is followed"},
		"HTML":               {func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "<html>s3cret-typed") }, "no report of a wizard"},
		"garbage":            {events("event: report\ndata: s3cret-typed\n\n"), "no report of a wizard"},
		"another type":       {events("event: report\ndata: {\"verdict\":\"pass\",\"endpoints\":7}\n\n"), "no report of a wizard"},
		"an unknown verdict": {events("event: report\ndata: {\"verdict\":\"s3cret-typed\"}\n\n"), "no report of a wizard"},
		"running for ever":   {events("event: report\ndata: {\"verdict\":\"running\"}\n\n"), "no report of a wizard"},
		"good without tests": {events("event: report\ndata: {\"verdict\":\"pass\"}\n\n"), "no report of a wizard"},
		"null":               {events("event: report\ndata: null\n\n"), "no report of a wizard"},
		"no report":          {events("event: tomorrow\ndata: {}\n\n: a comment\n\n"), "ended before its report"},
		"its own error":      {events("event: error\ndata: {\"error\":\"s3cret-typed\"}\n\n"), "could not be finished there"},
		"endless":            {endless(strings.Repeat("event: tomorrow\ndata: "+strings.Repeat("x", 6000)+"\n\n", 10)), "larger than any report"},
		"an endless line":    {endless("data: " + strings.Repeat("x", 60000)), "larger than any report"},
		"endless endpoints":  {events("event: report\ndata: {\"verdict\":\"fail\",\"endpoints\":[" + strings.Repeat("{},", 200000) + "{}]}\n\n"), "larger than any report"},
		"silence":            {func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "did not come in time"},
		"an end in the middle": {func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			fmt.Fprint(w, "event: report\ndata: {")
			panic(http.ErrAbortHandler)
		}, "ended before its report"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var followed atomic.Bool
			far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				// A server sees that its client has left once it has read the body.
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					t.Error(err)
				}
				if r.URL.Path != vantage.Path {
					followed.Store(true)
				} else if !followed.Load() {
					c.there(w, r)
				}
			}))
			defer far.Close()
			near, log := asker(t, far.URL, func(o *Options) {
				if o.ProbeDeadline = time.Minute; name == "silence" {
					o.ProbeDeadline = time.Millisecond
				}
			})
			body := `{"values":{"session.redis.host":"h0st-typed","session.redis.password":"s3cret-typed"},"vantage":"cluster"}`
			got := postJSON(t, near, "/api/v1/probe", body)
			wantStatus(t, got, 502)
			wantText(t, got, `{"error":"The vantage point cluster did not answer: `, c.want)
			page := postForm(t, near, map[string]string{hostKey: "h0st-typed", "vantage": "cluster", "action": "test"}, "")
			wantStatus(t, page, 200)
			wantText(t, content(t, page, "refusal"), "The vantage point cluster did not answer: ", c.want)
			wantText(t, page, `value="h0st-typed"`, `<option value="cluster" selected>`)
			wantText(t, get(t, near, "/metrics"), `redis_wizard_refusals_total{reason="vantage"} 2`, "redis_wizard_probes_in_flight 0")
			for _, typed := range []string{"s3cret-typed", "h0st-typed", goodToken} {
				if strings.Contains(got.body+log.String()+content(t, page, "refusal").body, typed) {
					t.Errorf("%s is in the answer or in the log:\n%s\n%s", typed, got.body, log)
				}
			}
			if !strings.Contains(log.String(), "level=WARN") || strings.Contains(log.String(), "level=ERROR") || followed.Load() {
				t.Errorf("redirect followed: %t; the log is\n%s", followed.Load(), log)
			}
		})
	}
	t.Run("down", func(t *testing.T) {
		near, _ := asker(t, "http://127.0.0.1:1", nil)
		got := postJSON(t, near, "/report", fromCluster)
		wantStatus(t, got, 502)
		wantText(t, got, "nothing listens there")
	})
}

// What breaks after the first step is told as an event, and the steps stay.
func TestVantageBreaksLate(t *testing.T) {
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		step, err := json.Marshal(stepOf("e1", connectivity.RoleRedis, connectivity.StepConnect))
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, "event: step\r\ndata: %s\r\n\r\n", step)
	}))
	defer far.Close()
	near, _ := asker(t, far.URL, nil)
	for path, first := range map[string]string{"/api/v1/probe": "step", "/report": "view"} {
		r := newRequest("POST", path, "application/json", fromCluster)
		r.Header.Set("Accept", "text/event-stream")
		got := do(t, near, r)
		wantStatus(t, got, 200)
		names, data := readEvents(t, strings.NewReader(got.body))
		if diff := cmp.Diff([]string{first, "error"}, names); diff != "" || !strings.Contains(data[0], "e1.example:6379") || !strings.Contains(data[1], `{"error":"The vantage point cluster did not answer: the connection ended`) {
			t.Errorf("%s: the events are %s", path, got.body)
		}
	}
}

// Who goes away ends the test at the vantage point, too, and nothing is counted
// as its failure.
func TestVantageCancelled(t *testing.T) {
	ended := make(chan struct{})
	far, _ := newServer(t, Options{VantageAcceptToken: vantage.NewToken(goodToken), Prober: proberFunc(func(ctx context.Context, _ connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
		observe(stepOf("e1", connectivity.RoleRedis, connectivity.StepConnect))
		<-ctx.Done()
		close(ended)
		return connectivity.Report{Verdict: connectivity.Fail}
	})})
	near, log := asker(t, "http://"+listening(t, far), nil)
	server := httptest.NewServer(near.Handler())
	defer server.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, "POST", server.URL+"/report", strings.NewReader(fromCluster))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if line, err := bufio.NewReader(response.Body).ReadString('\n'); err != nil || line != "event: view\n" {
		t.Fatalf("the stream begins with %q (%v)", line, err)
	}
	cancel()
	await(t, "the end of the test there", ended)
	redistest.Eventually(t, "the places to be free", func(context.Context) bool { return near.control.Limits.Running()+far.control.Limits.Running() == 0 })
	wantText(t, get(t, near, "/metrics"), `redis_wizard_refusals_total{reason="vantage"} 0`)
	if strings.Contains(log.String(), "did not answer") {
		t.Errorf("the log blames the vantage point:\n%s", log)
	}
}

// An older wizard there does not know what this one judges; it is judged here.
func TestVantageJudgesHereToo(t *testing.T) {
	far := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "event: report\ndata: {\"verdict\":\"pass\",\"endpoints\":[{\"id\":\"e1\",\"role\":\"tomorrow\"}]}\n\n")
	}))
	defer far.Close()
	near, _ := asker(t, far.URL, nil)
	in := configschema.Input{Authelia: "4.39", Values: configschema.Values{hostKey: "redis", "session.redis.timeout": "1ms"}}
	body, err := json.Marshal(map[string]any{"authelia": in.Authelia, "values": in.Values, "vantage": "cluster"})
	if err != nil {
		t.Fatal(err)
	}
	got := postJSON(t, near, "/api/v1/probe", string(body))
	wantStatus(t, got, 200)
	local, err := probe.Run(context.Background(), passing, in, probe.Trust{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	report := readReport(t, got.body)
	if diff := cmp.Diff(codes(local), codes(report)); diff != "" || len(codes(report)) == 0 || report.Verdict != local.Verdict {
		t.Errorf("verdict %s, findings (-here +there):\n%s", report.Verdict, diff)
	}
}

func TestVantageOptions(t *testing.T) {
	point := vantage.Point{Name: "cluster", URL: "https://wizard.example.com", Token: vantage.NewToken(goodToken)}
	noToken, short := point, point
	noToken.Token, short.Token = nil, vantage.NewToken("short")
	for want, options := range map[string]Options{
		"given twice":         {Vantages: []vantage.Point{point, point}},
		"needs a token":       {Vantages: []vantage.Point{noToken}},
		"at least 32 letters": {Vantages: []vantage.Point{short}},
		"--vantage-accept-token must contain one token": {VantageAcceptToken: vantage.NewToken("short")},
	} {
		if _, err := New(options); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error is %v, want %q", err, want)
		}
	}
}
