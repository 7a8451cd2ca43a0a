package upgrade

import (
	"context"
	"maps"
	"strconv"

	"redis-wizard/configschema"
	"redis-wizard/configschema/merge"
	"redis-wizard/configschema/phrase"
)

// Files rewrites the files that the plan was made for: Values are put into them
// for the version To, and everything outside session.redis stays. The result is
// judged once more before anybody gets it; the error is a
// *merge.Error, or says what the new version would still refuse and the old one
// did not.
func (p Plan) Files(ctx context.Context, files []configschema.File) ([]configschema.File, error) {
	if !p.Needed() {
		return files, nil
	}
	put := func(values configschema.Values) (err error) {
		values = maps.Clone(values)
		for _, read := range []configschema.Result{p.Before, p.After} {
			for key := range read.Values {
				values[key] += "" // what a step has taken out, though it is no option
			}
		}
		files, err = merge.Files(ctx, files, configschema.Input{Authelia: p.To, Kind: p.Rewritten.Kind, Values: values, Language: p.Language})
		return err
	}
	if respelled := p.Respelled(); len(respelled) > 0 {
		// Merging leaves alone what reads the same. With another text in between,
		// the option is written anew, in its place and in quotes.
		between := maps.Clone(p.Values)
		for _, key := range respelled {
			between[key] = "to be replaced"
		}
		if err := put(between); err != nil {
			return nil, err
		}
	}
	if err := put(p.Values); err != nil {
		return nil, err
	}
	in := Input(files)
	in.Authelia, in.Language = p.To, p.Language
	in.Environment, in.Filters = p.Environment, p.Filters
	judged, err := configschema.EvaluateContext(ctx, in)
	if err != nil {
		return nil, err
	}
	for _, problem := range judged.Problems {
		if problem.Severity == configschema.Error && !has(&p.Before, problem) {
			return nil, phrase.New("The file could not be rewritten as a whole; line {line} is still refused by Authelia {version}: {message}",
				"line", strconv.Itoa(problem.Line), "version", p.To, "message", problem.Message)
		}
	}
	return files, nil
}

// Input is files to be judged, as one or as several.
func Input(files []configschema.File) configschema.Input {
	if len(files) == 1 && files[0].Above == 0 {
		return configschema.Input{YAML: files[0].Text}
	}
	return configschema.Input{Files: files}
}
