package upgrade

import (
	"maps"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// steps lists what happens on the way: the entries of the table that concern
// this configuration, then what the evaluations show and no entry explains.
func (m *move) steps() []Step {
	out := m.newer()
	for _, x := range m.crossings {
		explained := map[string]bool{}
		for _, c := range changes {
			if c.since != x.since || c.way&m.way() == 0 {
				continue
			}
			for _, on := range c.affects(m, x) {
				explained[on.problem] = true
				out = append(out, m.step(c.kind, x, on.key, c.title, c.text))
			}
		}
		out = append(out, m.problems(x, explained)...)
		out = append(out, m.readings(x)...)
		out = append(out, m.sections(x)...)
		out = append(out, m.fields(x)...)
	}
	return unique(out)
}

// newer tells that an end of the way is a release that is not known yet: what it
// changed is missing in the plan.
func (m *move) newer() (out []Step) {
	for _, end := range []*configschema.Result{&m.start, &m.end} {
		for _, p := range end.Problems {
			if p.Code == configschema.ReleaseNewer {
				out = append(out, Step{Kind: Changes, Since: end.Authelia,
					Title: m.say("Authelia {version} is not known here yet", "version", end.Authelia), Text: sentence(p.Message) + " " + p.Hint})
			}
		}
	}
	return out
}

func (m *move) way() way {
	if m.up {
		return up
	}
	return down
}

// say says something in the language that the plan is in.
func (m *move) say(text phrase.Text, words ...string) string {
	return m.in.Language.Say(text, words...)
}

// said is a step whose words are in the language already.
func (m *move) said(kind Kind, x crossing, key, title, text string) Step {
	return Step{Kind: kind, Since: x.since.String(), Key: key, Title: title, Text: text}
}

// step is one whose words may have the places of a change, which it fills in.
func (m *move) step(kind Kind, x crossing, key string, title, text phrase.Text) Step {
	value := m.value(key)
	if f, ok := authelia.OptionOf(key); ok && f.Secret {
		value = "…"
	}
	words := []string{"name", authelia.ShortName(key), "value", clip(value), "from", m.start.Authelia, "to", m.end.Authelia}
	return m.said(kind, x, key, m.say(title, words...), m.say(text, words...))
}

// about is the title of what is about an option, or about the file as a whole.
func (m *move) about(p configschema.Problem, option, file phrase.Text) string {
	if p.Key == "" {
		return m.say(file)
	}
	return m.say(option, "name", authelia.ShortName(p.Key))
}

// problems turns what arises and ends at a crossing into steps.
func (m *move) problems(x crossing, explained map[string]bool) (out []Step) {
	for _, p := range m.appeared(x) {
		if explained[of(p)] || p.Severity == configschema.Info {
			continue
		}
		says := sentence(p.Message) + " " + p.Hint
		switch {
		case p.Severity == configschema.Error:
			out = append(out, m.said(Breaks, x, p.Key, m.about(p, "{name} is refused", "The file is refused"), m.say("Authelia {version} does not start: {message}", "version", m.end.Authelia, "message", says)))
		case p.Code == "ignored-option" && m.start.Values[p.Key] != "" && m.end.Values[p.Key] == "":
			out = append(out, m.step(Rewrite, x, p.Key, "Keys with dots are ignored",
				"Authelia {from} reads the key with dots like the nested form. {to} accepts it and ignores it: write each part on its own line, two spaces further in."))
		case p.Code == "ignored-option":
			out = append(out, m.said(Ignored, x, p.Key, m.say("{name} has no effect", "name", authelia.ShortName(p.Key)), says))
		case p.Code != "F06" && m.start.Values[p.Key] != "": // F06 is reported by readings; an option that begins to count, below
			out = append(out, m.said(Changes, x, p.Key, authelia.ShortName(p.Key), says))
		}
	}
	for _, p := range m.gone(x) {
		if explained[of(p)] || p.Code == "F05" { // a value of a wrong type hides that there is no session.secret
			continue
		}
		switch {
		case p.Severity == configschema.Error:
			out = append(out, m.said(Changes, x, p.Key, m.about(p, "{name} is no longer refused", "The file is no longer refused"), m.say("Authelia {from} does not start: {message} {to} has no such objection.",
				"from", m.start.Authelia, "message", sentence(p.Message), "to", m.end.Authelia)))
		case p.Code == "ignored-option" && m.end.Values[p.Key] != "" && m.start.Values[p.Key] == "":
			out = append(out, m.step(Changes, x, p.Key, "Keys with dots count",
				"Authelia {from} accepts the key with dots for {name} and ignores it. {to} reads it like the nested form: remove it to keep what you have, or nest it."))
		}
	}
	return out
}

// readings tells of values that the two ends read differently from one text;
// YAML has such, for example yes, which was a boolean.
func (m *move) readings(x crossing) (out []Step) {
	from, to := m.start.Authelia, m.end.Authelia
	const quote = " Put the text that is meant in single quotes; the rewritten configuration has what {from} reads."
	for _, key := range slices.Sorted(maps.Keys(m.start.Values)) {
		was, is := m.start.Values[key], m.end.Values[key]
		differs := func(y crossing) bool { return y.before.Values[key] == was && y.after.Values[key] != was }
		if is == was || !m.isDated(x, differs) || m.reported(key) {
			continue
		}
		if slices.Contains(m.end.FromFile, key) {
			out = append(out, m.said(Changes, x, key, m.say("{name} is filled in", "name", authelia.ShortName(key)),
				m.say("Authelia {from} takes it as it is written, and {to} fills it in by its filter.", "from", from, "to", to)))
			continue
		}
		text := m.say("Authelia {from} reads it as '{was}' and {to} as '{is}'."+quote, "from", from, "was", clip(was), "to", to, "is", clip(is))
		if f, _ := authelia.OptionOf(key); f.Secret {
			text = m.say("The two versions read it differently."+quote, "from", from)
		}
		if is == "" {
			text = m.say("Authelia {to} does not see this option in its present place. The rewritten configuration has it in small letters and nested.", "to", to)
		}
		out = append(out, m.said(Rewrite, x, key, m.say("{name} reads differently", "name", authelia.ShortName(key)), text))
	}
	return out
}

// reported tells whether a problem of one end already says what becomes of a key or, for a
// section, of something in it.
func (m *move) reported(key string) bool {
	return slices.ContainsFunc(slices.Concat(m.start.Problems, m.end.Problems), func(p configschema.Problem) bool {
		return (p.Key == key || authelia.IsSection(key) && strings.HasPrefix(p.Key, key+".")) && (p.Severity == configschema.Error || p.Code == "ignored-option") || p.Code == "yaml-syntax"
	})
}

// What becomes of a section that one version takes for present.
const (
	turnsOn  phrase.Text = "In Authelia {to} this section switches TLS on; in {from} it leaves TLS off. The rewritten configuration says it in a way that both understand."
	turnsOff phrase.Text = "In Authelia {to} this section leaves TLS off; in {from} it switches it on. The rewritten configuration says it in a way that both understand."
)

// sections tells of a section that one version takes for present and the other
// does not, as 4.29 and 4.30 do with one that holds nothing but nulls.
func (m *move) sections(x crossing) []Step {
	turns := func(y crossing) bool { return y.before.TLS == m.start.TLS && y.after.TLS != m.start.TLS }
	if !m.start.OK || m.start.TLS == m.end.TLS || !m.isDated(x, turns) || m.reported(authelia.TLSPath) {
		return nil
	}
	text := turnsOn
	if m.start.TLS {
		text = turnsOff
	}
	return []Step{m.step(Rewrite, x, authelia.TLSPath, "The tls section counts differently", text)}
}

// fields lists the options that the release brings.
func (m *move) fields(x crossing) (out []Step) {
	if !m.up {
		return nil
	}
	for _, f := range authelia.Options() {
		if f.FirstVersion == x.since {
			out = append(out, m.said(Available, x, f.Key, m.say(f.Label), m.say(f.Help)))
		}
	}
	return out
}

// unique drops what is said twice, as a key in two rows of one list can be.
func unique(steps []Step) (out []Step) {
	seen := map[[3]string]bool{}
	for _, s := range steps {
		id := [3]string{s.Key, s.Since, s.Title}
		if !seen[id] {
			seen[id] = true
			out = append(out, s)
		}
	}
	return out
}

// sentence ends a message that has no full stop.
func sentence(text string) string {
	text = strings.TrimRight(text, " \n")
	if text == "" || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

func clip(text string) string {
	if r := []rune(text); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return text
}
