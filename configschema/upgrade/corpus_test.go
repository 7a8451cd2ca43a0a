package upgrade

import (
	"encoding/json"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/conformance"
)

// Whatever starts by one version is rewritten into what starts by any other,
// and means the same; every difference that is Authelia's own is named.
func TestRewrittenConformance(t *testing.T) {
	pairs := 0
	for i, b := range conformance.Read(t, "../testdata/conformance") {
		if runtime.GOOS == "js" && i%10 != 0 { // WebAssembly takes ten times as long
			continue
		}
		for from := range b.Verdicts {
			for to := range b.Verdicts {
				if from == to {
					continue
				}
				if r, err := configschema.Evaluate(configschema.Input{Authelia: from, YAML: b.YAML}); err != nil || !r.OK {
					continue
				}
				p, err := Make(t.Context(), from, to, configschema.Input{YAML: b.YAML})
				if err != nil {
					t.Fatalf("%s %s to %s: %v", b.ID, from, to, err)
				}
				pairs++
				checkPlan(t, b.ID+" "+from+" to "+to, b.YAML, p)
			}
		}
	}
	if pairs < 10_000 && runtime.GOOS != "js" {
		t.Errorf("only %d plans", pairs)
	}
	t.Logf("%d plans", pairs)
}

// The same between the patch releases around which something changed, from the
// file and from the form, for some of the configurations.
func TestRewrittenMilestones(t *testing.T) {
	blocks := conformance.Read(t, "../testdata/conformance")
	for i := 3; i < len(blocks); i += 40 {
		b := blocks[i]
		for _, from := range authelia.VersionChoices() {
			r, err := configschema.Evaluate(configschema.Input{Authelia: from, YAML: b.YAML})
			if err != nil || !r.OK || len(r.Values) == 0 {
				continue
			}
			for _, to := range authelia.VersionChoices() {
				for door, in := range map[string]configschema.Input{"file": {YAML: b.YAML}, "form": {Values: r.Values, Kind: r.Kind}} {
					p, err := Make(t.Context(), from, to, in)
					if err != nil {
						t.Fatalf("%s %s %s to %s: %v", b.ID, door, from, to, err)
					}
					if p.Before.OK {
						checkPlan(t, b.ID+" "+door+" "+from+" to "+to, b.YAML, p)
					}
				}
			}
		}
	}
}

// No text makes a plan panic, and what starts never comes out refused without a
// word.
func FuzzMake(f *testing.F) {
	for i, b := range conformance.Read(f, "../testdata/conformance") {
		if i%20 == 0 {
			f.Add("4.33", "4.39", b.YAML)
			f.Add("4.39", "4.29", b.YAML)
		}
	}
	f.Fuzz(func(t *testing.T, from, to, source string) {
		p, err := Make(t.Context(), from, to, configschema.Input{YAML: source})
		if err == nil && p.Before.OK && len(p.Before.Values) > 0 {
			checkPlan(t, from+" to "+to, source, p)
		}
	})
}

func checkPlan(t *testing.T, label, source string, p Plan) {
	t.Helper()
	tell := func(format string, args ...any) {
		t.Helper()
		text, _ := json.MarshalIndent(p, "", " ")
		t.Errorf("%s: "+format+"\n%s\n%s", append(append([]any{label}, args...), source, text)...)
	}
	named := func(key string) bool {
		return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Key == key && s.Kind != Available })
	}
	ignored := slices.ContainsFunc(p.Before.Problems, func(q configschema.Problem) bool { return q.Code == "E09" })
	if !p.Rewritten.OK {
		// 4.29 overlooks a section that nobody can complete; that is reported.
		if !ignored || !slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Kind == Breaks }) {
			tell("the rewritten configuration is refused: %s", p.Rewritten.JSON())
		}
		return
	}
	if p.After.OK == p.Breaks() {
		tell("ok as it stands is %v, but breaks is %v", p.After.OK, p.Breaks())
	}
	for key, value := range p.Before.Values {
		if p.Values[key] != value && !named(key) {
			tell("%s was changed without a word", key)
		}
	}
	for _, s := range p.Steps {
		if s.Title == "" || s.Text == "" || s.Since == "" || strings.Contains(s.Text, "{name}") {
			tell("an unfinished step: %+v", s)
		}
	}
	if ignored { // it was no Redis, and is one now
		return
	}
	was, is := meaning(p.Before.Config()), meaning(p.Rewritten.Config())
	for key, value := range was {
		if is[key] != value && !named(key) {
			tell("%s means %v instead of %v, and no step says so", key, is[key], value)
		}
	}
	if (was == nil) != (is == nil) {
		tell("configured: %v, rewritten: %v", was != nil, is != nil)
	}
}

// meaning is what Authelia would do, by the option that decides on it.
func meaning(c *configschema.Config) map[string]any {
	if c == nil {
		return nil
	}
	out := map[string]any{
		"sentinel": c.Kind == configschema.Sentinel, authelia.KeyHost: c.Host, authelia.KeyPort: c.Port, authelia.KeyTimeout: c.Timeout, authelia.KeyRetries: c.MaxRetries,
		authelia.KeyUsername: c.Username, authelia.Prefix + "password": c.Password, authelia.KeyIndex: c.DatabaseIndex,
		authelia.Prefix + "maximum_active_connections": c.MaximumActiveConnections, authelia.Prefix + "minimum_idle_connections": c.MinimumIdleConnections,
		"tls": c.TLS != nil,
	}
	if c.Kind == configschema.Sentinel && c.Port == 0 {
		out[authelia.KeyPort] = 26379
	}
	if tls := c.TLS; tls != nil {
		name := tls.ServerName
		if name == "" && c.Kind != configschema.Sentinel { // what is dialled
			name = strings.Trim(c.Host, "[]")
		}
		out[authelia.KeyServerName], out[authelia.TLSPrefix+"skip_verify"] = name, tls.SkipVerify
		out[authelia.KeyMinVersion], out[authelia.KeyMaxVersion] = tls.MinimumVersion, tls.MaximumVersion
		out[authelia.KeyPrivateKey], out[authelia.KeyChain] = tls.PrivateKey, tls.CertificateChain
	}
	if ha := c.HighAvailability; ha != nil {
		nodes := ""
		for _, n := range ha.Nodes {
			nodes += n.Host + ":" + strconv.Itoa(n.Port) + " "
		}
		out["nodes"] = nodes
		out[authelia.HAPrefix+"sentinel_name"], out[authelia.HAPrefix+"sentinel_password"] = ha.SentinelName, ha.SentinelPassword
		out[authelia.KeySentinelUsername] = ha.SentinelUsername
		out[authelia.KeyRouteLatency], out[authelia.KeyRouteRandomly] = ha.RouteByLatency, ha.RouteRandomly
	}
	return out
}
