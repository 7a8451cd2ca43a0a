package answer

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/base"
	"redis-wizard/web/spoken"
	"redis-wizard/web/views"
)

// Name is what the question is called at the module's door.
const Name = "page"

// Door answers the questions of one page.
type Door struct {
	Settings views.Settings
}

// Ask is a question from its JSON text to the document that answers it, which is a refusal
// where there is no answer. Like api.Ask it never fails: a panic would end the module for
// as long as the page is open.
func (d *Door) Ask(text []byte, l phrase.Language) (document []byte) {
	defer func() {
		if recover() != nil {
			document = configschema.Refusal(api.ErrBrokeOff, l)
		}
	}()
	var q Question
	if err := json.Unmarshal(text, &q); err != nil {
		return configschema.Refusal(fmt.Errorf("read the question: %w", err), l)
	}
	drawn, err := Draw(d.context(q, l), d.Settings, q, l)
	if err != nil {
		return configschema.Refusal(err, l)
	}
	if document, err = json.Marshal(drawn); err != nil {
		return configschema.Refusal(fmt.Errorf("write the answer: %w", err), l)
	}
	return document
}

// context knows what the views ask of it: the language, and the path that all others
// are below.
func (d *Door) context(q Question, l phrase.Language) context.Context {
	said := spoken.Language{Tag: q.Language, Decimal: ".", Phrases: l, Choices: d.Settings.Languages}
	if i := slices.IndexFunc(said.Choices, func(c spoken.Choice) bool { return c.Tag == q.Language }); i >= 0 {
		said.Decimal = said.Choices[i].Decimal
	}
	return base.With(spoken.With(context.Background(), &said), d.Settings.Base)
}
