package merge

import (
	"errors"
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/conformance"
	"redis-wizard/configschema/effective"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/internal/yamltree"
)

// mergeFaults tells what is wrong with a merge; the text is empty when nothing
// is. The second result is the file, as far as there is one.
func mergeFaults(source string, in configschema.Input) (fault, out string) {
	out, err := File(source, in)
	if err != nil {
		var refused *Error
		if !errors.As(err, &refused) || refused.reason.Text == "" {
			return "the error is no MergeError: " + err.Error(), ""
		}
		return "", ""
	}
	v, _ := authelia.ParseVersion(in.Authelia)
	if fault := outsideFault(v, source, out); fault != "" {
		return fault, out
	}
	want, _ := configschema.Evaluate(configschema.Input{Authelia: in.Authelia, Kind: in.Kind, TLS: in.TLS, Values: in.Values})
	got, err := configschema.Evaluate(configschema.Input{Authelia: in.Authelia, YAML: out})
	if err != nil {
		return err.Error(), out
	}
	values := in.Counted(form.Clean(in.Values))
	for key := range values {
		if !strings.HasPrefix(key, authelia.Prefix) {
			delete(values, key)
		}
	}
	before, _ := configschema.Evaluate(configschema.Input{Authelia: in.Authelia, YAML: source})
	if len(values) > 0 {
		for key := range before.Values { // what is no option is no business of the form
			_, decided := in.Values[key]
			if _, known := authelia.OptionOf(key); !known && !decided && !inGoneSection(key, values) {
				if value, kept := got.Values[key]; kept || !isRow(key) {
					values[key] = value
				}
			}
		}
	}
	kind := want.Kind
	if diff := cmp.Diff(renumbered(form.Differing(values, v, kind)), renumbered(form.Differing(got.Values, v, kind))); diff != "" && !sameButKept(diff, values, got.Values, v, kind) {
		return "values (-wanted +merged):\n" + diff, out
	}
	if fault := commentFault(source, out, in.Authelia, got.Values); fault != "" {
		return fault, out
	}
	if again, err := File(out, in); err != nil || again != out {
		return fmt.Sprintf("a second merge changes the file: %v\n%s", err, again), out
	}
	if a, b := want.Config(), got.Config(); a != nil && b != nil && want.Kind == got.Kind {
		if a.Kind == authelia.Sentinel || a.Host == "" { // it is among the nodes, or the port of nothing
			a.Port, b.Port = 0, 0
		}
		if diff := cmp.Diff(a, b, cmpopts.IgnoreFields(effective.Config{}, "CertificatesDirectory"), cmpopts.IgnoreFields(effective.Node{}, "Key"), cmp.Comparer(samePEM)); diff != "" {
			return "what Authelia works with (-wanted +merged):\n" + diff, out
		}
	}
	return "", out
}

// inGoneSection tells whether a key is in a section that goes as a whole.
func inGoneSection(key string, values authelia.Values) bool {
	for _, section := range []string{authelia.TLSPrefix, authelia.HAPrefix} {
		if strings.HasPrefix(key, section) && !form.HasPrefix(values, section) {
			return true
		}
	}
	return false
}

// commentFault checks that no comment with a line of its own is lost when
// options are changed or added, and none goes.
func commentFault(source, out, version string, got authelia.Values) string {
	before, _ := configschema.Evaluate(configschema.Input{Authelia: version, YAML: source})
	for key := range before.Values {
		if _, stays := got[key]; !stays {
			return ""
		}
	}
	if strings.ContainsAny(source, "{*?|<&") || strings.Contains(source, "- port:") { // those may be written anew as a whole
		return ""
	}
	for _, line := range strings.Split(source, "\n") {
		if strings.HasPrefix(strings.TrimLeft(line, " "), "#") && strings.Count(out, line) < strings.Count(source, line) {
			return "the comment is lost: " + line
		}
	}
	return ""
}

func samePEM(a, b string) bool {
	return a == b || strings.HasPrefix(a, "-----") && strings.TrimRight(a, "\n") == strings.TrimRight(b, "\n")
}

// sameButKept allows what differing cannot know: which option of a section
// keeps it alive, and an option that the file says explicitly.
func sameButKept(_ string, want, got authelia.Values, v authelia.Version, kind authelia.Kind) bool {
	plain := func(values authelia.Values) authelia.Values {
		out := authelia.Values{}
		for key, value := range renumbered(values) {
			f, ok := authelia.OptionOf(key)
			if strings.HasPrefix(key, authelia.TLSPrefix) {
				out["tls"] = "on"
			}
			if f.Type == authelia.PEM {
				value = strings.TrimRight(value, "\n")
			}
			isNone := key == authelia.KeyPort && kind == authelia.Socket && value == "0"
			if !isNone && (!ok || !f.In(v) || !form.IsDefault(f, value, v, kind)) {
				out[key] = value
			}
		}
		return out
	}
	return cmp.Equal(plain(want), plain(got))
}

