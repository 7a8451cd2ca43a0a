package web

import (
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"

	catalogue "redis-wizard/web/codes"
	"redis-wizard/web/views"
)

// codes explains every code that a problem or a finding can carry.
func (s *Server) codes(c echo.Context) error {
	return s.render(c, http.StatusOK, views.Codes(s.pageAssets(), codeGroups()))
}

// codeGroups is the catalogue as the page shows it. It never changes while the
// program runs.
var codeGroups = sync.OnceValue(func() []views.CodeGroup {
	var groups []views.CodeGroup
	for _, group := range catalogue.List() {
		shown := views.CodeGroup{ID: group.ID, Title: group.Title}
		for _, e := range group.Entries {
			shown.Entries = append(shown.Entries, codeEntry(e))
		}
		groups = append(groups, shown)
	}
	return groups
})

func codeEntry(e catalogue.Entry) views.CodeEntry {
	shown := views.CodeEntry{Code: e.Code, Title: e.Title, Looks: e.Looks}
	for _, part := range e.Parts() {
		shown.Parts = append(shown.Parts, views.CodePart{Name: part.Name, Text: spans(part.Text)})
	}
	for _, cause := range e.Causes {
		shown.Tested = append(shown.Tested, views.CodeCause{
			Severity: string(cause.Severity), Title: string(cause.Title), Message: spans(string(cause.Message)), Hint: spans(string(cause.Hint)),
		})
	}
	return shown
}

var spanKinds = map[catalogue.Kind]string{catalogue.Plain: "plain", catalogue.Literal: "literal", catalogue.Place: "place", catalogue.Reference: "reference"}

func spans(text string) []views.Span {
	var shown []views.Span
	for _, span := range catalogue.Spans(text) {
		shown = append(shown, views.Span{Kind: spanKinds[span.Kind], Text: span.Text})
	}
	return shown
}
