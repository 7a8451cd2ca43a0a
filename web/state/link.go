package state

import (
	"maps"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/share"
)

// Where the form came from.
const (
	FromLink  = "link"
	FromDraft = "draft"
)

// Kept is what outlives the page, or came to it from elsewhere: the link to what the form
// holds, and what a link or a draft has put into it.
type Kept struct {
	// Shared tells that a link is wanted. Link is its fragment then, always that of the
	// form as it is, and LinkMissing are the options that it does not carry.
	Shared      bool
	Link        string
	LinkMissing []string
	// Draft is the same fragment for this browser to keep; empty while there is nothing.
	Draft string
	// Unsaved tells that the form holds what a draft does not.
	Unsaved bool
	// Source is where the form came from, or empty. Missing are the options that it had
	// there and not here.
	Source  string
	Missing []string
	// Waiting is the fragment of a link that waits to be opened, because the form holds
	// something already.
	Waiting string
	// LinkRefusal says why a link was not opened; empty otherwise.
	LinkRefusal string
	// Prefill is what the form showed at first, which need not be kept.
	Prefill configschema.Values
}

func (f Form) bindKept(get func(string) string) Kept {
	return Kept{Prefill: f.Prefill, Shared: get("shared") != "", Source: get("source"), Missing: strings.Fields(get("missing")), Waiting: get("waiting")}
}

// share makes a link, which then follows the form.
func (s *State) share(act) error {
	s.Shared = true
	return nil
}

// openLink opens a share link, or asks first whether it may replace what the form holds.
func (s *State) openLink(a act) error {
	fragment := strings.TrimPrefix(a.argument, "#")
	if _, err := api.Open(a, fragment); err != nil {
		s.Waiting, s.LinkRefusal = "", phrase.Explain(err, s.Input.Language)
		return nil
	}
	if s.untouched() && s.ImportText == "" || fragment == share.Encode(s.Input).Fragment {
		return s.fillFrom(a, fragment, FromLink)
	}
	s.Waiting, s.Focus = fragment, "open-waiting"
	return nil
}

// openWaiting opens the link that waits.
func (s *State) openWaiting(a act) error { return s.fillFrom(a, s.Waiting, FromLink) }

// keepMine forgets the link that waits, and dismiss the notice of what was opened.
func (s *State) keepMine(act) error {
	s.Waiting, s.Focus = "", s.firstOption()
	return nil
}

func (s *State) dismiss(act) error {
	s.Source, s.Missing = "", nil
	return nil
}

// restore fills in the draft of before a reload. One that cannot be read is no draft.
func (s *State) restore(a act) error {
	if _, err := api.Open(a, a.argument); err != nil {
		return nil
	}
	return s.fillFrom(a, a.argument, FromDraft)
}

// fillFrom replaces what the form holds by what a fragment says.
func (s *State) fillFrom(a act, fragment, source string) error {
	opened, err := api.Open(a, fragment)
	if err != nil {
		s.Waiting, s.LinkRefusal = "", phrase.Explain(err, s.Input.Language)
		return nil
	}
	if source == FromLink {
		s.ImportText = ""
	}
	if opened.Authelia != "" {
		s.Input.Authelia = opened.Authelia
	}
	s.Kept = Kept{Prefill: s.Prefill, Source: source, Missing: opened.Missing}
	return s.fill(a, configschema.Result{Kind: opened.Kind, TLS: opened.TLS == configschema.On, Values: opened.Values})
}

// keep makes the link and the draft of the form as it is.
func (s *State) keep() {
	link := share.Encode(s.Input)
	if s.Shared {
		s.Link, s.LinkMissing = link.Fragment, link.Left
	}
	for key, value := range s.Input.Values {
		field, known := authelia.OptionOf(key)
		s.Unsaved = s.Unsaved || known && field.Secret && value != "" && value != s.Prefill[key]
	}
	s.Unsaved = s.Unsaved || s.Document() != ""
	if !s.untouched() && !maps.Equal(s.Input.Values, s.Prefill) {
		s.Draft = link.Fragment
	}
	s.Missing = slices.DeleteFunc(s.Missing, func(key string) bool { return s.Input.Values[key] != "" })
}

// undone says what a step back, or forth again, has changed: the option is the argument.
func undone(text phrase.Text) func(*State, act) error {
	return func(s *State, a act) error {
		s.Fresh = s.untouched()
		label := a.argument
		if field, known := authelia.OptionOf(a.argument); known {
			label = s.Input.Language.Say(phrase.Text(field.Label))
		}
		s.Said = strings.TrimSuffix(s.Input.Language.Say(text, "option", label), ": ")
		return nil
	}
}
