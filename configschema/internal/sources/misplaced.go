package sources

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/keys"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// misplaced looks for Redis options that stand under a wrong parent. Authelia
// refuses each of them as an unexpected key, and does not say where it belongs. What is no
// configuration for certain may still have one further in.
func misplaced(root *yamltree.Value, version authelia.Version, at *yamltree.Positions, isConfiguration bool) (problems []causes.Problem) {
	m := misplacement{version: version, at: at}
	for _, e := range root.Entries {
		switch {
		case e.Key != "session" && m.inOther(e.Key, e, 0), !isConfiguration:
		case e.Key == "session":
			m.inSession(e)
		case e.Key == "sops" && e.Value.Kind == yamltree.Mapping:
			m.report(e.Key, e, phrase.Of("SOPS wrote this section: the file is encrypted. Decrypt it first (sops -d), and give Authelia the result."))
		case slices.Contains([]string{"host", "port", "tls"}, e.Key): // options of the server stood here until 4.37
		case isRedisName(e.Key):
			m.report(e.Key, e, m.lines(e, "This is an option of Redis. Move line {first} below session.redis: its options are indented by four spaces more than session:.",
				"This is an option of Redis. Move lines {first} to {last} below session.redis: its options are indented by four spaces more than session:."))
		case strings.EqualFold(e.Key, "sessions") || strings.EqualFold(e.Key, "session"):
			at, key := e, e.Key
			if inner := folded(e.Value, "redis"); inner != nil {
				at, key = *inner, e.Key+"."+inner.Key
			}
			m.report(key, at, phrase.Of("The section is called session:, not {section}:. Rename line {line}.", "section", e.Key, "line", strconv.Itoa(m.line(e))))
			if last := len(m.problems) - 1; last >= 0 {
				m.problems[last].Fix = nil // what else is in it would stay
				if len(e.Value.Entries) == 1 && key != e.Key {
					m.problems[last].Fix = m.move(e.Key, at)
				}
			}
		case isOtherSection(e.Key):
			if inner := e.Value.Exact("redis"); inner != nil && inner.Value.Kind == yamltree.Mapping {
				m.report(e.Key+".redis", *inner, m.lines(*inner, "redis: belongs below session:, not below {section}:. Move line {first} there, two spaces further in than session:.",
					"redis: belongs below session:, not below {section}:. Move lines {first} to {last} there, two spaces further in than session:.", "section", e.Key))
			}
		}
	}
	return m.problems
}

// OfNewer looks for sections that only later releases have than the one that was asked for.
func OfNewer(root *yamltree.Value, asked, version authelia.Version, at *yamltree.Positions) []causes.Problem {
	m := misplacement{version: version, at: at}
	for _, e := range root.Entries {
		s, known := authelia.SectionOf(e.Key, func(inner string) bool { return e.Value.Exact(inner) != nil })
		if known && !asked.Since(s.First) {
			m.report(e.Key, e, phrase.Of("{section}: is written for a newer Authelia: {first} is the first release that reads it. The one that was asked for keeps sessions in Redis by {root}.",
				"section", e.Key, "first", s.First.Series(), "root", FragmentRoot))
		}
	}
	return m.problems
}

// isOtherSection tells whether Authelia has a section of this name beside session.
func isOtherSection(name string) bool {
	return slices.ContainsFunc(authelia.TopSections, func(s authelia.TopSection) bool { return s.Name == name && s.Inner == nil })
}

// A misplacement collects what stands in the wrong place.
type misplacement struct {
	version  authelia.Version
	at       *yamltree.Positions
	problems []causes.Problem
}

// folded finds an entry by its name in whatever letters; nil where there is none.
func folded(n *yamltree.Value, name string) *yamltree.Entry {
	for i, e := range n.Entries {
		if strings.EqualFold(e.Key, name) {
			return &n.Entries[i]
		}
	}
	return nil
}

// maxTooDeep is how many sections may be above session: for it to be found.
const maxTooDeep = 3

// inOther looks for a session: with redis: in it that stands further in than at the
// margin, and tells whether there is one.
func (m *misplacement) inOther(path string, e yamltree.Entry, depth int) bool {
	if e.Value.Kind != yamltree.Mapping || depth == maxTooDeep {
		return false
	}
	for _, inner := range e.Value.Entries {
		redis := inner.Value.Exact("redis")
		switch {
		case inner.Key != "session" || redis == nil || redis.Value.Kind != yamltree.Mapping:
			if m.inOther(path+"."+inner.Key, inner, depth+1) {
				return true
			}
			continue
		case isOtherSection(path):
			m.report(path+"."+authelia.SessionRedis, *redis, m.lines(inner, "session: belongs at the margin, not below {section}:. Move line {first} to the left, so that session: begins its line.",
				"session: belongs at the margin, not below {section}:. Move lines {first} to {last} to the left, so that session: begins its line.", "section", path))
		default:
			m.report(path+"."+authelia.SessionRedis, *redis, phrase.Of("session: is too deep: the sections of a configuration.yml begin at the margin, and Authelia has none that is called {section}. Delete {section}: (line {line}), and move what is below it to the left.", "section", path, "line", strconv.Itoa(m.line(e))))
		}
		return true
	}
	return false
}

