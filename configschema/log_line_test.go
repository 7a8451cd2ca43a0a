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

// It is where a number belongs, too, where Authelia's own error tells of the type alone.
func TestPastedForANumber(t *testing.T) {
	for key, value := range map[string]string{
		"session.redis.port":                       `time="2025-11-25T08:00:00Z" level=fatal msg="redis connection error: NOAUTH Authentication required."`,
		"session.redis.database_index":             "redis connection error: NOAUTH Authentication required.",
		"session.redis.tls.skip_verify":            "NOAUTH Authentication required. on redis",
		"session.redis.maximum_active_connections": "1:M 25 Nov 2026 08:00:00.123 # NOAUTH Authentication required.",
	} {
		for _, authelia := range []string{"4.38.8", "4.39"} {
			r := evaluate(t, Input{Authelia: authelia, Values: Values{"session.redis.host": "redis", key: value}})
			p := r.Problems[0]
			if r.OK || p.Key != key || p.Severity != causes.Error || !strings.Contains(p.Hint, "a line of a log, which says") || strings.Contains(p.Hint, value) {
				t.Errorf("%s: %+v", key, r.Problems)
			}
		}
	}
}

// A URL is known in every option, and its parts go where they belong.
func TestPastedURL(t *testing.T) {
	const url = "rediss://authelia:p%40ss-word@redis.example.com:6380/2"
	for _, key := range []string{"session.redis.port", "session.redis.password", "session.redis.username", "session.redis.database_index"} {
		r := evaluate(t, Input{Values: Values{key: url}})
		var found *causes.Problem
		for i, p := range r.Problems {
			if p.Key == key && strings.Contains(p.Hint, "takes no URL") {
				found = &r.Problems[i]
			}
			if strings.Contains(p.Message+p.Hint, "ss-word") && p.Code != "not-a-number" { // which are Authelia's own words
				t.Errorf("%s: %+v", key, p)
			}
		}
		if found == nil || found.Fix == nil {
			t.Errorf("%s: %+v", key, r.Problems)
			continue
		}
		values := Values{key: url}
		for k, v := range found.Fix.Set {
			values[k] = v
		}
		for k, want := range map[string]string{"host": "redis.example.com", "port": "6380", "username": "authelia", "password": "p@ss-word", "database_index": "2", "tls.minimum_version": "TLS1.2"} {
			if got := values["session.redis."+k]; got != want {
				t.Errorf("%s: %s is %q", key, k, got)
			}
		}
		if again := evaluate(t, Input{Values: values}); !again.OK {
			t.Errorf("%s: %+v", key, again.Problems)
		}
		values = Values{"session.redis.host": "other", key: url}
		for _, p := range evaluate(t, Input{Values: values}).Problems {
			if p.Key == key && p.Fix != nil { // which host is meant, nobody knows
				t.Errorf("%s: %+v", key, p)
			}
		}
	}
}
