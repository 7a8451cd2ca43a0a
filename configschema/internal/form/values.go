// Package form goes between the texts of a form and YAML: it turns them into the
// tree that Authelia would read, reads them back from one, and writes what differs
// from the defaults.
package form

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/yamltree"
)

// Clean makes the values fit for YAML without changing what they mean: invalid
// UTF-8 cannot be written, and PEM typed in a browser comes with CR LF.
func Clean(values authelia.Values) authelia.Values {
	out := make(authelia.Values, len(values))
	for key, value := range values {
		value = strings.ToValidUTF8(value, "\uFFFD")
		if f, ok := authelia.OptionOf(key); ok && f.Type == authelia.PEM {
			value = strings.ReplaceAll(value, "\r", "")
		}
		out[strings.ToValidUTF8(key, "\uFFFD")] = value
	}
	return out
}

// HasPrefix tells whether a value has a key that begins so.
func HasPrefix(values authelia.Values, prefix string) bool {
	for key := range values {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// Rows are the rows of each list, by its path: the numbers that they have in the
// form.
type Rows map[string][]int

// Tree turns the values in a root into what Authelia would read from the YAML
// written for them: numbers and booleans where they are plainly that, texts
// otherwise. Rows close up; the second result is the number that each had. With the
// kind Sentinel, the option without which nothing is found is in it, when none of its
// section is set: its absence is then what is judged.
func Tree(root *authelia.Root, values authelia.Values, kind authelia.Kind) (*yamltree.Value, Rows) {
	out, all := yamltree.NewBuilder(&yamltree.Value{Kind: yamltree.Mapping}), Rows{}
	path := func(key string) []string {
		return strings.SplitN(strings.TrimPrefix(key, root.Prefix()), ".", yamltree.MaxNesting)
	}
	for _, f := range root.Options {
		list, _, isList := strings.Cut(f.Key, "[]")
		if value, ok := values[f.Key]; ok && !isList {
			out.AppendPath(path(f.Key), Typed(f, value))
		}
		if !isList || all[list] != nil {
			continue
		}
		rows, options := RowsOf(values, list)
		items := &yamltree.Value{Kind: yamltree.List}
		for _, r := range rows {
			items.Items = append(items.Items, Row(list, options[r]))
		}
		if all[list] = rows; len(rows) > 0 {
			out.AppendPath(path(list), items)
		}
	}
	for _, key := range UnknownKeys(values) {
		if strings.HasPrefix(key, root.Prefix()) {
			out.AppendPath(path(key), &yamltree.Value{Kind: yamltree.Text, Text: values[key]})
		}
	}
	if kind == authelia.Sentinel && root == authelia.RootOf(authelia.HAPath) && out.Value.Exact(authelia.HAName) == nil {
		out.AppendPath(path(authelia.KeySentinelName), &yamltree.Value{Kind: yamltree.Text})
	}
	return out.Value, all
}

// Typed is the value of an option as the writer spells it.
func Typed(f authelia.Option, value string) *yamltree.Value {
	switch {
	case (f.Type == authelia.Number || f.Type == authelia.Duration) && yamltree.IsCanonicalInt(value):
		number, _ := strconv.ParseInt(value, 10, 64)
		return &yamltree.Value{Kind: yamltree.Integer, Number: number, Text: value}
	case f.Type == authelia.Boolean && (value == "true" || value == "false"):
		return &yamltree.Value{Kind: yamltree.Boolean, Flag: value == "true", Text: value}
	}
	return &yamltree.Value{Kind: yamltree.Text, Text: value}
}

// RowsOf lists the rows of a list in which something is typed, and the options of
// each by the last part of their keys. They are found in one pass: a hostile file can
// have thousands of rows.
func RowsOf(values authelia.Values, list string) (rows []int, options map[int]authelia.Values) {
	options = map[int]authelia.Values{}
	for key, value := range values {
		if !strings.HasPrefix(key, list+".") {
			continue
		}
		k := authelia.Key(key)
		r, ok := k.Row()
		if !ok {
			continue
		}
		if options[r] == nil {
			options[r] = authelia.Values{}
			rows = append(rows, r)
		}
		options[r][strings.TrimPrefix(strings.TrimPrefix(k.Option(), list+"[]"), ".")] = value
	}
	slices.Sort(rows)
	return rows, options
}

// Row is a row as an item of its list.
func Row(list string, options authelia.Values) *yamltree.Value {
	out := &yamltree.Value{Kind: yamltree.Mapping}
	for _, name := range slices.Sorted(maps.Keys(options)) { // host before port
		if name == "" {
			f, _ := authelia.OptionOf(list + "[]")
			return Typed(f, options[name])
		}
		f, _ := authelia.OptionOf(list + "[]." + name)
		out.Entries = append(out.Entries, yamltree.Entry{Key: name, Value: Typed(f, options[name])})
	}
	return out
}

// UnknownKeys are the keys that are no option and in no row of a list, sorted.
func UnknownKeys(values authelia.Values) (keys []string) {
	for key := range values {
		_, known := authelia.OptionOf(key)
		if _, inRow := authelia.Key(key).Row(); !known && !inRow {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// ValuesOf reads the tree of a file as the form shows it: texts as they are,
// other values as Authelia decodes them, and what it cannot decode as written.
// Keys that the version accepts and ignores are left out.
func ValuesOf(root *authelia.Root, tree *yamltree.Value, s *decode.Settings, v authelia.Version) authelia.Values {
	out := authelia.Values{}
	for _, e := range tree.Entries {
		Collect(out, s, v, root.Prefix()+e.Key, e)
	}
	if s.TLS && !HasPrefix(out, root.TLS()+".") { // on, with nothing but nulls in it
		flag := slices.IndexFunc(root.Options, func(o authelia.Option) bool { return o.Section == authelia.TLS && o.Type == authelia.Boolean })
		if flag >= 0 {
			out[root.Options[flag].Key] = root.Options[flag].Default
		}
	}
	return out
}

// maxKept is how many values a file may have before those of unknown keys are
// left out: no form shows them, and the problems name the first of them.
const maxKept = 1000

// Collect adds a value under its key in the form.
func Collect(out authelia.Values, s *decode.Settings, v authelia.Version, key string, e yamltree.Entry) {
	n := e.Value
	switch {
	case strings.Contains(e.Key, ".") && !v.Profile().NestsDots:
	case n.Kind == yamltree.Mapping && len(key) > yamltree.MaxPath:
	case n.Kind == yamltree.Mapping:
		for _, inner := range n.Entries {
			Collect(out, s, v, key+"."+inner.Key, inner)
		}
	case n.Kind == yamltree.List && authelia.IsList(key):
		for i, item := range n.Items {
			Collect(out, s, v, authelia.InRow(key, i, ""), yamltree.Entry{Value: item})
		}
	default:
		if authelia.IsList(key) {
			if _, isValues := authelia.OptionOf(key + "[]"); isValues { // a list of one
				key = authelia.InRow(key, 0, "")
			}
		}
		if _, known := authelia.OptionOf(key); !known && len(out) >= maxKept {
			return
		}
		value := s.Shown(key, n)
		if o, known := authelia.OptionOf(key); known && n.FromFile && o.Env() != "" {
			key = o.Env() // it stands for what is not known here
		}
		if value != "" {
			out[key] = value
		}
	}
}
