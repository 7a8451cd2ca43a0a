package api

import "testing"

func TestAcceptsStream(t *testing.T) {
	for accept, want := range map[string]bool{
		"":                                    false,
		"*/*":                                 false,
		"text/*":                              false,
		"application/json":                    false,
		"text/event-stream":                   true,
		"Text/Event-Stream; charset=utf-8":    true,
		"text/event-stream, */*":              true,
		"application/json, text/event-stream": true,
		"text/event-stream;q=0":               false,
		"text/event-stream; q=0.0, */*":       false,
		"text/event-stream;q=0.1":             true,
		"application/json, text/event-stream;q=0.1":          false,
		"application/json;q=0.1, text/event-stream;q=0.5":    true,
		"application/*;q=0.9, text/event-stream;q=0.5, */*":  false,
		"application/json;q=0, text/event-stream;q=0.5, */*": true,
		"text/event-stream;q=much":                           false,
	} {
		if got := acceptsStream(accept); got != want {
			t.Errorf("Accept: %s asks for events: %t, want %t", accept, got, want)
		}
	}
}
