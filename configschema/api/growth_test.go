package api

import (
	"testing"

	"redis-wizard/configschema/internal/growth"
)

func TestGrowth(t *testing.T) { growth.Test(t, "redis-wizard/configschema/internal/growth/reading") }
