// Package report shows the report of a connection test to people: on the page,
// while it grows and when it is done, and as Markdown to take along.
package report

import (
	"bytes"
	"encoding/json"
	"fmt"

	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/views/reportview"
)

// View is a whole report as a page shows it, with its text in the language
// of that page.
func View(report connectivity.Report, l *locale.Locale) (*reportview.Report, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(report); err != nil {
		return nil, fmt.Errorf("encode the report: %w", err)
	}
	return &reportview.Report{Report: report, Locale: l, JSON: text.String(), Markdown: Markdown(report, l)}, nil
}
