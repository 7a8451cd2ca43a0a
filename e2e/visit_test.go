package e2e

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/playwright-community/playwright-go"

	"redis-wizard/connectivity/policy"
	"redis-wizard/web"
)

// patience bounds each wait of a test, in milliseconds. It is long, because a
// busy machine is no fault of the page; what is there at once is seen at once.
const patience = 60_000

var expect = playwright.NewPlaywrightAssertions(patience)

// traced has the trace of a failed test hold pictures and the page at each step,
// too. They cost as much as the tests themselves, so they are for whoever looks
// for the cause.
var traced = os.Getenv("REDIS_WIZARD_TRACE") != ""

// noFault are complaints of the browser that are no fault of the page: whoever
// leaves it breaks off what it still asks for, be that a file or a judgement of
// the server, and Chromium at times calls a stream aborted whose end the script
// has read (the tests look at the report itself). A server that hangs up, or a
// policy that forbids a request, has another error.
var noFault = regexp.MustCompile(`^request failed: (GET|POST|HEAD) \S+: net::ERR_ABORTED$`)

// visit is one person at the wizard: a server of its own, a browser context,
// and a record of everything that went wrong or went out.
type visit struct {
	*testing.T
	page    playwright.Page
	context playwright.BrowserContext
	origin  string
	// scriptless tells that the browser runs no scripts.
	scriptless bool
	// secrets must not be found in any URL or storage when the visit ends.
	secrets []string
	// expected are parts of complaints that this test brings about on purpose.
	expected []string
	// stop ends the server.
	stop func()
	// log is what the server wrote into its log.
	log *lockedBuffer

	mutex      sync.Mutex
	requests   []string // "GET http://127.0.0.1:1234/"
	complaints []string // console errors, page errors, failed requests, bad statuses
}

