package api

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/merge"
)

// Fixed is a text in which a fix was applied.
type Fixed struct {
	Text string `json:"text"`
	// Changed tells that it is not what it was.
	Changed bool `json:"changed"`
}

// Fix applies a fix to a text: values by their keys, empty ones for what is to go. A
// form does so for what it has no field for; the rest is among its own values.
func Fix(ctx context.Context, text string, set authelia.Values, in configschema.Input) (Fixed, error) {
	out := Fixed{Text: text}
	d, err := readDocument(ctx, text, in)
	if err != nil || len(d.files) == 0 {
		return out, err
	}
	values, misplaced := maps.Clone(d.found.Result.Values), []string{}
	for key, value := range set {
		switch {
		case value != "":
		case authelia.RootOf(key) == nil:
			misplaced = append(misplaced, key)
		default: // all of a section
			for inner := range values {
				if strings.HasPrefix(inner, key+".") {
					values[inner] = ""
				}
			}
			values[key] = ""
		}
	}
	for key, value := range set { // behind the sections that go
		if value != "" {
			values[key] = value
		}
	}
	d.in = configschema.Input{Authelia: in.Authelia, Values: values, Language: in.Language}
	if err := d.write(ctx); err != nil || d.refusal != nil {
		return out, cmp.Or(err, d.refusal)
	}
	if d.files, err = merge.Without(ctx, d.files, misplaced); err != nil {
		return out, err
	}
	texts := intake.Split(text)
	before, after, err := d.found.PutBack(d.files)
	if err != nil {
		return out, err
	}
	for i := range texts {
		if at := slices.Index(before, texts[i]); at >= 0 {
			texts[i] = after[at]
		}
	}
	out.Text = joined(texts)
	out.Changed = out.Text != text
	return out, nil
}

// IsOfText tells whether a fix is about a key that only the text has.
func IsOfText(set authelia.Values) bool {
	for key, value := range set {
		if _, known := authelia.OptionOf(key); !known && value == "" && !authelia.IsSection(key) {
			return true
		}
	}
	return false
}
