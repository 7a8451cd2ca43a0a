package views

import (
	"encoding/json"

	"redis-wizard/configschema"
)

// Fix is what a button does to the form in one act. Set writes values, and an
// empty one takes the option out. Copy gives an option the value that another
// one had before, and Cut takes characters off the two ends of a value: so a
// fix of a secret needs no secret.
type Fix struct {
	Label string              `json:"-"`
	Set   configschema.Values `json:"set,omitempty"`
	Copy  map[string]string   `json:"copy,omitempty"`
	Cut   map[string][2]int   `json:"cut,omitempty"`
}

// FixPrefix begins the value of a button that applies a fix; the fix follows it
// as JSON.
const FixPrefix = "fix:"

// action is the value of the button that applies the fix.
func (f Fix) action() string {
	text, err := json.Marshal(f)
	if err != nil {
		return "" // maps of texts and numbers always have a JSON form
	}
	return FixPrefix + string(text)
}

// fixOf is the fix of a problem with the configuration itself, or nil.
func fixOf(p configschema.Problem) *Fix {
	if p.Fix == nil {
		return nil
	}
	return &Fix{Label: p.Fix.Label, Set: p.Fix.Set}
}
