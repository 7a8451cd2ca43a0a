package upgrade

import (
	"context"
	"encoding/pem"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// rewriting is the configuration on its way into the new version.
type rewriting struct {
	move   *move
	values configschema.Values
	result configschema.Result
	edits  []edit
}

// An edit is one option that was changed or, with an empty text, taken out.
type edit struct {
	key, text string
	why       string // what the step says about it
	about     string // the option whose going made it necessary
	since     version
}

// maxRounds bounds the repairs: one can only be followed by a few that it makes
// necessary, such as a port after one that was no number.
const maxRounds = 8

// rewrite takes the values as the old version reads them, and changes what the
// new one would refuse, or take for something else. What was wrong before stays
// wrong: nobody can tell what was meant.
func (m *move) rewrite(ctx context.Context) (*rewriting, error) {
	r := &rewriting{move: m, values: configschema.Values{}}
	for key, value := range m.start.Values {
		r.values[key] = value
	}
	r.nodeKeys()
	r.tlsVersion()
	old, err := r.judge(ctx, m.start.Authelia)
	if err != nil {
		return nil, err
	}
	for range maxRounds {
		if r.result, err = r.judge(ctx, m.end.Authelia); err != nil {
			return nil, err
		}
		before := len(r.edits)
		for _, p := range r.result.Problems {
			if p.Severity == configschema.Error && !has(&old, p) {
				r.repair(p)
			}
		}
		r.keepTLS()
		if len(r.edits) == before {
			break
		}
	}
	return r, nil
}

func (r *rewriting) judge(ctx context.Context, authelia string) (configschema.Result, error) {
	in := r.move.in
	return configschema.EvaluateContext(ctx, configschema.Input{Authelia: authelia, Kind: in.Kind, TLS: in.TLS, Values: r.values, Language: in.Language})
}

// repair mends one fault that the new version finds and the old one did not.
func (r *rewriting) repair(p configschema.Problem) {
	switch p.Code {
	case "port-required", "port-range":
		if strings.HasPrefix(r.values[configschema.KeyHost], "/") {
			r.remove(p.Key, leftOut)
		} else {
			r.set(p.Key, "6379", "The rewritten configuration has port 6379.")
		}
	case "tls-version":
		r.set(p.Key, "TLS1.2", usedSoFar)
	case "C10":
		for _, key := range []string{configschema.KeyPrivateKey, configschema.KeyChain} {
			if r.values[configschema.KeyPrivateKey] == "" || r.values[configschema.KeyChain] == "" {
				r.remove(key, "The rewritten configuration leaves it out, for it had no effect.")
			}
		}
	case "C16":
		text := r.values[p.Key]
		if block, rest := pem.Decode([]byte(text)); block != nil && len(rest) > 0 && p.Key == configschema.KeyPrivateKey {
			r.set(p.Key, text[:len(text)-len(rest)], "The rewritten configuration has the key without what stands behind it.")
			return
		}
		r.remove(p.Key, leftOut)
	case "host-required", "sentinel-name-required", "nodes-required", "node-host-required", "no-redis":
		// nobody can tell which one is meant
	default:
		r.remove(p.Key, leftOut)
	}
}

// What steps say about an edit.
const (
	leftOut   phrase.Text = "The rewritten configuration leaves it out."
	usedSoFar phrase.Text = "The rewritten configuration has TLS1.2, which is what was used so far."
)

func (r *rewriting) set(key, text string, why phrase.Text, words ...string) {
	if r.values[key] != text {
		r.values[key] = text
		r.edits = append(r.edits, edit{key: key, text: text, why: r.move.say(why, words...)})
	}
}

func (r *rewriting) remove(key string, why phrase.Text) {
	if _, there := r.values[key]; there {
		delete(r.values, key)
		r.edits = append(r.edits, edit{key: key, why: r.move.say(why)})
	}
}

// nodeKeys writes the keys of nodes in small letters: until 4.35 their case did
// not matter, from 4.36 on it does.
func (r *rewriting) nodeKeys() {
	if !r.move.crossed(v436) || !r.move.up {
		return
	}
	keys := map[string]bool{}
	for key := range r.values {
		keys[key] = true
	}
	for _, key := range sorted(keys) {
		small := strings.ToLower(key)
		_, known := configschema.FieldOf(small)
		if small == key || !known || !strings.HasPrefix(key, configschema.KeyNodes+".") {
			continue
		}
		if r.values[small] == "" { // else the one in small letters counts
			r.values[small] = r.values[key]
		}
		delete(r.values, key)
		r.edits = append(r.edits, edit{key: key, why: r.move.say("The rewritten configuration has it in small letters."), since: v436})
	}
}

// tlsVersion writes the minimum in the one spelling that every version
// understands, where the two ends understand the given one differently, or one
// of them does not: a bare 1.2 is a number to YAML.
func (r *rewriting) tlsVersion() {
	m := r.move
	text := m.value(configschema.KeyMinVersion)
	if !m.crossed(v437) || text == "" {
		return
	}
	usual, known := canonicalTLS(text)
	blanks := strings.Contains(text, " ")
	refused := has(&m.end, configschema.Problem{Key: configschema.KeyMinVersion, Code: "tls-version", Severity: configschema.Error})
	switch {
	case !known: // refused by one end
	case m.up && blanks:
		r.set(configschema.KeyMinVersion, "TLS1.2", usedSoFar)
	case blanks:
		r.set(configschema.KeyMinVersion, usual, "The rewritten configuration has it without blanks.")
	case m.up && refused:
		r.set(configschema.KeyMinVersion, usual, "The rewritten configuration has {version}.", "version", usual)
	}
}

// canonicalTLS is Authelia's own name for a TLS version, from 4.37 on.
func canonicalTLS(text string) (string, bool) {
	plain := strings.ReplaceAll(strings.ToUpper(text), " ", "")
	if !strings.HasPrefix(plain, "TLS") {
		plain = "TLS" + plain
	}
	switch plain {
	case "TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3":
		return plain, true
	}
	return "", false
}

// keepTLS keeps the section alive when its only options had to go: without one,
// Authelia would speak plain text.
func (r *rewriting) keepTLS() {
	m := r.move
	if !m.start.TLS || m.in.TLS != "" || m.in.Kind == configschema.Socket {
		return
	}
	for key, value := range r.values {
		if value != "" && strings.HasPrefix(key, configschema.TLSPrefix) {
			return
		}
	}
	about := ""
	if len(r.edits) > 0 {
		about = r.edits[len(r.edits)-1].key
	}
	r.values[configschema.KeyMinVersion] = "TLS1.2"
	r.edits = append(r.edits, edit{key: configschema.KeyMinVersion, text: "TLS1.2", about: about, why: m.say(keptTLS)})
}

const keptTLS phrase.Text = "The tls section has no other option left, and without one Authelia would not speak TLS: the rewritten configuration has TLS1.2, the default."

// attach tells of each edit in the step about its option, or in one of its own.
func (r *rewriting) attach(m *move, steps []Step) []Step {
	for _, e := range r.edits {
		i := stepAbout(steps, e.key)
		switch {
		case i < 0:
			steps = append(steps, Step{Kind: Rewrite, Since: r.since(e, steps), Key: e.key, Title: m.say("Another way to write {name}", "name", name(e.key)), Text: e.why})
			i = len(steps) - 1
		case !strings.HasSuffix(steps[i].Text, e.why):
			steps[i].Text += " " + e.why
		}
		if steps[i].Set == nil {
			steps[i].Set = configschema.Values{}
		}
		steps[i].Set[e.key] = e.text
		if small := strings.ToLower(e.key); small != e.key && r.values[small] != "" {
			steps[i].Set[small] = r.values[small]
		}
	}
	return steps
}

// stepAbout finds the step that asks for something to be done about an option.
func stepAbout(steps []Step, key string) int {
	for i, s := range steps {
		if s.Key == key && (s.Kind == Breaks || s.Kind == Rewrite) {
			return i
		}
	}
	return -1
}

// since is the release that makes an edit necessary which has no step yet.
func (r *rewriting) since(e edit, steps []Step) string {
	if i := stepAbout(steps, e.about); i >= 0 {
		return steps[i].Since
	}
	if e.since != (version{}) || len(r.move.crossings) == 0 {
		return e.since.String()
	}
	return r.move.crossings[0].since.String()
}

// counts tells whether the form's kind and TLS switch let an option count;
// what does not is kept as it was typed.
func counts(in configschema.Input, key string) bool {
	f, known := configschema.FieldOf(key)
	switch {
	case in.YAML != "" || len(in.Files) > 0:
		return true
	case strings.HasPrefix(key, configschema.TLSPrefix) && (in.TLS == configschema.Off || in.Kind == configschema.Socket):
		return false
	case strings.HasPrefix(key, configschema.HAPrefix) && in.Kind != "" && in.Kind != configschema.Sentinel:
		return false
	}
	return !known || in.Kind == "" || f.For(in.Kind)
}
