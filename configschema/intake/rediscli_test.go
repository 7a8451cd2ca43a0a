package intake

import (
	"testing"

	"redis-wizard/configschema/authelia"
)

func TestCommandLines(t *testing.T) {
	check(t, []sample{
		{"everything", "redis-cli -h redis.example.com -p 6380 --user authelia -a 's3cret pw' -n 2 --tls --sni redis.internal ping", CommandLine,
			values{authelia.KeyHost: "redis.example.com", authelia.KeyPort: "6380", authelia.KeyUsername: "authelia", authelia.KeyPassword: "s3cret pw", authelia.KeyIndex: "2", authelia.KeyServerName: "redis.internal"}, nil, nil, nil},
		{"nothing", "$ redis-cli ping", CommandLine, values{authelia.KeyHost: "127.0.0.1", authelia.KeyPort: "6379"}, nil, []string{"B02"}, []string{"127.0.0.1"}},
		{"password by variable", "REDISCLI_AUTH=secret redis-cli -h redis", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "secret"}, nil, nil, nil},
		{"exported before", "export REDISCLI_AUTH=\"sec'ret\"\nredis-cli \\\n  -h redis \\\n  -p 70000\n", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "70000", authelia.KeyPassword: "sec'ret"}, nil, []string{"port-range"}, nil},
		{"password from outside", "redis-cli -h redis -a \"$REDIS_PASSWORD\"", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}, []string{authelia.KeyPassword}, nil, []string{"not in the text"}},
		{"asked for", "redis-cli -h redis --user u --askpass", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyUsername: "u"}, []string{authelia.KeyPassword}, nil, []string{"not in the text"}},
		{"socket", "redis-cli -s /run/redis/redis.sock -n 1", CommandLine, values{authelia.KeyHost: "/run/redis/redis.sock", authelia.KeyIndex: "1"}, nil, nil, nil},
		{"URL", "redis-cli -u rediss://u:p%40@redis:6380/1", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6380", authelia.KeyUsername: "u", authelia.KeyPassword: "p@", authelia.KeyIndex: "1", authelia.KeyMinVersion: "TLS1.2"}, nil, nil, nil},
		{"IPv6", "redis-cli -h fd00::1", CommandLine, values{authelia.KeyHost: "[fd00::1]", authelia.KeyPort: "6379"}, nil, nil, nil},
		{"TLS alone", "redis-cli -h redis --tls --cacert /ca.pem --cert c.pem --key k.pem", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyMinVersion: "TLS1.2"}, nil, nil, []string{"certificates_directory", "--cert", "--key"}},
		{"TLS unverified", "redis-cli -h redis --tls --insecure", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeySkipVerify: "true"}, nil, []string{"C14"}, nil},
		{"in a container", "docker exec -it redis redis-cli -h redis -a p get x", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "p"}, nil, nil, nil},
		{"sentinel", "redis-cli -h s0 -p 26379 -a pw sentinel get-master-addr-by-name mymaster", CommandLine,
			values{authelia.KeyHost: "s0", authelia.KeyPort: "26379", authelia.KeySentinelName: "mymaster", authelia.KeySentinelPassword: "pw"}, nil, []string{"D16", "D11"}, []string{"speaks to a sentinel"}},
		{"port of sentinels", "redis-cli -h s0 -p 26379 ping", CommandLine, values{authelia.KeyHost: "s0", authelia.KeyPort: "26379"}, nil, nil, []string{"26379"}},
		{"auth as a command", "redis-cli -h redis auth user secret", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyUsername: "user", authelia.KeyPassword: "secret"}, nil, nil, nil},
		{"cluster", "redis-cli -c -h redis", CommandLine, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}, nil, nil, []string{"Cluster"}},
		{"another one", "/usr/bin/valkey-cli -h a\nredis-cli -h b", CommandLine, values{authelia.KeyHost: "a", authelia.KeyPort: "6379"}, nil, nil, []string{"first command"}},
		{"missing value", "redis-cli -h", CommandLine, values{authelia.KeyHost: "127.0.0.1", authelia.KeyPort: "6379"}, nil, []string{"B02"}, []string{"127.0.0.1"}},
	})
}
