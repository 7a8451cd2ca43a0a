package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redis-wizard/configschema/conformance"
)

// newer prints as Authelia does since 4.34, and checks its arguments as that of
// 4.39; older as 4.29, and between as 4.30 to 4.33.
const (
	newer = `#!/bin/sh
if [ "$1" = --version ]; then echo "authelia version v4.39.21"; exit 0; fi
[ "$1 $2 $3" = "config validate --config" ] || { echo "unknown command" >&2; exit 1; }
[ -z "$AUTHELIA_SESSION_REDIS_HOST" ] || { echo "a variable came through" >&2; exit 1; }
grep -q jwt_secret "$4" && grep -q "authelia_url" "$4" && grep -q "^  secret:" "$4" || { echo "no whole file" >&2; exit 1; }
if grep -q 'port: abc' "$4"; then
  printf 'Configuration parsed and loaded with errors:\n\n\t - error occurred during unmarshaling configuration: decoding failed due to the following error(s):\n\n'\''session.redis.port'\'' cannot parse value as '\''int'\'': strconv.ParseInt: invalid syntax\n\t - configuration key not expected: session.redis.foo\n\nConfiguration parsed and loaded with warnings:\n\n\t - something is old\n\n'
  echo "Error: configuration validation failed" >&2
  exit 1
elif grep -q 'port: 70000' "$4"; then
  printf 'Configuration parsed and loaded with errors:\n\n\t - session: redis: option '\''port'\'' is wrong in a new way\n\n'
  exit 1
elif grep -q nope "$4"; then
  printf 'Configuration parsed and loaded with errors:\n\n\t - failed to load configuration from file path(%s) source: yaml: unknown anchor '\''nope'\'' referenced\n\t - failed to load configuration from file path(%s) source: yaml: unknown anchor '\''nope'\'' referenced\n\t - storage: option '\''encryption_key'\'' is required\n\n' "$4" "$4"
  exit 1
fi
printf 'Configuration parsed and loaded successfully without errors.\n\n'
`
	older = `#!/bin/sh
if [ "$1" = --version ]; then echo "authelia version v4.29.4, build abc"; exit 0; fi
[ "$1" = "validate-config" ] && [ -f "$2" ] || exit 2
if grep -q 'port: 70000' "$2"; then
  printf '2021/07/01 00:00:00 Error occurred parsing configuration:\n\tThe port must be between 1 and 65535 for the redis session provider\n\n' >&2
  exit 1
fi
echo "2021/07/01 00:00:00 Configuration parsed successfully without errors." >&2
`
	between = `#!/bin/sh
[ "$1" = "validate-config" ] && [ -f "$2" ] || exit 2
if grep -q encryption_key "$2"; then echo "not known before 4.33" >&2; exit 2; fi
if grep -q 'port: abc' "$2"; then
  printf '%s\n' 'time="2022-01-01T00:00:00Z" level=fatal msg="Errors occurred parsing configuration:\n\tconfiguration key not expected: session.redis.foo\n\terror occurred during unmarshalling configuration: 1 error(s) decoding:\n\n* cannot parse '"'session.redis.port'"' as int: strconv.ParseInt: parsing \"abc\": invalid syntax\n"'
  exit 1
fi
echo "Configuration parsed successfully without errors."
`
	corpus = `{"id": "fine", "title": "a fine one", "yaml": "redis:\n  host: redis\n  port: 6379\n", "verdicts": {"v4.39.20": {"ok": true, "exit": 0, "errors": [], "warnings": [], "parse_failed": false, "decode_failed": false, "redis_errors": []}}}
{"id": "type", "title": "a wrong type", "yaml": "redis:\n  host: redis\n  port: abc\n  foo: 1\n", "verdicts": {}}
{"id": "range", "title": "out of range", "yaml": "redis:\n  host: redis\n  port: 70000\n", "verdicts": {}}
{"id": "broken", "title": "no YAML, whole", "yaml": "session:\n  secret: 'mine'\n  redis:\n    host: *nope", "verdicts": {}}
`
)

