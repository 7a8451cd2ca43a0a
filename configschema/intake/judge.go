package intake

import (
	"context"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// Judge evaluates the texts of an input as what they are: configurations as Authelia
// reads them, and what else holds options of session.redis by these. Text that is
// nothing known is judged as a configuration. The error is a *phrase.Error for a text
// that is known to be something else, or a log, with nothing in it to judge, and otherwise one of
// configschema.Evaluate.
func Judge(ctx context.Context, in configschema.Input) (Found, error) {
	texts := in.Files
	if len(texts) == 0 {
		texts = []configschema.File{{Text: in.YAML}}
	}
	in.YAML = ""
	found, err := readAll(ctx, texts, in, func(t *text) (*reading, error) {
		if err := t.other(); err != nil {
			return nil, err
		}
		return &reading{text: t, files: []configschema.File{t.File}}, nil
	})
	switch {
	case err != nil || found.Form != Log:
		return found, err
	case texts[0].Name == "":
		return Found{}, phrase.New("This is a log, and no option of session.redis is in it; redis-wizard explain says what its lines mean")
	}
	return Found{}, phrase.New("'{file}' is a log, and no option of session.redis is in it; redis-wizard explain says what its lines mean", "file", texts[0].Name)
}

// other is the error for a text that is known to be something else, with nothing in it to
// judge.
func (t *text) other() error {
	switch what, script := t.otherKind().In(t.language), foreignScript(t.Text); {
	case script != "":
		return phrase.New("Variables are not read in the form of {syntax}; write them as NAME=value, one on each line", "syntax", script)
	case what == "":
		return nil
	case t.Name == "":
		return phrase.New("This is {kind}, and no option of session.redis is in it; give the configuration.yml, or what else sets its options", "kind", what)
	default:
		return phrase.New("'{file}' is {kind}, and no option of session.redis is in it; give the configuration.yml, or what else sets its options", "file", t.Name, "kind", what)
	}
}
