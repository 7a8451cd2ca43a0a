package views

import (
	"context"

	"redis-wizard/configschema/phrase"
	"redis-wizard/web/state"
)

// ends are the words for a test that gave no whole report.
var ends = map[state.TestEnd]phrase.Text{
	state.Cancelled:   "Test cancelled. The results so far are below.",
	state.Interrupted: "The test was interrupted. The results so far are below.",
	state.Unreachable: "Can't reach the wizard's server. Your input is safe; try again.",
}

// refusal says why the last test did not run; empty when it did. The report before it
// stays.
func (p Page) refusal(ctx context.Context) string {
	if p.Ended == state.Unreachable {
		return say(ctx, ends[p.Ended])
	}
	return p.Refused
}
