package merge

import (
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/keys"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/yamlwrite"
)

// An editor plans the edits that make one file reach its target.
type editor struct {
	*sourceFile
	*yamledit.Plan
	doc      *yamltree.Document
	target   target
	strategy strategy
	aliases  []option        // options that stay and are written as an alias
	rewrote  map[string]bool // the roots that are written anew
	inRow    int             // the number of the row that is being edited
}

// A strategy is one of the ways to edit a file, from the gentlest on.
type strategy struct {
	whole bool           // write the section anew instead of changing its options
	where yamledit.Where // where a session section comes to stand when there is none
}

var strategies = []strategy{
	{false, yamledit.AtEnd}, {false, yamledit.Behind},
	{true, yamledit.AtEnd}, {true, yamledit.Behind}, {true, yamledit.Before},
}

// An option is an entry of a mapping.
type option struct {
	key, value *yaml.Node
	path       string
	shadowed   bool // a duplicate, and not the one that counts
	// had and want are what the file has at the path, and what it is to have.
	had, want *tree
}

// edit makes the changes in one way; ok is false when it cannot.
func (s *sourceFile) edit(g target, how strategy) (out string, ok bool) {
	e := &editor{sourceFile: s, Plan: yamledit.NewPlan(s.text), target: g, strategy: how, rewrote: map[string]bool{},
		doc: &yamltree.Document{V3: s.version.Profile().YAML3, Open: map[*yaml.Node]bool{}}}
	switch want := newTree(g.values); {
	case s.root == nil || s.root.Kind == yaml.ScalarNode:
		e.Fill(e.section(g.values, "").(yamlwrite.Mapping), how.where)
	case s.root.Kind == yaml.MappingNode:
		had, root := newTree(s.values), &yamledit.Mapping{Node: s.root, Step: 2, Gone: map[*yaml.Node]bool{}}
		if s.base != "" {
			had, want = had.at(s.base), want.at(s.base)
		}
		e.mapping(root, s.base, had, want)
		if how.where == yamledit.Before && len(g.values) == 0 {
			e.LeaveEmpty(root)
		}
		for _, o := range e.aliases {
			f, _ := authelia.OptionOf(o.path)
			e.WriteOut(o.value, form.Written(form.Typed(f, o.want.text)))
		}
	default: // the whole file is an alias, or the like
		return "", false
	}
	return e.Apply()
}

// keyName is the text of a key as Authelia looks it up.
func (e *editor) keyName(k *yaml.Node) string {
	name := e.doc.Key(k)
	if e.version.Profile().Viper {
		name = strings.ToLower(name)
	}
	return name
}

// mapping decides for each entry of a mapping at a path whether it stays, changes or
// goes, and adds what is missing.
func (e *editor) mapping(m *yamledit.Mapping, path string, had, want *tree) {
	options, merges := e.options(m, path, had, want)
	for _, o := range options {
		switch {
		case !e.strategy.whole && e.renamed(o, options, path, want):
		case isParent(o.path, e.version) && !o.shadowed:
			e.parent(m, o)
		case authelia.RootOf(o.path) == nil:
		case !e.strategy.whole:
			e.option(m, o)
		case isRoot(o.path) && !o.shadowed && !e.rewrote[o.path] && len(o.want.inner) > 0:
			e.rewrote[o.path] = true
			e.anew(m, o)
		default:
			m.Gone[o.key] = true
		}
	}
	if authelia.RootOf(path) != nil && !e.strategy.whole {
		e.merged(m, merges, options, path, had, want)
	}
	missing := authelia.Values{}
	want.collect(missing, path)
	want.done = true
	if len(missing) > 0 {
		e.add(m, path, options, missing)
	}
	e.Remove(m)
}

