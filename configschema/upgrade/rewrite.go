package upgrade

import (
	"context"
	"encoding/pem"
	"maps"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
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
	maps.Copy(r.values, m.start.Values)
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
		if strings.HasPrefix(r.values[authelia.KeyHost], "/") {
			r.remove(p.Key, leftOut)
		} else {
			r.set(p.Key, "6379", "The rewritten configuration has port 6379.")
		}
	case "C12": // the maximum is the one that is new
		r.remove(authelia.KeyMaxVersion, leftOut)
	case "tls-version":
		r.set(p.Key, "TLS1.2", usedSoFar)
	case "C10":
		for _, key := range []string{authelia.KeyPrivateKey, authelia.KeyChain} {
			if r.values[authelia.KeyPrivateKey] == "" || r.values[authelia.KeyChain] == "" {
				r.remove(key, "The rewritten configuration leaves it out, for it had no effect.")
			}
		}
	case "C16":
		text := r.values[p.Key]
		if block, rest := pem.Decode([]byte(text)); block != nil && len(rest) > 0 && p.Key == authelia.KeyPrivateKey {
			r.set(p.Key, text[:len(text)-len(rest)], "The rewritten configuration has the key without the text after it.")
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
	if r.move.from.Profile().ChecksRows || !r.move.to.Profile().ChecksRows {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(r.values)) {
		small := strings.ToLower(key)
		_, known := authelia.OptionOf(small)
		if small == key || !known || authelia.Key(small).List() == "" {
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
	text := m.value(authelia.KeyMinVersion)
	if m.from.Profile().DecodesTLS == m.to.Profile().DecodesTLS || text == "" {
		return
	}
	usual, known := canonicalTLS(text)
	blanks := strings.Contains(text, " ")
	refused := has(&m.end, configschema.Problem{Key: authelia.KeyMinVersion, Code: "tls-version", Severity: configschema.Error})
	switch {
	case !known: // refused by one end
	case m.up && blanks:
		r.set(authelia.KeyMinVersion, "TLS1.2", usedSoFar)
	case blanks:
		r.set(authelia.KeyMinVersion, usual, "The rewritten configuration has it without spaces.")
	case m.up && refused:
		r.set(authelia.KeyMinVersion, usual, "The rewritten configuration has {version}.", "version", usual)
	}
}

// canonicalTLS is Authelia's own name for a TLS version, from 4.37 on.
func canonicalTLS(text string) (string, bool) {
	plain := strings.ReplaceAll(strings.ToUpper(text), " ", "")
	if !strings.HasPrefix(plain, "TLS") {
		plain = "TLS" + plain
	}
	return plain, slices.Contains(authelia.TLSVersions, plain)
}

// keepTLS keeps the section alive when its only options had to go: without one,
// Authelia would speak plain text.
func (r *rewriting) keepTLS() {
	m := r.move
	if !m.start.TLS || m.in.TLS != "" || m.in.Kind == configschema.Socket {
		return
	}
	for key, value := range r.values {
		if value != "" && strings.HasPrefix(key, authelia.TLSPrefix) {
			return
		}
	}
	about := ""
	if len(r.edits) > 0 {
		about = r.edits[len(r.edits)-1].key
	}
	r.values[authelia.KeyMinVersion] = "TLS1.2"
	r.edits = append(r.edits, edit{key: authelia.KeyMinVersion, text: "TLS1.2", about: about, why: m.say(keptTLS)})
}

const keptTLS phrase.Text = "The tls section has no other option left, and without one Authelia would not speak TLS: the rewritten configuration has TLS1.2, the default."

// attach tells of each edit in the step about its option, or in one of its own.
func (r *rewriting) attach(steps []Step) []Step {
	for _, e := range r.edits {
		i := stepAbout(steps, e.key)
		switch {
		case i < 0:
			steps = append(steps, Step{Kind: Rewrite, Since: r.since(e, steps), Key: e.key, Title: r.move.say("Another way to write {name}", "name", authelia.ShortName(e.key)), Text: e.why})
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
	return slices.IndexFunc(steps, func(s Step) bool { return s.Key == key && (s.Kind == Breaks || s.Kind == Rewrite) })
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
