//go:build !js

package render_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema"
	"redis-wizard/configschema/render"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/web"
)

// What follows starts real servers from the files and probes them with the very
// configuration that the files were written from.

const (
	plainPassword = "Aeghai4chiey0ohz"
	// awkwardPassword holds everything that one of the parsers on its way trips
	// over: blanks, quotes, a backslash, a dollar, a comment sign, letters beyond
	// ASCII, a line break in the middle.
	awkwardPassword = "a b\"c'd\\e$HOME#f\tgrüße ✓\n{x}"
	otherAwkward    = "x\\x41 \"y\" '#z ñ"
	groupPassword   = "b1f0c9d7a3"
)

// setUp is one configuration, with the files that were written for it.
type setUp struct {
	software string
	input    configschema.Input
	options  render.RedisOptions
	trust    web.Trust
	files    render.Rendering
	client   *tls.Config
}

// values are options of session.redis, without that prefix.
func newSetUp(t *testing.T, software string, values map[string]string, options render.RedisOptions) *setUp {
	t.Helper()
	s := &setUp{software: software, input: configschema.Input{Values: configschema.Values{}}, options: options}
	for key, value := range values {
		s.input.Values["session.redis."+key] = value
	}
	return s
}

// secure turns TLS on with certificates of an authority of its own, and lays
// the servers' ones where the files expect them.
func (s *setUp) secure(t *testing.T, clientCertificate bool) {
	t.Helper()
	authority := redistest.NewAuthority("Home CA")
	server := authority.Issue(redistest.Certificate{Names: []string{"localhost"}, Addresses: []string{"127.0.0.1"}})
	client := authority.Issue(redistest.Certificate{Names: []string{"authelia"}, Client: true})
	s.options.Directory = t.TempDir()
	folder := filepath.Join(s.options.Directory, "tls")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"redis.crt": server.Certificate, "redis.key": server.Key, "ca.crt": authority.Certificate} {
		write(t, filepath.Join(folder, name), text)
	}
	s.trust.CA = authority.Certificate
	s.input.Values["session.redis.tls.minimum_version"] = "TLS1.2"
	if clientCertificate {
		s.input.Values["session.redis.tls.certificate_chain"] = client.Certificate
		s.input.Values["session.redis.tls.private_key"] = client.Key
	}
	pair, err := tls.X509KeyPair([]byte(client.Certificate), []byte(client.Key))
	if err != nil {
		t.Fatal(err)
	}
	s.client = &tls.Config{RootCAs: x509.NewCertPool(), Certificates: []tls.Certificate{pair}, ServerName: "127.0.0.1"}
	s.client.RootCAs.AppendCertsFromPEM([]byte(authority.Certificate))
}

// render writes the files.
func (s *setUp) render(t *testing.T) {
	t.Helper()
	s.options.Data = t.TempDir()
	var err error
	if s.files, err = render.RedisFiles(s.input, s.options); err != nil {
		t.Fatal(err)
	}
}

// text is the file of that name.
func (s *setUp) text(t *testing.T, name string) string {
	t.Helper()
	for _, file := range s.files.Files {
		if file.Name == name {
			return file.Text
		}
	}
	t.Fatalf("no file %s among %d", name, len(s.files.Files))
	return ""
}

// run starts a server from a file in a directory of its own.
func (s *setUp) run(t *testing.T, text string, c redistest.Config) *redistest.Server {
	t.Helper()
	name := "redis.conf"
	if c.Sentinel {
		name = "sentinel.conf"
	}
	c.Software, c.TLS = s.software, s.client
	c.Path = filepath.Join(t.TempDir(), name)
	write(t, c.Path, text)
	return redistest.StartConfig(t, c)
}

