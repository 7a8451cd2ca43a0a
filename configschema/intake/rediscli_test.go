package intake

import "testing"

func TestCommandLines(t *testing.T) {
	check(t, []sample{
		{"everything", "redis-cli -h redis.example.com -p 6380 --user authelia -a 's3cret pw' -n 2 --tls --sni redis.internal ping", CommandLine,
			values{keyHost: "redis.example.com", keyPort: "6380", keyUsername: "authelia", keyPassword: "s3cret pw", keyIndex: "2", keyServerName: "redis.internal"}, nil, nil, nil},
		{"nothing", "$ redis-cli ping", CommandLine, values{keyHost: "127.0.0.1", keyPort: "6379"}, nil, []string{"B02"}, []string{"127.0.0.1"}},
		{"password by variable", "REDISCLI_AUTH=secret redis-cli -h redis", CommandLine, values{keyHost: "redis", keyPort: "6379", keyPassword: "secret"}, nil, nil, nil},
		{"exported before", "export REDISCLI_AUTH=\"sec'ret\"\nredis-cli \\\n  -h redis \\\n  -p 70000\n", CommandLine, values{keyHost: "redis", keyPort: "70000", keyPassword: "sec'ret"}, nil, []string{"port-range"}, nil},
		{"password from outside", "redis-cli -h redis -a \"$REDIS_PASSWORD\"", CommandLine, values{keyHost: "redis", keyPort: "6379"}, []string{keyPassword}, nil, []string{"not in the text"}},
		{"asked for", "redis-cli -h redis --user u --askpass", CommandLine, values{keyHost: "redis", keyPort: "6379", keyUsername: "u"}, []string{keyPassword}, nil, []string{"not in the text"}},
		{"socket", "redis-cli -s /run/redis/redis.sock -n 1", CommandLine, values{keyHost: "/run/redis/redis.sock", keyIndex: "1"}, nil, nil, nil},
		{"URL", "redis-cli -u rediss://u:p%40@redis:6380/1", CommandLine, values{keyHost: "redis", keyPort: "6380", keyUsername: "u", keyPassword: "p@", keyIndex: "1", keyMinVersion: "TLS1.2"}, nil, nil, nil},
		{"IPv6", "redis-cli -h fd00::1", CommandLine, values{keyHost: "[fd00::1]", keyPort: "6379"}, nil, nil, nil},
		{"TLS alone", "redis-cli -h redis --tls --cacert /ca.pem --cert c.pem --key k.pem", CommandLine, values{keyHost: "redis", keyPort: "6379", keyMinVersion: "TLS1.2"}, nil, nil, []string{"certificates_directory", "--cert", "--key"}},
		{"TLS unverified", "redis-cli -h redis --tls --insecure", CommandLine, values{keyHost: "redis", keyPort: "6379", keySkipVerify: "true"}, nil, []string{"C14"}, nil},
		{"in a container", "docker exec -it redis redis-cli -h redis -a p get x", CommandLine, values{keyHost: "redis", keyPort: "6379", keyPassword: "p"}, nil, nil, nil},
		{"sentinel", "redis-cli -h s0 -p 26379 -a pw sentinel get-master-addr-by-name mymaster", CommandLine,
			values{keyHost: "s0", keyPort: "26379", keySentinelName: "mymaster", keySentinelPassword: "pw"}, nil, []string{"D16", "D11"}, []string{"speaks to a sentinel"}},
		{"port of sentinels", "redis-cli -h s0 -p 26379 ping", CommandLine, values{keyHost: "s0", keyPort: "26379"}, nil, nil, []string{"26379"}},
		{"auth as a command", "redis-cli -h redis auth user secret", CommandLine, values{keyHost: "redis", keyPort: "6379", keyUsername: "user", keyPassword: "secret"}, nil, nil, nil},
		{"cluster", "redis-cli -c -h redis", CommandLine, values{keyHost: "redis", keyPort: "6379"}, nil, nil, []string{"Cluster"}},
		{"another one", "/usr/bin/valkey-cli -h a\nredis-cli -h b", CommandLine, values{keyHost: "a", keyPort: "6379"}, nil, nil, []string{"first command"}},
		{"missing value", "redis-cli -h", CommandLine, values{keyHost: "127.0.0.1", keyPort: "6379"}, nil, []string{"B02"}, []string{"127.0.0.1"}},
	})
}
