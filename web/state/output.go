package state

import (
	"context"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/render"
)

// take makes what the chosen tab shows.
func (s *State) take(ctx context.Context, in configschema.Input) error {
	switch {
	case s.Chosen == TabFile && s.Document() != "":
		merged, err := api.Merge(ctx, s.Document(), in)
		if err == nil {
			s.Merged = &merged
		} else if forPeople(err) {
			s.TakeRefusal = phrase.Explain(err, in.Language)
		} else {
			return err
		}
	case s.Chosen != TabFile && s.Tab() == s.Chosen && s.Chosen != string(render.YAML):
		in, err := api.Exported(ctx, s.Document(), in)
		if err != nil {
			return err
		}
		rendering, err := render.RenderContext(ctx, render.Format(s.Chosen), in)
		s.Rendering = &rendering
		return err
	}
	return nil
}

// Files are those to download: of the chosen tab, in the order in which it shows them,
// once the state is judged.
func (s State) Files() (files []configschema.File) {
	switch {
	case s.Place == PlaceUpgrade:
		if s.Upgraded != nil && s.Upgraded.Merged != nil {
			for _, file := range s.Upgraded.Merged.Files {
				files = append(files, configschema.File{Name: file.Name, Text: file.Text})
			}
		}
	case s.Rendering != nil:
		for _, file := range s.Rendering.Files {
			files = append(files, configschema.File{Name: file.Name, Text: file.Text})
		}
	case s.Merged != nil:
		for _, file := range s.Merged.Files {
			files = append(files, configschema.File{Name: file.Name, Text: file.Text})
		}
	}
	return files
}

// Fragment is the plain YAML as a file.
func (s State) Fragment() configschema.File {
	return configschema.File{Name: authelia.FragmentFile, Text: s.Result.YAML}
}
