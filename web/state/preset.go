package state

import (
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Applied is a template that was chosen, and what it did to what was typed.
type Applied struct {
	Preset authelia.Preset
	// Kept are the keys of options that stay as they were typed, and Replaced the values
	// that do not.
	Kept     []string
	Replaced configschema.Values
}

// preset sets what a template says. What was typed stays where the kind of set-up does;
// what nobody typed, because another template or the server put it there, goes.
func (s *State) preset(a act) error {
	root, preset := authelia.PresetOf(a.argument)
	if root == nil {
		return nil
	}
	for key, value := range s.Input.Values {
		if value != "" && (a.Prefill[key] == value || ofTemplate(key, value)) {
			delete(s.Input.Values, key)
		}
	}
	applied, same := &Applied{Preset: preset, Replaced: configschema.Values{}}, s.Kind() == preset.Kind
	for key, value := range preset.Values {
		switch typed := s.Input.Values[key]; {
		case typed != "" && same:
			applied.Kept = append(applied.Kept, key)
			continue
		case typed != "" && typed != value:
			applied.Replaced[key] = typed
		}
		s.Input.Values[key] = value
	}
	authelia.Sort(applied.Kept)
	s.Input.Kind = preset.Kind
	s.turn(root, preset.TLS)
	s.Applied = applied
	for _, o := range root.Options {
		if o.NeededIn(preset.Kind) && s.Input.Values[o.Key] == "" && !slices.Contains(o.Aside, preset.Kind) {
			s.Focus = o.Key
			break
		}
	}
	return a.countRows(s)
}

// ofTemplate tells whether a value is that of a template.
func ofTemplate(key, value string) bool {
	return slices.ContainsFunc(authelia.Known, func(r *authelia.Root) bool {
		return slices.ContainsFunc(r.Presets, func(p authelia.Preset) bool { return p.Values[key] == value })
	})
}
