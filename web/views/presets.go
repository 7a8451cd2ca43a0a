package views

import (
	"encoding/json"

	"redis-wizard/configschema/causes"
)

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
