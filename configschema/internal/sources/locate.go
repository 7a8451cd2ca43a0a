// Package sources puts together what Authelia reads: files, one over the other, the
// options that came from elsewhere, environment variables and the secrets in files.
// It finds session.redis in the result, and what was meant for it and stands in a
// wrong place.
package sources

import (
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/keys"
	"redis-wizard/configschema/internal/rules"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// A Place is where the roots stand in a document.
type Place struct {
	Roots        map[string]*yamltree.Entry // by their paths; those that are there
	Certificates string                     // certificates_directory, a global option
	Problems     []causes.Problem
	Unlisted     int // how many more there are

	Whole    bool            // a whole configuration.yml rather than a fragment
	Complete bool            // with what no configuration.yml can do without
	Session  *yamltree.Entry // the section around it; where it would stand in a file without one
	NoSecret bool            // session.secret is absent or empty
}

// FragmentRoot is the root that a fragment may begin at, by its name alone.
var (
	bareRoot     = authelia.Known[slices.IndexFunc(authelia.Known, func(r *authelia.Root) bool { return r.Bare })]
	FragmentRoot = bareRoot.Path
	FragmentName = bareRoot.Name()
)

// Locate looks for the roots. A document without session: but with redis: is
// a fragment, judged as standing below session:.
func Locate(root *yamltree.Value, version authelia.Version, at *yamltree.Positions) Place {
	if version.Profile().Viper {
		*root = *yamltree.Lowered(root)
	}
	if version.Profile().NestsDots {
		root.Nest(version.Profile().DotsWin, yamltree.MaxNesting)
	}
	whole := slices.ContainsFunc(authelia.TopSections, func(s authelia.TopSection) bool { return !s.Plain && root.Exact(s.Name) != nil })
	nowhere := &yamltree.Entry{Key: "session", Line: 1, Column: 1, Value: &yamltree.Value{Kind: yamltree.Mapping, Line: 1, Column: 1}}
	p := Place{Roots: map[string]*yamltree.Entry{}, Whole: whole, Session: nowhere, NoSecret: true}
	p.Complete = root.Exact("authentication_backend") != nil && root.Exact("storage") != nil
	if e := root.Exact("certificates_directory"); e != nil && e.Value.Kind == yamltree.Text {
		p.Certificates = e.Value.Text
	}
	p.Problems, p.Unlisted = withDots(root, version)
	session, bare := root.Exact("session"), root.Exact(FragmentName)
	switch {
	case session == nil && bare != nil && !whole:
		p.Roots[FragmentRoot] = bare
		return p
	case bare != nil:
		m := misplacement{version: version, at: at}
		m.add("redis", causes.Problem{Key: "redis", Line: bare.Line, Column: bare.Column, HintText: phrase.Of("redis: belongs below session:, two spaces further in.")})
		if root.At(bareRoot.Parts()) == nil {
			m.problems[0].Fix = m.move(FragmentName, *bare)
		}
		p.Problems = append(p.Problems, m.problems...)
	}
	p.Problems = append(p.Problems, misplaced(root, version, at, session != nil || whole || folded(root, "session") != nil || folded(root, "sessions") != nil)...)
	if session != nil && session.Value.Kind == yamltree.Mapping {
		e := session.Value.Exact("secret")
		p.Session = session
		p.NoSecret = e == nil || e.Value.Kind == yamltree.Null || e.Value.Kind == yamltree.Text && e.Value.Text == ""
	}
	for _, r := range version.Roots() {
		if e := root.At(r.Parts()); e != nil {
			p.Roots[r.Path] = e
		}
	}
	return p
}

// withDots judges keys such as "session.redis.host" at the root, or "redis.host"
// below session, in the versions that do not read them like the nested form.
// Source: observed; the check of keys sees them with the rest of their path.
func withDots(root *yamltree.Value, v authelia.Version) (problems []causes.Problem, unlisted int) {
	if v.Profile().NestsDots {
		return nil, 0
	}
	c := &rules.Checker{Version: v}
	look := func(n *yamltree.Value, path string) {
		for _, e := range n.Entries {
			key := path + e.Key
			switch {
			case !strings.Contains(e.Key, ".") || authelia.RootOf(key) == nil:
			case keys.Accepted(key, e, v):
				c.Add(rules.IgnoredKey(key, e, v))
			default:
				c.Unexpected(key, e)
			}
		}
	}
	look(root, "")
	for _, name := range authelia.Parents(v) {
		if e := root.Exact(name); e != nil {
			look(e.Value, name+".")
		}
	}
	return c.Problems, c.Unlisted
}
