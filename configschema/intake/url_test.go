package intake

import (
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

type values = configschema.Values

func TestURLs(t *testing.T) {
	check(t, []sample{
		{"host", "redis://redis", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}, nil, nil, nil},
		{"fenced", "```\nredis://redis\n```", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}, nil, nil, nil},
		{"everything", "redis://authelia:s%40f%2Fe%25@redis.example.com:6380/3?timeout=10s\n", URL,
			values{authelia.KeyHost: "redis.example.com", authelia.KeyPort: "6380", authelia.KeyUsername: "authelia", authelia.KeyPassword: "s@f/e%", authelia.KeyIndex: "3", authelia.KeyTimeout: "10s"}, nil, nil, nil},
		{"password alone", "redis://:secret@redis:6379/0", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "secret", authelia.KeyIndex: "0"}, nil, nil, nil},
		{"TLS", "rediss://redis:6380", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6380", authelia.KeyMinVersion: "TLS1.2"}, nil, nil, nil},
		{"TLS unverified", "rediss://redis?skip_verify=true", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeySkipVerify: "true"}, nil, []string{"C14"}, nil},
		{"IPv6", "redis://[fd00::1]:6380", URL, values{authelia.KeyHost: "[fd00::1]", authelia.KeyPort: "6380"}, nil, nil, nil},
		{"IPv6 without port", "redis://u:p@[fd00::1]/1", URL, values{authelia.KeyHost: "[fd00::1]", authelia.KeyPort: "6379", authelia.KeyUsername: "u", authelia.KeyPassword: "p", authelia.KeyIndex: "1"}, nil, nil, nil},
		{"plain / and # in the password", "redis://:a/b#c@redis/1", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "a/b#c", authelia.KeyIndex: "1"}, nil, nil, nil},
		{"plain ? in the password", "redis://:a?b@redis?db=1", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "a?b", authelia.KeyIndex: "1"}, nil, nil, nil},
		{"@ in the password", "redis://:a@b@redis", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "a@b"}, nil, nil, nil},
		{"% in the password", "redis://:50%zz@redis", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "50%zz"}, nil, nil, []string{"%25"}},
		{"@ in a parameter", "redis://redis/0?password=a%40b", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyIndex: "0", authelia.KeyPassword: "a@b"}, nil, nil, nil},
		{"socket", "unix:///run/redis/redis.sock?db=1", URL, values{authelia.KeyHost: "/run/redis/redis.sock", authelia.KeyIndex: "1"}, nil, nil, nil},
		{"socket with a login", "unix://u:p@/run/redis.sock", URL, values{authelia.KeyHost: "/run/redis.sock", authelia.KeyUsername: "u", authelia.KeyPassword: "p"}, nil, nil, nil},
		{"socket of another program", "redis+socket:///run/redis.sock?database=2&password=secret", URL, values{authelia.KeyHost: "/run/redis.sock", authelia.KeyIndex: "2", authelia.KeyPassword: "secret"}, nil, nil, nil},
		{"socket with one slash", "unix:/run/redis.sock", URL, values{authelia.KeyHost: "/run/redis.sock"}, nil, nil, nil},
		{"variable", "# mine\nREDIS_URL=\"redis://redis:6379\"\n", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}, nil, nil, []string{"REDIS_URL"}},
		{"YAML", "redis_url: 'redis://redis:6379'\n", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}, nil, nil, []string{"redis_url"}},
		{"parameters", "redis://redis?pool_size=4&minIdleConns=0&max_retries=2&protocol=3&db=2", URL,
			values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyMaxActive: "4", authelia.KeyMinIdle: "0", authelia.KeyRetries: "2", authelia.KeyIndex: "2"}, nil, nil, []string{"'protocol'"}},
		{"index twice", "redis://redis/1?db=2", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyIndex: "2"}, nil, nil, []string{"twice"}},
		{"port out of range", "redis://redis:70000", URL, values{authelia.KeyHost: "redis", authelia.KeyPort: "70000"}, nil, []string{"port-range"}, nil},
		{"sentinel", "redis+sentinel://:secret@s0:26379,s1,s2:26380/mymaster/2", URL, values{authelia.KeyPassword: "secret", authelia.KeySentinelName: "mymaster", authelia.KeyIndex: "2",
			keyNodes + "0.host": "s0", keyNodes + "0.port": "26379", keyNodes + "1.host": "s1", keyNodes + "2.host": "s2", keyNodes + "2.port": "26380"}, nil, []string{"D16"}, []string{"sentinel_password"}},
		{"sentinel by fragment", "redis-sentinel://secret@s0,s1,s2/0#mymaster", URL, values{authelia.KeyPassword: "secret", authelia.KeySentinelName: "mymaster", authelia.KeyIndex: "0",
			keyNodes + "0.host": "s0", keyNodes + "1.host": "s1", keyNodes + "2.host": "s2"}, nil, []string{"D16"}, []string{"sentinel_password"}},
		{"sentinel by parameter", "redis://s0:26379?master_name=m&addr=s1:26379&addr=s2:26379", URL, values{authelia.KeySentinelName: "m",
			keyNodes + "0.host": "s0", keyNodes + "0.port": "26379", keyNodes + "1.host": "s1", keyNodes + "1.port": "26379", keyNodes + "2.host": "s2", keyNodes + "2.port": "26379"}, nil, []string{"D16"}, nil},
		{"several hosts", "redis://a:1,b:2,c:3", URL, values{keyNodes + "0.host": "a", keyNodes + "0.port": "1", keyNodes + "1.host": "b", keyNodes + "1.port": "2", keyNodes + "2.host": "c", keyNodes + "2.port": "3"},
			nil, []string{"sentinel-name-required", "D16"}, []string{"several hosts"}},
		{"several URLs", "redis://a\nredis://b\n", URL, values{authelia.KeyHost: "a", authelia.KeyPort: "6379"}, nil, nil, []string{"Only the first"}},
		{"other scheme", "valkeys://h:1", URL, values{authelia.KeyHost: "h", authelia.KeyPort: "1", authelia.KeyMinVersion: "TLS1.2"}, nil, nil, nil},
	})
}

// A parameter that is a piece of a password is not repeated.
func TestUnknownParameter(t *testing.T) {
	found, _ := Read(t.Context(), []configschema.File{{Text: "redis://redis?hun!ter2"}}, "", nil)
	if len(found.Notes) != 1 || strings.Contains(found.Notes[0], "ter2") {
		t.Errorf("%q", found.Notes)
	}
}
