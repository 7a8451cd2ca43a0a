package upgrade

import (
	"context"
	"maps"
	"slices"
	"sort"

	"redis-wizard/configschema"
)

type version = configschema.Version

// A move is the way from one version to another: the releases at which
// something changes, and what Authelia says of the configuration between them.
type move struct {
	in        configschema.Input
	up        bool
	from, to  version
	start     configschema.Result // the configuration as it stands, by from
	end       configschema.Result // and by to
	crossings []crossing
}

// A crossing is one release on the way at which something changes.
type crossing struct {
	since  version
	before configschema.Result // by the last release that is met before it
	after  configschema.Result // by the first one behind it
}

// walk judges the configuration all along the way.
func walk(ctx context.Context, from, to string, in configschema.Input) (*move, error) {
	m := &move{in: in}
	judge := func(label string) (configschema.Result, error) {
		in := in
		in.Authelia = label
		return configschema.EvaluateContext(ctx, in)
	}
	var err error
	if m.start, err = judge(from); err != nil {
		return nil, err
	}
	if len(m.start.Values) > MaxOptions {
		return nil, ErrTooMany
	}
	if m.end, err = judge(to); err != nil {
		return nil, err
	}
	if len(m.end.Values) > MaxOptions { // 4.29 may not see what others do
		return nil, ErrTooMany
	}
	m.from, _ = configschema.ParseVersion(from) // Evaluate has read them
	m.to, _ = configschema.ParseVersion(to)
	m.up = m.to.Since(m.from)
	last := m.start
	between, same := m.between(), m.endsAgree()
	for i, since := range between {
		x := crossing{since: since, before: last, after: m.end}
		if i+1 < len(between) && !same { // else there is nothing to date
			side := since
			if !m.up {
				side = below(since)
			}
			if x.after, err = judge(side.String()); err != nil {
				return nil, err
			}
		}
		m.crossings = append(m.crossings, x)
		last = x.after
	}
	return m, nil
}

// endsAgree tells whether the two ends say the same of the configuration. That one
// of them is newer than what is known says nothing about it.
func (m *move) endsAgree() bool {
	saysMore := func(one, other *configschema.Result) bool {
		return slices.ContainsFunc(one.Problems, func(p configschema.Problem) bool {
			return p.Code != configschema.ReleaseNewer && !has(other, p)
		})
	}
	return !saysMore(&m.start, &m.end) && !saysMore(&m.end, &m.start) && m.start.TLS == m.end.TLS && maps.Equal(m.start.Values, m.end.Values)
}

// between lists the releases that are crossed, in the order of the way.
func (m *move) between() (out []version) {
	low, high := m.from, m.to
	if !m.up {
		low, high = high, low
	}
	seen := map[version]bool{}
	add := func(v version) {
		if !seen[v] && v != low && v.Since(low) && high.Since(v) {
			seen[v] = true
			out = append(out, v)
		}
	}
	for _, c := range changes {
		add(c.since)
	}
	for _, f := range configschema.Fields {
		add(f.FirstVersion)
	}
	for _, v := range others {
		add(v)
	}
	sort.Slice(out, func(i, j int) bool { return out[j].Since(out[i]) == m.up })
	return out
}

// others are releases that matter and have no entry in either table: 4.33.0
// decodes sentinel_username (and refuses it), 4.34.0 goes on after a missing
// sentinel_name, 4.38.9 refuses a key with something behind it, 4.39.0 ignores
// keys with dots.
var others = []version{{Minor: 33}, {Minor: 34}, {Minor: 38, Patch: 9}, {Minor: 39}}

// below is the last release before v.
func below(v version) version {
	if v.Patch > 0 {
		v.Patch--
		return v
	}
	last, err := configschema.ParseVersion("4." + itoa(v.Minor-1))
	if err != nil { // v is the oldest that there is; nothing is crossed there
		return v
	}
	return last
}

// has tells whether a result has a problem like p: of the same option, code and
// weight. Codes that are one fault under two wordings count as one.
func has(r *configschema.Result, p configschema.Problem) bool {
	for _, q := range r.Problems {
		if q.Key == p.Key && oneFault(q.Code) == oneFault(p.Code) && (q.Severity == configschema.Error) == (p.Severity == configschema.Error) {
			return true
		}
	}
	return false
}

// oneFault joins codes that different versions give to one fault: a port of 0 is
// absent in 4.36 and out of range in 4.37, and sentinel_username is unknown
// before it is refused.
func oneFault(code string) string {
	switch code {
	case "port-required":
		return "port-range"
	case "A12":
		return "F01"
	}
	return code
}

// appeared lists the problems that only the end of the way has, and that arise
// at this crossing.
func (m *move) appeared(x crossing) (out []configschema.Problem) {
	for _, p := range m.end.Problems {
		if !has(&m.start, p) && !has(&x.before, p) && has(&x.after, p) && m.isLast(x, func(y crossing) bool { return !has(&y.before, p) && has(&y.after, p) }) {
			out = append(out, p)
		}
	}
	return out
}

// gone lists the problems that only the start has, and that end here.
func (m *move) gone(x crossing) (out []configschema.Problem) {
	for _, p := range m.start.Problems {
		if !has(&m.end, p) && has(&x.before, p) && !has(&x.after, p) && m.isLast(x, func(y crossing) bool { return has(&y.before, p) && !has(&y.after, p) }) {
			out = append(out, p)
		}
	}
	return out
}

// isLast tells whether what holds at x holds at no later crossing.
func (m *move) isLast(x crossing, holds func(crossing) bool) bool {
	found := false
	for _, y := range m.crossings {
		if y.since == x.since {
			found = true
		} else if found && holds(y) {
			return false
		}
	}
	return found
}

// crossed tells whether the way leads over a release.
func (m *move) crossed(v version) bool { return m.from.Since(v) != m.to.Since(v) }

// configured tells whether the start has Redis at all.
func (m *move) configured() bool { return len(m.start.Values) > 0 && m.start.Config() != nil }

// value is what the configuration has for an option, as the first version reads
// it, if the form's kind and switch let it count.
func (m *move) value(key string) string {
	if !counts(m.in, key) {
		return ""
	}
	return m.start.Values[key]
}
