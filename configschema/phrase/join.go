package phrase

import "strings"

// And joins what there is all of: "a, b and c".
const And Text = "{items} and {last}"

// Join writes a list the way people do, by a text with a place for its {items},
// with commas between them, and one for the {last} of them. A list of one is that
// one.
func (l Language) Join(text Text, items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return l.Say(text, "items", strings.Join(items[:last], ", "), "last", items[last])
}
