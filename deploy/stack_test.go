package deploy

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const password = "0123456789abcdef-of-the-test"

// launch runs what a service of the compose files runs: start.sh with the files and
// lines that its command names. Instead of a container's folders it gets dir, and
// instead of a container's network an address of its own.
func launch(t *testing.T, inside *namespace, service service, dir, address string) (environment []string, stop func()) {
	t.Helper()
	secret := filepath.Join(dir, "redis-password")
	if err := os.WriteFile(secret, []byte(password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment = []string{"REDIS_PASSWORD_FILE=" + secret, "REDIS_CONFIG_DIR=" + dir}
	files, err := filepath.Abs("compose/redis")
	if err != nil {
		t.Fatal(err)
	}
	words := []string{files + "/start.sh"}
	for _, word := range service.Command {
		words = append(words, strings.Replace(word, "/etc/redis-start", files, 1))
	}
	words = append(words, "bind "+address)
	return environment, inside.start(t, dir, environment, "sh", words...)
}

type finding struct{ Code, Severity, Message string }

// report is what the tests look at of the wizard's report.
type report struct {
	Verdict  string
	Findings []finding
	Topology struct {
		Primary   string
		Replicas  []string
		Sentinels []string
	}
}

// probe tries a configuration with the wizard, from inside.
func probe(t *testing.T, inside *namespace, configuration string) (report, string) {
	t.Helper()
	path, err := wizard()
	if err != nil {
		t.Fatal(err)
	}
	got := inside.run(t, configuration, nil, path, "probe", "--format", "json", "-")
	var read report
	if err := json.Unmarshal([]byte(got.stdout), &read); err != nil {
		t.Fatalf("status %d, %v: %s%s", got.status, err, got.stdout, got.stderr)
	}
	// How fast the pings of a busy machine are says nothing of the files.
	slow := func(f finding) bool { return f.Code == "E12" }
	if slices.ContainsFunc(read.Findings, slow) && !slices.ContainsFunc(read.Findings, func(f finding) bool { return f.Severity != "info" && !slow(f) }) {
		read.Verdict = "pass"
	}
	return read, got.stdout
}

func TestSingleRedisOfTheComposeFile(t *testing.T) {
	file := as[composition](t, compositions(t)["compose.yml"])
	inside := newNamespace(t, map[string]string{"redis": "127.0.0.1"})
	dir := t.TempDir()
	environment, _ := launch(t, inside, file.Services["redis"], dir, "127.0.0.1")

	// The service's own health check, with its own arguments.
	healthy := func() answer {
		check := file.Services["redis"].Healthcheck.Test[1:]
		return inside.run(t, "", environment, check[0], append([]string{"compose/redis/healthy.sh"}, check[2:]...)...)
	}
	eventually(t, "a Redis that its own health check calls healthy", func() (bool, string) {
		got := healthy()
		return got.status == 0, got.stderr
	})
	secret := filepath.Join(dir, "redis-password")
	if err := os.WriteFile(secret, []byte("another\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if healthy().status == 0 {
		t.Error("the health check is content with a password that is not the server's")
	}

	got, document := probe(t, inside, "session: {redis: {host: redis, port: 6379, password: '"+password+"'}}")
	if got.Verdict != "pass" {
		t.Errorf("the wizard says %s of its own compose file: %s", got.Verdict, document)
	}
	config, err := os.Stat(filepath.Join(dir, "redis.conf"))
	if err != nil {
		t.Fatal(err)
	}
	if mode := config.Mode().Perm(); mode != 0o600 {
		t.Errorf("the configuration, with the password in it, has the mode %o", mode)
	}
}

func TestStartRefusesPasswordsThatBreakTheConfiguration(t *testing.T) {
	for _, bad := range []string{"", "\n", "with \"quotes", "two\nlines", `back\slash`, "a blank"} {
		dir := t.TempDir()
		secret := filepath.Join(dir, "redis-password")
		if err := os.WriteFile(secret, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		got := (*namespace)(nil).run(t, "", []string{"REDIS_PASSWORD_FILE=" + secret, "REDIS_CONFIG_DIR=" + dir},
			"sh", "compose/redis/start.sh", "redis-server", "compose/redis/redis.conf")
		if got.status != 1 || !strings.Contains(got.stderr, "openssl rand -hex 32") {
			t.Errorf("with the password %q: status %d, %s", bad, got.status, got.stderr)
		}
	}
}

// TestSentinelGroupOfTheComposeFile starts the six under their names, on addresses of
// their own, and lets the wizard look; unless time is short (-short), also at a
// failover.
func TestSentinelGroupOfTheComposeFile(t *testing.T) {
	file := as[composition](t, compositions(t)["compose.sentinel.yml"])
	servers, sentinels := group(file, "redis"), group(file, "sentinel")
	hosts := map[string]string{}
	for i, name := range slices.Concat(servers, sentinels) {
		hosts[name] = "127.0.1." + string(rune('1'+i))
	}
	inside := newNamespace(t, hosts)
	dirs, stop := map[string]string{}, map[string]func(){}
	start := func(name string) {
		var environment []string
		environment, stop[name] = launch(t, inside, file.Services[name], dirs[name], hosts[name])
		eventually(t, "a PONG of "+name, func() (bool, string) {
			port := file.Services[name].Healthcheck.Test[3]
			got := inside.run(t, "", append(environment, "REDISCLI_AUTH="+password), "redis-cli", "-h", name, "-p", port, "ping")
			return got.stdout == "PONG\n", name + ": " + got.stdout + got.stderr
		})
	}
	for _, name := range slices.Concat(servers, sentinels) {
		dirs[name] = t.TempDir()
		start(name)
	}

	configuration := "session:\n  redis:\n    password: '" + password + "'\n    high_availability:\n      sentinel_name: authelia\n      sentinel_password: '" + password + "'\n      nodes:\n"
	for _, name := range sentinels {
		configuration += "        - {host: " + name + ", port: 26379}\n"
	}
	// The sentinels learn of each other, and of the replicas, within seconds.
	becomesWhole := func(primary func(string) bool) {
		t.Helper()
		eventually(t, "a whole group that passes", func() (bool, string) {
			got, document := probe(t, inside, configuration)
			name, _, _ := strings.Cut(got.Topology.Primary, ":")
			complete := len(got.Topology.Replicas) == 2 && len(got.Topology.Sentinels) == 3
			return complete && got.Verdict == "pass" && primary(name), document
		})
	}
	first := func(name string) bool { return name == servers[0] }
	becomesWhole(first)
	if testing.Short() {
		return
	}

	// A replica takes over, and who was the primary comes back as a replica, because
	// everyone keeps in its configuration what it has learnt.
	stop[servers[0]]()
	other := func(name string) bool { return slices.Contains(servers[1:], name) }
	eventually(t, "another primary", func() (bool, string) {
		got, document := probe(t, inside, configuration)
		name, _, _ := strings.Cut(got.Topology.Primary, ":")
		return other(name) && got.Verdict != "fail", document
	})
	start(servers[0])
	becomesWhole(other)
	for _, name := range sentinels {
		stop[name]()
		start(name)
	}
	becomesWhole(other)
}
