package upgrade

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
)

// A block is one of the configurations that real releases have judged.
type block struct {
	ID       string         `json:"id"`
	YAML     string         `json:"yaml"`
	Verdicts map[string]any `json:"verdicts"`
}

func readBlocks(t testing.TB) (blocks []block) {
	t.Helper()
	files, err := filepath.Glob("../testdata/conformance/*.jsonl")
	if err != nil || len(files) != 2 {
		t.Fatalf("conformance files: %v, %v", files, err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<20)
		for lines.Scan() {
			var b block
			if err := json.Unmarshal(lines.Bytes(), &b); err != nil {
				t.Fatal(err)
			}
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// Whatever starts by one version is rewritten into what starts by any other,
// and means the same; every difference that is Authelia's own is named.
func TestRewrittenConformance(t *testing.T) {
	pairs := 0
	for i, b := range readBlocks(t) {
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
				p, err := Make(from, to, configschema.Input{YAML: b.YAML})
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
	blocks := readBlocks(t)
	for i := 3; i < len(blocks); i += 40 {
		b := blocks[i]
		for _, from := range configschema.VersionChoices() {
			r, err := configschema.Evaluate(configschema.Input{Authelia: from, YAML: b.YAML})
			if err != nil || !r.OK || len(r.Values) == 0 {
				continue
			}
			for _, to := range configschema.VersionChoices() {
				for door, in := range map[string]configschema.Input{"file": {YAML: b.YAML}, "form": {Values: r.Values, Kind: r.Kind}} {
					p, err := Make(from, to, in)
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
	for i, b := range readBlocks(f) {
		if i%20 == 0 {
			f.Add("4.33", "4.39", b.YAML)
			f.Add("4.39", "4.29", b.YAML)
		}
	}
	f.Fuzz(func(t *testing.T, from, to, source string) {
		p, err := Make(from, to, configschema.Input{YAML: source})
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
		// 4.29 overlooks a section that nobody can complete; that is told.
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
		"sentinel": c.Kind == configschema.Sentinel, keyHost: c.Host, keyPort: c.Port, keyTimeout: c.Timeout, keyRetries: c.MaxRetries,
		keyUsername: c.Username, section + "password": c.Password, keyIndex: c.DatabaseIndex,
		section + "maximum_active_connections": c.MaximumActiveConnections, section + "minimum_idle_connections": c.MinimumIdleConnections,
		"tls": c.TLS != nil,
	}
	if c.Kind == configschema.Sentinel && c.Port == 0 {
		out[keyPort] = 26379
	}
	if tls := c.TLS; tls != nil {
		name := tls.ServerName
		if name == "" && c.Kind != configschema.Sentinel { // what is dialled
			name = strings.Trim(c.Host, "[]")
		}
		out[keyServerName], out[tlsSection+"skip_verify"] = name, tls.SkipVerify
		out[keyMinVersion], out[keyMaxVersion] = tls.MinimumVersion, tls.MaximumVersion
		out[keyPrivateKey], out[keyChain] = tls.PrivateKey, tls.CertificateChain
	}
	if ha := c.HighAvailability; ha != nil {
		nodes := ""
		for _, n := range ha.Nodes {
			nodes += n.Host + ":" + itoa(n.Port) + " "
		}
		out["nodes"] = nodes
		out[sentinelSection+"sentinel_name"], out[sentinelSection+"sentinel_password"] = ha.SentinelName, ha.SentinelPassword
		out[keySentinelUser] = ha.SentinelUsername
		out[keyRouteLatency], out[keyRouteRandomly] = ha.RouteByLatency, ha.RouteRandomly
	}
	return out
}
