package api

import (
	"context"
	"encoding/json"
	"errors"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/upgrade"
)

// Upgraded is the plan of a change of version.
type Upgraded struct {
	upgrade.Plan
	// Evaluation judges the rewritten configuration by the new version.
	Evaluation json.RawMessage `json:"evaluation"`
	// OK tells that nothing is left which only a person can mend.
	OK bool `json:"ok"`
	// Needed tells that something has to be written differently, or loses its
	// effect.
	Needed bool `json:"needed"`
	// Adoptable tells that what can be rewritten is: Values are further than what was
	// given, though errors may be left that it had before.
	Adoptable bool `json:"adoptable"`
	// Merged is the files that were brought, rewritten; absent without one.
	Merged *Merged `json:"merged,omitempty"`
	// Refusal says why a file that was brought could not be rewritten.
	Refusal string `json:"refusal,omitempty"`
}

// Upgrade plans the change between two versions for the form's options. With
// the text of a configuration.yml, or of several, the plan is for these files
// with the form's options in them, because a file can be written in ways that a
// form does not know; they come back rewritten. The work lasts for as long as somebody
// waits for it.
func Upgrade(ctx context.Context, from, to, text string, in configschema.Input) (Upgraded, error) {
	in.Authelia = from
	if text != "" {
		in = asWritten(in)
	}
	d, err := openDocument(ctx, text, in)
	if err != nil {
		return Upgraded{}, err
	}
	refusal := ""
	if d.refusal != nil {
		refusal = phrase.Explain(d.refusal, in.Language)
	}
	plan, err := upgrade.Make(ctx, from, to, d.planned())
	if err != nil {
		return Upgraded{}, err
	}
	if plan.Steps == nil {
		plan.Steps = []upgrade.Step{}
	}
	out := Upgraded{Plan: plan, Evaluation: plan.Rewritten.JSON(), OK: len(plan.Unmended()) == 0, Needed: plan.Needed(), Refusal: refusal}
	out.Adoptable = out.OK || out.Needed && !plan.Blocked()
	if len(d.files) == 0 || d.refusal != nil || plan.Blocked() {
		return out, nil
	}
	after, err := plan.Files(ctx, d.files)
	if isFinal(ctx, err) {
		return Upgraded{}, err
	}
	if err != nil {
		out.Refusal = phrase.Explain(err, in.Language)
		return out, nil
	}
	merged, err := compareFiles(ctx, d.found, after)
	if err != nil && !isFinal(ctx, err) {
		out.Refusal = phrase.Explain(err, in.Language)
		return out, nil
	}
	out.Merged = &merged
	return out, err
}

// isFinal tells whether an error leaves nothing to plan: too much was brought, or
// nobody waits for the plan any more.
func isFinal(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, configschema.ErrTooLarge))
}
