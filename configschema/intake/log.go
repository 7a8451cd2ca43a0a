package intake

import "redis-wizard/configschema/logs"

// readLog takes a text that is a log by the look of its lines. It holds no options,
// whatever its lines quote: an address, a variable or a command.
func readLog(t *text) *reading {
	if !logs.IsLog(t.unmarked()) {
		return nil
	}
	return t.asLog()
}

// readKnownLines takes a text of which nothing is known but lines of a log.
func readKnownLines(t *text) *reading {
	if !logs.Known(t.unmarked()) {
		return nil
	}
	return t.asLog()
}

func (t *text) asLog() *reading {
	r := &reading{text: t}
	if t.Name == "" {
		r.note("This is a log, without options; its lines are explained instead.")
	} else {
		r.note("'{file}' is a log, without options; its lines are explained instead.", "file", t.Name)
	}
	return r
}
