package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"redis-wizard/connectivity/redistest"
)

// shipped is what the files of deploy/ give the wizard.
type shipped struct {
	bytes      int64
	goMemLimit string
}

// manifestLimits reads the limits out of the files that people use.
func manifestLimits(t *testing.T) shipped {
	t.Helper()
	read := func(path string, into any) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join("..", "..", "deploy", path))
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(text, into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	var deployment struct {
		Spec struct {
			Template struct {
				Spec struct {
					Containers []struct {
						Env       []struct{ Name, Value string }
						Resources struct{ Limits struct{ Memory string } }
					}
				}
			}
		}
	}
	read("kubernetes/deployment.yaml", &deployment)
	container := deployment.Spec.Template.Spec.Containers[0]
	limits := shipped{bytes: inBytes(t, container.Resources.Limits.Memory)}
	for _, variable := range container.Env {
		if variable.Name == "GOMEMLIMIT" {
			limits.goMemLimit = variable.Value
		}
	}
	for _, path := range []string{"compose/compose.yml", "compose/compose.sentinel.yml"} {
		var file struct {
			Services map[string]struct {
				MemLimit    string            `yaml:"mem_limit"`
				Environment map[string]string `yaml:"environment"`
			}
		}
		read(path, &file)
		wizard := file.Services["wizard"]
		if got := (shipped{inBytes(t, wizard.MemLimit), wizard.Environment["GOMEMLIMIT"]}); got != limits {
			t.Errorf("%s gives the wizard %+v, and the Deployment %+v", path, got, limits)
		}
	}
	if soft := inBytes(t, limits.goMemLimit); soft >= limits.bytes || soft < limits.bytes/2 {
		t.Errorf("GOMEMLIMIT is %s, which does not fit a limit of %d MiB", limits.goMemLimit, limits.bytes>>20)
	}
	return limits
}

// inBytes reads 128Mi, 128m and 128MiB alike, as Kubernetes, Compose and Go write it.
func inBytes(t *testing.T, text string) int64 {
	t.Helper()
	number := strings.TrimRight(text, "MiBm")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		t.Fatalf("%q is no number of mebibytes", text)
	}
	return n << 20
}

// confine makes a control group with a limit on memory, of either version of Linux's
// interface, and gives the file that a process enters it by. Where that is not
// allowed it is empty: the highest use is looked at in any case.
func confine(t *testing.T, limit int64) (procs string) {
	t.Helper()
	own, _ := os.ReadFile("/proc/self/cgroup")
	below := func(controller string) string {
		found := regexp.MustCompile(`(?m)^\d+:` + controller + `:(.*)$`).FindSubmatch(own)
		if found == nil {
			return ""
		}
		return string(found[1])
	}
	name := fmt.Sprintf("redis-wizard-test-%d", os.Getpid())
	for _, try := range []struct{ parent, limit, swap string }{
		{filepath.Join("/sys/fs/cgroup", below("")), "memory.max", "memory.swap.max"},
		{"/sys/fs/cgroup", "memory.max", "memory.swap.max"},
		{filepath.Join("/sys/fs/cgroup/memory", below("memory")), "memory.limit_in_bytes", "memory.memsw.limit_in_bytes"},
		{"/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.memsw.limit_in_bytes"},
	} {
		dir := filepath.Join(try.parent, name)
		if os.Mkdir(dir, 0o755) != nil {
			continue
		}
		// A folder that is no control group, or one without this controller, has no such
		// file, and none is made.
		set := func(file, value string) bool {
			f, err := os.OpenFile(filepath.Join(dir, file), os.O_WRONLY, 0)
			if err != nil {
				return false
			}
			_, err = f.WriteString(value)
			return f.Close() == nil && err == nil
		}
		if !set(try.limit, strconv.FormatInt(limit, 10)) {
			_ = os.Remove(dir)
			continue
		}
		swap := "0"
		if try.limit == "memory.limit_in_bytes" {
			swap = strconv.FormatInt(limit, 10) // there it is memory and swap together
		}
		set(try.swap, swap) // a machine without swap has no such file
		t.Cleanup(func() {
			redistest.Eventually(t, "the control group to be empty", func(context.Context) bool { return os.Remove(dir) == nil })
		})
		return filepath.Join(dir, "cgroup.procs")
	}
	return ""
}

// confined is a server as it is shipped, under the limit that is shipped with it.
type confined struct {
	limits  shipped
	process *os.Process
	origin  string
	ended   chan struct{}
}

