package main

import (
	"os"
	"strings"
	"testing"
)

func TestSchema(t *testing.T) {
	for _, c := range []struct {
		args []string
		file string
	}{
		{nil, "4.39"},
		{[]string{"--authelia", "4.39"}, "4.39"},
		{[]string{"--authelia", "v4.38.10"}, "4.38.10"},
	} {
		want, err := os.ReadFile("../../docs/schemas/session.redis-" + c.file + ".json")
		if err != nil {
			t.Fatal(err)
		}
		got := invoke(t, "", emptyEnvironment, append([]string{"schema"}, c.args...)...)
		if got.code != 0 || got.stdout != string(want) || got.stderr != "" {
			t.Errorf("%v: status %d, %s", c.args, got.code, got.stderr)
		}
	}
	if got := invoke(t, "", environment("REDIS_WIZARD_AUTHELIA", "4.33"), "schema"); got.code != 0 || !strings.Contains(got.stdout, "Authelia 4.33.2") {
		t.Errorf("the variable was not heard: status %d", got.code)
	}
	newest := invoke(t, "", emptyEnvironment, "schema")
	newer := invoke(t, "", emptyEnvironment, "schema", "--authelia", "4.39.999")
	if newer.code != 0 || newer.stdout != newest.stdout || !strings.Contains(newer.stderr, "Authelia 4.39.999 is newer than the releases that this program knows") {
		t.Errorf("a newer release: status %d, %s", newer.code, newer.stderr)
	}
	got := invoke(t, "", emptyEnvironment, "schema", "--authelia", "3.0")
	if got.code != 2 || got.stdout != "" || !strings.Contains(got.stderr, "choose one of 4.29") {
		t.Errorf("status %d: %s%s", got.code, got.stdout, got.stderr)
	}
}
