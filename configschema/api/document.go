package api

import (
	"context"
	"maps"
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/phrase"
)

// A document is a person's text with the form's options in it: what is judged,
// written out and planned.
type document struct {
	found intake.Found
	in    configschema.Input // the form's options that count for it
	// files are those of found.Files with the options in them; as they were where
	// refusal says why they cannot take the options.
	files   []configschema.File
	refusal error
	// written tells that the files are as they were, because the form holds what
	// they say.
	written bool
}

// openDocument reads a text and puts the form's options into its configuration files.
// An input without values leaves them as they are written.
func openDocument(ctx context.Context, text string, in configschema.Input) (*document, error) {
	d, err := readDocument(ctx, text, in)
	if err == nil && d.found.Other != nil && !isFilled(in) {
		err = d.found.Other
	}
	if err != nil || len(d.files) == 0 || !isFilled(in) {
		return d, err
	}
	if d.in.Values, d.written, err = d.relative(ctx, in); err != nil || d.written {
		return d, err
	}
	return d, d.write(ctx)
}

// readDocument reads a text, and leaves it as it is.
func readDocument(ctx context.Context, text string, in configschema.Input) (d *document, err error) {
	d = &document{in: in, written: true}
	if text != "" {
		beside := configschema.Input{Authelia: in.Authelia, Environment: in.Environment, Filters: in.Filters, Contents: in.Contents, Language: in.Language}
		d.found, err = intake.ReadBeside(ctx, intake.Split(text), beside)
		d.files = d.found.Files
	}
	return d, err
}

// write puts the form's options into the files.
func (d *document) write(ctx context.Context) error {
	after, err := d.put(ctx)
	switch {
	case isFinal(ctx, err):
		return err
	case err != nil:
		d.refusal = err
	default:
		d.files = after
	}
	return nil
}

// isFilled tells whether an input says anything about a form.
func isFilled(in configschema.Input) bool { return len(in.Values) > 0 || in.Kind != "" }

// relative are the form's values as the release of in reads the text that they came
// from, and whether the form says nothing else than that text. A form was filled in
// from the reading of one release, and may be about another now: `skip_verify: yes` is
// true until 4.35, and a word from 4.36 on.
func (d *document) relative(ctx context.Context, in configschema.Input) (values authelia.Values, same bool, err error) {
	values, base := maps.Clone(in.Values), d.found.Result
	if values == nil {
		values = authelia.Values{}
	}
	differ := map[string]bool{}
	for _, of := range []authelia.Values{in.Values, base.Values} {
		for key := range of {
			if _, known := authelia.OptionOf(key); (known || of[key] != base.Values[key]) && in.Values[key] != base.Values[key] {
				differ[key] = true
			}
		}
	}
	kindDiffers := in.Kind != "" && in.Kind != base.Kind
	request := bounds.New(ctx).Uncounted()
	for _, release := range authelia.Readings() {
		if len(differ) == 0 && !kindDiffers {
			break
		}
		other := d.input()
		other.Authelia = release.String()
		read, err := configschema.EvaluateWithin(request, other)
		if err != nil {
			return nil, false, err
		}
		kindDiffers = kindDiffers && in.Kind != read.Kind
		for key := range differ {
			if in.Values[key] == read.Values[key] {
				values[key] = base.Values[key]
				delete(differ, key)
			}
		}
	}
	tlsDiffers := in.TLS != "" && (in.TLS == configschema.On) != base.TLS
	return values, len(differ) == 0 && !kindDiffers && !tlsDiffers, nil
}

// input is the document to be judged, with the variables, settings and filters of the
// text. What was written into it is among the form's values, and in force there.
func (d *document) input() configschema.Input {
	in := d.found.Input
	in.Authelia, in.Language, in.Files, in.YAML = d.in.Authelia, d.in.Language, d.files, ""
	if !d.written {
		in.Settings = nil
		in.Environment = d.environment()
	}
	if len(d.files) == 1 && d.files[0].Above == 0 && !d.files[0].Filled {
		in.Files, in.YAML = nil, d.files[0].Text
	}
	return in
}

