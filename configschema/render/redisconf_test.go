package render

import (
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// filesFor writes the files for options of session.redis.
func filesFor(t *testing.T, values map[string]string) Rendering {
	t.Helper()
	in := configschema.Input{Values: configschema.Values{}}
	for key, value := range values {
		in.Values["session.redis."+key] = value
	}
	rendering, err := Render(Redis, in)
	if err != nil {
		t.Fatal(err)
	}
	return rendering
}

// directives reads a file as Redis does: the words of each line.
func directives(t *testing.T, file File) [][]string {
	t.Helper()
	var out [][]string
	for _, line := range strings.Split(file.Text, "\n") {
		line = strings.Trim(line, " \t\r\n")
		if line == "" || line[0] == '#' {
			continue
		}
		words, ok := splitConf(line)
		if !ok {
			t.Fatalf("%s: unbalanced quotes: %s", file.Name, line)
		}
		out = append(out, words)
	}
	return out
}

// wantLines expects lines in a file, and others not to be there.
func wantLines(t *testing.T, file File, want, unwanted []string) {
	t.Helper()
	lines := strings.Split(file.Text, "\n")
	for _, line := range want {
		if !slices.Contains(lines, line) {
			t.Errorf("%s lacks the line %q:\n%s", file.Name, line, file.Text)
		}
	}
	for _, start := range unwanted {
		if slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, start) }) {
			t.Errorf("%s has a line %q:\n%s", file.Name, start, file.Text)
		}
	}
}

func TestRedisConf(t *testing.T) {
	tests := []struct {
		name           string
		values         map[string]string
		want, unwanted []string
	}{
		{"password", map[string]string{"host": "redis", "password": "secret"},
			[]string{"port 6379", "requirepass secret", "appendonly yes", "maxmemory-policy noeviction", "dir /data"},
			[]string{"tls-", "bind", "user", "masterauth", "databases", "protected-mode", "unixsocket"}},
		{"nothing to log in with", map[string]string{"host": "redis", "port": "7000"},
			[]string{"port 7000", "protected-mode no"}, []string{"requirepass", "user"}},
		{"nothing to log in with, on one machine", map[string]string{"host": "localhost"},
			[]string{"bind 127.0.0.1"}, []string{"protected-mode"}},
		{"IPv6 loopback", map[string]string{"host": "[::1]", "password": "x"}, []string{"bind ::1"}, nil},
		{"a name that begins like loopback", map[string]string{"host": "127.example.com", "password": "x"}, nil, []string{"bind"}},
		{"the user default", map[string]string{"host": "redis", "username": "default", "password": "x"}, []string{"requirepass x"}, []string{"user"}},
		{"user without password", map[string]string{"host": "redis", "username": "authelia"}, []string{"protected-mode no"}, []string{"user"}},
		{"last database", map[string]string{"host": "redis", "database_index": "15"}, nil, []string{"databases"}},
		{"first database too many", map[string]string{"host": "redis", "database_index": "16"}, []string{"databases 17"}, nil},
		{"socket", map[string]string{"host": "/run/my redis/redis.sock"},
			[]string{"port 0", `unixsocket "/run/my redis/redis.sock"`, "unixsocketperm 770"}, []string{"bind", "protected-mode", "tls-"}},
		{"TLS", map[string]string{"host": "redis", "port": "6380", "tls.skip_verify": "false"},
			[]string{"port 0", "tls-port 6380", "tls-auth-clients no", "tls-cert-file /etc/redis/tls/redis.crt", "tls-key-file /etc/redis/tls/redis.key", `tls-protocols "TLSv1.2 TLSv1.3"`},
			[]string{"tls-ca-cert-file", "tls-replication"}},
		{"one version of TLS", map[string]string{"host": "redis", "tls.minimum_version": "TLS1.3"}, []string{"tls-protocols TLSv1.3"}, nil},
		{"old versions of TLS", map[string]string{"host": "redis", "tls.minimum_version": "TLS1.0", "tls.maximum_version": "TLS1.2"},
			[]string{`tls-protocols "TLSv1 TLSv1.1 TLSv1.2"`}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			out := filesFor(t, test.values)
			if len(out.Files) != 1 || out.Files[0].Name != "redis.conf" || out.Files[0].Mode != "0640" || out.Files[0].Secret {
				t.Fatalf("files = %+v, want redis.conf alone", out.Files)
			}
			wantLines(t, out.Files[0], test.want, test.unwanted)
		})
	}
}

func TestRedisConfOfOneInAGroup(t *testing.T) {
	values := map[string]string{"password": "secret", "tls.minimum_version": "TLS1.2",
		"high_availability.sentinel_name": "mymaster", "high_availability.nodes.0.host": "sentinel-0"}
	out := filesFor(t, values)
	wantLines(t, out.Files[0],
		[]string{"port 0", "tls-port 6379", "tls-replication yes", "tls-ca-cert-file /etc/redis/tls/ca.crt", "requirepass secret", "masterauth secret", "dir /data"},
		[]string{"replicaof", "user", "masteruser"})
	wantLines(t, out.Files[1], []string{"replicaof {PRIMARY ADDRESS} 6379"}, nil)
	if out.Files[1].Name != "replica.conf" {
		t.Errorf("the second file is %s, want replica.conf", out.Files[1].Name)
	}
}

