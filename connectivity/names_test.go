package connectivity

import (
	"maps"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/redistest"
)

// laterRoot stands for a root that a later release may have, with one option for a
// whole address.
var laterRoot = &authelia.Root{Path: "store.redis", Names: authelia.Names{
	Root: "store.redis", Address: "store.redis.address", Username: "store.redis.user", Password: "store.redis.pass", Database: "store.redis.number",
	TLS: "store.redis.secure", MinVersion: "store.redis.secure.oldest",
}, Options: []authelia.Option{{Key: "store.redis.address"}, {Key: "store.redis.secure.oldest"}, {Key: "store.redis.secure.newest"}}}

func init() { authelia.Known = append(authelia.Known, laterRoot) }

// Findings and fixes call the options of a root as the root calls them.
func TestNamesOfAnotherRoot(t *testing.T) {
	t.Parallel()
	plain := redistest.Start(t, redistest.Options{})
	locked := redistest.Start(t, redistest.Options{Password: "some-password"})
	secure := redistest.Start(t, redistest.Options{TLS: &redistest.TLS{}})
	single := func(s *redistest.Server) Target { return Target{Mode: ModeSingle, Host: s.Host, Port: s.Port} }
	tooHigh, withTLS := single(plain), single(plain)
	tooHigh.Database, withTLS.TLS = 99, &TLS{}
	for name, test := range map[string]struct {
		target Target
		code   string
		says   string
		set    map[string]string
	}{
		"no password":              {single(locked), "A01", "store.redis.pass is not set", nil},
		"a space":                  {Target{Mode: ModeSingle, Host: " redis", Port: 6379}, "B07", "", map[string]string{"store.redis.address": "tcp://redis:6379"}},
		"TLS, which is not wanted": {withTLS, "C01", "store.redis has a tls section", map[string]string{"store.redis.secure": "", "store.redis.secure.oldest": "", "store.redis.secure.newest": ""}},
		"TLS, which is missing":    {single(secure), "C02", "", map[string]string{"store.redis.secure.oldest": "TLS1.2"}},
		"no such number":           {tooHigh, "E01", "", map[string]string{"store.redis.number": ""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.target.Names = laterRoot.Names
			report := try(t, test.target)
			fault := finding(t, report, test.code)
			if said := fault.Message + fault.Hint; !strings.Contains(said, test.says) || strings.Contains(said, authelia.SessionRedis) || !maps.Equal(setBy(fault.Fix), test.set) {
				t.Errorf("%s: %+v", test.code, fault)
			}
		})
	}
}

func setBy(fix *causes.Fix) map[string]string {
	if fix == nil {
		return nil
	}
	return fix.Set
}
