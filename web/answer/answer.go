// Package answer makes the page of what somebody did on it: the fields become a state, the
// button an action on it, and the state is judged and drawn. The server does so for a page
// without a script, and the module for one with it; what both draw is the same, byte for
// byte.
package answer

import (
	"context"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
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
	// Files are read in place of the field with their text.
	Files []configschema.File `json:"files"`
}

// Bind makes a state of the fields.
func (q Question) Bind(settings views.Settings, l phrase.Language) (state.State, error) {
	s, err := settings.Form().Bind(q.Fields)
	switch len(q.Files) {
	case 0:
	case 1: // is the text; of several each has its name
		s.ImportText = q.Files[0].Text
	default:
		s.ImportText = intake.Join(q.Files)
	}
	s.Place, s.Input.Language = q.Place, l
	return s, err
}

// Reduce carries out what the button says.
func (q Question) Reduce(ctx context.Context, settings views.Settings, s state.State) (state.State, error) {
	if q.Action == nil {
		s.RefuseVersion() // what is typed may be none
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
	HTML string `json:"html,omitempty"`
	// Title is that of the document.
	Title string `json:"title,omitempty"`
	// File is what was asked for in place of a page.
	File *File `json:"file,omitempty"`
	// Probe is what POST /report is to be asked, where a test is to be made.
	Probe *Probe `json:"probe,omitempty"`
}

// File is a file to be saved.
type File struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Content []byte `json:"base64"`
}

// Probe is what a connection test is asked. The text that was imported is not in it, as
// that stays in the browser: what stands in it is.
type Probe struct {
	Authelia   string              `json:"authelia"`
	Kind       configschema.Kind   `json:"kind"`
	TLS        configschema.Switch `json:"tls"`
	Values     configschema.Values `json:"values"`
	Contents   configschema.Values `json:"contents,omitempty"`
	CA         string              `json:"ca,omitempty"`
	Neighbours bool                `json:"neighbours"`
	Vantage    string              `json:"vantage,omitempty"`
}

// probe is the test that an action asks for, if it does. Where one runs already, that may
// have ended by the time of the answer, so a second press begins none.
func probe(q Question, s state.State) *Probe {
	if q.Action == nil || s.Testing == "" || slices.Equal(q.Fields["testing"], []string{s.Testing}) || !slices.Contains([]string{"test", "put"}, state.ParseAction(*q.Action).Name) {
		return nil
	}
	p := &Probe{s.Input.Authelia, s.Input.Kind, s.Input.TLS, s.Input.Values, nil, s.CA, s.Neighbours, s.Vantage}
	if s.Document() != "" {
		p.Values, p.Contents = s.Result.Values, s.Result.Contents
	}
	return p
}

// file is the file that an action asks for, if it does.
func file(q Question, s state.State) *File {
	if q.Action == nil || !state.IsDownload(state.ParseAction(*q.Action)) {
		return nil
	}
	file, found := s.Download(state.ParseAction(*q.Action))
	if !found {
		return nil
	}
	return &File{file.Name, file.Type, file.Content}
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
	if file := file(q, page.State); file != nil {
		return Drawn{File: file}, nil
	}
	var html strings.Builder
	err = views.Body(page).Render(ctx, &html)
	return Drawn{HTML: html.String(), Title: views.Title(ctx, page), Probe: probe(q, page.State)}, err
}
