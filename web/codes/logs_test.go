package codes

import (
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema/logs"
)

// Whatever the catalogue says that a failure looks like is explained with that
// failure among the causes.
func TestLooksAreExplained(t *testing.T) {
	for _, e := range entries() {
		for _, text := range e.Looks {
			for _, written := range []string{
				text,
				`time="2026-11-25T08:00:00Z" level=error msg="Redis connection error: ` + strings.ReplaceAll(text, `"`, `\"`) + `"`,
			} {
				if strings.Contains(written, "level=") && (ofServer[e.Code] || strings.HasPrefix(string(e.Beyond), "It is in the log of ")) {
					continue
				}
				log, _ := logs.Explain(t.Context(), written, logs.Setup{}, nil)
				explained := log.Explanations
				if len(explained) != 1 || !slices.ContainsFunc(explained[0].Causes, func(c logs.Cause) bool { return c.Code == e.Code }) {
					t.Errorf("%s is not among the causes of %q: %v", e.Code, written, explained)
				}
			}
		}
	}
}

// ofServer are failures whose words stand in the log of Redis or a sentinel,
// and never in Authelia's.
var ofServer = map[string]bool{"C13": true, "F08": true}
