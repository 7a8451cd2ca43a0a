package web

import (
	"context"
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/connectivity"
	"redis-wizard/web/limits"
	"redis-wizard/web/vantage"
)

// Whatever is refused, with which status and how, is described. And every
// status that is described is met, so that none is there for show.
func TestOpenAPIRefusals(t *testing.T) {
	c := newClient(t, Options{Prober: inFull})
	t.Run("bodies", func(t *testing.T) { refuseBodies(t, c) })
	t.Run("strangers", func(t *testing.T) { refuseStrangers(t, c) })
	t.Run("sign-in", func(t *testing.T) { refuseNameless(t, c.contract) })
	t.Run("too many", func(t *testing.T) { refuseTooMany(t, c.contract) })
	t.Run("busy", func(t *testing.T) { refuseBusy(t, c.contract) })
	t.Run("stopping", func(t *testing.T) { refuseStopping(t, c.contract) })
	t.Run("no vantage", func(t *testing.T) { refuseVantage(t, c.contract) })
	t.Run("broken", func(t *testing.T) { answerBroken(t, c.contract) })
	t.Run("metrics elsewhere", func(t *testing.T) {
		elsewhere := c.with(t, Options{MetricsListen: "127.0.0.1:9090"})
		wantStatus(t, elsewhere.send(t, operation{"GET", "/metrics"}, newRequest("GET", "/metrics", "", "")), 404)
	})
	for _, o := range c.operations() {
		for _, status := range c.statuses(o) {
			if status == "500" && o != post("probe") {
				continue // whatever answers the others has no stand-in that could break
			}
			if !slices.Contains(c.seen[o.String()], status) {
				t.Errorf("openapi.yaml has the status %s for %s, and nothing here is answered with it", status, o)
			}
		}
	}
}

// refuseBodies sends what is no question.
func refuseBodies(t *testing.T, c *apiClient) {
	huge := strings.Repeat("x", int(c.server.options.MaxBody))
	many := map[string]string{}
	for i := range c.server.options.MaxFields + 1 {
		many[fmt.Sprintf("session.redis.%d", i)] = ""
	}
	for _, o := range c.operations() {
		if o.method != http.MethodPost {
			continue
		}
		for _, body := range []string{
			"", " ", "{", "[]", `{"a member of tomorrow":{}}`, `"text"`, "7", "true", `{}{}`, `{"authelia":5}`,
			`{"values":{"session.redis.port":6379}}`, `{"values":[]}`, `{"values":"x"}`, `{"kind":{}}`, `{"tls":true}`, `{"neighbours":"yes"}`, `{"ca":"no certificate"}`,
			`{"authelia":"9.99","from":"9.99","to":"9.99","text":"a: b","fragment":"share=1&authelia=9.99"}`, `{"text":1,"to":1,"fragment":1}`, `{"texts":{}}`,
			"{\"yaml\":\"\xff\"", "\x00", strings.Repeat("[", 20_000), strings.Repeat(`{"values":`, 20_000), `{"values":{"` + authelia.KeyNodes + `.1000.host":"x"}}`,
			asJSON(t, map[string]any{"values": many}),
			`{"yaml":"` + huge + `"}`, `{"text":"` + strings.Repeat("x", configschema.MaxInput+1) + `","fragment":"x","to":"yaml"}`, huge,
		} {
			c.send(t, o, newRequest("POST", o.path, "application/json", body))
		}
		for _, media := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json;", "a b"} {
			c.send(t, o, newRequest("POST", o.path, media, `{}`))
		}
		// What is served is met with what the document shows.
		_, sent := c.at(o.pointer("requestBody", "content", "application/json"))
		for _, body := range examples(sent) {
			c.post(t, o, asJSON(t, body.(map[string]any)))
		}
	}
}

// request is one for an operation without a body that matters.
func (o operation) request(path string) *http.Request {
	if o.method == http.MethodPost {
		return newRequest(o.method, path, "application/json", `{}`)
	}
	return newRequest(o.method, path, "", "")
}

// refuseStrangers comes from other sites and by other names.
func refuseStrangers(t *testing.T, c *apiClient) {
	for _, o := range c.operations() {
		paths := []string{o.path}
		if o.path == "/schemas/{file}" {
			paths = []string{"/schemas/session.redis-4.39.json", "/schemas/session.redis-v4.38.10.json", "/schemas/session.redis-9.9.json", "/schemas/x"}
		}
		for _, path := range paths {
			for _, accept := range []string{"", "application/json", "text/html"} {
				for _, host := range []string{"localhost", "evil.example"} {
					r := o.request(path)
					r.Host = host
					r.Header.Set("Accept", accept)
					got := c.send(t, o, r)
					if host == "evil.example" {
						wantStatus(t, got, 403)
					}
				}
			}
		}
		if o.method == http.MethodPost {
			foreign := o.request(o.path)
			foreign.Header.Set("Origin", "https://evil.example")
			wantStatus(t, c.send(t, o, foreign), 403)
		}
	}
}