// renumbered closes the gaps between node rows.
func renumbered(values authelia.Values) authelia.Values {
	out := authelia.Values{}
	for key, value := range values {
		if !isRow(key) {
			out[key] = value
		}
	}
	rows, _ := form.RowsOf(values, authelia.KeyNodes)
	for i, r := range rows {
		for key, value := range values {
			if name, ok := strings.CutPrefix(key, fmt.Sprintf("%s.%d.", authelia.KeyNodes, r)); ok {
				out[fmt.Sprintf("%s.%d.%s", authelia.KeyNodes, i, name)] = value
			}
		}
	}
	return out
}

// outsideFault checks that a merge touched session.redis alone.
func outsideFault(v authelia.Version, source, out string) string {
	start, end, scattered, found := sectionIn(source, v)
	_, _, _, still := sectionIn(out, v)
	head, tail := 0, 0
	for head < len(source) && head < len(out) && source[head] == out[head] {
		head++
	}
	for tail < len(source) && tail < len(out) && source[len(source)-1-tail] == out[len(out)-1-tail] {
		tail++
	}
	switch {
	case source == out || scattered:
	case found && still:
		if len(out) < start+len(source)-end || source[:start] != out[:start] || !strings.HasSuffix(out, source[end:]) {
			return "bytes outside the section changed"
		}
	case found: // taken out; between braces, with its comma
		whole := max(0, start-2) == start || source[start-1] == '\n' || source[start-1] == '\r'
		if whole {
			middle, ok := strings.CutPrefix(out, source[:start])
			if middle, is := strings.CutSuffix(middle, source[end:]); ok && is && strings.Trim(middle, "{}\r\n") == "" {
				return ""
			}
		}
		if whole || head+tail < len(out) {
			return "more than the section went"
		}
	case head+tail < len(source): // put in; a null makes room for it
		for _, null := range []string{" null", " ~", " Null", " NULL"} {
			if before, after, ok := strings.Cut(source, null); ok && strings.HasPrefix(out, before) && strings.HasSuffix(out, after[nextBreak(after):]) {
				return ""
			}
		}
		return fmt.Sprintf("bytes changed where the section was put in: %q", source[head:len(source)-tail])
	}
	return ""
}

// unchangedFault merges the very values of a file.
func unchangedFault(version, source string) string {
	r, err := configschema.Evaluate(configschema.Input{Authelia: version, YAML: source})
	if err != nil {
		return ""
	}
	tls := configschema.Off
	if r.TLS {
		tls = configschema.On
	}
	inputs := []configschema.Input{{Authelia: version, Values: r.Values}}
	asShown := configschema.Input{Authelia: version, Values: r.Values, Kind: r.Kind, TLS: tls}
	if r.OK && len(r.Values) > 0 && len(asShown.Counted(r.Values)) == len(r.Values) {
		inputs = append(inputs, asShown)
	}
	for _, in := range inputs {
		out, err := File(source, in)
		var refused *Error
		if errors.As(err, &refused) && parseFails(version, source) {
			continue
		}
		if err != nil {
			return err.Error()
		}
		if s, err := readForMerge(nil, configschema.File{Text: source}, version, mustParse(version)); err == nil && s.isRefused(target{}) {
			if again, err := File(out, in); err != nil || again != out {
				return fmt.Sprintf("merging again changes it again:\n%s", again)
			}
			continue
		}
		if out != source {
			return fmt.Sprintf("kind %q: merging what the file says changes it:\n%s", in.Kind, out)
		}
	}
	return ""
}

func mustParse(version string) authelia.Version {
	v, err := authelia.ParseVersion(version)
	if err != nil {
		panic(err)
	}
	return v
}

func parseFails(version, source string) bool {
	d, err := yamltree.Parse(nil, source, mustParse(version))
	return yamltree.FirstInvalid(source) >= 0 || err != nil || len(d.Problems) > 0
}

// A composer puts files together from pieces that real ones have, and changes
// values the way people do.
type composer struct{ *rand.Rand }

func (c composer) pick(choices ...string) string { return choices[c.Intn(len(choices))] }