func startConfined(t *testing.T) *confined {
	t.Helper()
	limits := manifestLimits(t)
	binary := filepath.Join(t.TempDir(), "redis-wizard")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	procs := confine(t, limits.bytes)
	command := exec.Command("sh", "-c", `if [ -n "$0" ]; then echo $$ > "$0"; fi; exec "$@"`, procs,
		binary, "serve", "--listen", "127.0.0.1:0", "--requests-per-minute", "100000000", "--probes-per-minute", "100000000")
	// As many processors as the default of --max-workers counts at most.
	command.Env = append(os.Environ(), "GOMEMLIMIT="+limits.goMemLimit, "GOMAXPROCS=4")
	logs, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Logf("limited to %d MiB, GOMEMLIMIT=%s, control group %q", limits.bytes>>20, limits.goMemLimit, procs)
	c := &confined{limits: limits, process: command.Process, ended: make(chan struct{})}
	lines := bufio.NewScanner(logs)
	for c.origin == "" && lines.Scan() {
		if _, rest, found := strings.Cut(lines.Text(), "address="); found {
			address, _, _ := strings.Cut(rest, " ")
			c.origin = "http://" + address
		}
	}
	if c.origin == "" {
		t.Fatal("the server did not say where it listens")
	}
	drained := make(chan struct{})
	go func() {
		_, _ = io.Copy(io.Discard, logs)
		close(drained)
	}()
	go func() {
		<-drained
		_ = command.Wait()
		close(c.ended)
	}()
	t.Cleanup(func() {
		_ = c.process.Kill()
		<-c.ended
	})
	return c
}

// peak is the most memory that the server has had at one time, in bytes.
func (c *confined) peak(t *testing.T) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.process.Pid))
	if err != nil {
		t.Fatalf("the server is gone: %v", err)
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		t.Fatalf("the server has ended:\n%s", status)
	}
	kilobytes, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes << 10
}

// clientFrom asks from an address of loopback, each of which is a client of its own.
func clientFrom(n int) *http.Client {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+n))}}
	return &http.Client{Transport: &http.Transport{DialContext: dialer.DialContext}, Timeout: 5 * time.Minute}
}