// files writes a stand-in for Authelia, which is really run, and a corpus.
func files(t *testing.T, program, blocks string) (authelia, corpus string) {
	t.Helper()
	folder := t.TempDir()
	authelia, corpus = filepath.Join(folder, "authelia"), filepath.Join(folder, "blocks.jsonl")
	for name, text := range map[string]string{authelia: program, corpus: blocks} {
		if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return authelia, corpus
}

func verdicts(t *testing.T, want int, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	if got := run(context.Background(), args, &out, &errs); got != want {
		t.Fatalf("%q: status %d, not %d\n%s%s", args, got, want, &out, &errs)
	}
	return out.String(), errs.String()
}

func TestVerdicts(t *testing.T) {
	t.Setenv("AUTHELIA_SESSION_REDIS_HOST", "x")
	t.Setenv("TMPDIR", t.TempDir())
	authelia, corpus := files(t, newer, corpus)
	out := filepath.Join(t.TempDir(), "out.jsonl")
	said, _ := verdicts(t, 1, "--authelia", authelia, "--corpus", corpus, "--out", out, "--compare")
	want := `range v4.39.21: missing "session: redis: option 'port' is wrong in a new way"
range v4.39.21: superfluous "session: redis: option 'port' must be between 1 and 65535 but it's configured as '70000'"
`
	if said != want {
		t.Errorf("differences:\n%s", said)
	}
	blocks := conformance.ReadFile(t, out)
	if len(blocks) != 4 || len(blocks[0].Verdicts) != 2 || !blocks[0].Verdicts["v4.39.21"].OK || !blocks[0].Verdicts["v4.39.20"].OK {
		t.Fatalf("%+v", blocks)
	}
	faulty := blocks[1].Verdicts["v4.39.21"]
	decoding := "error occurred during unmarshaling configuration: decoding failed due to the following error(s):\n\n'session.redis.port' cannot parse value as 'int': strconv.ParseInt: invalid syntax"
	if faulty.OK || faulty.Exit != 1 || !faulty.DecodeFailed || faulty.ParseFailed || len(faulty.Errors) != 2 || faulty.Errors[0] != decoding ||
		len(faulty.Warnings) != 1 || faulty.Warnings[0] != "something is old" || len(faulty.RedisErrors) != 2 || faulty.RedisErrors[1] != decoding {
		t.Errorf("%+v", faulty)
	}
	broken := blocks[3].Verdicts["v4.39.21"]
	if !broken.ParseFailed || len(broken.Errors) != 3 || len(broken.RedisErrors) != 1 || broken.RedisErrors[0] != "failed to load configuration from file path(<config>) source: yaml: unknown anchor 'nope' referenced" {
		t.Errorf("%+v", broken)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestOlderReleases(t *testing.T) {
	authelia, file := files(t, older, corpus)
	said, _ := verdicts(t, 0, "--authelia", authelia, "--corpus", file, "--out", "-", "--compare", "--id", "fine", "--id", "range", "--workers", "1")
	if blocks, err := conformance.Decode(strings.NewReader(said)); err != nil || len(blocks) != 4 || len(blocks[1].Verdicts)+len(blocks[3].Verdicts) > 0 || len(blocks[2].Verdicts) != 1 || blocks[2].Verdicts["v4.29.4"].OK {
		t.Errorf("%v %+v", err, blocks)
	}
	authelia, file = files(t, between, corpus)
	verdicts(t, 0, "--authelia", authelia, "--release", "v4.32.2", "--corpus", file, "--compare", "--id", "type")
}

func TestNoVerdict(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for name, c := range map[string]struct{ program, blocks, complaint string }{
		"no release":           {"#!/bin/sh\necho hello\n", corpus, "names no release"},
		"refuses every file":   {strings.Replace(newer, "\nif grep", "\nprintf 'Configuration parsed and loaded with errors:\\n\\n\\t - notifier: new\\n'; exit 1\nif grep", 1), corpus, "refuses the file that blocks are completed to: [\"notifier: new\"]"},
		"prints no verdict":    {"#!/bin/sh\necho v4.39.21\n", corpus, "this is no verdict"},
		"never ends":           {"#!/bin/sh\nexec tail -f /dev/null\n", corpus, "deadline exceeded"},
		"no corpus":            {newer, "nothing\n", "line 1"},
		"no block":             {newer, "", "no such block"},
		"not to be run at all": {"", corpus, "run "},
	} {
		authelia, file := files(t, c.program, c.blocks)
		timeout := "1m"
		if name == "never ends" {
			timeout = "100ms"
		}
		if _, stderr := verdicts(t, 2, "--authelia", authelia, "--corpus", file, "--compare", "--timeout", timeout); !strings.Contains(stderr, c.complaint) {
			t.Errorf("%s: %s", name, stderr)
		}
	}
	verdicts(t, 2, "--compare")
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