func (s *setUp) probe(t *testing.T) connectivity.Report {
	t.Helper()
	report, err := web.Probe(context.Background(), &connectivity.Prober{Policy: connectivity.CommandLinePolicy()}, s.input, s.trust, nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// wantPass probes, and expects nothing worse than a remark.
func (s *setUp) wantPass(t *testing.T) connectivity.Report {
	t.Helper()
	report := s.probe(t)
	if report.Verdict != connectivity.Pass {
		t.Fatalf("verdict %s, want pass\n%s", report.Verdict, shown(report))
	}
	return report
}

// shown lists what is wrong in a report.
func shown(report connectivity.Report) string {
	var out strings.Builder
	for _, e := range report.Endpoints {
		fmt.Fprintf(&out, "%s %s:", e.Role, e.Address)
		for _, step := range e.Steps {
			fmt.Fprintf(&out, " %s %s %s;", step.Step, step.Status, step.Code)
		}
		out.WriteByte('\n')
	}
	for _, f := range report.Findings {
		fmt.Fprintf(&out, "%s %s: %s\n", f.Severity, f.Code, f.Message)
	}
	return out.String()
}

// ownPort is a free loopback port below those that the kernel hands out, so that
// no connection takes it before the server does.
func ownPort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(10000)
		listener, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err == nil {
			listener.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// softwares are what is on the PATH and, where .ci/servers brought them, others.
func softwares(t *testing.T) []string {
	if os.Getenv("REDIS_WIZARD_TEST_SERVERS") == "" {
		if _, err := os.Stat("../../.cache/servers/record"); err != nil {
			return []string{""}
		}
	}
	return redistest.Softwares(t)
}

func TestServersFromFiles(t *testing.T) {
	for _, software := range softwares(t) {
		t.Run(cmp.Or(software, "installed"), func(t *testing.T) {
			t.Run("password", func(t *testing.T) { single(t, software, map[string]string{"password": plainPassword}) })
			t.Run("awkward password", func(t *testing.T) { single(t, software, map[string]string{"password": awkwardPassword}) })
			t.Run("user and index", func(t *testing.T) {
				single(t, software, map[string]string{"username": "authelia", "password": plainPassword, "database_index": "3"})
			})
			t.Run("user, awkward password, many databases", func(t *testing.T) {
				single(t, software, map[string]string{"username": "authelia", "password": awkwardPassword, "database_index": "40"})
			})
			t.Run("TLS", func(t *testing.T) { singleTLS(t, software, false) })
			t.Run("TLS with client certificate", func(t *testing.T) { singleTLS(t, software, true) })
			t.Run("socket", func(t *testing.T) { socket(t, software) })
		})
	}
}

// single is one server over TCP.
func single(t *testing.T, software string, values map[string]string) {
	port := ownPort(t)
	values["host"], values["port"] = "127.0.0.1", strconv.Itoa(port)
	s := newSetUp(t, software, values, render.RedisOptions{})
	s.render(t)
	text := s.text(t, "redis.conf")
	if strings.Contains(text, plainPassword) != (values["username"] == "" && values["password"] == plainPassword) {
		t.Error("the password of a user belongs into the file as a hash only, that of requirepass in clear")
	}
	server := s.run(t, text, redistest.Config{Port: port, Args: []string{"--user", "inspector", "on", "nopass", "~*", "+@all"}})
	report := s.wantPass(t)
	for _, f := range report.Findings {
		if f.Code == "E04" || f.Code == "E08" {
			t.Errorf("the server is not as the file promises: %s", f.Message)
		}
	}
	// Redis takes a default user who is off, but needs no password, for a server
	// without one, and protected mode then shuts everybody else out.
	inspector := server.Client("inspector", "any")
	defer inspector.Close()
	rules, err := inspector.Do(context.Background(), "ACL", "LIST").StringSlice()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules {
		if strings.HasPrefix(rule, "user default ") && strings.Contains(rule, "nopass") {
			t.Errorf("the default user needs no password: %s", rule)
		}
	}
}

func singleTLS(t *testing.T, software string, clientCertificate bool) {
	port := ownPort(t)
	s := newSetUp(t, software, map[string]string{"host": "127.0.0.1", "port": strconv.Itoa(port), "password": plainPassword}, render.RedisOptions{})
	s.secure(t, clientCertificate)
	s.render(t)
	s.run(t, s.text(t, "redis.conf"), redistest.Config{Port: port})
	s.wantPass(t)
	if !clientCertificate {
		return
	}
	delete(s.input.Values, "session.redis.tls.certificate_chain")
	delete(s.input.Values, "session.redis.tls.private_key")
	if report := s.probe(t); report.Verdict != connectivity.Fail {
		t.Errorf("verdict %s without the client certificate, want fail\n%s", report.Verdict, shown(report))
	}
}

func socket(t *testing.T, software string) {
	path := filepath.Join(t.TempDir(), "redis sock")
	s := newSetUp(t, software, map[string]string{"host": path, "password": awkwardPassword}, render.RedisOptions{})
	s.render(t)
	s.run(t, s.text(t, "redis.conf"), redistest.Config{Socket: path})
	s.wantPass(t)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o770 {
		t.Errorf("mode of the socket %o, want 770", got)
	}
}

// Redis refuses to start from files with places that nobody has filled in: a
// password out of this program would be known to everybody.
func TestPlacesToFillIn(t *testing.T) {
	s := newSetUp(t, "", map[string]string{
		"username": "authelia", "password": plainPassword, "high_availability.sentinel_name": "mymaster",
		"high_availability.sentinel_username": "watcher", "high_availability.sentinel_password": plainPassword,
		"high_availability.nodes.0.host": "127.0.0.1",
	}, render.RedisOptions{})
	s.render(t)
	refuses := func(what, text, want string, sentinel bool) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "test.conf")
		write(t, path, text)
		server, err := redistest.RunConfig(redistest.Config{Path: path, Sentinel: sentinel, Port: ownPort(t), Args: []string{"--bind", "127.0.0.1"}})
		if err == nil {
			server.Stop()
			t.Errorf("%s: it starts with places to fill in", what)
		} else if !strings.Contains(err.Error(), "CONFIG FILE ERROR") || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want it to show %s", what, err, want)
		}
	}
	for _, line := range strings.Split(s.text(t, "redis.conf")+s.text(t, "replica.conf"), "\n") {
		if strings.Contains(line, "{") {
			refuses(line, line+"\n", "{", false)
		}
	}
	places := 0
	for _, line := range strings.Split(s.text(t, "sentinel.conf"), "\n") {
		if !strings.Contains(line, "{") || strings.HasPrefix(line, "#") {
			continue
		}
		places++
		refuses(line, "sentinel monitor mymaster 127.0.0.1 6379 1\n"+strings.Replace(line, "monitor mymaster", "monitor other", 1)+"\n", "{", true)
	}
	if places != 4 {
		t.Errorf("%d places to fill in in sentinel.conf, want monitor, auth-pass, a user and sentinel-pass", places)
	}
}

