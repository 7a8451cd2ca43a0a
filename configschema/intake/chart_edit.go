package intake

import (
	"maps"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/chart"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/yamlwrite"
)

// within puts options into tls or highAvailability, which its switch turns on and off.
func (e *chartEditor) within(path string, changed map[string]bool, nodes bool) {
	was, is := form.HasPrefix(e.found.Result.Values, path+"."), form.HasPrefix(e.want, path+".")
	name := strings.TrimPrefix(path, authelia.Prefix)
	k, v := entry(e.redis.Node, name)
	m := (*yamledit.Mapping)(nil)
	if v != nil && v.Kind == yaml.MappingNode && len(v.Content) > 0 {
		m = e.NewMapping(v, e.redis)
	} else if v != nil && is {
		e.without(k)
	}
	switch {
	case !was && !is:
		return
	case !is:
		for key := range changed {
			if strings.HasPrefix(key, path+".") {
				delete(changed, key)
			}
		}
		if m == nil {
			return
		}
	}
	var more yamlwrite.Mapping
	if is != was {
		e.set(m, &more, "enabled", yamlwrite.Plain(strconv.FormatBool(is)))
	}
	if is {
		e.section(path+".", m, &more, changed, nodes)
	}
	switch {
	case len(more) == 0:
	case m != nil:
		e.Insert(m, more, yamledit.Behind)
	default:
		e.Insert(e.redis, yamlwrite.Mapping{{Key: name, Value: more}}, yamledit.Behind)
	}
}

// without takes out an entry of Redis that a section comes in the place of.
func (e *chartEditor) without(k *yaml.Node) {
	e.redis.Gone[k] = true
	e.Remove(e.redis)
	e.redis.Gone = map[*yaml.Node]bool{}
}

// entry finds an entry of a mapping in either spelling.
func entry(m *yaml.Node, name string) (key, value *yaml.Node) {
	for k, v := range yamledit.Entries(m) {
		if snake(k.Value) == name {
			key, value = k, v
		}
	}
	return key, value
}

// section puts what changed into one section; what it has no entry for is more.
func (e *chartEditor) section(prefix string, m *yamledit.Mapping, more *yamlwrite.Mapping, changed map[string]bool, nodes bool) {
	var added yamlwrite.Mapping
	if more == nil {
		more = &added
		defer func() {
			if len(added) > 0 {
				e.Insert(m, added, yamledit.Behind)
			}
		}()
	}
	gone := map[*yaml.Node]bool{}
	for _, o := range chart.Options {
		if !changed[o.Key] || sectionOf(o.Key) != prefix {
			continue
		}
		delete(changed, o.Key)
		written, why := chart.Write(o.Key, e.want[o.Key], o.Keeps)
		switch k, _ := entryOf(m, chart.Name(o.Key)); {
		case e.want[o.Key] == "" && k != nil:
			gone[k] = true
		case e.want[o.Key] == "":
		case why != "":
			e.leave(o.Key, notOfChart)
		default:
			e.set(m, more, chart.Name(o.Key), written)
		}
	}
	for _, key := range []string{authelia.KeyPassword, authelia.KeySentinelPassword} {
		if changed[key] && sectionOf(key) == prefix {
			delete(changed, key)
			e.password(m, more, key)
		}
	}
	if nodes {
		e.nodes(m, more)
	}
	if len(gone) > 0 {
		m.Gone = gone
		e.Remove(m)
	}
}

func entryOf(m *yamledit.Mapping, name string) (key, value *yaml.Node) {
	if m == nil {
		return nil, nil
	}
	return entry(m.Node, name)
}

// set gives an entry another value, or adds it to more.
func (e *chartEditor) set(m *yamledit.Mapping, more *yamlwrite.Mapping, name string, value any) {
	if k, v := entryOf(m, name); k != nil {
		e.Set(m, k, v, value)
		return
	}
	more.Add(name, value)
}

// password puts a password where the chart makes a Secret of it. One that comes from a
// Secret by its name stays so.
func (e *chartEditor) password(m *yamledit.Mapping, more *yamlwrite.Mapping, key string) {
	k, v := entryOf(m, "password")
	value, ok := e.want[key], true
	if v != nil && v.Kind == yaml.MappingNode && len(v.Content) > 0 {
		inner := e.NewMapping(v, m)
		var added yamlwrite.Mapping
		switch {
		case child(v, "secret_name") != nil:
			e.leave(key, "Option '{option}' comes from a Secret by its name, and stays so: change it in the Secret.")
			return
		case value == "":
			e.set(inner, &added, "disabled", yamlwrite.Plain("true"))
		default:
			if isOn(child(v, "disabled")) {
				e.set(inner, &added, "disabled", yamlwrite.Plain("false"))
			}
			e.set(inner, &added, "value", value)
		}
		if len(added) > 0 {
			e.Insert(inner, added, yamledit.Behind)
		}
		return
	}
	if ok = yamlwrite.Printable(value); !ok {
		e.leave(key, notOfChart)
		return
	}
	if _, isText := scalar(v); k != nil && isText && value != "" && !isNull(v) {
		e.Set(m, k, v, value)
		return
	}
	entry := yamlwrite.Mapping{{Key: "value", Value: value}}
	if value == "" {
		entry = yamlwrite.Mapping{{Key: "disabled", Value: yamlwrite.Plain("true")}}
	}
	e.set(m, more, "password", entry)
}

// nodes writes the sentinels: those that stay, in front and behind, keep their lines.
func (e *chartEditor) nodes(m *yamledit.Mapping, more *yamlwrite.Mapping) {
	_, had := form.RowsOf(e.found.Result.Values, authelia.KeyNodes)
	numbers, rows := form.RowsOf(e.want, authelia.KeyNodes)
	var written yamlwrite.List
	for _, n := range numbers {
		var row yamlwrite.Mapping
		for _, key := range []string{authelia.KeyNodeHost, authelia.KeyNodePort} {
			name := chart.Name(key)
			if value, why := chart.Write(key, rows[n][name], true); rows[n][name] != "" && why == "" {
				row.Add(name, value)
			} else if rows[n][name] != "" {
				e.leave(string(authelia.At(key, n)), notInFile)
			}
		}
		written = append(written, row)
	}
	_, v := entryOf(m, "nodes")
	items, editable := []yamledit.Item(nil), false
	if v != nil {
		items, editable = e.Items(v)
	}
	same := func(i, j int) bool { return maps.Equal(had[i], rows[numbers[j]]) }
	front := 0
	for editable && front < min(len(items), len(written)) && same(front, front) {
		front++
	}
	behind := 0
	for editable && behind < min(len(items), len(written))-front && same(len(items)-1-behind, len(written)-1-behind) {
		behind++
	}
	switch {
	case !editable || len(written) == 0:
		e.set(m, more, "nodes", written)
		return
	}
	for _, item := range items[front : len(items)-behind] {
		e.RemoveItem(item)
	}
	for _, row := range written[front : len(written)-behind] {
		e.InsertItem(items, len(items)-1-behind, row)
	}
}
