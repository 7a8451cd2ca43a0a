package views

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"

	"redis-wizard/configschema"
)

// Blank is the form as it is at first. A page that answers a form which was sent
// holds what was typed, so the script could not find it there.
type Blank struct {
	Input configschema.Input
	// Rows is the number of sentinel rows.
	Rows int
	// Fresh is false where the form was prefilled, and so is judged.
	Fresh bool
	// Neighbours is the check box for trying near variants.
	Neighbours bool
}

// json is what the script does when somebody starts afresh. It names each row of
// the sentinels, as the form does.
func (b Blank) json() string {
	values := configschema.Values{}
	for _, f := range configschema.Fields {
		for i := range b.Rows {
			if f.Section == configschema.Nodes {
				values[strings.Replace(f.Key, "[]", "."+strconv.Itoa(i), 1)] = ""
			}
		}
	}
	maps.Copy(values, b.Input.Values)
	text, err := json.Marshal(map[string]any{
		"authelia": Page{Input: b.Input}.Version(), "kind": b.Input.Kind, "tls": b.Input.TLS,
		"values": values, "fresh": b.Fresh, "neighbours": b.Neighbours,
	})
	if err != nil {
		return "" // texts always have a JSON form
	}
	return string(text)
}
