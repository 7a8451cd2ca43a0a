package configschema

import (
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
)

// A line of a log that was pasted into an option is known as one, and explained.
func TestLogLine(t *testing.T) {
	for key, value := range map[string]string{
		"session.redis.host":                            "dial tcp: lookup redis on 127.0.0.11:53: no such host",
		"session.redis.username":                        `time="2025-11-25T08:00:00Z" level=fatal msg="redis connection error: NOAUTH Authentication required."`,
		"session.redis.password":                        "WRONGPASS invalid username-password pair or user is disabled.",
		"session.redis.high_availability.nodes.0.host":  "redis: all sentinels specified in configuration are unreachable: redis: nil",
		"session.redis.high_availability.sentinel_name": "1:X 25 Nov 2026 08:00:00.123 # +sdown master mymaster 10.0.0.5 6379",
	} {
		values := Values{"session.redis.host": "redis", "session.redis.password": "p"}
		values[key] = value
		if strings.Contains(key, "high") {
			values = Values{"session.redis.high_availability.sentinel_name": "m", "session.redis.high_availability.nodes.0.host": "a", key: value}
		}
		r := evaluate(t, Input{Values: values})
		var found []causes.Problem
		for _, p := range r.Problems {
			if p.Key == key && p.Severity != causes.Info {
				found = append(found, p)
			}
		}
		if len(found) != 1 || found[0].Code != "log-line" || found[0].Severity != causes.Warning || strings.Contains(found[0].Message+found[0].Hint, value) {
			t.Errorf("%s: %+v", key, found)
		}
	}
	// Words alone are values.
	for _, value := range []string{"NOAUTH", "WRONGPASS", "a pass phrase with no such host in mind", "EOF"} {
		for _, p := range evaluate(t, Input{Values: Values{"session.redis.host": "redis", "session.redis.password": value}}).Problems {
			if p.Code == "log-line" {
				t.Errorf("%q: %s", value, p.Message)
			}
		}
	}
}
