//go:build !js

package render_test

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/render"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
	"redis-wizard/connectivity/release"
	"redis-wizard/web/probe"
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
	primary  [2]string // host and port that are filled in; with them the group's password
	tls      string    // the folder of the certificates
	data     string
	trust    probe.Trust
	files    render.Rendering
	client   *tls.Config
}

// values are options of session.redis, without that prefix.
func newSetUp(t *testing.T, software string, values map[string]string) *setUp {
	t.Helper()
	s := &setUp{software: software, input: configschema.Input{Values: configschema.Values{}}, data: t.TempDir()}
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
	s.tls = t.TempDir()
	for name, text := range map[string]string{"redis.crt": server.Certificate, "redis.key": server.Key, "ca.crt": authority.Certificate} {
		write(t, filepath.Join(s.tls, name), text)
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
	var err error
	if s.files, err = render.Render(render.Redis, s.input); err != nil {
		t.Fatal(err)
	}
}

// text is the file of that name, with what the notes tell to fill in and with
// folders of this test.
func (s *setUp) text(t *testing.T, name string) string {
	t.Helper()
	for _, file := range s.files.Files {
		if file.Name == name {
			places := []string{"/etc/redis/tls", s.tls, "\ndir /data\n", "\ndir " + s.data + "\n"}
			if host, port := s.primary[0], s.primary[1]; host != "" {
				places = append(places, "{PRIMARY ADDRESS} 6379", host+" "+port, "{GROUP PASSWORD}", groupPassword, "\nport 6379\n", "\nport "+port+"\n", "\ntls-port 6379\n", "\ntls-port "+port+"\n")
			}
			if s.software == "redis-6.0" { // it knows addresses only
				places = append(places, "sentinel resolve-hostnames yes\n", "", "sentinel announce-hostnames yes\n", "")
			}
			return strings.NewReplacer(places...).Replace(file.Text)
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
	report, err := probe.Run(context.Background(), &connectivity.Prober{Policy: policy.ForCommandLine()}, s.input, s.trust, nil)
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
	port := redistest.Port(t)
	values["host"], values["port"] = "127.0.0.1", strconv.Itoa(port)
	s := newSetUp(t, software, values)
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
	port := redistest.Port(t)
	s := newSetUp(t, software, map[string]string{"host": "127.0.0.1", "port": strconv.Itoa(port), "password": plainPassword})
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
	s := newSetUp(t, software, map[string]string{"host": path, "password": awkwardPassword})
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
	})
	s.render(t)
	refuses := func(what, text, want string, sentinel bool) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "test.conf")
		write(t, path, text)
		server, err := redistest.RunConfig(redistest.Config{Path: path, Sentinel: sentinel, Port: redistest.Port(t), Args: []string{"--bind", "127.0.0.1"}})
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

// The user in redis.conf has the rights that a connection test tells people to
// give, no more and no fewer.
func TestRightsAreThoseOfTheConnectionTest(t *testing.T) {
	for _, index := range []int{0, 5} {
		s := newSetUp(t, "", map[string]string{"host": "redis", "username": "authelia", "password": "x", "database_index": strconv.Itoa(index)})
		s.render(t)
		_, rest, _ := strings.Cut(s.text(t, "redis.conf"), "\nuser authelia on #")
		line, _, _ := strings.Cut(rest, "\n")
		_, rights, _ := strings.Cut(line, " ")
		_, want, _ := strings.Cut(release.MinimalACL("authelia", index), " >PASSWORD ")
		if rights != want {
			t.Errorf("index %d: rights %q, want %q", index, rights, want)
		}
	}
}

// The user in sentinel.conf may do all that a connection test says its release of
// Authelia does there, and nothing that changes something.
func TestSentinelRightsAreThoseOfTheConnectionTest(t *testing.T) {
	for _, version := range []string{"4.34.6", "4.36.9", "4.37.5", "4.38.0", "4.38.9", "4.38.10", "4.38.19", "4.39"} {
		s := newSetUp(t, "", map[string]string{
			"password": plainPassword, "high_availability.sentinel_name": "mymaster", "high_availability.nodes.0.host": "sentinel",
			"high_availability.sentinel_username": "watcher", "high_availability.sentinel_password": plainPassword,
		})
		s.input.Authelia = version
		s.render(t)
		_, rest, _ := strings.Cut(s.text(t, "sentinel.conf"), "\nuser watcher on #")
		line, _, _ := strings.Cut(rest, "\n")
		rights := strings.Fields(strings.Replace(line, "&*", "allchannels", 1))
		for _, rule := range strings.Fields(release.SentinelRights(version)) {
			if !slices.Contains(rights, rule) {
				t.Errorf("%s: %s is not among %q", version, rule, rights)
			}
		}
		// In the releases that ask for the replicas, a probe asks in their words.
		if old, now := slices.Contains(rights, "+sentinel|slaves"), slices.Contains(rights, "+sentinel|replicas"); old == now {
			t.Errorf("%s: slaves %v, replicas %v, want one of them", version, old, now)
		}
	}
}
