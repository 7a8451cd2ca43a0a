package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const config = `{"config": {"protocol_version": "v1.0.0", "scan_level": "symbol"}}`

func osv(id string) string {
	return `{"osv": {"id": "` + id + `", "summary": "what ` + id + ` is"}}`
}

// reach is a finding in a module; without a function it is only required.
func reach(id, module, fixed, function string) string {
	frame := `{"module": "` + module + `", "version": "v1.0.0"`
	if function != "" {
		frame += `, "function": "` + function + `"`
	}
	return `{"finding": {"osv": "` + id + `", "fixed_version": "` + fixed + `", "trace": [` + frame + `}, {"module": "redis-wizard", "function": "main"}]}}`
}

func TestJudge(t *testing.T) {
	for _, test := range []struct {
		name     string
		messages []string
		accepted string
		args     []string
		status   int
		want     string
	}{
		{"nothing", []string{config}, "", nil, 0, "0 reached, 0 of them count\n"},
		{"reached", []string{config, osv("GO-1"), reach("GO-1", "m", "v1.1.0", "F")}, "", nil, 3,
			"error: GO-1: what GO-1 is\n  m v1.0.0, fixed in v1.1.0\n1 reached, 1 of them count\n"},
		{"not fixed", []string{config, osv("GO-1"), reach("GO-1", "m", "", "F")}, "", nil, 3,
			"error: GO-1: what GO-1 is\n  m v1.0.0, not fixed in any version\n1 reached, 1 of them count\n"},
		{"required only", []string{config, osv("GO-1"), reach("GO-1", "m", "v1.1.0", "")}, "", nil, 0, "0 reached, 0 of them count\n"},
		{"the standard library", []string{config, osv("GO-1"), reach("GO-1", "stdlib", "v1.1.0", "F")}, "", nil, 0,
			"warning: GO-1: what GO-1 is\n  stdlib v1.0.0, fixed in v1.1.0\n1 reached, 0 of them count\n"},
		{"the standard library, strictly", []string{config, osv("GO-1"), reach("GO-1", "stdlib", "v1.1.0", "F")}, "", []string{"--strict"}, 3,
			"error: GO-1: what GO-1 is\n  stdlib v1.0.0, fixed in v1.1.0\n1 reached, 1 of them count\n"},
		{"the standard library and a module", []string{config, osv("GO-1"), reach("GO-1", "stdlib", "v1.1.0", "F"), reach("GO-1", "m", "v1.1.0", "F")}, "", nil, 3,
			"error: GO-1: what GO-1 is\n  m v1.0.0, fixed in v1.1.0\n  stdlib v1.0.0, fixed in v1.1.0\n1 reached, 1 of them count\n"},
		{"accepted", []string{config, osv("GO-1"), reach("GO-1", "m", "", "F")}, "# why\nGO-1 nothing uses it\n", nil, 0,
			"accepted: GO-1: what GO-1 is\n  nothing uses it\n1 reached, 0 of them count\n"},
		{"accepted in vain", []string{config}, "GO-1 nothing uses it\n", nil, 0,
			"note: GO-1 is accepted, but nothing here reaches it\n0 reached, 0 of them count\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			args := test.args
			if test.accepted != "" {
				path := filepath.Join(t.TempDir(), "accepted")
				if err := os.WriteFile(path, []byte(test.accepted), 0o600); err != nil {
					t.Fatal(err)
				}
				args = append(args, "--accepted", path)
			}
			var stdout, stderr bytes.Buffer
			status := run(args, strings.NewReader(strings.Join(test.messages, "\n")), &stdout, &stderr)
			if status != test.status || stdout.String() != test.want || stderr.Len() > 0 {
				t.Errorf("status %d, want %d\n%s%s", status, test.status, stdout.String(), stderr.String())
			}
		})
	}
}

// TestBrokenInputIsNoGoodNews holds that a scan that did not happen is not taken for
// one that found nothing.
func TestBrokenInputIsNoGoodNews(t *testing.T) {
	withoutReason := filepath.Join(t.TempDir(), "accepted")
	if err := os.WriteFile(withoutReason, []byte("GO-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		stdin string
		args  []string
	}{
		"empty":             {"", nil},
		"no JSON":           {"govulncheck: no such file", nil},
		"cut off":           {config + `{"finding": {`, nil},
		"modules only":      {`{"config": {"scan_level": "module"}}`, nil},
		"no such file":      {config, []string{"--accepted", "does-not-exist"}},
		"without a reason":  {config, []string{"--accepted", withoutReason}},
		"an unknown option": {config, []string{"--lenient"}},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(test.args, strings.NewReader(test.stdin), &stdout, &stderr); status != 1 || stderr.Len() == 0 {
			t.Errorf("%s: status %d, %q", name, status, stderr.String())
		}
	}
}
