package upgrade

import (
	"context"
	"maps"
	"strconv"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// Files rewrites the files that the plan was made for: Values are put into them
// for the version To, and everything outside session.redis stays. The result is
// judged once more before anybody gets it; the error is a
// *configschema.MergeError, or says what the new version would still refuse.
func (p Plan) Files(files []configschema.File) ([]configschema.File, error) {
	return p.FilesContext(context.Background(), files)
}

// FilesContext is Files for as long as somebody waits for it.
func (p Plan) FilesContext(ctx context.Context, files []configschema.File) ([]configschema.File, error) {
	if !p.Needed() {
		return files, nil
	}
	merge := func(values configschema.Values) (err error) {
		files, err = configschema.MergeFilesContext(ctx, files, configschema.Input{Authelia: p.To, Kind: p.Rewritten.Kind, Values: values, Language: p.Language})
		return err
	}
	if respelled := p.Respelled(); len(respelled) > 0 {
		// Merging leaves alone what reads the same. With another text in between,
		// the option is written anew, in its place and in quotes.
		between := maps.Clone(p.Values)
		for _, key := range respelled {
			between[key] = "to be replaced"
		}
		if err := merge(between); err != nil {
			return nil, err
		}
	}
	if err := merge(p.Values); err != nil {
		return nil, err
	}
	in := input(p.To, files)
	in.Language = p.Language
	judged, err := configschema.EvaluateContext(ctx, in)
	if err != nil {
		return nil, err
	}
	for _, problem := range judged.Problems {
		if problem.Severity == configschema.Error {
			return nil, phrase.New("the file could not be rewritten as a whole; line {line} is still refused by Authelia {version}: {message}",
				"line", strconv.Itoa(problem.Line), "version", p.To, "message", problem.Message)
		}
	}
	return files, nil
}

// input judges files as one or as several.
func input(authelia string, files []configschema.File) configschema.Input {
	if len(files) == 1 {
		return configschema.Input{Authelia: authelia, YAML: files[0].Text}
	}
	return configschema.Input{Authelia: authelia, Files: files}
}
