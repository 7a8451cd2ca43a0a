package views

import (
	"redis-wizard/configschema"
	"redis-wizard/web/spoken"
	"redis-wizard/web/state"
)

// Settings are what the server knows of the page beside the form's state. The document
// has them once, as JSON: with them the module draws the same page.
type Settings struct {
	// Base is the path below which the wizard is found.
	Base   string `json:"base"`
	Assets Assets `json:"assets"`
	// Origin is the beginning of the page's address, for links to it.
	Origin string `json:"origin,omitempty"`
	// Wizard is the version of this program, for the footer.
	Wizard string `json:"wizard"`
	// Largest is how many bytes each text in the form may have that is sent.
	Largest int64 `json:"largest"`
	// Vantages are the other places that a test can be made from.
	Vantages []string `json:"vantages,omitempty"`
	// MaxRows is the largest number of rows in a list, and Prefill what the form shows
	// at first.
	MaxRows int                 `json:"max_rows"`
	Prefill configschema.Values `json:"prefill,omitempty"`
	// Languages are those that the page can be in.
	Languages []spoken.Choice `json:"languages"`
}

// Form is what there is to know of the form beside its state.
func (s Settings) Form() state.Form { return state.Form{MaxRows: s.MaxRows, Prefill: s.Prefill} }

// Assets are the URLs of what the page loads. Module and Worker, which runs it, are
// empty in a build without WebAssembly.
type Assets struct {
	Style  string `json:"style"`
	Script string `json:"script"`
	Icon   string `json:"icon"`
	Module string `json:"module,omitempty"`
	Worker string `json:"worker,omitempty"`
	// Theme is the script that chooses the colours, on every page.
	Theme string `json:"theme"`
}

// static are the assets of a page without the form, which the script is for.
func (a Assets) static() Assets { return Assets{Style: a.Style, Icon: a.Icon, Theme: a.Theme} }