// inSession looks below session: for options that belong one level deeper, and
// for sections that hold redis: where none can.
func (m *misplacement) inSession(session yamltree.Entry) {
	if session.Value.Kind != yamltree.Mapping {
		return
	}
	for _, e := range session.Value.Entries {
		inner := e.Value.Exact("redis")
		switch {
		case e.Key == "redis":
		case strings.EqualFold(e.Key, "redis"):
			m.report("session."+e.Key, e, phrase.Of("The section is called {right}:, in small letters. Rename line {line}, and the keys below it.", "right", FragmentName, "line", strconv.Itoa(m.line(e))))
		case e.Key == "cookies" && e.Value.Kind == yamltree.List:
			m.inCookies(e)
		case e.Key == "cookies":
		case inner != nil && inner.Value.Kind == yamltree.Mapping:
			m.report("session."+e.Key+".redis", *inner, m.lines(*inner, "redis: belongs directly below session:. Move line {first} there, and remove {section}:.",
				"redis: belongs directly below session:. Move lines {first} to {last} there, and remove {section}:.", "section", e.Key))
		case e.Key == "provider" || e.Key == "providers":
			m.report("session."+e.Key, e, phrase.Of("Authelia uses Redis as soon as there is redis: below session:. Remove {section}:.", "section", e.Key))
		case isRedisName(e.Key):
			m.report("session."+e.Key, e, m.lines(e, "This is an option of Redis. Move line {first} below session.redis: redis: gets a line of its own, and its options are indented by two spaces more.",
				"This is an option of Redis. Move lines {first} to {last} below session.redis: redis: gets a line of its own, and its options are indented by two spaces more."))
		}
	}
}

func (m *misplacement) inCookies(cookies yamltree.Entry) {
	for _, item := range cookies.Value.Items {
		inner := item.Exact("redis")
		if inner == nil {
			continue
		}
		hint := m.lines(*inner, "All cookies share one Redis. Move line {first} out of the list, directly below session:.",
			"All cookies share one Redis. Move lines {first} to {last} out of the list, directly below session:.")
		key := "session.cookies[].redis"
		if !m.version.Profile().ChecksRows {
			key = "session.cookies" // lists are not looked into, and there are no cookies before 4.38
		}
		m.add(key, causes.Problem{Key: "session.cookies.redis", Line: inner.Line, Column: inner.Column, HintText: hint, Fix: m.move("session.cookies.redis", *inner)})
		return // Authelia reports it once for all cookies
	}
}

// isRedisName tells whether a name is that of an option or a section of
// session.redis, and of nothing that stands directly below session.
func isRedisName(name string) bool {
	if authelia.IsSection(authelia.Prefix + name) {
		return true
	}
	f, ok := authelia.OptionOf(authelia.Prefix + name)
	return ok && f.Name() == name
}

// report is Authelia's error for the first key of a section: it says the same
// of every one.
func (m *misplacement) report(key string, e yamltree.Entry, hint phrase.Said) {
	for first := range keys.Leaves(key, e, m.version) {
		m.add(first.Key, causes.Problem{Key: key, Line: e.Line, Column: e.Column, HintText: hint, Fix: m.move(key, e)})
		return
	}
}

func (m *misplacement) add(key string, p causes.Problem) {
	p.Severity, p.Code = causes.Error, "F10"
	p.Message = m.version.Profile().UnexpectedKey + key
	p.PlainText = phrase.Of("{option} is in the wrong place: Authelia does not look for it there", "option", key)
	m.problems = append(m.problems, p)
}

// move sets the options where they belong, and removes what stands at a path.
func (m *misplacement) move(path string, e yamltree.Entry) *causes.Fix {
	values, start := authelia.Values{}, authelia.Prefix+e.Key
	if strings.EqualFold(e.Key, FragmentName) {
		e.Key, e.Value, start = FragmentName, yamltree.Lowered(e.Value), FragmentRoot
	}
	form.Collect(values, &decode.Settings{}, m.version, start, e)
	maps.DeleteFunc(values, func(key, _ string) bool {
		_, ok := authelia.OptionOf(key)
		return !ok
	})
	if len(values) == 0 {
		return nil
	}
	values[path] = ""
	return causes.NewFix("Move it to session.redis", values)
}

// line is the line of a key, in its own file.
func (m *misplacement) line(e yamltree.Entry) int {
	_, line := m.at.Local(e.Line)
	return line
}

// lines picks the text for a section that stands on one line, or on many, and
// puts them into it.
func (m *misplacement) lines(e yamltree.Entry, one, many phrase.Text, words ...string) phrase.Said {
	first := m.line(e)
	_, last := m.at.Local(e.Value.LastLine())
	words = append(words, "first", strconv.Itoa(first), "last", strconv.Itoa(last))
	if last <= first {
		return phrase.Of(one, words...)
	}
	return phrase.Of(many, words...)
}
