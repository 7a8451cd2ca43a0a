package views

import (
	"context"
	"maps"
	"slices"

	"github.com/a-h/templ"

	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
	"redis-wizard/web/state"
)

// Page is everything that the wizard's page shows.
type Page struct {
	state.State
	Settings
	// Report is the report of the connection test, as package reportview draws it; nil
	// where there is none, and in the module, which leaves alone what is on the page.
	Report templ.Component

	all *[]Told // worked out once: each field asks for its own of them
}

// prepared is the page with what all of its parts ask for.
func (p Page) prepared() Page {
	all := p.told()
	p.all = &all
	return p
}

// Title is the title of the document.
func Title(ctx context.Context, _ Page) string { return say(ctx, "Redis wizard for Authelia") }

// Versions are the releases to plan a change between, the asked one included.
func (p Page) Versions() []string {
	choices := state.VersionChoices()
	if slices.Contains(choices, p.Version()) {
		return choices
	}
	return append([]string{p.Version()}, choices...)
}

// otherRelease is the release that was typed; empty for one of the list.
func (p Page) otherRelease() string {
	if slices.Contains(state.VersionChoices(), p.Version()) {
		return ""
	}
	return p.Version()
}

// promise says in the footer what becomes of what was typed, and who may learn it.
func (p Page) promise() phrase.Text {
	if len(p.Vantages) == 0 {
		return "{program}. Your input is not stored or logged, and sent only to this server and the Redis you test."
	}
	return "{program}. Your input is not stored or logged. It is sent only to this server, to the vantage point you test from, and to the Redis you test."
}

// standIns are the variables among the values whose own values are not known here.
func (p Page) standIns() []string {
	_, stand := unknown.Split(p.Input.Values)
	return slices.Sorted(maps.Keys(stand))
}
