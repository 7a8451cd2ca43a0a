package configschema

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// A mergeEdit collects the changes that make one file reach its goal.
type mergeEdit struct {
	*mergeSource
	doc    *document
	goal   goal
	manner manner

	changes   []change
	sections  []*mergeSection
	want, had valueIndex      // of the goal and of the file
	done      map[string]bool // options of the goal that need nothing more
	altered   map[*yaml.Node]bool
	aliases   []mergeOption // options that stay and are written as an alias
	rewrote   bool
	failed    bool // a shape that cannot be edited in this manner
}

// A manner is one of the ways to edit a file, from the gentlest on.
type manner struct {
	whole bool      // write the section anew instead of changing its options
	place rootPlace // where a session section comes to stand when there is none
}

type rootPlace int

const (
	atEnd      rootPlace = iota // behind everything, if that is still the first document
	afterLast                   // behind the last option of the root
	beforeHead                  // before the first one
)

var manners = []manner{{false, atEnd}, {false, afterLast}, {true, atEnd}, {true, afterLast}, {true, beforeHead}}

// A mergeSection is a mapping of the source that can take new options.
type mergeSection struct {
	path    string // what its keys begin with, "session.redis." for example
	node    *yaml.Node
	step    int // by how much it is indented
	options []*mergeOption
	merges  []*mergeOption // the entries with "<<"
}

// A mergeOption is an entry of such a mapping.
type mergeOption struct {
	key, value *yaml.Node
	path       string
	gone       bool // to be taken out
	shadowed   bool // a duplicate, and not the one that counts
}

func (s *mergeSection) flow() bool { return s.node.Style&yaml.FlowStyle != 0 }

func (s *mergeSection) entries() []*mergeOption {
	return append(append([]*mergeOption(nil), s.options...), s.merges...)
}

// edit makes the changes in one manner; ok is false when it cannot.
func (s *mergeSource) edit(g goal, how manner) (out string, ok bool) {
	e := &mergeEdit{mergeSource: s, goal: g, manner: how, want: newValueIndex(g.values), had: newValueIndex(s.got),
		done: map[string]bool{}, altered: map[*yaml.Node]bool{},
		doc: &document{v3: s.version.Since(v436), open: map[*yaml.Node]bool{}}}
	switch {
	case s.root == nil || s.root.Kind == yaml.ScalarNode:
		e.fill()
	case s.root.Kind == yaml.MappingNode:
		e.walk(s.root, s.base, 2)
		e.untangle()
		e.add()
		for _, section := range e.sections {
			e.remove(section)
		}
	default: // the whole file is an alias, or the like
		return "", false
	}
	if e.failed {
		return "", false
	}
	return apply(s.text.text, e.changes)
}

// name is the text of a key as Authelia looks it up.
func (e *mergeEdit) keyName(k *yaml.Node) string {
	name := e.doc.key(k)
	if !e.version.Since(v430) {
		name = strings.ToLower(name)
	}
	return name
}

// walk goes through a mapping at a path and decides for each entry whether it
// stays, changes or goes.
func (e *mergeEdit) walk(m *yaml.Node, path string, step int) {
	section := &mergeSection{path: path, node: m, step: step}
	e.sections = append(e.sections, section)
	last := map[string]*mergeOption{}
	for i := 0; i+1 < len(m.Content); i += 2 {
		o := &mergeOption{key: m.Content[i], value: m.Content[i+1]}
		if isMerge(o.key) {
			section.merges = append(section.merges, o)
			continue
		}
		section.options = append(section.options, o)
		name := e.keyName(o.key)
		if strings.Contains(name, ".") && !nests(e.version) {
			continue // accepted and ignored
		}
		o.path = path + name
		if twin := last[o.path]; twin != nil {
			twin.shadowed = true
		}
		last[o.path] = o
	}
	for _, o := range section.options {
		switch {
		case o.path == "session" && !o.shadowed:
			e.session(section, o)
		case o.path == redisPath && e.manner.whole && !o.shadowed && !e.rewrote && len(e.goal.values) > 0:
			e.rewrote = true
			e.section(section, o, redisPath)
		case o.path == redisPath || strings.HasPrefix(o.path, Prefix):
			if o.gone = e.manner.whole; !o.gone {
				e.option(section, o)
			}
		}
	}
	e.merged(section)
}