// What Authelia does not use gives no files, and a note says why.
func TestNoFiles(t *testing.T) {
	for name, values := range map[string]map[string]string{
		"nothing configured": {},
		"refused":            {"host": "redis", "port": "70000"},
	} {
		out := filesFor(t, values)
		if out.Files == nil || len(out.Files) != 0 || len(out.Notes) != 1 || out.Format != Redis {
			t.Errorf("%s: %+v, want no file and one note", name, out)
		}
	}
	if _, err := Render(Redis, configschema.Input{Authelia: "3"}); err == nil {
		t.Error("no error for a version that is not known")
	}
}

func TestNotes(t *testing.T) {
	sentinel := func(more map[string]string) map[string]string {
		values := map[string]string{"high_availability.sentinel_name": "mymaster"}
		for _, n := range []string{"0", "1", "2"} {
			values["high_availability.nodes."+n+".host"] = "10.0.0.1" + n
		}
		for key, value := range more {
			values[key] = value
		}
		return values
	}
	tests := []struct {
		name   string
		values map[string]string
		key    string
		kind   string
		words  string
	}{
		{"no password", map[string]string{"host": "redis"}, authelia.KeyPassword, "mind", "keep the port out of reach"},
		{"user without password", map[string]string{"host": "redis", "username": "authelia"}, authelia.KeyUsername, "mind", "only together with a password"},
		{"a name with a blank", map[string]string{"host": "redis", "username": "my user", "password": "x"}, authelia.KeyUsername, "inexpressible", "does not start"},
		{"TLS over a socket", map[string]string{"host": "/run/redis.sock", "tls.skip_verify": "true"}, authelia.TLSPath, "inexpressible", "no TLS over a unix socket"},
		{"a socket", map[string]string{"host": "/run/redis/redis.sock"}, authelia.KeyHost, "mind", "into the group"},
		{"the name in the certificate", map[string]string{"host": "redis", "tls.server_name": "redis.example.com"}, authelia.TLSPath, "mind", "redis.example.com"},
		{"the primary", sentinel(nil), "", "mind", "sed -i 's/{PRIMARY ADDRESS}/"},
		{"the group's password", sentinel(map[string]string{"username": "authelia", "password": "x"}), "", "mind", `redis.conf sentinel.conf`},
		{"two sentinels", map[string]string{"host": "sentinel-0", "high_availability.sentinel_name": "mymaster", "high_availability.nodes.0.host": "sentinel-1"},
			"session.redis.high_availability.nodes", "mind", "fewer than three"},
		{"an awkward password in a group", sentinel(map[string]string{"password": "a b"}), authelia.KeyPassword, "mind", "rewrite"},
		{"an awkward name of the group", sentinel(map[string]string{"high_availability.sentinel_name": "my master"}), "session.redis.high_availability.sentinel_name", "mind", "letters, digits"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			notes := filesFor(t, test.values).Notes
			if !slices.ContainsFunc(notes, func(n Note) bool {
				return n.Key == test.key && n.Kind == test.kind && strings.Contains(n.Text, test.words)
			}) {
				t.Errorf("no note of kind %s on %q with %q among %+v", test.kind, test.key, test.words, notes)
			}
		})
	}
}

// No value that a person types becomes a directive of its own, or changes the
// number of words in a line, and no remark repeats a password.
func FuzzRedisFiles(f *testing.F) {
	f.Add("redis", "authelia", "secret\nslaveof evil 1", "my\nmaster", "x\"", "")
	f.Add("/run/redis\n.sock", "a b", "{GROUP PASSWORD}", "", "", "")
	f.Add("sentinel-0", "", "a b", "mymaster", "watcher", "it's")
	f.Fuzz(func(t *testing.T, host, username, password, name, sentinelUser, sentinelPassword string) {
		values := map[string]string{"host": host, "username": username, "password": password}
		if name != "" {
			values["high_availability.sentinel_name"] = name
			values["high_availability.sentinel_username"] = sentinelUser
			values["high_availability.sentinel_password"] = sentinelPassword
		}
		first := filesFor(t, values)
		for i, file := range first.Files {
			filled := file
			filled.Text = strings.NewReplacer(primaryPlace, "redis-0", passwordPlace, "grouppassword").Replace(file.Text)
			for _, words := range directives(t, filled) {
				if words[0] == "sentinel" && words[1] == "monitor" && len(words) != 6 {
					t.Errorf("%s: %q has %d words, want 6", file.Name, words, len(words))
				}
				if want := wordsOf[words[0]]; want != 0 && len(words) != want {
					t.Errorf("%s: %q has %d words, want %d", file.Name, words, len(words), want)
				} else if want == 0 && words[0] != "user" && words[0] != "sentinel" && words[0] != "bind" {
					t.Errorf("%s: %q is no directive of ours", file.Name, words)
				}
			}
			if again := filesFor(t, values); again.Files[i].Text != file.Text {
				t.Error("the same input gives two different files")
			}
		}
		for _, note := range first.Notes {
			for _, secret := range []string{password, sentinelPassword} {
				if len(secret) > 40 && strings.Contains(note.Text, secret) {
					t.Error("a note repeats a password")
				}
			}
		}
	})
}

// wordsOf counts the words of a line by its directive.
var wordsOf = map[string]int{
	"port": 2, "tls-port": 2, "requirepass": 2, "masterauth": 2, "masteruser": 2, "protected-mode": 2, "unixsocket": 2, "unixsocketperm": 2,
	"maxmemory-policy": 2, "dir": 2, "appendonly": 2, "save": 2, "databases": 2, "replicaof": 3,
}