// A sentinel that is configured with names tells clients names, too. This needs
// a name that every machine knows, so the primary is at localhost; the sentinel's
// own name is only told to others, and never looked up.
func TestSentinelTellsNames(t *testing.T) {
	for _, software := range softwares(t) {
		if software == "redis-6.0" {
			continue // it knows addresses only
		}
		t.Run(cmp.Or(software, "installed"), func(t *testing.T) {
			primary, port := ownPort(t), ownPort(t)
			s := newSetUp(t, software, map[string]string{
				"password": plainPassword, "high_availability.sentinel_name": "mymaster",
				"high_availability.nodes.0.host": "sentinel-0.example.com", "high_availability.nodes.0.port": strconv.Itoa(port),
			}, render.RedisOptions{Primary: "localhost:" + strconv.Itoa(primary)})
			s.render(t)
			s.run(t, s.text(t, "redis.conf"), redistest.Config{Port: primary})
			sentinel := s.run(t, s.text(t, "sentinel.conf"), redistest.Config{Sentinel: true, Port: port, Args: []string{"--bind", "127.0.0.1"}})
			if got := fmt.Sprint(sentinel.Do(t, "SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster")); got != fmt.Sprintf("[localhost %d]", primary) {
				t.Errorf("it names the primary as %s", got)
			}
			rewritten, err := os.ReadFile(filepath.Join(sentinel.Dir, "sentinel.conf"))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(rewritten), "\nsentinel announce-ip \"sentinel-0.example.com\"\n") {
				t.Errorf("it does not keep its own name:\n%s", rewritten)
			}
		})
	}
}

