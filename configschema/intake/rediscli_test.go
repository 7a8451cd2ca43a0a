package intake

import (
	"testing"

	"redis-wizard/configschema"
)

func TestCommandLines(t *testing.T) {
	check(t, []sample{
		{"everything", "redis-cli -h redis.example.com -p 6380 --user authelia -a 's3cret pw' -n 2 --tls --sni redis.internal ping", CommandLine,
			values{configschema.KeyHost: "redis.example.com", configschema.KeyPort: "6380", configschema.KeyUsername: "authelia", configschema.KeyPassword: "s3cret pw", configschema.KeyIndex: "2", configschema.KeyServerName: "redis.internal"}, nil, nil, nil},
		{"nothing", "$ redis-cli ping", CommandLine, values{configschema.KeyHost: "127.0.0.1", configschema.KeyPort: "6379"}, nil, []string{"B02"}, []string{"127.0.0.1"}},
		{"password by variable", "REDISCLI_AUTH=secret redis-cli -h redis", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6379", configschema.KeyPassword: "secret"}, nil, nil, nil},
		{"exported before", "export REDISCLI_AUTH=\"sec'ret\"\nredis-cli \\\n  -h redis \\\n  -p 70000\n", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "70000", configschema.KeyPassword: "sec'ret"}, nil, []string{"port-range"}, nil},
		{"password from outside", "redis-cli -h redis -a \"$REDIS_PASSWORD\"", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6379"}, []string{configschema.KeyPassword}, nil, []string{"not in the text"}},
		{"asked for", "redis-cli -h redis --user u --askpass", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6379", configschema.KeyUsername: "u"}, []string{configschema.KeyPassword}, nil, []string{"not in the text"}},
		{"socket", "redis-cli -s /run/redis/redis.sock -n 1", CommandLine, values{configschema.KeyHost: "/run/redis/redis.sock", configschema.KeyIndex: "1"}, nil, nil, nil},
		{"URL", "redis-cli -u rediss://u:p%40@redis:6380/1", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6380", configschema.KeyUsername: "u", configschema.KeyPassword: "p@", configschema.KeyIndex: "1", configschema.KeyMinVersion: "TLS1.2"}, nil, nil, nil},
		{"IPv6", "redis-cli -h fd00::1", CommandLine, values{configschema.KeyHost: "[fd00::1]", configschema.KeyPort: "6379"}, nil, nil, nil},
		{"TLS alone", "redis-cli -h redis --tls --cacert /ca.pem --cert c.pem --key k.pem", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6379", configschema.KeyMinVersion: "TLS1.2"}, nil, nil, []string{"certificates_directory", "--cert", "--key"}},
		{"TLS unverified", "redis-cli -h redis --tls --insecure", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6379", configschema.KeySkipVerify: "true"}, nil, []string{"C14"}, nil},
		{"in a container", "docker exec -it redis redis-cli -h redis -a p get x", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6379", configschema.KeyPassword: "p"}, nil, nil, nil},
		{"sentinel", "redis-cli -h s0 -p 26379 -a pw sentinel get-master-addr-by-name mymaster", CommandLine,
			values{configschema.KeyHost: "s0", configschema.KeyPort: "26379", configschema.KeySentinelName: "mymaster", configschema.KeySentinelPassword: "pw"}, nil, []string{"D16", "D11"}, []string{"speaks to a sentinel"}},
		{"port of sentinels", "redis-cli -h s0 -p 26379 ping", CommandLine, values{configschema.KeyHost: "s0", configschema.KeyPort: "26379"}, nil, nil, []string{"26379"}},
		{"auth as a command", "redis-cli -h redis auth user secret", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6379", configschema.KeyUsername: "user", configschema.KeyPassword: "secret"}, nil, nil, nil},
		{"cluster", "redis-cli -c -h redis", CommandLine, values{configschema.KeyHost: "redis", configschema.KeyPort: "6379"}, nil, nil, []string{"Cluster"}},
		{"another one", "/usr/bin/valkey-cli -h a\nredis-cli -h b", CommandLine, values{configschema.KeyHost: "a", configschema.KeyPort: "6379"}, nil, nil, []string{"first command"}},
		{"missing value", "redis-cli -h", CommandLine, values{configschema.KeyHost: "127.0.0.1", configschema.KeyPort: "6379"}, nil, []string{"B02"}, []string{"127.0.0.1"}},
	})
}
