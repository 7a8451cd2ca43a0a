package state

import (
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Seen is what a person has come past in the form, and what of it is explained.
type Seen struct {
	// Left are the keys of the controls that were left once: what is wrong with another
	// one waits until it is. Everything is among them once the form was sent.
	Left []string
	// About tells that all fields are explained, rather than those that are asked about.
	About bool
	// Applied is the template that was chosen last, right after that; nil otherwise.
	Applied *Applied
}

// Everything stands in Left for all controls.
const Everything = "*"

// leave has the problems of some controls told; those of all for Everything.
func (s *State) leave(keys ...string) {
	for _, key := range keys {
		if !slices.Contains(s.Left, key) {
			s.Left = append(slices.Clip(s.Left), key)
		}
	}
}

// left tells whether a control was left, or one in the section of that path.
func (s State) left(path string) bool {
	return slices.ContainsFunc(s.Left, func(key string) bool { return key == Everything || authelia.Within(key, path) })
}

// Waits tells whether it is too early to speak of a problem: with a form that nobody has
// touched, and while somebody is typing. What an empty field leads to needs no waiting for,
// but that it is empty does.
func (s State) Waits(p configschema.Problem) bool {
	switch {
	case s.Fresh:
		return true
	case p.Key == "" || authelia.RootOf(p.Key) == nil || s.left(p.Key):
		return false
	}
	_, option := authelia.OptionOf(p.Key)
	return p.Severity == configschema.Error && (option || authelia.IsList(p.Key) || authelia.IsSection(p.Key)) || s.Input.Values[p.Key] != ""
}

// untouched tells whether nothing is in the form yet, and nothing was left.
func (s State) untouched() bool {
	for _, value := range s.Input.Values {
		if strings.TrimSpace(value) != "" {
			return false
		}
	}
	return len(s.Left) == 0 && s.ImportText == ""
}