// refuseNameless comes to a server for signed-in people without a name.
func refuseNameless(t *testing.T, contract *contract) {
	c := contract.with(t, Options{
		Prober: inFull, SignInHeader: "Remote-User", SignInGroups: []string{"admins"},
		TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.7/32")},
	})
	for _, o := range c.operations() {
		path := strings.Replace(o.path, "{file}", "session.redis-4.39.json", 1)
		c.send(t, o, o.request(path))
		for _, groups := range []string{"", "admins", "guests"} {
			for _, name := range []string{"", "jane"} {
				r := o.request(path)
				if groups != "" {
					r.Header.Set("Remote-Groups", groups)
				}
				if name != "" {
					r.Header.Set("Remote-User", name)
				}
				got := c.sendFrom(t, "192.0.2.7:1234", o, r)
				if _, guarded := slices.BinarySearch(c.statuses(o), "401"); guarded && name == "" {
					wantStatus(t, got, 401)
				}
			}
		}
	}
}

// refuseTooMany asks more often than one may.
func refuseTooMany(t *testing.T, contract *contract) {
	c := contract.with(t, Options{Prober: inFull, RequestsPerMinute: 1})
	for _, o := range c.operations() {
		if o.method == http.MethodPost {
			c.sendFrom(t, "192.0.2.1:1234", o, o.request(o.path))
			wantStatus(t, c.sendFrom(t, "192.0.2.1:1234", o, o.request(o.path)), 429)
		}
	}
	c = contract.with(t, Options{Prober: inFull, ProbesPerMinute: 1})
	test := func() *http.Request { return newRequest("POST", "/api/v1/probe", "application/json", someRedis) }
	c.sendFrom(t, "192.0.2.1:1234", post("probe"), test())
	wantStatus(t, c.sendFrom(t, "192.0.2.1:1234", post("probe"), test()), 429)
}

// refuseBusy asks a server that has more to work on than it can, and then for more
// than one client may.
func refuseBusy(t *testing.T, contract *contract) {
	c := contract.with(t, Options{Prober: inFull})
	for holder, want := range map[string]int{"somebody": 503, "192.0.2.1": 429} {
		c.server.control.Queue = limits.NewQueue(limits.QueueOptions{Size: 1, AtOnce: 1, Each: 1, Patience: time.Minute})
		leave, err := c.server.control.Queue.Enter(t.Context(), holder, 1)
		if err != nil {
			t.Fatal(err)
		}
		defer leave()
		for _, o := range c.operations() {
			if o.method == http.MethodPost {
				got := c.sendFrom(t, "192.0.2.1:1234", o, o.request(o.path))
				wantStatus(t, got, want)
				if got.Header.Get("Retry-After") == "" {
					t.Errorf("%s does not say when to come back", o)
				}
			}
		}
	}
}

// refuseVantage asks for a test from a wizard that is not there.
func refuseVantage(t *testing.T, contract *contract) {
	c := contract.with(t, Options{Vantages: []vantage.Point{{Name: "away", URL: "http://127.0.0.1:1", Token: vantage.NewToken(strings.Repeat("token", 8))}}})
	for name, want := range map[string]int{"away": 502, "elsewhere": 400} {
		body := strings.TrimSuffix(someRedis, "}") + `,"vantage":"` + name + `"}`
		wantStatus(t, c.send(t, post("probe"), newRequest("POST", "/api/v1/probe", "application/json", body)), want)
	}
}

// refuseStopping asks a server that is about to stop.
func refuseStopping(t *testing.T, contract *contract) {
	c := contract.with(t, Options{Prober: inFull})
	c.server.control.Draining.Store(true)
	for o, want := range map[operation]int{{"GET", "/readyz"}: 503, {"GET", "/healthz"}: 200, post("probe"): 503, post("evaluate"): 200} {
		wantStatus(t, c.send(t, o, o.request(o.path)), want)
	}
}

// answerBroken asks a server with a fault in it.
func answerBroken(t *testing.T, contract *contract) {
	c := contract.with(t, Options{Prober: proberFunc(func(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
		panic("a slip")
	})})
	wantStatus(t, c.send(t, post("probe"), newRequest("POST", "/api/v1/probe", "application/json", someRedis)), 500)
}