// Judge judges an input: its YAML or its files as what they are, and otherwise the form's
// options in a text, or the text alone where nothing is said of a form, for as long as
// somebody waits for it. Lines are those of the text. What a connection test is made for
// is Config of the result.
func Judge(ctx context.Context, text string, in configschema.Input) (*intake.Found, error) {
	if in.YAML != "" || len(in.Files) > 0 {
		found, err := intake.Judge(ctx, in)
		return &found, err
	}
	d, err := openDocument(ctx, text, in)
	if err != nil {
		return nil, err
	}
	if text == "" || isFilled(in) {
		d.found.Result, err = d.judge(ctx)
	}
	return &d.found, err
}

// judge judges the form's options in the text.
func (d *document) judge(ctx context.Context) (configschema.Result, error) {
	if len(d.files) == 0 {
		return configschema.EvaluateContext(ctx, d.withContents())
	}
	var err error
	judged := d.found.Result
	if !d.written {
		if judged, err = configschema.EvaluateContext(ctx, d.input()); err != nil {
			return configschema.Result{}, err
		}
		d.placeProblems(judged.Problems)
		judged.Problems = append(judged.Problems, d.changedElsewhere()...)
	}
	form, err := configschema.EvaluateContext(ctx, d.withUnknown(judged))
	if err != nil {
		return configschema.Result{}, err
	}
	if d.refusal == nil {
		return form.In(judged), nil
	}
	// The options cannot be put into the text, so that what is wrong with those that the
	// form says otherwise is not in there. All else is.
	problems := slices.DeleteFunc(judged.Problems, func(p causes.Problem) bool {
		_, known := authelia.OptionOf(p.Key)
		return known && d.in.Values[p.Key] != d.found.Result.Values[p.Key]
	})
	for _, p := range form.Problems {
		if !slices.ContainsFunc(problems, func(q causes.Problem) bool { return q.Key == p.Key && q.Code == p.Code }) {
			problems = append(problems, p)
		}
	}
	refused := causes.Problem{Severity: causes.Warning, Code: "not-in-your-file", Message: phrase.Explain(d.refusal, d.in.Language),
		HintText: phrase.Of("What you changed in the form is judged beside your file: it is not in there, and your file stays as it is.")}
	refused.Say(d.in.Language)
	refused.Lang = ""
	form.Say(append(problems, refused))
	return form, nil
}

// withContents is the form with what is known in the text of what its variables stand for.
func (d *document) withContents() configschema.Input {
	in, read := d.in, &d.found.Result
	contents := maps.Clone(read.Contents)
	maps.DeleteFunc(contents, func(name, _ string) bool { return in.Values[name] != read.Values[name] })
	if contents != nil {
		maps.Copy(contents, in.Contents)
		in.Contents = contents
	}
	return in
}

// withUnknown is the form with those keys of the document that it has no field for.
func (d *document) withUnknown(judged configschema.Result) configschema.Input {
	in := d.withContents()
	in.Values = maps.Clone(in.Values)
	for key, v := range d.inForce() {
		if in.Values[key] != "" { // typed in place of what the variable stands for
			delete(in.Values, v.Name)
		}
	}
	for key, value := range judged.Values {
		if _, known := authelia.OptionOf(key); !known && value != "" && authelia.RootOf(key) != nil {
			if _, decided := in.Values[key]; !decided {
				in.Values[key] = value
			}
		}
	}
	return in
}

// Exported is what other shapes are written of: the form's options, with those keys of
// the text that it has no field for.
func Exported(ctx context.Context, text string, in configschema.Input) (configschema.Input, error) {
	d, err := openDocument(ctx, text, in)
	switch {
	case err != nil || text == "":
		return in, err
	case !isFilled(in):
		in.Values, in.Kind = d.found.Result.Values, d.found.Result.Kind
		return in, nil
	case len(d.files) == 0:
		return in, nil
	}
	judged, err := configschema.EvaluateContext(ctx, d.input())
	return d.withUnknown(judged), err
}

// asWritten takes an empty form for none: its text is then meant as it is written.
func asWritten(in configschema.Input) configschema.Input {
	for _, value := range in.Values {
		if value != "" {
			return in
		}
	}
	in.Values, in.Kind, in.TLS = nil, "", ""
	return in
}

// planned is what a plan is made for.
func (d *document) planned() configschema.Input {
	switch {
	case len(d.files) > 0 && d.refusal == nil:
		return d.input()
	case !isFilled(d.in):
		d.in.Values, d.in.Kind = d.found.Result.Values, d.found.Result.Kind
	}
	return d.in
}
