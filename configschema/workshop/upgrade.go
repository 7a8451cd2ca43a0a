package workshop

import (
	"encoding/json"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/upgrade"
)

// Upgraded is the plan of a change of version.
type Upgraded struct {
	upgrade.Plan
	// Evaluation judges the rewritten configuration by the new version.
	Evaluation json.RawMessage `json:"evaluation"`
	// Merged is the files that were brought, rewritten; absent without one.
	Merged *Merged `json:"merged,omitempty"`
	// Refusal says why a file that was brought could not be rewritten.
	Refusal string `json:"refusal,omitempty"`
}

// Upgrade plans the change between two versions for the form's options, and
// rewrites the text of a configuration.yml when there is one.
func Upgrade(from, to, text string, in configschema.Input) (Upgraded, error) {
	in.Authelia = from
	plan, err := upgrade.Make(from, to, in)
	if err != nil {
		return Upgraded{}, err
	}
	if plan.Steps == nil {
		plan.Steps = []upgrade.Step{}
	}
	out := Upgraded{Plan: plan, Evaluation: plan.Rewritten.JSON()}
	if text == "" {
		return out, nil
	}
	if found, err := intake.Read(intake.Split(text), from); err != nil || len(found.Files) == 0 {
		return out, err
	}
	in.Authelia, in.Values = to, plan.Values
	merged, err := Merge(text, in)
	if err != nil {
		out.Refusal = err.Error()
		return out, nil
	}
	out.Merged = &merged
	return out, nil
}