func (c composer) maybe(percent int) bool { return c.Intn(100) < percent }

func (c composer) source() string {
	var b strings.Builder
	line := func(indent int, text string) {
		b.WriteString(strings.Repeat(" ", indent) + text + c.comment() + "\n")
	}
	note := func(indent int) {
		if c.maybe(20) {
			b.WriteString(strings.Repeat(" ", indent) + c.pick("# a note", "# port: 6379", "#", "# tab\there", "# sché 'ma", "") + "\n")
		}
	}
	if c.maybe(30) {
		b.WriteString(c.pick("---\n", "# Authelia\n---\n", "--- # start\n", "\n\n"))
	}
	if c.maybe(50) {
		b.WriteString(c.pick("server:\n  address: 'tcp://:9091'\n", "theme: dark # night\n", "x: &pw 's3cret'\n", "x: &d\n  host: shared\n  port: 6400\n", "log: {level: debug}\n",
			"definitions:\n  text: |\n    redis:\n      host: fake\n\n    session:\n"))
	}
	step := 2 + 2*c.Intn(2)
	base := step
	switch c.Intn(14) {
	case 5: // dots in keys, and capitals
		line(0, c.pick("session.redis.host: dotted", "session.redis:\n  host: dotted", "SESSION:\n  Redis:\n    HOST: loud\n    Port: 6380", "session:\n  redis.host: half\n  redis.tls.skip_verify: true"))
		line(0, c.pick("session.redis.tls.skip_verify: true", "y: 1", "y: 1"))
	case 6: // through aliases and merge keys
		b.WriteString(c.pick("r: &shared\n  host: aliased\n  tls: {skip_verify: true}\nsession:\n  redis: *shared # all of it\n",
			"t: &t\n  skip_verify: true\nsession:\n  redis:\n    host: x\n    tls: *t\n", "m: &m\n  host: merged\n  username: m\n  tls: {skip_verify: true}\nsession:\n  redis:\n    <<: *m\n    port: 6379\n",
			"session:\n  redis:\n    password: &p x\n    host: redis\nnotifier:\n  smtp:\n    password: *p\n", "session:\n  redis: &r\n    host: a\n    high_availability:\n      sentinel_name: &n m\n      nodes: [&n1 {host: a}, *n1]\n    username: *n\n"))
	case 0:
	case 1:
		line(0, c.pick("session:", "session: ~", "session: null", "session: {}"))
	case 2:
		line(0, c.pick("session: {secret: x, redis: {host: a, port: 6379}}", "session: {redis: {host: 'a', tls: {skip_verify: true}}, secret: x}",
			"session:\n  redis: {\n    host: a, # first\n    port: 6379,\n    high_availability: {sentinel_name: m, nodes: [{host: a}, {host: b, port: 1}]}\n  }",
			"session:\n  redis: {host: a,\n          port: 6380 # c\n          }"))
	case 3:
		line(0, "session:")
		line(base, "secret: 'x'")
		line(base, "# redis:\n"+strings.Repeat(" ", base)+"#   host: commented")
	case 4:
		line(0, "session:")
		line(base, c.pick("redis:", "redis: ~", "redis: {}"))
	default:
		fragment := c.maybe(10) && !strings.Contains(b.String(), ":")
		if fragment {
			base = 0
		} else {
			line(0, c.pick("session:", "session:", "'session':"))
			if c.maybe(60) {
				line(base, c.pick("secret: 'a: b'", "name: authelia_session", "cookies:\n"+strings.Repeat(" ", base)+"- domain: x.org\n"+strings.Repeat(" ", base)+"  authelia_url: 'https://x'", "secret: \"q # no comment\""))
			}
		}
		note(base)
		line(base, c.pick("redis:", "redis:", "redis:", "\"redis\":", "redis: &r"))
		c.redis(base, step, line, note)
		note(base)
		if !fragment && c.maybe(50) {
			line(base, c.pick("expiration: 1h", "remember_me: '1M'", "inactivity: >-\n"+strings.Repeat(" ", base+2)+"5m"))
		}
	}
	if c.maybe(50) {
		b.WriteString(c.pick("storage:\n  local:\n    path: /config/db.sqlite3\n", "\n# the end\n", "notifier: {filesystem: {filename: /x}}\n", "...\n", "---\nsession:\n  redis:\n    host: other\n", "   # odd\n\n"))
	}
	out := b.String()
	switch c.Intn(8) {
	case 0:
		out = strings.ReplaceAll(out, "\n", "\r\n")
	case 1:
		out = strings.Replace(out, "\n", "\r\n", c.Intn(5))
	case 2:
		out = yamledit.ByteOrderMark + out
	}
	if c.maybe(15) {
		out = strings.TrimRight(out, "\r\n")
	}
	return out
}