// renamed gives an entry that is no option, and is to go, the name of the option that
// has its value from now on; one without a value the name that it was meant to have. So it
// keeps its place and its comments.
func (e *editor) renamed(o *option, options []*option, path string, want *tree) bool {
	if _, known := authelia.OptionOf(o.path); known || o.shadowed || !o.want.isEmpty() || o.value.Kind != yaml.ScalarNode {
		return false
	}
	if !o.had.isSet {
		near, move := keys.Nearest(o.path)
		there := slices.ContainsFunc(options, func(other *option) bool { return other.path == near })
		name, isHere := strings.CutPrefix(near, path+".")
		if move = move && isHere && !there && !strings.Contains(name, ".") && want.at(name).isEmpty() && e.target.removed[o.path] && e.target.removed[near]; move {
			e.Rename(o.key, name)
		}
		return move
	}
	for _, name := range slices.Sorted(maps.Keys(want.inner)) {
		wanted := want.inner[name]
		_, known := authelia.OptionOf(join(path, name))
		there := slices.ContainsFunc(options, func(other *option) bool { return other.path == join(path, name) })
		if known && wanted.isSet && !wanted.done && !there && wanted.text == o.had.text {
			wanted.done = true
			e.Rename(o.key, name)
			return true
		}
	}
	return false
}

// options are the entries of a mapping, and the keys of those that come in by "<<". The
// ones whose keys have dots come first: what they stand for is not to be added again.
func (e *editor) options(m *yamledit.Mapping, path string, had, want *tree) (options []*option, merges []*yaml.Node) {
	last := map[string]*option{}
	for k, v := range yamledit.Entries(m.Node) {
		if yamltree.IsMerge(k) {
			merges = append(merges, k)
			continue
		}
		name := e.keyName(k)
		if strings.Contains(name, ".") && !e.version.Profile().NestsDots {
			continue // accepted and ignored
		}
		o := &option{key: k, value: v, path: join(path, name), had: had.at(name), want: want.at(name)}
		if twin := last[name]; twin != nil {
			twin.shadowed = true
		}
		last[name] = o
		options = append(options, o)
	}
	slices.SortStableFunc(options, func(a, b *option) int {
		return strings.Count(b.path, ".") - strings.Count(a.path, ".")
	})
	return options, merges
}

func join(path, name string) string { return strings.TrimPrefix(path+"."+name, ".") }

// parent steps into the section that a root is in, or fills it when it holds nothing.
func (e *editor) parent(m *yamledit.Mapping, o *option) {
	switch v := o.value; {
	case v.Kind == yaml.MappingNode:
		e.mapping(e.NewMapping(v, m), o.path, o.had, o.want)
	case v.Kind != yaml.ScalarNode || e.doc.Build(v).Kind != yamltree.Null:
		e.Failed = true
	case len(o.want.inner) > 0:
		e.anew(m, o)
	}
}

// option decides about one entry at or below a root.
func (e *editor) option(m *yamledit.Mapping, o *option) {
	value, isAlias := yamltree.Resolve(o.value), o.value.Kind == yaml.AliasNode
	isSection := len(o.want.inner) > 0
	switch {
	case o.want.isSet && (isSection || value.Kind != yaml.ScalarNode):
		e.Failed = true
	case (o.want.isSet || isSection) && o.shadowed:
	case o.want.isSet:
		o.want.done = true
		switch f, _ := authelia.OptionOf(o.path); {
		case o.want.text != o.had.text:
			e.Set(m, o.key, o.value, form.Written(form.Typed(f, o.want.text)))
		case isAlias:
			e.aliases = append(e.aliases, *o)
		}
	case isSection && authelia.IsList(o.path) && value.Kind == yaml.SequenceNode:
		e.list(m, o)
	case isSection && isAlias && o.want.equal(o.had):
		o.want.done = true
	case isSection && o.value.Kind == yaml.MappingNode && (len(value.Content) > 0 || m.Flow()):
		e.mapping(e.NewMapping(value, m), o.path, o.had, o.want)
	case isSection:
		e.anew(m, o)
	case !o.had.isEmpty(), e.target.dropHA && o.path == authelia.HAPath:
		m.Gone[o.key] = true
	case authelia.IsSection(o.path) && e.isEmpty(value): // which Authelia refuses
		m.Gone[o.key] = o.path != authelia.HAPath || !e.target.keepHA
	case isBelow(o.path):
		switch refused, part := e.refusedAt(o.path, o.value); {
		case refused && part && o.value.Kind == yaml.MappingNode:
			e.mapping(e.NewMapping(value, m), o.path, o.had, o.want)
		case refused:
			m.Gone[o.key] = true
		}
	}
}