// The user in redis.conf has the rights that a connection test tells people to
// give, no more and no fewer.
func TestRightsAreThoseOfTheConnectionTest(t *testing.T) {
	for _, index := range []int{0, 5} {
		s := newSetUp(t, "", map[string]string{"host": "redis", "username": "authelia", "password": "x", "database_index": strconv.Itoa(index)}, render.RedisOptions{})
		s.render(t)
		_, rest, _ := strings.Cut(s.text(t, "redis.conf"), "\nuser authelia on #")
		line, _, _ := strings.Cut(rest, "\n")
		_, rights, _ := strings.Cut(line, " ")
		_, want, _ := strings.Cut(connectivity.MinimalACL("authelia", index), " >PASSWORD ")
		if rights != want {
			t.Errorf("index %d: rights %q, want %q", index, rights, want)
		}
	}
}

// group is a whole set-up behind Sentinel: three sentinels, a primary and a
// replica.
type group struct {
	*setUp
	ports            []int // of the sentinels, then primary and replica
	primary, replica *redistest.Server
	sentinels        []*redistest.Server
}

// startGroup starts everything, and waits until the probe is content.
func startGroup(t *testing.T, s *setUp) *group {
	t.Helper()
	g := &group{setUp: s}
	for range 5 {
		g.ports = append(g.ports, ownPort(t))
	}
	primaryPort, replicaPort := g.ports[3], g.ports[4]
	s.input.Values["session.redis.high_availability.sentinel_name"] = "mymaster"
	for i, port := range g.ports[:3] {
		node := "session.redis.high_availability.nodes." + strconv.Itoa(i)
		s.input.Values[node+".host"], s.input.Values[node+".port"] = "127.0.0.1", strconv.Itoa(port)
	}
	s.input.Values["session.redis.maximum_active_connections"] = "8"
	s.options.Primary, s.options.GroupPassword = "127.0.0.1:"+strconv.Itoa(primaryPort), groupPassword
	s.render(t)

	// Since 7.0 a primary waits five seconds for more replicas before it copies.
	atOnce := []string{"--repl-diskless-sync-delay", "0"}
	redisConf := s.text(t, "redis.conf")
	g.primary = s.run(t, redisConf, redistest.Config{Port: primaryPort, Args: atOnce})
	// The port in the file is the primary's: on one machine, the replica needs
	// another one.
	following := strings.Replace(redisConf, "port "+strconv.Itoa(primaryPort)+"\n", "port "+strconv.Itoa(replicaPort)+"\n", 1)
	following = strings.Replace(following, s.options.Data, t.TempDir(), 1)
	g.replica = s.run(t, following+s.text(t, "replica.conf"), redistest.Config{Port: replicaPort, Args: atOnce})
	g.awaitReplica(t)
	for i, port := range g.ports[:3] {
		text := s.text(t, "sentinel-"+strconv.Itoa(i+1)+".conf")
		g.sentinels = append(g.sentinels, s.run(t, text, redistest.Config{Sentinel: true, Port: port}))
	}
	g.awaitWhole(t)
	return g
}

// awaitReplica waits until the replica follows, asked as whoever may know.
func (g *group) awaitReplica(t *testing.T) {
	t.Helper()
	user, password := "replication", groupPassword
	if !strings.Contains(g.text(t, "redis.conf"), "\nuser replication ") {
		user, password = "", g.input.Values["session.redis.password"]
	}
	client := g.primary.Client(user, password)
	defer client.Close()
	redistest.Eventually(t, "the replica to follow", func(ctx context.Context) bool {
		info, err := client.Info(ctx, "replication").Result()
		return err == nil && strings.Contains(info, "state=online")
	})
}

