package intake

import (
	"context"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// Judge evaluates the texts of an input as what they are: configurations as Authelia
// reads them, and what else holds options of session.redis by these. Text that is
// nothing known is judged as a configuration. The error is a *phrase.Error for a text
// that is known to be something else, with nothing in it to judge, and otherwise one of
// configschema.Evaluate.
func Judge(ctx context.Context, in configschema.Input) (Found, error) {
	texts := in.Files
	if len(texts) == 0 {
		texts = []configschema.File{{Text: in.YAML}}
	}
	in.YAML = ""
	return readAll(ctx, texts, in, func(t *text) (*reading, error) {
		what := t.otherKind().In(t.language)
		switch {
		case what == "":
			return &reading{text: t, files: []configschema.File{t.File}}, nil
		case t.Name == "":
			return nil, phrase.New("This is {kind}, and no option of session.redis is in it; give the configuration.yml, or what else sets its options", "kind", what)
		}
		return nil, phrase.New("'{file}' is {kind}, and no option of session.redis is in it; give the configuration.yml, or what else sets its options", "file", t.Name, "kind", what)
	})
}