// isEmpty tells whether a section is null or has no entry.
func (e *editor) isEmpty(n *yaml.Node) bool {
	return n.Kind == yaml.MappingNode && len(n.Content) == 0 || n.Kind == yaml.ScalarNode && e.doc.Build(n).Kind == yamltree.Null
}

// merged decides about the options of a mapping that come in through "<<". One that is
// to go takes the merge with it; the others are then written out.
func (e *editor) merged(m *yamledit.Mapping, merges []*yaml.Node, options []*option, path string, had, want *tree) {
	written := map[string]bool{}
	for _, o := range options {
		name, _, _ := strings.Cut(strings.TrimPrefix(o.path, path+"."), ".")
		written[name] = true
	}
	dropped := false
	for name := range had.inner {
		dropped = dropped || len(merges) > 0 && !written[name] && want.at(name).isEmpty()
	}
	if dropped {
		for _, k := range merges {
			m.Gone[k] = true
		}
		return
	}
	for name, there := range had.inner {
		if wanted := want.at(name); !written[name] && there.equal(wanted) {
			wanted.done = true
		}
	}
}

// anew writes all that is wanted of an entry, in place of whatever it has.
func (e *editor) anew(m *yamledit.Mapping, o *option) {
	values := authelia.Values{}
	o.want.done = false
	o.want.collect(values, o.path)
	o.want.done = true
	e.Set(m, o.key, o.value, e.section(values, o.path))
}

// add writes options that no entry of a mapping stands for. Where a root is spelt with
// dots, so are they.
func (e *editor) add(m *yamledit.Mapping, path string, options []*option, missing authelia.Values) {
	var last *option
	for _, o := range options {
		if authelia.RootOf(path) == nil && isBelow(o.path) && !m.Gone[o.key] && (last == nil || e.Start(o.key) > e.Start(last.key)) {
			last = o
		}
	}
	where := yamledit.Behind
	if path == "" {
		where = e.strategy.where
	}
	value, isMapping := e.section(missing, path).(yamlwrite.Mapping)
	switch {
	case !isMapping:
		e.Failed = true
	case last == nil || m.Flow():
		e.Insert(m, value, where)
	default:
		start := strings.TrimPrefix(strings.TrimPrefix(authelia.RootOf(last.path).Path, path), ".")
		e.InsertBehind(m, last.key, last.value, flatten(e.section(missing, authelia.RootOf(last.path).Path), start))
	}
}

// section is what is written for some values at a path.
func (e *editor) section(values authelia.Values, path string) any {
	if list, isRow := strings.CutSuffix(path, "[]"); isRow {
		options := authelia.Values{}
		for key, value := range values {
			options[key[len(path)+1:]] = value
		}
		return form.Written(form.Row(list, options))
	}
	n := form.Trees(values, e.version)
	if path != "" {
		entry := n.At(strings.Split(path, "."))
		if entry == nil || !form.IsSectionNode(entry.Value) {
			e.Failed = true
			return yamlwrite.Mapping{}
		}
		n = entry.Value
	}
	return form.Written(n)
}

// flatten spells options with dots. Their keys begin with start.
func flatten(value any, start string) (out yamlwrite.Mapping) {
	section, ok := value.(yamlwrite.Mapping)
	if !ok {
		return yamlwrite.Mapping{{Key: start, Value: value}}
	}
	for _, entry := range section {
		out = append(out, flatten(entry.Value, start+"."+entry.Key)...)
	}
	return out
}
