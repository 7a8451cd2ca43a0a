package intake

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/chart"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/yamlwrite"
)

// chartValues are where the options of Redis stand among the values of Authelia's chart.
type chartValues struct {
	text  *text
	redis *yaml.Node
	// inside is the text in which the values stand, with the scalar that holds it.
	inside *block
	// refusal says why nothing can be put into them.
	refusal error
}

// HasChart tells whether there are values of Authelia's chart to put options into.
func (f Found) HasChart() bool { return f.chart != nil }

// A chartEditor puts options into the values of the chart, by its own keys.
type chartEditor struct {
	*yamledit.Plan
	found    Found
	language phrase.Language
	want     configschema.Values
	redis    *yamledit.Mapping
	left     []string        // what could not be carried, in sentences
	leaves   map[string]bool // the options that these are about
}

// PutIntoChart are the texts with the values of Authelia's chart before and after the
// options were put into them: only what says something else than before is written. Notes
// say what the chart cannot carry; it stays as it was.
func (f Found) PutIntoChart(ctx context.Context, values configschema.Values, language phrase.Language) (before, after configschema.File, notes []string, err error) {
	c := f.chart
	before, after = c.text.File, c.text.File
	e := &chartEditor{found: f, language: language, want: values, leaves: map[string]bool{}}
	changed := e.changed(f.Result.Values)
	if len(changed) == 0 {
		return before, after, nil, nil
	}
	source, redis := c.text.Text, c.redis
	if c.inside != nil {
		source, redis = c.inside.content, chartRedis(c.inside.content)
	}
	if c.refusal != nil || redis == nil || redis.Kind != yaml.MappingNode || len(redis.Content) == 0 {
		return before, after, nil, cmp.Or(c.refusal, errNotIntoChart)
	}
	e.Plan = yamledit.NewPlan(yamledit.NewSource(source))
	e.redis = &yamledit.Mapping{Node: redis, Step: 2, Gone: map[*yaml.Node]bool{}}
	e.edit(changed)
	text, ok := e.Apply()
	if ok && text != source && c.inside != nil {
		text, ok = c.inside.put(c.text.Text, text)
	} else if c.inside != nil {
		text = c.text.Text
	}
	if !ok {
		return before, after, nil, errNotIntoChart
	}
	after.Text = text
	return before, after, e.left, e.readsBack(ctx, after)
}

var errNotIntoChart error = phrase.New("these values are written in a way in which nothing can be put into them; take the values as they are shown for Helm")

const (
	notOfChart phrase.Text = "Option '{option}' is nothing that the chart passes on as it is, so your file stays as it was there. Set the variable {variable} in pod.env."
	notInFile  phrase.Text = "Option '{option}' cannot be put into your file, which stays as it was there."
)

// sectionOf is what stands before the name of an option.
func sectionOf(key string) string { return key[:strings.LastIndexByte(key, '.')+1] }

// chartRedis finds the options of Redis in the values that stand in a text.
func chartRedis(content string) *yaml.Node {
	documents, err := yamltree.ParseYAML(nil, content)
	if err != nil || len(documents) == 0 {
		return nil
	}
	h := &helmReader{reading: &reading{text: &text{}}}
	configMap, _, _ := h.configMap(documents[0])
	return child(child(configMap, "session"), "redis")
}

// changed are the options that are to say something else than they do.
func (e *chartEditor) changed(got configschema.Values) map[string]bool {
	out := map[string]bool{}
	for _, values := range []configschema.Values{got, e.want} {
		for key := range values {
			f, known := authelia.OptionOf(key)
			isDefault := func(text string) bool { return text == "" || text == f.Default }
			if known && got[key] != e.want[key] && !(isDefault(got[key]) && isDefault(e.want[key])) {
				out[key] = true
			}
		}
	}
	return out
}

// leave notes an option that cannot be put into the values.
func (e *chartEditor) leave(key string, text phrase.Text, words ...string) {
	e.leaves[key] = true
	e.left = append(e.left, e.language.Say(text, append([]string{"option", authelia.ShortName(key), "variable", envOf(key)}, words...)...))
}

func (e *chartEditor) edit(changed map[string]bool) {
	for _, v := range e.found.Input.Environment {
		o, _, known := authelia.OfVariable(v.Name)
		if isOfChart := strings.HasPrefix(v.Value, secretMount); known && changed[o.Key] && !isOfChart {
			delete(changed, o.Key)
			e.leave(o.Key, "Option '{option}' is set by the variable {name}, which wins over the values. It stays there: change it where it is set.", "name", v.Name)
		}
	}
	nodes := false
	for key := range changed {
		if authelia.Key(key).List() == authelia.KeyNodes {
			nodes = true
			delete(changed, key)
		}
	}
	e.section(authelia.SessionRedis+".", e.redis, nil, changed, false)
	e.within(authelia.TLSPath, changed, false)
	e.within(authelia.HAPath, changed, nodes)
	for _, key := range slices.Sorted(maps.Keys(changed)) {
		e.leave(key, notOfChart)
	}
}

// within puts options into tls or highAvailability, which its switch turns on and off.
func (e *chartEditor) within(path string, changed map[string]bool, nodes bool) {
	was, is := form.HasPrefix(e.found.Result.Values, path+"."), form.HasPrefix(e.want, path+".")
	name := strings.TrimPrefix(path, authelia.Prefix)
	k, v := entry(e.redis.Node, name)
	m := (*yamledit.Mapping)(nil)
	if v != nil && v.Kind == yaml.MappingNode && len(v.Content) > 0 {
		m = e.NewMapping(v, e.redis)
	} else if v != nil && is {
		e.Gone(k)
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

// Gone takes out an entry of Redis that a section comes in the place of.
func (e *chartEditor) Gone(k *yaml.Node) {
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

// readsBack tells whether the texts say now what they are to say, and notes what they do
// not.
func (e *chartEditor) readsBack(ctx context.Context, after configschema.File) error {
	var files []configschema.File
	for _, t := range e.found.given.all {
		if t == e.found.chart.text {
			files = append(files, after)
		} else {
			files = append(files, t.File)
		}
	}
	again, err := Read(ctx, files, e.found.Result.Authelia, e.language)
	if err != nil {
		return err
	}
	for key := range e.changed(again.Result.Values) {
		switch list := authelia.Key(key).List(); {
		case e.leaves[key] || list != "" && len(e.left) > 0:
		case again.Result.Values[key] != e.found.Result.Values[key]:
			return errNotIntoChart
		default:
			e.leave(key, notInFile)
		}
	}
	slices.Sort(e.left)
	return nil
}
