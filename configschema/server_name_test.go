package configschema

import (
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
)

// Authelia starts with any server name, so one that no certificate carries is a
// warning, and the others are none.
func TestServerNameOfNoCertificate(t *testing.T) {
	for name, warned := range map[string]bool{
		"r\nflush_all": true, "a b": true, "rédis.example": true, "r\x00": true, "r/s": true, "  ": true,
		"": false, "redis": false, "redis_1.example.com": false, "10.0.0.1": false, "fd00::1": false, "*.example.com": false,
	} {
		result, err := Evaluate(Input{Authelia: "4.39", Values: authelia.Values{authelia.KeyHost: "r", authelia.KeyServerName: name, authelia.KeyMinVersion: "TLS1.2"}})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, problem := range result.Problems {
			found = found || problem.Key == authelia.KeyServerName && problem.Code == "host-name" && problem.Severity == causes.Warning
		}
		if found != warned || !result.OK {
			t.Errorf("%q: warned %t, want %t; ok %t: %v", name, found, warned, result.OK, result.Problems)
		}
	}
}