// text is what a metric says.
func (c *confined) metric(t *testing.T, name string) float64 {
	t.Helper()
	response, err := http.Get(c.origin + "/metrics")
	if err != nil {
		t.Fatalf("the server does not answer: %v", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^` + name + ` (\S+)$`).FindSubmatch(body)
	if found == nil {
		t.Fatalf("there is no metric %s", name)
	}
	value, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// live is what the server keeps, in bytes: the size of heap at which it collects next
// is in proportion to it. Small questions bring the next collections about.
func (c *confined) live(t *testing.T) float64 {
	t.Helper()
	client := clientFrom(200)
	defer client.CloseIdleConnections()
	for until := c.metric(t, "go_gc_duration_seconds_count") + 3; c.metric(t, "go_gc_duration_seconds_count") < until; {
		for range 20 {
			if status, err := post(client, c.origin, question{"/api/v1/evaluate", "application/json", `{"values":{"session.redis.host":"redis"}}`}); status != 200 {
				t.Fatalf("status %d, %v", status, err)
			}
		}
	}
	return c.metric(t, "go_memstats_next_gc_bytes")
}

// question is one request.
type question struct{ path, media, body string }

func post(client *http.Client, origin string, q question) (int, error) {
	response, err := client.Post(origin+q.path, q.media, strings.NewReader(q.body))
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

// bombs are texts that are small and ask for a lot.
func bombs() map[string]string {
	const size = 250 << 10
	fill := func(n int, part func(int) string) string {
		var text strings.Builder
		for i := 0; text.Len() < n; i++ {
			text.WriteString(part(i))
		}
		return text.String()
	}
	same := func(part string) func(int) string { return func(int) string { return part } }
	variables := func(n int) string {
		return fill(n, func(i int) string { return fmt.Sprintf("AUTHELIA_SESSION_REDIS_X%d: a, ", i) })
	}
	compose := func(n int) string {
		return "x-all: &a {" + variables(n/2) + "b: c}\nservices:\n  authelia:\n    image: authelia/authelia\n    environment: [" + fill(n/2, same("*a,")) + "*a]\n"
	}
	redis := "session:\n  secret: 'x'\n  redis:\n    host: redis\n"
	sentinels := redis + "    high_availability:\n      sentinel_name: m\n      nodes: "
	return map[string]string{
		"aliases in compose, 21 KB":  compose(21 << 10),
		"aliases in compose, 213 KB": compose(213 << 10),
		"aliases of aliases": "a0: &a0 [" + fill(1000, same("x,")) + "x]\n" + fill(2000, func(i int) string {
			return fmt.Sprintf("a%d: &a%d [*a%d,*a%d,*a%d,*a%d,*a%d]\n", i+1, i+1, i, i, i, i, i)
		}) + redis,
		"nodes that are no nodes":   sentinels + "[" + fill(size, same("a,")) + "a]\n",
		"nodes":                     sentinels + "\n" + fill(size, func(i int) string { return fmt.Sprintf("        - {host: s%d, port: 26379}\n", i) }),
		"unknown options":           redis + fill(size, func(i int) string { return fmt.Sprintf("    k%d: 1\n", i) }),
		"deep lists":                redis + "x: " + strings.Repeat("[", size/2) + strings.Repeat("]", size/2),
		"deep mappings":             redis + "x: " + strings.Repeat("{a: ", size/5) + "1" + strings.Repeat("}", size/5),
		"variables":                 fill(size, func(i int) string { return fmt.Sprintf("AUTHELIA_SESSION_REDIS_X%d=1\n", i) }),
		"short variables":           fill(size, func(i int) string { return fmt.Sprintf("A%d=\n", i) }),
		"documents":                 fill(size, same("---\na: 1\n")),
		"log-ins":                   redis + "    password: '" + fill(size, same("a@")) + "'\n",
		"URLs":                      fill(size, same("redis://u:p@h:6379/0 ")),
		"lines of a log":            fill(size, same("level=error msg=\"dial tcp 10.0.0.1:6379: connect: connection refused\"\n")),
		"one line":                  fill(size, same("://a:b@c=")),
		"blanks":                    fill(size, same("\n")),
		"JSON":                      `{"a":` + strings.Repeat(`[{"b":`, 20_000) + "1" + strings.Repeat("}]", 20_000) + "}",
		"an honest file of 200 KiB": redis + fill(200<<10, same("# a comment that says what the option below is for\n")) + "theme: 'dark'\n",
		"an honest file of options": redis + "access_control:\n  rules:\n" + fill(100<<10, func(i int) string { return fmt.Sprintf("    - {domain: 'd%d.example.com', policy: 'one_factor'}\n", i) }),
	}
}

// questions bring a text to every door that takes one.
func questions(text string) []question {
	asJSON := func(path string, members map[string]any) question {
		body, err := json.Marshal(members)
		if err != nil {
			panic(err)
		}
		return question{path, "application/json", string(body)}
	}
	all := []question{
		asJSON("/api/v1/evaluate", map[string]any{"yaml": text}),
		asJSON("/api/v1/probe", map[string]any{"yaml": text, "neighbours": true}),
		asJSON("/report", map[string]any{"yaml": text}),
		asJSON("/api/v1/import", map[string]any{"text": text}),
		asJSON("/api/v1/import", map[string]any{"texts": []map[string]string{{"name": "a.yml", "text": text[:len(text)/2]}, {"name": "b.env", "text": text[len(text)/2:]}}}),
		asJSON("/api/v1/merge", map[string]any{"text": text, "values": map[string]string{"session.redis.host": "other"}}),
		asJSON("/api/v1/upgrade", map[string]any{"text": text, "from": "4.29", "to": "4.39"}),
		asJSON("/api/v1/explain", map[string]any{"text": text}),
		asJSON("/api/v1/open", map[string]any{"fragment": text}),
		asJSON("/api/v1/share", map[string]any{"values": map[string]string{"session.redis.host": text, "session.redis.password": text}}),
		asJSON("/api/v1/render", map[string]any{"to": "compose", "values": map[string]string{"session.redis.host": text}}),
	}
	for _, action := range []string{"import", "check", "test", "plan", "get.0", "explain"} {
		form := url.Values{"action": {action}, "yaml": {text}, "tab": {"file"}, "from": {"4.29"}, "to": {"4.39"}, "session.redis.host": {"redis"}}
		if action == "explain" {
			form.Set("log", text)
		}
		all = append(all, question{"/", "application/x-www-form-urlencoded", form.Encode()})
	}
	return all
}

// odd are questions whose own JSON asks for a lot.
func odd() map[string]question {
	const size = 250 << 10
	list := func(frame, part string) string {
		return strings.Replace(frame, "…", strings.TrimSuffix(strings.Repeat(part+",", size/(len(part)+1)), ","), 1)
	}
	values := map[string]string{}
	for i := range 480 {
		values[fmt.Sprintf("session.redis.high_availability.nodes.%d.host", i)] = strings.Repeat("a@", 200)
	}
	nodes, err := json.Marshal(map[string]any{"values": values, "to": "compose", "from": "4.29"})
	if err != nil {
		panic(err)
	}
	all := map[string]question{}
	for _, path := range []string{"evaluate", "probe", "import", "render", "merge", "fix", "upgrade", "explain", "share", "open"} {
		for name, body := range map[string]string{
			"files":         list(`{"texts":[…]}`, `{}`),
			"empty values":  list(`{"values":{…}}`, `"":""`),
			"deep":          `{"values":` + strings.Repeat("[", size),
			"numbers":       list(`{"other":[…]}`, `0`),
			"sentinels":     string(nodes),
			"escaped bytes": list(`{"yaml":"…"}`, `\u0000`),
		} {
			all[path+" "+name] = question{"/api/v1/" + path, "application/json", body}
		}
	}
	return all
}

// TestMemoryAtTheLimit throws small requests that ask for a lot at a server under the
// limit that it is shipped with, while it has all the connections that it may: at all
// doors side by side, and ten of one kind at once. It lives on, answers each of them,
// and keeps nothing.
func TestMemoryAtTheLimit(t *testing.T) {
	if testing.Short() {
		t.Skip("another process is what is measured")
	}
	server := startConfined(t)
	server.crowd(t)
	var kept []float64
	for round := range 3 {
		for name, text := range bombs() {
			server.ask(t, name, questions(text), 1)
		}
		for name, q := range odd() {
			server.ask(t, name, []question{q}, 1)
		}
		if round == 0 {
			for name, text := range bombs() {
				all := questions(text)
				server.ask(t, "ten of "+name, []question{all[0], all[3], all[len(all)-6]}, 10)
			}
		}
		kept = append(kept, server.live(t))
		t.Logf("round %d: %.1f MiB until the next collection, at most %d MiB so far", round+1, kept[round]/(1<<20), server.peak(t)>>20)
	}
	if kept[2] > 1.5*kept[0]+(8<<20) {
		t.Errorf("it keeps more and more: %.1f, %.1f, %.1f MiB", kept[0]/(1<<20), kept[1]/(1<<20), kept[2]/(1<<20))
	}
	if peak := server.peak(t); peak >= server.limits.bytes {
		t.Errorf("it had %d MiB at one time, and may have %d", peak>>20, server.limits.bytes>>20)
	}
	if held := server.metric(t, "redis_wizard_requests_held_bytes"); held != 0 {
		t.Errorf("%v bytes count as held when all is answered", held)
	}
}

// crowd opens as many connections as the server holds, from many clients. Each has
// been answered once, and some of the answers are pages that nobody reads.
func (c *confined) crowd(t *testing.T) {
	t.Helper()
	for i := range 1000 {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 2, byte(1+i%20))}}
		connection, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(c.origin, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { connection.Close() })
		path := "/healthz"
		if i%3 == 0 {
			path = "/"
			_ = connection.(*net.TCPConn).SetReadBuffer(4 << 10)
		}
		if _, err := io.WriteString(connection, "GET "+path+" HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if path == "/" {
			continue
		}
		if _, err := connection.Read(make([]byte, 1)); err != nil {
			t.Fatalf("connection %d: %v", i+1, err)
		}
	}
}

// ask asks all questions at once, each of them some times, and wants an answer to
// each. That a server is too busy for one is an answer; that it is broken is none.
func (c *confined) ask(t *testing.T, name string, all []question, times int) {
	t.Helper()
	var asked sync.WaitGroup
	for i, q := range all {
		client := clientFrom(i)
		defer client.CloseIdleConnections()
		for range times {
			asked.Go(func() {
				switch status, err := post(client, c.origin, q); {
				case err != nil:
					t.Errorf("%s to %s: %v", name, q.path, err)
				case status >= 500 && status != 503:
					t.Errorf("%s to %s: status %d", name, q.path, status)
				}
			})
		}
	}
	asked.Wait()
	response, err := http.Get(c.origin + "/healthz")
	if err != nil {
		t.Fatalf("after %s the server is gone: %v", name, err)
	}
	var body bytes.Buffer
	_, err = body.ReadFrom(response.Body)
	response.Body.Close()
	if err != nil || response.StatusCode != 200 {
		t.Fatalf("after %s /healthz: %d %s %v", name, response.StatusCode, &body, err)
	}
}