// awaitWhole waits until the probe finds three sentinels, the primary and, where
// the log-in lets it see one, the replica, and nothing amiss.
func (g *group) awaitWhole(t *testing.T) {
	t.Helper()
	var report connectivity.Report
	deadline := time.Now().Add(20 * time.Second)
	for {
		report = g.probe(t)
		if report.Verdict == connectivity.Pass && len(report.Endpoints) == 5 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("verdict %s, %d endpoints, want pass and 5\n%s", report.Verdict, len(report.Endpoints), shown(report))
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// restartSentinels starts each sentinel again from the file as it has rewritten
// it.
func (g *group) restartSentinels(t *testing.T) {
	t.Helper()
	for i, sentinel := range g.sentinels {
		sentinel.Stop()
		path := filepath.Join(sentinel.Dir, "sentinel.conf")
		rewritten, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(rewritten), "sentinel myid ") {
			t.Error("the sentinel has not rewritten its file")
		}
		g.sentinels[i] = redistest.StartConfig(t, redistest.Config{Software: g.software, Path: path, Sentinel: true, Port: sentinel.Port, TLS: g.client})
	}
	g.awaitWhole(t)
}

// rewriteServers has each server rewrite its redis.conf, as sentinels do at a
// fail-over, and starts it again from that.
func (g *group) rewriteServers(t *testing.T) {
	t.Helper()
	for _, server := range []**redistest.Server{&g.primary, &g.replica} {
		client := (*server).Client("replication", groupPassword)
		defer client.Close()
		if err := client.ConfigRewrite(context.Background()).Err(); err != nil {
			t.Fatal(err)
		}
		(*server).Stop()
		path := filepath.Join((*server).Dir, "redis.conf")
		*server = redistest.StartConfig(t, redistest.Config{Software: g.software, Path: path, Port: (*server).Port, TLS: g.client})
	}
	g.awaitReplica(t)
	g.awaitWhole(t)
}

// failOver kills the primary, and waits for the sentinels to put the replica in
// its place. Their user needs all of its rights for that.
func (g *group) failOver(t *testing.T) {
	t.Helper()
	g.primary.Stop()
	redistest.Eventually(t, "the replica to become the primary", func(context.Context) bool {
		report := g.probe(t)
		return report.Verdict != connectivity.Fail && report.Topology != nil && report.Topology.Primary == g.replica.Addr
	})
	redistest.Eventually(t, "the new primary to write down that it is one", func(context.Context) bool {
		text, err := os.ReadFile(filepath.Join(g.replica.Dir, "redis.conf"))
		return err == nil && !strings.Contains(string(text), "\nreplicaof ")
	})
}

func TestGroupsFromFiles(t *testing.T) {
	for i, software := range softwares(t) {
		t.Run(cmp.Or(software, "installed"), func(t *testing.T) {
			t.Run("passwords", func(t *testing.T) {
				t.Parallel()
				startGroup(t, newSetUp(t, software, map[string]string{
					"password": plainPassword, "high_availability.sentinel_password": "sentinels-" + plainPassword,
				}, render.RedisOptions{}))
			})
			t.Run("passwords over TLS", func(t *testing.T) {
				t.Parallel()
				s := newSetUp(t, software, map[string]string{
					"password": plainPassword, "high_availability.sentinel_password": "sentinels-" + plainPassword,
				}, render.RedisOptions{})
				s.secure(t, true)
				startGroup(t, s).restartSentinels(t)
			})
			if software == "redis-6.0" {
				return // it has no rules for channels yet, and no users at a sentinel
			}
			t.Run("awkward passwords", func(t *testing.T) {
				t.Parallel()
				g := startGroup(t, newSetUp(t, software, map[string]string{
					"password": awkwardPassword, "high_availability.sentinel_password": otherAwkward,
				}, render.RedisOptions{}))
				g.rewriteServers(t)
				g.restartSentinels(t)
			})
			t.Run("users", func(t *testing.T) {
				t.Parallel()
				g := startGroup(t, newSetUp(t, software, map[string]string{
					"username": "authelia", "password": awkwardPassword, "database_index": "20",
					"high_availability.sentinel_username": "authelia", "high_availability.sentinel_password": otherAwkward,
				}, render.RedisOptions{}))
				g.rewriteServers(t)
				g.restartSentinels(t)
				if i == 0 {
					g.failOver(t) // it takes a while
				}
			})
		})
	}
}
