package connectivity

import (
	"errors"
	"os"
	"testing"

	"redis-wizard/connectivity/policy"
)

func reasonOf(err error) policy.Reason {
	var refused *policy.Refusal
	if errors.As(err, &refused) {
		return refused.Reason
	}
	return ""
}

func rules(t *testing.T, texts ...string) []policy.Rule {
	t.Helper()
	var out []policy.Rule
	for _, text := range texts {
		rule, err := policy.ParseRule(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rule)
	}
	return out
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Fatal(err)
	}
}
