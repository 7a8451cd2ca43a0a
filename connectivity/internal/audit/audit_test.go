package audit

import (
	"testing"

	"redis-wizard/configschema/causes"
)

// Each row looks for a cause that there is, and once.
func TestAudits(t *testing.T) {
	seen := map[string]bool{}
	for _, audit := range audits {
		if causes.Named(audit.cause).Name != audit.cause || seen[audit.cause] {
			t.Errorf("no cause is called %s, or it is looked for twice", audit.cause)
		}
		seen[audit.cause] = true
	}
}
