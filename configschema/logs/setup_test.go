package logs

import (
	"context"
	"testing"

	"redis-wizard/configschema/authelia"
)

// What is known of the configuration ranks the causes, and neither adds nor drops any.
func TestSetupRanks(t *testing.T) {
	single := authelia.Values{authelia.KeyHost: "redis", authelia.KeyPassword: "hunter2"}
	for name, c := range map[string]struct {
		text  string
		setup Setup
		want  string
	}{
		"nothing is known":             {"NOAUTH Authentication required.", Setup{}, "1 A01 A10 A14"},
		"a password is set":            {"NOAUTH Authentication required.", Setup{Values: single}, "1 A14 A01 A10"},
		"no password is set":           {"NOAUTH Authentication required.", Setup{Values: authelia.Values{authelia.KeyHost: "redis"}}, "1 A01 A14 A10"},
		"no sentinels":                 {"WRONGPASS invalid username-password pair", Setup{Values: single}, "1 A03 A13 F07 A11 A10"},
		"a dollar sign":                {"WRONGPASS invalid username-password pair", Setup{Values: authelia.Values{authelia.KeyPassword: "a$b"}}, "1 F07 A03 A13 A11 A10"},
		"a blank that the check found": {"WRONGPASS invalid username-password pair", Setup{Values: single, Problems: []string{"A13"}}, "1 A13 A03 F07 A11 A10"},
		"without TLS":                  {"redis connection error: context deadline exceeded", Setup{Values: single}, "1 B03 silent C01"},
		"with TLS":                     {"redis connection error: EOF", Setup{Values: single, TLS: true}, "1 B16 E03 closed C02"},
		"announced by a sentinel": {"dial tcp 172.18.0.3:6379: i/o timeout",
			Setup{Sentinel: true, TLS: true, Values: authelia.Values{"session.redis.high_availability.nodes.0.host": "s1"}}, "1 D07 B03 C03"},
		"not announced": {"dial tcp 172.18.0.3:6379: i/o timeout",
			Setup{Sentinel: true, TLS: true, Values: authelia.Values{authelia.KeyHost: "172.18.0.3"}}, "1 B03 D07 C03"},
		"a release that says more":      {unreachable, Setup{Authelia: "4.39.20"}, "1 D01 A08 D05 D04 C08 D03"},
		"the release of the log itself": {"Authelia v4.38.1 is starting\n" + unreachable, Setup{Authelia: "4.39.20"}, "2 D03 D01 A08 D05 D04 C08"},
		"a password from a file": {"NOAUTH Authentication required.", Setup{Values: authelia.Values{authelia.KeyHost: "redis"},
			Elsewhere: []string{authelia.KeyPassword}}, "1 A14 A01 A10"},
	} {
		log, err := Explain(context.Background(), c.text, c.setup, nil)
		if got := told(log.Explanations); err != nil || got != c.want {
			t.Errorf("%s: got %q, want %q (%v)", name, got, c.want, err)
		}
	}
}
