package api

import (
	"context"
	"maps"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/merge"
	"redis-wizard/configschema/phrase"
)

// inForce are the options that variables beside the files set, which win over these: the
// last variable of each.
func (d *document) inForce() map[string]configschema.Variable {
	out := map[string]configschema.Variable{}
	for _, v := range d.found.Input.Environment {
		if o, _, known := authelia.OfVariable(v.Name); known {
			out[o.Key] = v
		}
	}
	return out
}

// forFiles is the input with what the files are to say. An option that a variable sets
// stays there: the files go on saying of it what they said.
func (d *document) forFiles(ctx context.Context) (configschema.Input, error) {
	in, elsewhere := d.in, d.inForce()
	if len(elsewhere) == 0 {
		return in, nil
	}
	alone := d.input()
	alone.Environment, alone.Settings, alone.Partial = nil, nil, true
	said, err := configschema.EvaluateContext(ctx, alone)
	in.Values = maps.Clone(in.Values)
	for key := range elsewhere {
		in.Values[key] = said.Values[key]
	}
	return in, err
}

// environment are the variables of the text as the form would have them: one that sets an
// option has the form's value for it.
func (d *document) environment() (all []configschema.Variable) {
	elsewhere := d.inForce()
	for _, v := range d.found.Input.Environment {
		o, isFile, known := authelia.OfVariable(v.Name)
		value, decided := d.in.Values[o.Key], d.in.Values[v.Name] == ""
		switch {
		case !known || isFile && value == "" || !isFile && !decided:
			all = append(all, v)
		case value != "" && elsewhere[o.Key].Name == v.Name:
			all = append(all, configschema.Variable{Name: o.Env(), Value: value, File: v.File, Line: v.Line})
		}
	}
	return all
}

// changedElsewhere says of each option that the form changes and a variable sets that the
// variable wins.
func (d *document) changedElsewhere() (problems []causes.Problem) {
	if d.written {
		return nil
	}
	elsewhere := d.inForce()
	for _, o := range authelia.Options() {
		key := o.Key
		v, isElsewhere := elsewhere[key]
		isFile := v.Name == o.EnvFile()
		if value := d.in.Values[key]; !isElsewhere || value == d.found.Result.Values[key] || value == "" && (isFile || v.Elsewhere) {
			continue
		}
		p := causes.Problem{Key: key, File: v.File, Line: v.Line, Column: min(v.Line, 1), Severity: causes.Warning, Code: "environment-wins",
			MessageText: phrase.Of("Option '{option}' is set by the variable {variable}, which wins over the file: your file does not get the value of the form", "option", authelia.ShortName(key), "variable", v.Name),
			HintText:    phrase.Of("Change {variable} where it is set. To have it in the file instead, remove the variable there, and give both again.", "variable", v.Name)}
		p.Say(d.in.Language)
		problems = append(problems, p)
	}
	return problems
}

// put puts the form's options into the files.
func (d *document) put(ctx context.Context) ([]configschema.File, error) {
	in, err := d.forFiles(ctx)
	if err != nil {
		return nil, err
	}
	return merge.Files(ctx, d.files, in)
}
