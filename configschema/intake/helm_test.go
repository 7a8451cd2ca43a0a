package intake

import (
	"testing"

	"redis-wizard/configschema/authelia"
)

func TestHelm(t *testing.T) {
	const head = "configMap:\n  session:\n    redis:\n      enabled: true\n      host: redis.db.svc\n"
	base := func(more values) values {
		out := values{authelia.KeyHost: "redis.db.svc", authelia.KeyPort: "6379"}
		for k, v := range more {
			out[k] = v
		}
		return out
	}
	check(t, []sample{
		{"least", head, Helm, base(nil), nil, nil, nil},
		{"options", head + "      port: 6380\n      username: u\n      database_index: 2\n      maximum_active_connections: 4\n      password:\n        value: s3cret\n      tls:\n        enabled: true\n        server_name: r\n        minimum_version: TLS1.3\n        skip_verify: false\n", Helm,
			values{authelia.KeyHost: "redis.db.svc", authelia.KeyPort: "6380", authelia.KeyUsername: "u", authelia.KeyPassword: "s3cret", authelia.KeyIndex: "2", authelia.KeyMaxActive: "4", authelia.KeyServerName: "r", authelia.KeyMinVersion: "TLS1.3", authelia.KeySkipVerify: "false"}, nil, nil, []string{"Secret"}},
		{"camel case", head + "      databaseIndex: 2\n      maximumActiveConnections: 4\n      tls:\n        enabled: true\n        serverName: r\n      highAvailability:\n        enabled: true\n        sentinelName: m\n        username: su\n        password: {value: spw0}\n        routeRandomly: false\n        nodes:\n          - host: a\n            port: 26379\n          - host: b\n          - host: c\n", Helm,
			base(values{authelia.KeyIndex: "2", authelia.KeyMaxActive: "4", authelia.KeyServerName: "r", authelia.KeySentinelName: "m", authelia.KeySentinelUsername: "su", authelia.KeySentinelPassword: "spw0", authelia.KeyRouteRandomly: "false",
				keyNodes + "0.host": "a", keyNodes + "0.port": "26379", keyNodes + "1.host": "b", keyNodes + "2.host": "c"}), nil, []string{"D05"}, []string{"Secret"}},
		{"password in a Secret", head + "      username: u\n      password:\n        secret_name: redis\n        path: password\n", Helm, base(values{authelia.KeyUsername: "u"}), []string{authelia.KeyPassword}, nil, nil},
		{"password disabled", head + "      password:\n        disabled: true\n", Helm, base(nil), nil, nil, nil},
		{"not enabled", "configMap:\n  session:\n    redis:\n      host: r\n", Helm, values{authelia.KeyHost: "r", authelia.KeyPort: "6379"}, nil, []string{"E09"}, nil},
		{"deploy", head + "      deploy: true\n", Helm, base(nil), nil, []string{"F14"}, nil},
		{"not written by the chart", head + "      timeout: 5\n      max_retries: 2\n", Helm, base(values{authelia.KeyTimeout: "5", authelia.KeyRetries: "2"}), nil, []string{"F13", "F13"}, nil},
		{"unknown", head + "      architecture: standalone\n", Helm, base(nil), nil, nil, []string{"architecture"}},
		{"sections that are off", head + "      tls:\n        enabled: false\n        server_name: r\n      high_availability:\n        enabled: false\n        sentinel_name: mysentinel\n        nodes: []\n", Helm, base(nil), nil, nil, []string{"server_name out", "sentinel_name and nodes out"}},
		{"TLS alone", head + "      tls:\n        enabled: true\n", Helm, base(values{authelia.KeyMinVersion: "TLS1.2"}), nil, nil, nil},
		{"socket", "configMap:\n  session:\n    redis:\n      enabled: true\n      host: /run/redis.sock\n", Helm, values{authelia.KeyHost: "/run/redis.sock", authelia.KeyPort: "6379"}, nil, []string{"B11", "B08"}, nil},
		{"dependency", "authelia:\n  configMap:\n    session:\n      redis:\n        enabled: true\n        host: r\nredis:\n  auth: {}\n", Helm, values{authelia.KeyHost: "r", authelia.KeyPort: "6379"}, nil, nil, nil},
		{"variables of the pod", "pod:\n  env:\n    - name: AUTHELIA_SESSION_REDIS_TIMEOUT\n      value: 7s\n" + head, Helm, base(values{authelia.KeyTimeout: "7s"}), nil, nil, nil},
		{"quotes and braces", head + "      username: \"a''b\"\n      tls:\n        enabled: true\n        server_name: '{{ \"{{\" }} x }}'\n      password: {value: \"p''\"}\n      timeout: \"5''\"\n", Helm,
			base(values{authelia.KeyUsername: "a'b", authelia.KeyServerName: "{{ x }}", authelia.KeyPassword: "p''", authelia.KeyTimeout: "5''"}), nil, []string{"F13", "not-a-duration"}, []string{"Secret"}},
		{"without Redis", "configMap:\n  theme: dark\n", Helm, nil, nil, []string{"no-redis"}, []string{"leaves Redis out"}},
	})
}