func (c composer) comment() string {
	if c.maybe(75) {
		return ""
	}
	return c.pick(" # why", "\t# tab", "   ", " #", " # host: x", "\t")
}

func (c composer) redis(base, step int, line func(int, string), note func(int)) {
	in := base + step
	pad := strings.Repeat(" ", in+2)
	options := []string{
		c.pick("host: redis", "host: 'redis'", "host: \"re\\x64is\"", "'host': redis", "host: &h redis", "host: >-\n"+pad+"re\n"+pad+"dis", "host:\n"+pad+"redis", "host: !!str redis"),
		c.pick("port: 6379", "port: '6379'", "port: 0x18EB", "port: 7000", "port:"),
		c.pick("password: 'it''s'", "password: \"a\\\"b\"", "password: plain#hash", "password: *pw", "password: ''", "password: &q secret", "password: two\n"+pad+"words"),
		c.pick("username: authelia", "username: null", "database_index: 0", "database_index: 3", "maximum_active_connections: 8", "timeout: 5 seconds", "foo: bar", "tls.skip_verify: true", "<<: *d", "max_retries: -1"),
	}
	c.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
	for _, o := range options[:1+c.Intn(len(options))] {
		note(in)
		line(in, o)
	}
	if c.maybe(40) {
		line(in, "tls:")
		options := []string{"skip_verify: true", "minimum_version: TLS1.2", "server_name: redis.example.com",
			"private_key: |\n" + pad + "  -----BEGIN PRIVATE KEY-----\n" + pad + "  AAAA\n" + pad + "  -----END PRIVATE KEY-----", "certificate_chain: |+ # kept\n" + pad + "  -----BEGIN\n\n"}
		c.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
		for _, o := range options[:1+c.Intn(3)] {
			note(in + step)
			line(in+step, o)
		}
	}
	if c.maybe(40) {
		line(in, "high_availability:")
		if c.maybe(90) {
			line(in+step, c.pick("sentinel_name: mymaster", "sentinel_name: 'm'"))
		}
		if c.maybe(70) {
			line(in+step, "nodes:")
			dash := in + step + c.pick2(0, step)
			for range 1 + c.Intn(4) {
				note(dash)
				switch c.Intn(5) {
				case 0:
					line(dash, "- {host: "+c.pick("a", "b", "c")+", port: 26379}")
				case 1:
					line(dash, "- port: "+c.pick("26379", "5000"))
					line(dash+2, "host: "+c.pick("a", "b", "c"))
				case 2:
					line(dash, "-   host: "+c.pick("a", "b", "c"))
				case 3:
					line(dash, "-\n"+strings.Repeat(" ", dash+2)+"host: d")
				default:
					line(dash, "- host: "+c.pick("a", "b", "c"))
					note(dash + 2)
					line(dash+2, "port: "+c.pick("26379", "5000"))
				}
			}
		}
		if c.maybe(30) {
			line(in+step, c.pick("route_randomly: false", "sentinel_password: *q", "sentinel_password: x"))
		}
	}
}

func (c composer) pick2(a, b int) int {
	if c.maybe(50) {
		return a
	}
	return b
}

func (c composer) edit(version, source string) configschema.Input {
	r, _ := configschema.Evaluate(configschema.Input{Authelia: version, YAML: source})
	in := configschema.Input{Authelia: version, Values: authelia.Values{}}
	for key, value := range r.Values {
		in.Values[key] = value
	}
	const pem = "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----\n"
	texts := []string{"x", "redis.example.com", "it's", "a: b # c", "", "yes", "0123", "multi\nline", "[::1]", "/run/redis.sock", " lead", "{{ x }}", "\u00e9\u2028\t", "6379", "true"}
	for range c.Intn(5) {
		f := authelia.Options()[c.Intn(len(authelia.Options()))]
		key := strings.Replace(f.Key, "[]", "."+fmt.Sprint(c.Intn(4)), 1)
		switch {
		case f.Type == authelia.Number:
			in.Values[key] = c.pick("6379", "26379", "1", "0", "", "8", "abc")
		case f.Type == authelia.Boolean:
			in.Values[key] = c.pick("true", "false", "")
		case f.Type == authelia.TLSVersion:
			in.Values[key] = c.pick("TLS1.2", "TLS1.3", "")
		case f.Type == authelia.PEM:
			in.Values[key] = c.pick(pem, strings.ReplaceAll(pem, "\n", "\r\n"), strings.TrimSpace(pem), "")
		default:
			in.Values[key] = texts[c.Intn(len(texts))]
		}
	}
	drop := func(prefix string) {
		for key := range in.Values {
			if strings.HasPrefix(key, prefix) {
				delete(in.Values, key)
			}
		}
	}
	switch c.Intn(12) {
	case 0:
		drop(authelia.TLSPrefix)
	case 1:
		drop(authelia.HAPrefix)
	case 2:
		drop(authelia.Prefix)
	case 3:
		drop(authelia.KeyNodes + ".0.")
	case 4:
		in.Kind = authelia.Single
	case 5:
		in.Kind = authelia.Socket
	case 6:
		in.Kind = authelia.Sentinel
	case 7:
		in.TLS = configschema.On
	case 8:
		in.TLS = configschema.Off
	case 9:
		in.Kind, in.TLS = r.Kind, configschema.On
	}
	return in
}

