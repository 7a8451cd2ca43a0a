package state

import (
	"cmp"
	"context"
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
)

// Output is the configuration as it is written, in the shape that was chosen.
type Output struct {
	// Chosen is the name of the chosen shape: TabFile or a format; empty for the first.
	Chosen string
	// Reveal shows the secrets in it; they are masked otherwise.
	Reveal bool
	// Whole shows an imported file as a whole; otherwise what changes in it.
	Whole bool
	// Mergeable tells that the imported text is a file, or several, that the options
	// can be put into.
	Mergeable bool
	// Rendering is the configuration in a format; nil for the imported file.
	Rendering *render.Rendering
	// Merged is the imported file with the options in it; nil for a format.
	Merged *api.Merged
	// OutputRefusal says why they could not be put into it; empty otherwise.
	OutputRefusal string
}

// TabFile is the shape of the imported file.
const TabFile = "file"

// Tab is the name of the shape that is shown.
func (o Output) Tab() string {
	if o.Chosen == TabFile && o.Mergeable || slices.ContainsFunc(render.Shapes, func(s render.Shape) bool { return string(s.Format) == o.Chosen }) {
		return o.Chosen
	}
	return string(render.YAML)
}

// output shows the shape that was chosen. To look at it is no reason to complain.
func (s *State) output(act) error {
	s.Fresh = s.untouched()
	return nil
}

// write writes the chosen shape, and no other. document is the imported text in use.
func (s *State) write(ctx context.Context, document string, in configschema.Input) error {
	if s.Tab() == TabFile {
		merged, err := api.Merge(ctx, document, in)
		switch {
		case err == nil:
			s.Merged = &merged
		case !forPeople(err):
			return err
		default:
			s.OutputRefusal = phrase.Explain(err, in.Language)
		}
		return nil
	}
	var rendering render.Rendering
	var err error
	if format := render.Format(s.Tab()); document == "" {
		rendering, err = render.Evaluated(format, in, s.Result)
	} else if in, err = api.Exported(ctx, document, in); err == nil {
		rendering, err = render.RenderContext(ctx, format, in)
	}
	s.Rendering = &rendering
	return err
}

// Files are those of the chosen shape, in the order in which it shows them, once the
// state is judged.
func (s State) Files() (files []render.File) {
	switch {
	case s.Rendering != nil:
		return s.Rendering.Files
	case s.Merged != nil:
		for _, file := range s.Merged.Files {
			files = append(files, render.File{Name: file.Name, Language: "yaml", Text: file.Text})
		}
	}
	return files
}

// SecretValues are the values of the options that are secret: what is masked in the
// output wherever it stands. A chain of certificates is none, which everybody may see.
func (s State) SecretValues() (values []string) {
	for key, value := range s.Input.Values {
		option, known := authelia.OptionOf(key)
		if !known {
			option, _, known = authelia.OfVariable(key)
		}
		if value != "" && known && option.Secret && option.Key != authelia.KeyChain {
			values = append(values, value)
		}
	}
	slices.Sort(values)
	return values
}

// outputOf is the format in which a preset's set-up is written first, or the one that is
// shown where the preset has none.
func (s State) outputOf(preset authelia.Preset) string { return cmp.Or(preset.Output, s.Chosen) }
