package intake

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
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
func (f *Found) HasChart() bool { return f.chart != nil }

// A chartEditor puts options into the values of the chart, by its own keys.
type chartEditor struct {
	*yamledit.Plan
	found    *Found
	language phrase.Language
	want     configschema.Values
	redis    *yamledit.Mapping
	left     []string        // what could not be carried, in sentences
	leaves   map[string]bool // the options that these are about
}

// PutIntoChart are the texts with the values of Authelia's chart before and after the
// options were put into them: only what says something else than before is written. Notes
// say what the chart cannot carry; it stays as it was.
func (f *Found) PutIntoChart(ctx context.Context, values configschema.Values, language phrase.Language) (before, after configschema.File, notes []string, err error) {
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
		if c.inside.scalar == nil {
			c.refusal = cmp.Or(c.refusal, c.inside.refusal)
		}
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

var errNotIntoChart error = phrase.New("These values are written in a way in which nothing can be put into them; take the values as they are shown for Helm")

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
