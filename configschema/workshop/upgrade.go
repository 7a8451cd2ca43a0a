package workshop

import (
	"encoding/json"

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
	in.Authelia = from
	before, current, refusal := brought(text, in)
	asked := in
	switch len(current) {
	case 0:
	case 1:
		asked = configschema.Input{YAML: current[0].Text, Language: in.Language}
	default:
		asked = configschema.Input{Files: current, Language: in.Language}
	}
	plan, err := upgrade.Make(from, to, asked)
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
	after, err := plan.Files(current)
	if err != nil {
		out.Refusal = phrase.Explain(err, in.Language)
		return out, nil
	}
	merged, err := compareFiles(before, after)
	out.Merged = &merged
	return out, err
}

// brought are the configuration files of a text, as they are and with the form's
// options in them; or why the form's options cannot be put into them.
func brought(text string, in configschema.Input) (before, current []configschema.File, refusal string) {
	if text == "" {
		return nil, nil, ""
	}
	found, err := intake.Read(intake.Split(text), in.Authelia, in.Language)
	if err != nil || len(found.Files) == 0 {
		return nil, nil, "" // what is wrong with the version is told by the plan
	}
	current, err = configschema.MergeFiles(found.Files, in)
	if err != nil {
		return nil, nil, phrase.Explain(err, in.Language)
	}
	return found.Files, current, ""
}
