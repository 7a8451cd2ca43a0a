package configschema

import (
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/phrase"
)

// sourced tells whether the input comes from files, settings or variables
// rather than from the form.
func (in Input) sourced() bool {
	return in.YAML != "" || len(in.Files) > 0 || len(in.Settings) > 0 || len(in.Environment) > 0 && len(in.Values) == 0
}

// evaluateSources judges files, or a fragment of one, with the settings and the
// environment variables that go with them.
func evaluateSources(request *bounds.Request, result *Result, in Input, version Version) (*sources, error) {
	at := &sources{}
	doc, notes, err := readFiles(request, in, version, at)
	if err != nil {
		return nil, err
	}
	place := doc.find(version, at)
	result.Problems = slices.Concat(result.Problems, doc.problems, notes, place.problems)
	place.add(settingsTree(in.Settings, at))
	env := readEnvironment(in.Environment, version, at)
	place.add(env.root)
	result.Problems = append(result.Problems, env.loadSecrets(&place)...)
	if place.whole && place.redis != nil && place.redis.value.kind == mapping && place.noSecret && !env.sessionSecret {
		result.Problems = append(result.Problems, missingSecret(place.session, version))
	}
	if place.redis == nil {
		if len(doc.problems)+len(place.problems) == 0 {
			result.Problems = append(result.Problems, unconfigured())
		}
		result.Problems = append(result.Problems, env.problems...)
		result.keep(env.ignored)
		return at, request.Err()
	}
	if err := request.Err(); err != nil {
		return nil, err
	}
	redis := *place.redis
	j := &judge{version: version, redis: redis.value, language: in.Language}
	var s *settings
	if len(doc.problems) > 0 { // a file is discarded before anything in it is judged
		s = &decode(redis.value, version).settings
	} else {
		s = j.judge(redis)
	}
	explainVariables(j.problems, in.Environment, at)
	result.Problems = append(append(result.Problems, j.problems...), env.problems...)
	result.Values = clean(valuesOf(j.redis, s, version))
	result.FromFile = s.fromFileKeys()
	result.take(s, version, place.certificates)
	result.YAML = result.written(s, version)
	result.keep(env.ignored)
	return at, request.Err()
}

// written is the YAML for what was read.
func (r *Result) written(s *settings, version Version) string {
	values := counted(Input{}, r.Values)
	if s.ignored {
		if written, _ := tree(values); len(decode(written, version).faults) == 0 {
			return "" // the cause is no text, and without it Authelia would no longer overlook the rest
		}
	}
	return write(values, version, r.Kind)
}

// keep adds values that this version of Authelia does not read, so that they
// are not lost to the form.
func (r *Result) keep(ignored Values) {
	for key, value := range clean(ignored) {
		if r.Values[key] == "" {
			r.Values[key] = value
		}
	}
}

// readFiles parses the files, and merges them in their order. Authelia 4.29
// reads one file only.
func readFiles(request *bounds.Request, in Input, version Version, at *sources) (all *document, notes []Problem, err error) {
	files := in.texts()
	if n := len(files); n > 1 && !version.Since(v430) {
		files = files[n-1:]
		hint := phrase.Of("Only '{file}' is looked at here. Put everything into one file, or upgrade: several files work since Authelia 4.30.", "file", files[0].Name)
		if files[0].Name == "" {
			hint = phrase.Of("Only the last one is looked at here. Put everything into one file, or upgrade: several files work since Authelia 4.30.")
		}
		notes = append(notes, Problem{Severity: Warning, Code: "one-file", hint: hint,
			message: phrase.Of("Authelia 4.29 reads one configuration file, and {number} are given", "number", strconv.Itoa(n))})
	}
	for i, f := range files {
		d, err := parse(request, f.Text, version)
		if err != nil {
			return nil, nil, err
		}
		if base := at.text(f.Name, f.Text); base > 0 {
			d.root.shift(base)
			for p := range d.problems {
				d.problems[p].Line += base
			}
		}
		if i == 0 {
			all = d
			continue
		}
		all.root.merge(d.root)
		all.problems = append(all.problems, d.problems[:min(len(d.problems), max(maxProblems-len(all.problems), 0))]...)
	}
	return all, notes, nil
}

// texts are the files, or the one text without a name.
func (in Input) texts() []File {
	if len(in.Files) == 0 {
		return []File{{Text: in.YAML}}
	}
	return in.Files
}

// settingsTree is the tree that the settings stand for; nil without any.
func settingsTree(settings []Setting, at *sources) *node {
	var root *node
	for _, s := range settings {
		name, ok := strings.CutPrefix(s.Key, Prefix)
		if !ok || s.Value == "" {
			continue
		}
		f, _ := FieldOf(s.Key)
		value := typed(f, s.Value)
		value.line, value.column = at.value(s.File, s.Line, false), 1
		if root == nil {
			root = &node{kind: mapping, line: value.line, column: 1}
		}
		rest, isNode := strings.CutPrefix(s.Key, KeyNodes+".")
		row, option, dotted := strings.Cut(rest, ".")
		if !isNode || !dotted || !isIndex(row) {
			root.put(strings.SplitN(name, ".", maxNesting), value)
			continue
		}
		i, _ := strconv.Atoi(row)
		root.nodeAt(i, value).put([]string{option}, value)
	}
	return root
}

// nodeAt finds a row of high_availability.nodes, and makes it if it is the next
// one. Gaps close up.
func (n *node) nodeAt(i int, like *node) *node {
	path := []string{"high_availability", "nodes"}
	section := n.exact(path[0])
	if section == nil || section.value.exact(path[1]) == nil {
		n.put(path, &node{kind: list, line: like.line, column: like.column})
		section = n.exact(path[0])
	}
	nodes := section.value.exact(path[1]).value
	if i >= len(nodes.items) {
		i = len(nodes.items)
		nodes.items = append(nodes.items, &node{kind: mapping, line: like.line, column: like.column})
	}
	return nodes.items[i]
}

// add merges a later source into session.redis. What is no mapping there gives
// way to it.
func (p *place) add(redis *node) {
	switch {
	case redis == nil:
	case p.redis == nil || p.redis.value.kind != mapping:
		p.redis = &entry{"redis", redis.line, redis.column, redis}
	default:
		p.redis.value.merge(redis)
	}
}
