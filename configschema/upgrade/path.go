package upgrade

import (
	"context"
	"maps"
	"slices"
	"sort"
	"strconv"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

type version = configschema.Version

// A move is the way from one version to another: the releases at which
// something changes, and what Authelia says of the configuration between them.
type move struct {
	in        configschema.Input
	up        bool
	from, to  version
	start     configschema.Result // the configuration as it stands, by from
	counted   configschema.Values // of its values, those that the form's kind and switch let through
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
	m.counted = in.Counted(m.start.Values)
	if m.end, err = judge(to); err != nil {
		return nil, err
	}
	if len(m.end.Values) > MaxOptions { // 4.29 may not see what others do
		return nil, ErrTooMany
	}
	m.from, _ = authelia.ParseVersion(from) // Evaluate has read them
	m.to, _ = authelia.ParseVersion(to)
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
	all := authelia.Changes()
	for _, c := range changes {
		all = append(all, c.since)
	}
	for _, v := range all {
		if !slices.Contains(out, v) && v != low && v.Since(low) && high.Since(v) {
			out = append(out, v)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[j].Since(out[i]) == m.up })
	return out
}

// below is the last release before v.
func below(v version) version {
	if v.Patch > 0 {
		v.Patch--
		return v
	}
	last, err := authelia.ParseVersion("4." + strconv.Itoa(v.Minor-1))
	if err != nil { // v is the oldest that there is; nothing is crossed there
		return v
	}
	return last
}

// has tells whether a result has a problem like p: of the same option, code and
// weight. Codes that are one fault under two wordings count as one.
func has(r *configschema.Result, p configschema.Problem) bool {
	return slices.ContainsFunc(r.Problems, func(q configschema.Problem) bool {
		return q.Key == p.Key && oneFault(q.Code) == oneFault(p.Code) && (q.Severity == configschema.Error) == (p.Severity == configschema.Error)
	})
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
		if !has(&m.start, p) && m.isDated(x, func(y crossing) bool { return !has(&y.before, p) && has(&y.after, p) }) {
			out = append(out, p)
		}
	}
	return out
}

// gone lists the problems that only the start has, and that end here.
func (m *move) gone(x crossing) (out []configschema.Problem) {
	for _, p := range m.start.Problems {
		if !has(&m.end, p) && m.isDated(x, func(y crossing) bool { return has(&y.before, p) && !has(&y.after, p) }) {
			out = append(out, p)
		}
	}
	return out
}

// isDated tells whether something changes at x, and at no later crossing.
func (m *move) isDated(x crossing, changes func(crossing) bool) bool {
	for _, y := range slices.Backward(m.crossings) {
		if changes(y) || y.since == x.since {
			return y.since == x.since && changes(y)
		}
	}
	return false
}

// configured tells whether the start has Redis at all.
func (m *move) configured() bool { return len(m.start.Values) > 0 && m.start.Configured() }

// behindSentinel tells whether the start finds Redis through Sentinel.
func (m *move) behindSentinel() bool { return m.configured() && m.start.Kind == configschema.Sentinel }

// value is what the configuration has for an option, as the first version reads
// it, if the form's kind and switch let it count.
func (m *move) value(key string) string { return m.counted[key] }
