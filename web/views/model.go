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

// Assets are the URLs of what the page loads. Module and Worker, which runs it, are
// empty in a build without WebAssembly.
type Assets struct {
	Style, Script, Icon, Module, Worker string
	// Theme is the script that chooses the colours, on every page.
	Theme string
	// Words are the translations for the module; empty on a page in English.
	Words string
}

// static are the assets of a page without the form, which the script is for.
func (a Assets) static() Assets { return Assets{Style: a.Style, Icon: a.Icon, Theme: a.Theme} }

// Page is everything that the wizard's page shows.
type Page struct {
	state.State
	Assets Assets
	// Wizard is the version of this program, for the footer.
	Wizard string
	// Blank is the JSON of the form as it is at first, for whoever starts afresh.
	Blank string
	// Posted tells that the page is the answer to a form that was sent: it holds
	// the newest of what was typed.
	Posted bool
	// Largest is how many bytes each text in the form may have that is sent.
	Largest int64
	// Vantages are the other places that a test can be made from.
	Vantages []string
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
		return "{program}. Your input is not stored or logged. It is sent only to this server, and from there to the Redis you test."
	}
	return "{program}. Your input is not stored or logged. It is sent only to this server, to the vantage point you test from, and to the Redis you test."
}

// standIns are the variables among the values whose own values are not known here.
func (p Page) standIns() []string {
	_, stand := unknown.Split(p.Input.Values)
	return slices.Sorted(maps.Keys(stand))
}
