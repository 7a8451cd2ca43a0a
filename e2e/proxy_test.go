package e2e

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
)

// TestTwoReplicas goes through the journey without a script behind a proxy that
// sends each request to another instance: nothing that one of them knows may be
// missing at the other.
func TestTwoReplicas(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	behind := func(o *web.Options) {
		o.TrustedProxies, o.AllowLoopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, true
	}
	var replicas []*httputil.ReverseProxy
	for range 2 {
		origin, log, stop := serve(t, behind)
		t.Cleanup(func() {
			stop()
			for _, secret := range []string{"s3ssions", "a-slip"} {
				if strings.Contains(log.String(), secret) {
					t.Errorf("a secret is in a replica's log:\n%s", log)
				}
			}
		})
		to, err := url.Parse(origin)
		if err != nil {
			t.Fatal(err)
		}
		replicas = append(replicas, &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.SetXForwarded()
			r.Out.Host = r.In.Host
		}})
	}
	var served [2]atomic.Int64
	var next atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		turn := next.Add(1) % 2
		served[turn].Add(1)
		replicas[turn].ServeHTTP(w, r)
	}))
	t.Cleanup(proxy.Close)

	v := begin(t, nil, func(o *playwright.BrowserNewContextOptions) {
		o.JavaScriptEnabled = playwright.Bool(false)
		o.BaseURL = &proxy.URL
	})
	v.stop()
	v.origin, v.stop, v.scriptless = proxy.URL, func() {}, true
	v.secrets = []string{"s3ssions", "a-slip"}
	v.expected = []string{".js: csp", "was preloaded using link preload but not used"}
	v.load()
	v.connect(redis.Host, redis.Port)
	v.fill(keyPassword, "a-slip")
	v.test("fail")
	v.reportSays("A03")
	v.fill(keyPassword, "s3ssions")
	v.test("pass")
	v.shape("kubernetes")
	v.must(expect.Locator(v.byID("output")).ToContainText("kind: ConfigMap"))
	v.hasValue(keyPassword, "s3ssions")
	if a, b := served[0].Load(), served[1].Load(); a < 3 || b < 3 {
		t.Errorf("the replicas served %d and %d requests, want both at work", a, b)
	}
}

// TestBasePath serves the wizard below a path: page, module, evaluation, test,
// output and codes must all be found there.
func TestBasePath(t *testing.T) {
	t.Parallel()
	redis := redistest.Start(t, redistest.Options{Password: "s3ssions"})
	v := begin(t, func(o *web.Options) { o.BasePath, o.AllowLoopback = "/tools/redis", true }, nil)
	v.secrets = []string{"s3ssions"}
	_, err := v.page.Goto("/tools/redis/")
	v.must(err)
	v.ready()
	v.connect(redis.Host, redis.Port)
	v.fill(keyPassword, "s3ssions")
	v.test("pass")
	v.shape("kubernetes")
	v.must(expect.Locator(v.byID("output")).ToContainText("kind: ConfigMap"))
	v.fill(keyPort, "70000")
	v.must(expect.Locator(v.problems(keyPort).Locator(`a[href="/tools/redis/codes/port-range"]`)).ToBeVisible())
	for _, request := range v.noted(&v.requests) {
		if _, target, _ := strings.Cut(request, " "); !strings.HasPrefix(target, v.origin+"/tools/redis/") && !strings.HasPrefix(target, "blob:") {
			t.Errorf("a request went past the base path: %s", request)
		}
	}
	_, err = v.page.Goto("/tools/redis/codes")
	v.must(err)
	v.must(v.page.GetByRole("link", playwright.PageGetByRoleOptions{Name: "Back to the wizard"}).First().Click())
	v.must(expect.Locator(v.byID(keyHost)).ToBeVisible())
}