// begin starts a server and a browser context, without opening the page. Change
// the options of either through the functions; nil leaves them.
func begin(t *testing.T, server func(*web.Options), browsing func(*playwright.BrowserNewContextOptions)) *visit {
	t.Helper()
	v := &visit{T: t}
	v.origin, v.log, v.stop = serve(t, server)
	options := playwright.BrowserNewContextOptions{
		BaseURL:  &v.origin,
		Viewport: &playwright.Size{Width: 1280, Height: 900},
		Locale:   playwright.String("en-GB"),
		// A page that still scrolls smoothly moves away from under a click.
		ReducedMotion: playwright.ReducedMotionReduce,
	}
	if browsing != nil {
		browsing(&options)
	}
	context, err := browser.NewContext(options)
	if err != nil {
		t.Fatal(err)
	}
	v.context = context
	context.SetDefaultTimeout(patience)
	if err := context.Tracing().Start(playwright.TracingStartOptions{Screenshots: &traced, Snapshots: &traced}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(v.end)

	context.OnRequest(func(r playwright.Request) { v.note(&v.requests, r.Method()+" "+r.URL()) })
	context.OnRequestFailed(func(r playwright.Request) {
		v.note(&v.complaints, fmt.Sprintf("request failed: %s %s: %v", r.Method(), r.URL(), r.Failure()))
	})
	context.OnResponse(func(r playwright.Response) {
		if r.Status() >= 400 {
			v.note(&v.complaints, fmt.Sprintf("status %d: %s", r.Status(), r.URL()))
		}
	})
	context.OnConsole(func(m playwright.ConsoleMessage) {
		if m.Type() == "error" || m.Type() == "warning" {
			v.note(&v.complaints, "console "+m.Type()+": "+m.Text())
		}
	})
	context.OnWebError(func(e playwright.WebError) { v.note(&v.complaints, "page error: "+e.Error().Error()) })

	v.page, err = context.NewPage()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// open begins a visit and loads the page. Where JavaScript runs, it waits for
// the module, so that each test knows what it is testing.
func open(t *testing.T, server func(*web.Options), browsing func(*playwright.BrowserNewContextOptions)) *visit {
	t.Helper()
	v := begin(t, server, browsing)
	v.load()
	v.ready()
	return v
}

// looksOnly marks a test that looks at how the page is drawn. It takes long, and
// under the race detector, where the tests are short, it would find nothing that
// the others do not.
func looksOnly(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("looks at the page only, which is not what a short run is for")
	}
}

func (v *visit) load() {
	v.Helper()
	if _, err := v.page.Goto("/"); err != nil {
		v.Fatal(err)
	}
}

// ready waits until the module judges the form.
func (v *visit) ready() {
	v.Helper()
	_, err := v.page.WaitForFunction("() => document.documentElement.dataset.module === 'running'", nil)
	v.must(err)
}

func (v *visit) note(list *[]string, entry string) {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	*list = append(*list, entry)
}

func (v *visit) noted(list *[]string) []string {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	return slices.Clone(*list)
}

// end checks what every visit promises and puts everything away.
func (v *visit) end() {
	for _, complaint := range v.noted(&v.complaints) {
		if !noFault.MatchString(complaint) && !slices.ContainsFunc(v.expected, func(part string) bool { return strings.Contains(complaint, part) }) {
			v.Errorf("the browser complained: %s", complaint)
		}
	}
	requests := v.noted(&v.requests)
	for _, request := range requests {
		_, url, _ := strings.Cut(request, " ")
		if !strings.HasPrefix(url, v.origin+"/") && !strings.HasPrefix(url, "blob:"+v.origin+"/") {
			v.Errorf("a request left the origin: %s", request)
		}
	}
	v.checkSecrets(requests)

	if v.Failed() {
		v.keepEvidence()
	} else if err := v.context.Tracing().Stop(); err != nil {
		v.Errorf("stop the trace: %v", err)
	}
	if err := v.context.Close(); err != nil {
		v.Errorf("close the browser context: %v", err)
	}
	v.stop()
	for _, secret := range v.secrets {
		if strings.Contains(v.log.String(), secret) {
			v.Errorf("a secret is in the server's log:\n%s", v.log)
		}
	}
}

// checkSecrets holds that no secret was put into a URL, or into anything that
// outlives the page.
func (v *visit) checkSecrets(requests []string) {
	places := slices.Clone(requests)
	places = append(places, "GET "+v.page.URL())
	state, err := v.context.StorageState()
	if err != nil {
		v.Errorf("read the browser's storage: %v", err)
		return
	}
	for _, cookie := range state.Cookies {
		places = append(places, "cookie "+cookie.Name+"="+cookie.Value)
	}
	for _, origin := range state.Origins {
		for _, item := range origin.LocalStorage {
			places = append(places, "localStorage "+item.Name+"="+item.Value)
		}
	}
	if strings.HasPrefix(v.page.URL(), v.origin) {
		kept, err := v.page.Evaluate(`async () => [
			...Object.entries({...sessionStorage}).map((e) => "sessionStorage " + e.join("=")),
			...(await indexedDB.databases()).map((d) => "database " + d.name),
			...(await caches.keys()).map((k) => "cache " + k),
			"history " + JSON.stringify(history.state)]`)
		if err == nil {
			for _, place := range kept.([]any) {
				places = append(places, fmt.Sprint(place))
			}
		} else if !strings.Contains(err.Error(), "JavaScript is disabled") {
			v.Errorf("read the page's storage: %v", err)
		}
	}
	for _, place := range places {
		for _, secret := range v.secrets {
			if strings.Contains(place, secret) {
				v.Errorf("a secret is kept or sent where it does not belong: %s", place)
			}
		}
	}
}

// keepEvidence leaves a screenshot and a trace of a failed test.
func (v *visit) keepEvidence() {
	base := filepath.Join(".output", strings.ReplaceAll(v.Name(), "/", "-"))
	if err := os.MkdirAll(".output", 0o755); err != nil {
		v.Error(err)
		return
	}
	if _, err := v.page.Screenshot(playwright.PageScreenshotOptions{Path: playwright.String(base + ".png"), FullPage: playwright.Bool(true)}); err != nil {
		v.Logf("no screenshot: %v", err)
	}
	if err := v.context.Tracing().Stop(base + ".zip"); err != nil {
		v.Logf("no trace: %v", err)
	}
	v.Logf("evidence: e2e/%s.png and .zip", base)
}

// serve starts the wizard on a free port. Its log is kept, at the level that says
// most, and so is that no secret may be in it.
func serve(t *testing.T, change func(*web.Options)) (origin string, log *lockedBuffer, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	log = &lockedBuffer{}
	options := web.Options{
		Listen: listener.Addr().String(),
		Logger: slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Policy: policy.ForServer(true),
		// What a busy machine takes long for is no fault of the page.
		WorkTimeout: time.Hour,
	}
	if change != nil {
		change(&options)
	}
	server, err := web.New(options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, listener) }()
	return "http://" + listener.Addr().String(), log, sync.OnceFunc(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
}

// lockedBuffer is a buffer that a server and a test may use at the same time.
type lockedBuffer struct {
	mutex sync.Mutex
	text  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}