// session steps into session, or fills it when it holds nothing.
func (e *mergeEdit) session(parent *mergeSection, o *mergeOption) {
	switch v := o.value; {
	case v.Kind == yaml.MappingNode:
		e.walk(v, "session.", e.stepInto(parent, v))
	case v.Kind == yaml.ScalarNode && e.doc.build(v).kind == null:
		if len(e.goal.values) > 0 {
			e.section(parent, o, "session")
		}
	default:
		e.failed = true
	}
}

// stepInto is by how much a mapping is indented against the one around it.
func (e *mergeEdit) stepInto(parent *mergeSection, m *yaml.Node) int {
	if m.Style&yaml.FlowStyle != 0 || parent.flow() || len(m.Content) == 0 {
		return parent.step
	}
	if step := e.column(m) - e.column(parent.node); step > 0 && step <= 16 {
		return step
	}
	return parent.step
}

// column is where the keys of a block mapping begin, from 0.
func (e *mergeEdit) column(m *yaml.Node) int {
	if len(m.Content) == 0 {
		return 0
	}
	return e.text.column(e.text.start(m.Content[0]))
}

// option decides about one entry at or below session.redis.
func (e *mergeEdit) option(parent *mergeSection, o *mergeOption) {
	value, isAlias := resolve(o.value), o.value.Kind == yaml.AliasNode
	wanted, isWanted := e.goal.values[o.path]
	had, isSet := e.got[o.path]
	inner, innerHad := e.want.under(o.path+"."), e.had.under(o.path+".")
	switch {
	case isWanted && len(inner) > 0, isWanted && value.Kind != yaml.ScalarNode:
		e.failed = true
	case isWanted && o.shadowed, len(inner) > 0 && o.shadowed:
	case isWanted && wanted == had:
		e.done[o.path] = true
		if isAlias {
			e.aliases = append(e.aliases, *o)
		}
	case isWanted:
		e.done[o.path] = true
		e.scalar(parent, o, wanted)
	case len(inner) > 0 && o.path == KeyNodes && value.Kind == yaml.SequenceNode:
		e.list(parent, o)
	case len(inner) > 0 && isAlias && equalValues(inner, innerHad):
		e.finish(o.path)
	case len(inner) > 0 && !isAlias && value.Kind == yaml.MappingNode && (len(value.Content) > 0 || parent.flow()):
		e.walk(value, o.path+".", e.stepInto(parent, value))
	case len(inner) > 0:
		e.section(parent, o, o.path)
	case isSet || len(innerHad) > 0, e.goal.dropHA && o.path+"." == HAPrefix:
		o.gone = true
	case isSection(o.path) && e.isEmpty(value): // which Authelia refuses
		o.gone = o.path+"." != HAPrefix || !e.goal.keepHA
	case strings.HasPrefix(o.path, Prefix):
		switch refused, part := e.refusedAt(o); {
		case refused && part && o.value.Kind == yaml.MappingNode:
			e.walk(value, o.path+".", e.stepInto(parent, value))
		case refused:
			o.gone = true
		}
	}
}

// isEmpty tells whether a section is null or has no entry.
func (e *mergeEdit) isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && len(n.Content) == 0 || n.Kind == yaml.ScalarNode && e.doc.build(n).kind == null
}

// finish marks the options at and below a path as done.
func (e *mergeEdit) finish(path string) {
	e.done[path] = true
	for _, key := range e.want.keys(path + ".") {
		e.done[key] = true
	}
}

// merged decides about the options of a mapping that come in through "<<". One
// that is to go takes the merge with it; the others are then written out.
func (e *mergeEdit) merged(s *mergeSection) {
	if !strings.HasPrefix(s.path, Prefix) || e.manner.whole {
		return
	}
	written := map[string]bool{}
	for _, o := range s.options {
		name, _, _ := strings.Cut(strings.TrimPrefix(o.path, s.path), ".")
		written[name] = true
	}
	groups := map[string]bool{}
	for _, key := range e.had.keys(s.path) {
		if name, _, _ := strings.Cut(key[len(s.path):], "."); !written[name] {
			groups[name] = true
		}
	}
	of := func(x valueIndex, name string) Values {
		out := x.under(s.path + name + ".")
		if value, ok := x.values[s.path+name]; ok {
			out[""] = value
		}
		return out
	}
	drop := false
	for name := range groups {
		drop = drop || len(s.merges) > 0 && len(of(e.want, name)) == 0
	}
	for _, m := range s.merges {
		m.gone = drop
	}
	for name := range groups {
		if !drop && equalValues(of(e.had, name), of(e.want, name)) {
			e.finish(s.path + name)
		}
	}
}
