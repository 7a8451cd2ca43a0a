package configschema

import (
	"maps"
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/rules"
	"redis-wizard/configschema/internal/sources"
	"redis-wizard/configschema/internal/yamltree"
)

// sourced tells whether the input comes from files, settings or variables
// rather than from the form.
func (in Input) sourced() bool {
	return in.YAML != "" || len(in.Files) > 0 || len(in.Settings) > 0 || len(in.Environment) > 0 && len(in.Values) == 0
}

// evaluateSources judges files, or a fragment of one, with the settings and the
// environment variables that go with them.
func evaluateSources(request *bounds.Request, result *Result, in Input, version authelia.Version, at *yamltree.Positions) error {
	doc, notes, err := sources.ReadFiles(request, in.texts(), in.FiltersInForce(), version, at)
	if err != nil {
		return err
	}
	place := sources.Locate(doc.Root, version, at)
	place.Problems = append(place.Problems, sources.OfNewer(doc.Root, result.asked, version, at)...)
	result.Problems = slices.Concat(result.Problems, doc.Problems, notes, place.Problems)
	place.Add(sources.SettingsTrees(in.Settings, at))
	env := sources.ReadEnvironment(in.withContents(in.Environment), version, at)
	result.Contents = env.Contents
	place.Add(env.Trees)
	result.Problems = append(result.Problems, env.LoadSecrets(&place)...)
	result.unlisted = doc.Unlisted + place.Unlisted + env.Unlisted
	var withoutSecret *yamltree.Entry
	if place.Whole && place.NoSecret && !env.SessionSecret {
		withoutSecret = place.Session
	}
	if len(place.Roots) == 0 && len(doc.Problems)+len(place.Problems) == 0 {
		result.Problems = append(result.Problems, unconfigured(place.Complete))
	}
	if err := request.Err(); err != nil {
		return err
	}
	result.certificates = place.Certificates
	for _, root := range version.Roots() {
		if e := place.Roots[root.Path]; e != nil && !e.Value.FromFile { // all of it can be filled in
			c := &rules.Checker{Version: version, Root: root, Value: e.Value, WithoutSecret: withoutSecret, Language: in.Language,
				Beside: rules.Beside(root, version, func(r *authelia.Root) bool { return place.Roots[r.Path] != nil })}
			result.judge(c, *e, in, len(doc.Problems) > 0, at)
		}
	}
	result.Problems = append(result.Problems, env.Problems...)
	for key, value := range form.Clean(env.Ignored) { // so that they are not lost to the form
		if result.Values[key] == "" {
			result.Values[key] = value
		}
	}
	maps.Copy(result.Values, form.Clean(env.StandIns))
	if in.Partial {
		result.forgive()
	}
	return request.Err()
}

// judge judges what stands at a root.
func (r *Result) judge(c *rules.Checker, e yamltree.Entry, in Input, discarded bool, at *yamltree.Positions) {
	var s *decode.Settings
	if discarded { // a file with a fault in its YAML is, before anything in it is judged
		s = &decode.Decode(c.Root, e.Value, c.Version).Settings
	} else {
		s = c.Check(e)
	}
	sources.ExplainVariables(c.Problems, in.Environment, at)
	c.Problems = slices.DeleteFunc(c.Problems, func(p causes.Problem) bool { // in a variable, it is the value
		s := at.Of(p.Line)
		return p.Code == rules.Unfilled && s != nil && s.Variable
	})
	maps.Copy(r.Values, form.Clean(form.ValuesOf(c.Root, c.Value, s, c.Version)))
	for _, key := range slices.Concat(slices.Collect(maps.Keys(r.Values)), s.FromFileKeys()) {
		if authelia.RootOf(key) != c.Root {
			continue
		}
		line := c.Line(authelia.Key(key))
		if line == 0 { // an option in which the form carries that its section is there
			line = c.Line(authelia.Key(key[:strings.LastIndexByte(key, '.')]))
		}
		if line > 0 {
			if r.Sources == nil {
				r.Sources = map[string]Source{}
			}
			file, line := at.Local(line)
			r.Sources[key] = Source{file, line}
		}
	}
	r.take(c, s)
	r.YAML = r.written(c.Root, s)
}

// written is the YAML for what was read.
func (r *Result) written(root *authelia.Root, s *decode.Settings) string {
	values := Input{}.Counted(r.Values)
	if s.Ignored {
		if written, _ := form.Tree(root, values, ""); len(decode.Decode(root, written, r.version).Faults) == 0 {
			return "" // the cause is no text, and without it Authelia would no longer overlook the rest
		}
	}
	return form.Write(values, r.version, r.Kind)
}

// texts are the files, or the one text without a name.
func (in Input) texts() []sources.File {
	if len(in.Files) == 0 {
		return []sources.File{{Text: in.YAML}}
	}
	return in.Files
}
