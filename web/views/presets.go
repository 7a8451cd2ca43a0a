package views

import (
	"encoding/json"
	"maps"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/web/state"
)

// presetSetUp is what the script does when a preset is chosen.
func presetSetUp(p authelia.Preset) string {
	text, err := json.Marshal(map[string]any{"kind": p.Kind, "tls": configschema.Turned(p.TLS), "values": p.Values})
	if err != nil {
		return "" // texts always have a JSON form
	}
	return string(text)
}

// SetUp is what the script does when somebody starts afresh. A page that answers a form
// which was sent holds what was typed, so the script could not find it there. It names
// each row of each list, as the form does.
func SetUp(s state.State) (string, error) {
	values := configschema.Values{}
	for list, rows := range s.Rows {
		for row := range rows {
			for _, key := range state.RowKeys(list, row) {
				values[key] = ""
			}
		}
	}
	maps.Copy(values, s.Input.Values)
	text, err := json.Marshal(map[string]any{
		"authelia": s.Version(), "kind": s.Input.Kind, "tls": s.Input.TLS,
		"values": values, "fresh": s.Fresh, "neighbours": s.Neighbours,
	})
	return string(text), err
}

// FixPrefix begins the value of a button that applies a fix; the fix follows it
// as JSON.
const FixPrefix = "fix:"

// action is the value of the button that applies a fix: the fix without its label.
func action(fix *causes.Fix) string {
	text, err := json.Marshal(struct {
		Set  map[string]string `json:"set,omitempty"`
		Copy map[string]string `json:"copy,omitempty"`
		Cut  map[string][2]int `json:"cut,omitempty"`
	}{fix.Set, fix.Copy, fix.Cut})
	if err != nil {
		return "" // maps of texts and numbers always have a JSON form
	}
	return FixPrefix + string(text)
}
