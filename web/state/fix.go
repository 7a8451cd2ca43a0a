package state

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

// fix applies what the button of a fix says.
func (s *State) fix(a act) error {
	var fix causes.Fix
	if err := json.Unmarshal([]byte(a.argument), &fix); err != nil {
		return phrase.New("The fix did not arrive whole. Please press its button again.")
	}
	values := fixed(fix, s.Input.Values)
	if document := s.Document(); document != "" && api.IsOfText(values) {
		text, err := api.Fix(a, document, values, s.Input)
		if err == nil && text.Changed {
			s.replaceText(text.Text)
		} else if err != nil && !forPeople(err) {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) { // a section comes before the options in it
		s.set(key, values[key])
	}
	return a.countRows(s)
}

// forPeople tells whether an error says what is wrong with a text, which is read on as it
// is then, rather than that there is too much of it.
func forPeople(err error) bool {
	var speaker phrase.Speaker
	return errors.As(err, &speaker) && !errors.Is(err, configschema.ErrTooLarge)
}

// fixed gives the values that a fix leads to. All of Copy reads the values as
// they were before, so that two options can change places.
func fixed(fix causes.Fix, before configschema.Values) configschema.Values {
	values := configschema.Values{}
	maps.Copy(values, fix.Set)
	for key, from := range fix.Copy {
		values[key] = before[from]
	}
	for key, ends := range fix.Cut {
		text, changed := values[key]
		if !changed {
			text = before[key]
		}
		values[key] = cut(text, ends)
	}
	return values
}

// cut takes characters off both ends of a text.
func cut(text string, ends [2]int) string {
	characters := []rune(text)
	first := min(max(ends[0], 0), len(characters))
	last := max(len(characters)-max(ends[1], 0), first)
	return string(characters[first:last])
}

// set writes one value of a fix. The value has to count afterwards, so the
// form's kind and TLS switch follow it. A key that is a section rather than an
// option takes the section out when its value is empty.
func (s *State) set(key, value string) {
	field, known := authelia.OptionOf(key)
	if !known {
		if value == "" {
			s.takeOut(key)
		}
		return
	}
	s.Input.Values[key] = value
	s.leave(key)
	if value == "" {
		return
	}
	root := authelia.RootOf(key)
	if !field.For(s.Input.Kind) {
		s.choose(slices.Concat(field.Kinds, root.Kinds)[0])
	}
	if field.Section == authelia.TLS {
		s.turn(root, true)
	}
}

func (s *State) takeOut(section string) {
	for key := range s.Input.Values {
		if strings.HasPrefix(key, section+".") {
			s.Input.Values[key] = ""
		}
	}
	root := authelia.RootOf(section)
	switch {
	case root == nil:
	case section == root.TLS():
		s.turn(root, false)
	case !root.For(root.Kinds[0], section): // nothing is left of the kinds that it is for
		s.choose(root.Kinds[0])
	}
}