// Files put together from real-looking pieces keep every byte outside
// session.redis, and mean what the form says, whatever is changed.
func TestMergeComposedFiles(t *testing.T) {
	versions := []string{"4.39", "4.39", "4.37", "4.34", "4.29"}
	merged, refused := 0, 0
	for seed := range int64(1200) {
		c := composer{rand.New(rand.NewSource(seed))}
		version, source := versions[c.Intn(len(versions))], c.source()
		if fault := unchangedFault(version, source); fault != "" {
			t.Fatalf("seed %d, %s: %s\nsource:\n%s", seed, version, fault, source)
		}
		in := c.edit(version, source)
		fault, out := mergeFaults(source, in)
		if fault != "" {
			t.Fatalf("seed %d: %s\nsource:\n%s\ninput: %q %q %q\nmerged:\n%s", seed, fault, source, in.Values, in.Kind, in.TLS, out)
		}
		if out == "" && source != "" {
			refused++
			if _, err := File(source, in); err != nil && !parseFails(version, source) {
				t.Logf("seed %d %s: %v\n%s\n%q %q", seed, version, err, source, in.Values, in.Kind)
			}
			continue
		}
		merged++
	}
	t.Logf("%d merged, %d refused", merged, refused)
	if merged < 4*refused {
		t.Errorf("only %d files of %d could be merged", merged, merged+refused)
	}
}

// The blocks with verdicts are a corpus here as well.
func TestMergeCorpus(t *testing.T) {
	for i, b := range conformance.Read(t, "../testdata/conformance") {
		for _, version := range []string{"4.39", []string{"4.37", "4.34", "4.29"}[i%3]} {
			if fault := unchangedFault(version, b.YAML); fault != "" {
				t.Errorf("%s %s: %s\nsource:\n%s", b.ID, version, fault, b.YAML)
			}
			c := composer{rand.New(rand.NewSource(int64(i)))}
			in := c.edit(version, b.YAML)
			if fault, out := mergeFaults(b.YAML, in); fault != "" {
				t.Errorf("%s %s: %s\nsource:\n%s\ninput: %q %q %q\nmerged:\n%s", b.ID, version, fault, b.YAML, in.Values, in.Kind, in.TLS, out)
			}
		}
	}
}

func nextBreak(s string) int { return strings.IndexAny(s+"\n", "\r\n\u0085\u2028\u2029") }

// Any text at all, merged with any values: no panic, no byte outside
// session.redis touched, the values as wanted; and the identity when nothing is
// new.
func FuzzMerge(f *testing.F) {
	for i, b := range conformance.Read(f, "../testdata/conformance")[:150] {
		f.Add("4.39", b.YAML, int64(i))
	}
	for seed := range int64(150) {
		c := composer{rand.New(rand.NewSource(seed))}
		f.Add(c.pick("4.39", "4.37", "4.34", "4.29"), c.source(), seed)
	}
	f.Fuzz(func(t *testing.T, version, source string, seed int64) {
		if _, err := authelia.ParseVersion(version); err != nil || len(source) > 1<<14 {
			return
		}
		if fault := unchangedFault(version, source); fault != "" {
			t.Fatalf("%s\nsource:\n%s", fault, source)
		}
		in := composer{rand.New(rand.NewSource(seed))}.edit(version, source)
		if fault, out := mergeFaults(source, in); fault != "" {
			t.Fatalf("%s\nsource:\n%q\ninput: %q %q %q\nmerged:\n%q", fault, source, in.Values, in.Kind, in.TLS, out)
		}
	})
}
