package configschema

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

// misplaced looks for Redis options that stand under a wrong parent. Authelia
// refuses each of them as an unexpected key, and does not say where it belongs.
func misplaced(root *node, version Version, at *sources) (problems []Problem) {
	m := misplacement{version: version, at: at}
	for _, e := range root.entries {
		switch {
		case e.key == "session":
			m.inSession(e)
		case isRedisName(e.key) && !isRootName(e.key):
			m.report(e.key, e, m.lines(e, "This is an option of Redis. Move line {first} below session.redis: its options stand four spaces further in than session:.",
				"This is an option of Redis. Move lines {first} to {last} below session.redis: its options stand four spaces further in than session:."))
		case e.key == "sessions" || e.key == "Session" && version.Since(v430):
			if inner := exactOf(e.value, "redis"); inner != nil {
				m.report(e.key+".redis", *inner, phrase.Of("The section is called session:, not {section}:. Rename line {line}.", "section", e.key, "line", strconv.Itoa(m.line(e))))
			}
		case isOtherSection(e.key):
			if inner := exactOf(e.value, "redis"); inner != nil && inner.value.kind == mapping {
				m.report(e.key+".redis", *inner, m.lines(*inner, "redis: belongs below session:, not below {section}:. Move line {first} there, two spaces further in than session:.",
					"redis: belongs below session:, not below {section}:. Move lines {first} to {last} there, two spaces further in than session:.", "section", e.key))
			}
		}
	}
	return m.problems
}

// isRootName tells whether an option of Redis shares its name with one that has
// stood at the top level in some version: those of the server, until 4.37.
func isRootName(name string) bool { return name == "host" || name == "port" || name == "tls" }

func isOtherSection(key string) bool {
	for _, name := range otherSections {
		if name == key {
			return true
		}
	}
	return false
}

func exactOf(n *node, key string) *entry {
	if n.kind != mapping {
		return nil
	}
	return n.exact(key)
}

// A misplacement collects what stands in the wrong place.
type misplacement struct {
	version  Version
	at       *sources
	problems []Problem
}

// inSession looks below session: for options that belong one level deeper, and
// for sections that hold redis: where none can.
func (m *misplacement) inSession(session entry) {
	if session.value.kind != mapping {
		return
	}
	for _, e := range session.value.entries {
		inner := exactOf(e.value, "redis")
		switch {
		case e.key == "redis":
		case e.key == "cookies" && e.value.kind == list:
			m.inCookies(e)
		case e.key == "cookies":
		case inner != nil && inner.value.kind == mapping:
			m.report("session."+e.key+".redis", *inner, m.lines(*inner, "redis: belongs directly below session:. Move line {first} there, and take {section}: out.",
				"redis: belongs directly below session:. Move lines {first} to {last} there, and take {section}: out.", "section", e.key))
		case e.key == "provider" || e.key == "providers":
			m.report("session."+e.key, e, phrase.Of("Authelia uses Redis as soon as there is redis: below session:. Take {section}: out.", "section", e.key))
		case isRedisName(e.key):
			m.report("session."+e.key, e, m.lines(e, "This is an option of Redis. Move line {first} below session.redis: redis: stands on a line of its own, and its options two spaces further in.",
				"This is an option of Redis. Move lines {first} to {last} below session.redis: redis: stands on a line of its own, and its options two spaces further in."))
		}
	}
}

func (m *misplacement) inCookies(cookies entry) {
	for _, item := range cookies.value.items {
		inner := exactOf(item, "redis")
		if inner == nil {
			continue
		}
		hint := m.lines(*inner, "All cookies share one Redis. Move line {first} out of the list, directly below session:.",
			"All cookies share one Redis. Move lines {first} to {last} out of the list, directly below session:.")
		key := "session.cookies[].redis"
		if !m.version.Since(v436) {
			key = "session.cookies" // lists are not looked into, and there are no cookies before 4.38
		}
		m.add(key, Problem{Key: "session.cookies.redis", Line: inner.line, Column: inner.column, hint: hint, Fix: m.move(*inner)})
		return // Authelia reports it once for all cookies
	}
}

// isRedisName tells whether a name is that of an option or a section of
// session.redis, and of nothing that stands directly below session.
func isRedisName(name string) bool {
	switch name {
	case "tls", "high_availability":
		return true
	}
	f, ok := FieldOf(Prefix + name)
	return ok && f.Name() == name
}

// report is Authelia's error for the first key of a section: it says the same
// of every one.
func (m *misplacement) report(key string, e entry, hint phrase.Said) {
	for first := range leaves(key, e, m.version) {
		m.add(first.key, Problem{Key: key, Line: e.line, Column: e.column, hint: hint, Fix: m.move(e)})
		return
	}
}

func (m *misplacement) add(key string, p Problem) {
	p.Severity, p.Code = Error, "F10"
	p.Message = "configuration key not expected: " + key
	if !m.version.Since(v430) {
		p.Message = "config key not expected: " + key
	}
	m.problems = append(m.problems, p)
}

// move sets the options where they belong.
func (m *misplacement) move(e entry) *Fix {
	values, start := Values{}, Prefix+e.key
	if e.key == "redis" {
		start = strings.TrimSuffix(Prefix, ".")
	}
	nothing := &decode(&node{kind: mapping}, m.version).settings
	collect(values, nothing, m.version, start, e)
	for key := range values {
		if _, ok := FieldOf(key); !ok {
			delete(values, key)
		}
	}
	if len(values) == 0 {
		return nil
	}
	return newFix("Move it to session.redis", values)
}

// line is the line of a key, in its own file.
func (m *misplacement) line(e entry) int {
	_, line := m.at.local(e.line)
	return line
}

// lines picks the text for a section that stands on one line, or on many, and
// puts them into it.
func (m *misplacement) lines(e entry, one, many phrase.Text, words ...string) phrase.Said {
	first := m.line(e)
	_, last := m.at.local(e.value.lastLine())
	words = append(words, "first", strconv.Itoa(first), "last", strconv.Itoa(last))
	if last <= first {
		return phrase.Of(one, words...)
	}
	return phrase.Of(many, words...)
}

// lastLine is the last line on which something in a tree begins, or ends for a
// block of text.
func (n *node) lastLine() int {
	last := n.line
	if n.kind == text {
		last += strings.Count(strings.TrimSuffix(n.text, "\n"), "\n")
		if strings.Contains(n.text, "\n") {
			last++
		}
	}
	for _, item := range n.items {
		last = max(last, item.lastLine())
	}
	for _, e := range n.entries {
		last = max(last, e.line, e.value.lastLine())
	}
	return last
}
