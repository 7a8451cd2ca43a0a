// Package answer makes the page of what somebody did on it: the fields become a state, the
// button an action on it, and the state is judged and drawn. The server does so for a page
// without a script, and the module for one with it; what both draw is the same, byte for
// byte.
package answer

import (
	"context"
	"strings"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/state"
	"redis-wizard/web/views"
)

// Question is what somebody did on the page.
type Question struct {
	// Fields are the form's, as browsers send them.
	Fields map[string][]string `json:"fields"`
	// Action is what the button that was pressed says; nil where none was, and the page
	// merely follows what is typed.
	Action *string `json:"action"`
	// Place is that of the wizard where the question is asked.
	Place string `json:"place"`
	// Language is the code of the one that the page is in.
	Language string `json:"language"`
}

// Bind makes a state of the fields.
func (q Question) Bind(settings views.Settings, l phrase.Language) (state.State, error) {
	s, err := settings.Form().Bind(q.Fields)
	s.Place, s.Input.Language = q.Place, l
	return s, err
}

// Reduce carries out what the button says.
func (q Question) Reduce(ctx context.Context, settings views.Settings, s state.State) (state.State, error) {
	if q.Action == nil {
		return s, nil
	}
	return settings.Form().Reduce(ctx, s, state.ParseAction(*q.Action))
}

// Page judges a state and says what there is to draw.
func Page(ctx context.Context, settings views.Settings, s state.State) (views.Page, error) {
	err := s.Judge(ctx)
	return views.Page{State: s, Settings: settings}, err
}

// Drawn is a page as HTML, for the script to put into the document.
type Drawn struct {
	// HTML is the element #page.
	HTML string `json:"html"`
	// Title is that of the document.
	Title string `json:"title"`
}

// Draw answers a question as the module does, where no test can be made.
func Draw(ctx context.Context, settings views.Settings, q Question, l phrase.Language) (Drawn, error) {
	s, err := q.Bind(settings, l)
	if err == nil {
		s, err = q.Reduce(ctx, settings, s)
	}
	if err != nil {
		return Drawn{}, err
	}
	page, err := Page(ctx, settings, s)
	if err != nil {
		return Drawn{}, err
	}
	var html strings.Builder
	err = views.Body(page).Render(ctx, &html)
	return Drawn{HTML: html.String(), Title: views.Title(ctx, page)}, err
}
