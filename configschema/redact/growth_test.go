package redact_test

import (
	"testing"

	"redis-wizard/configschema/internal/growth"
)

// What keeps secrets out of messages, links and explained logs reads what strangers
// write, and takes four times the work for four times as much of it.
func TestGrowth(t *testing.T) {
	growth.Test(t, "redis-wizard/configschema/internal/growth/hiding")
}
