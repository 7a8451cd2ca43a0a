package render

import (
	"slices"
	"strings"
	"testing"
)

func TestUserLine(t *testing.T) {
	// The example of Redis's own documentation of ACL SETUSER.
	if got, want := userLine("me", "mypassword", "+ping"), "me on #89e01536ac207279409d4de1e5253e01f4a1769e696db0d6062ca9b8f56767c8 +ping"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// usersOf lists the ACL users of a file, by name.
func usersOf(t *testing.T, file File) map[string][]string {
	t.Helper()
	users := map[string][]string{}
	for _, words := range directives(t, file) {
		if words[0] == "user" {
			users[words[1]] = words[2:]
		}
	}
	return users
}

func TestUsers(t *testing.T) {
	const (
		secret  = "s3cret-of-authelia"
		awkward = "not \"so\" plain"
	)
	group := map[string]string{"high_availability.sentinel_name": "mymaster", "high_availability.nodes.0.host": "10.0.0.1"}
	tests := []struct {
		name             string
		values           map[string]string
		server, sentinel []string // the names of the users there
	}{
		{"one server", map[string]string{"host": "redis", "username": "authelia", "password": secret}, []string{"authelia", "default"}, nil},
		{"a password for all", map[string]string{"password": secret, "high_availability.sentinel_password": secret}, nil, nil},
		{"users", map[string]string{"username": "authelia", "password": secret, "high_availability.sentinel_username": "watcher", "high_availability.sentinel_password": secret},
			[]string{"authelia", "default", "replication"}, []string{"default", "sentinel-peer", "watcher"}},
		{"users of our names", map[string]string{"username": "replication", "password": secret, "high_availability.sentinel_username": "sentinel-peer", "high_availability.sentinel_password": secret},
			[]string{"default", "replication", "replication-2"}, []string{"default", "sentinel-peer", "sentinel-peer-2"}},
		{"awkward passwords", map[string]string{"password": awkward, "high_availability.sentinel_password": awkward},
			[]string{"default", "replication"}, []string{"default", "sentinel-peer"}},
		{"users without passwords", map[string]string{"username": "authelia", "high_availability.sentinel_username": "watcher"}, nil, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if test.values["host"] == "" {
				for key, value := range group {
					test.values[key] = value
				}
			}
			out := filesFor(t, test.values)
			for _, file := range out.Files {
				want := test.server
				if strings.HasPrefix(file.Name, "sentinel") {
					want = test.sentinel
				} else if file.Name == "replica.conf" {
					want = nil
				}
				users := usersOf(t, file)
				var names []string
				for name, rules := range users {
					names = append(names, name)
					if !slices.ContainsFunc(rules, func(rule string) bool { return strings.HasPrefix(rule, "#") || rule == "off" || rule == ">{GROUP" }) {
						t.Errorf("%s: user %s has neither a password nor is it off: %v", file.Name, name, rules)
					}
				}
				slices.Sort(names)
				if !slices.Equal(names, want) {
					t.Errorf("%s: users %v, want %v", file.Name, names, want)
				}
				if len(want) > 0 && (strings.Contains(file.Text, secret) || strings.Contains(file.Text, quoteConf(awkward))) {
					t.Errorf("%s holds Authelia's password in clear, although its user needs a hash only", file.Name)
				}
			}
		})
	}
}
