package probe

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/connectivity"
)

func TestTarget(t *testing.T) {
	trust := Trust{CA: "a CA", CertificatesDirectory: "/certs"}
	tests := map[string]struct {
		yaml string
		want connectivity.Target
	}{
		"single": {"redis:\n  host: 'Redis'\n  port: 6380\n  username: 'authelia'\n  password: 'p'\n  database_index: 2\n  timeout: '3 seconds'\n  maximum_active_connections: 4\n  minimum_idle_connections: 1\n",
			connectivity.Target{Authelia: "4.39.20", Mode: connectivity.ModeSingle, Host: "Redis", Port: 6380, Username: "authelia", Password: "p",
				Database: 2, Timeout: 3 * time.Second, PoolSize: 4}},
		"socket": {"redis:\n  host: '/run/redis.sock'\n",
			connectivity.Target{Authelia: "4.39.20", Mode: connectivity.ModeSocket, Host: "/run/redis.sock", Timeout: 5 * time.Second, PoolSize: 8}},
		"TLS": {"redis:\n  host: 'redis'\n  tls:\n    server_name: 'r.example'\n    skip_verify: true\n    minimum_version: 'TLS1.3'\n",
			connectivity.Target{Authelia: "4.39.20", Mode: connectivity.ModeSingle, Host: "redis", Port: 6379, Timeout: 5 * time.Second, PoolSize: 8,
				TLS: &connectivity.TLS{ServerName: "r.example", SkipVerify: true, MinVersion: 0x0304, MaxVersion: 0x0304, CA: "a CA", CertificatesDirectory: "/certs"}}},
		"Sentinel": {"redis:\n  password: 'data'\n  high_availability:\n    sentinel_name: 'mymaster'\n    sentinel_username: 'u'\n    sentinel_password: 's'\n    nodes:\n      - host: 's1'\n        port: 26380\n      - host: 's2'\n",
			connectivity.Target{Authelia: "4.39.20", Mode: connectivity.ModeSentinel, Password: "data", Timeout: 5 * time.Second,
				Sentinel: &connectivity.Sentinel{Name: "mymaster", Username: "u", Password: "s", Nodes: []connectivity.Address{{Host: "s1", Port: 26380, Key: "session.redis.high_availability.nodes.0"}, {Host: "s2", Port: 26379, Key: "session.redis.high_availability.nodes.1"}}}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			result, err := configschema.Evaluate(configschema.Input{YAML: test.yaml})
			if err != nil || result.Config() == nil {
				t.Fatalf("the configuration is not accepted: %v, %v", err, result.Problems)
			}
			test.want.Names = authelia.Known[0].Names
			if diff := cmp.Diff(test.want, Target(result.Config(), trust)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// A directory that the configuration names counts only where that is asked for,
// and after one that was named by a flag.
func TestCertificatesDirectory(t *testing.T) {
	result, err := configschema.Evaluate(configschema.Input{YAML: "certificates_directory: '/own'\nsession:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    tls: {server_name: 'r'}\n"})
	if err != nil || result.Config() == nil {
		t.Fatalf("the configuration is not accepted: %v, %v", err, result.Problems)
	}
	for _, test := range []struct {
		trust Trust
		want  string
	}{
		{Trust{CertificatesDirectory: "/flag", FromFile: true}, "/flag"},
		{Trust{FromFile: true}, "/own"},
		{Trust{}, ""},
	} {
		if got := Target(result.Config(), test.trust).TLS.CertificatesDirectory; got != test.want {
			t.Errorf("%+v: the directory is %q, want %q", test.trust, got, test.want)
		}
	}
}
