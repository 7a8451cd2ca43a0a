package web

import (
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema/phrase"
	catalogue "redis-wizard/web/codes"
	"redis-wizard/web/locale"
	"redis-wizard/web/views"
)

// codes explains every code that a problem or a finding can carry.
func (s *Server) codes(c echo.Context) error {
	return s.render(c, http.StatusOK, views.Codes(s.pageAssets(), codeGroups(localeOf(c))))
}

// knownGroups are the groups of each language that somebody has asked for. They
// never change while the program runs.
var knownGroups sync.Map

func codeGroups(l *locale.Locale) []views.CodeGroup {
	if groups, known := knownGroups.Load(l); known {
		return groups.([]views.CodeGroup)
	}
	groups := groupsIn(l.Language())
	knownGroups.Store(l, groups)
	return groups
}

// groupsIn is the catalogue as the page shows it in a language.
func groupsIn(l phrase.Language) []views.CodeGroup {
	var groups []views.CodeGroup
	for _, group := range catalogue.List() {
		shown := views.CodeGroup{ID: group.ID, Title: l.Say(group.Title)}
		for _, e := range group.Entries {
			shown.Entries = append(shown.Entries, codeEntry(l, e))
		}
		groups = append(groups, shown)
	}
	return groups
}

func codeEntry(l phrase.Language, e catalogue.Entry) views.CodeEntry {
	shown := views.CodeEntry{Code: e.Code, Title: l.Say(e.Title), Looks: e.Looks}
	for _, part := range e.PartsIn(l) {
		shown.Parts = append(shown.Parts, views.CodePart{Name: part.Name, Text: spans(l, part.Text)})
	}
	for _, cause := range e.Causes {
		shown.Tested = append(shown.Tested, views.CodeCause{
			Severity: string(cause.Severity), Title: l.Say(cause.Title),
			Message: spans(l, l.Say(cause.Message)), Hint: spans(l, l.Say(cause.Hint)),
		})
	}
	return shown
}

var spanKinds = map[catalogue.Kind]string{catalogue.Plain: "plain", catalogue.Literal: "literal", catalogue.Place: "place", catalogue.Reference: "reference"}

// spans takes apart what a text says in a language.
func spans(l phrase.Language, text string) []views.Span {
	var shown []views.Span
	for _, span := range catalogue.SpansIn(l, text) {
		shown = append(shown, views.Span{Kind: spanKinds[span.Kind], Text: span.Text})
	}
	return shown
}
