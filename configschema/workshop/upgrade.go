package workshop

import (
	"context"
	"encoding/json"
	"errors"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
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
	// Merged is the files that were brought, rewritten; absent without one.
	Merged *Merged `json:"merged,omitempty"`
	// Refusal says why a file that was brought could not be rewritten.
	Refusal string `json:"refusal,omitempty"`
}

// Upgrade plans the change between two versions for the form's options. With
// the text of a configuration.yml, or of several, the plan is for these files
// with the form's options in them, because a file can be written in ways that a
// form does not know; they come back rewritten.
func Upgrade(from, to, text string, in configschema.Input) (Upgraded, error) {
	return UpgradeContext(context.Background(), from, to, text, in)
}

// UpgradeContext is Upgrade for as long as somebody waits for it.
func UpgradeContext(ctx context.Context, from, to, text string, in configschema.Input) (Upgraded, error) {
	in.Authelia = from
	before, current, refusal, err := brought(ctx, text, in)
	if err != nil {
		return Upgraded{}, err
	}
	asked := in
	switch len(current) {
	case 0:
	case 1:
		asked = configschema.Input{YAML: current[0].Text, Language: in.Language}
	default:
		asked = configschema.Input{Files: current, Language: in.Language}
	}
	plan, err := upgrade.MakeContext(ctx, from, to, asked)
	if err != nil {
		return Upgraded{}, err
	}
	if plan.Steps == nil {
		plan.Steps = []upgrade.Step{}
	}
	out := Upgraded{Plan: plan, Evaluation: plan.Rewritten.JSON(), OK: len(plan.Unmended()) == 0, Needed: plan.Needed(), Refusal: refusal}
	if len(current) == 0 || !out.OK {
		return out, nil
	}
	after, err := plan.FilesContext(ctx, current)
	if isFinal(ctx, err) {
		return Upgraded{}, err
	}
	if err != nil {
		out.Refusal = phrase.Explain(err, in.Language)
		return out, nil
	}
	merged, err := compareFiles(ctx, before, after)
	out.Merged = &merged
	return out, err
}

// brought are the configuration files of a text, as they are and with the form's
// options in them; or why the form's options cannot be put into them.
func brought(ctx context.Context, text string, in configschema.Input) (before, current []configschema.File, refusal string, err error) {
	if text == "" {
		return nil, nil, "", nil
	}
	found, err := intake.ReadContext(ctx, intake.Split(text), in.Authelia, in.Language)
	if isFinal(ctx, err) {
		return nil, nil, "", err
	}
	if err != nil || len(found.Files) == 0 {
		return nil, nil, "", nil // what is wrong with the version is told by the plan
	}
	current, err = configschema.MergeFilesContext(ctx, found.Files, in)
	if isFinal(ctx, err) {
		return nil, nil, "", err
	}
	if err != nil {
		return nil, nil, phrase.Explain(err, in.Language), nil
	}
	return found.Files, current, "", nil
}

// isFinal tells whether an error leaves nothing to plan: too much was brought, or
// nobody waits for the plan any more.
func isFinal(ctx context.Context, err error) bool {
	return err != nil && (ctx.Err() != nil || errors.Is(err, configschema.ErrTooLarge))
}
