package main

import (
	"fmt"
	"strings"
	"testing"
)

func TestSize(t *testing.T) {
	for text, want := range map[string]size{"1024": 1 << 10, "1KiB": 1 << 10, "512KiB": 512 << 10, "1MiB": 1 << 20, "16MiB": 16 << 20, "1500": 1500} {
		var got size
		if err := got.Set(text); err != nil || got != want {
			t.Errorf("%q is %d, %v; want %d", text, got, err, want)
		}
		var again size
		if err := again.Set(got.String()); err != nil || again != got {
			t.Errorf("%q is shown as %q", text, got.String())
		}
	}
	for _, text := range []string{"", "1", "1023", "17MiB", "16777217", "1MB", "1.5MiB", "-1KiB", "KiB", "4294967297MiB", "1 MiB"} {
		var got size
		if err := got.Set(text); err == nil || !strings.Contains(err.Error(), "between 1KiB and 16MiB") {
			t.Errorf("%q is %d, %v", text, got, err)
		}
	}
}

// No bound can be switched off by a slip.
func TestBoundsAreChecked(t *testing.T) {
	for _, flag := range []string{"probes-per-minute", "max-probes", "requests-per-minute", "max-fields", "max-nodes", "max-connections", "max-workers", "connections-per-client"} {
		for _, value := range []string{"0", "-1"} {
			got := invoke(t, "", emptyEnvironment, "serve", "--"+flag, value)
			if want := fmt.Sprintf("--%s must be at least 1 but it is %s", flag, value); got.code != 2 || !strings.Contains(got.stderr, want) {
				t.Errorf("status %d: %s", got.code, got.stderr)
			}
		}
	}
	for _, flag := range []string{"probe-timeout", "header-timeout", "idle-timeout", "write-timeout"} {
		got := invoke(t, "", emptyEnvironment, "serve", "--"+flag, "0s")
		if got.code != 2 || !strings.Contains(got.stderr, "--"+flag+" must be longer than 0") {
			t.Errorf("status %d: %s", got.code, got.stderr)
		}
	}
	for _, c := range [][]string{{"--max-fields", "1001", "--max-fields must be between 1 and 1000"}, {"--max-body", "1GiB", "between 1KiB and 16MiB"}, {"--probes-per-client", "-1", "--probes-per-client must not be less than 0"}, {"--shutdown-delay", "-1s", "--shutdown-delay must not be less than 0"}} {
		got := invoke(t, "", emptyEnvironment, "serve", c[0], c[1])
		if got.code != 2 || !strings.Contains(got.stderr, c[2]) {
			t.Errorf("status %d: %s", got.code, got.stderr)
		}
	}
}
