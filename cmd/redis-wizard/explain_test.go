package main

import (
	"encoding/json"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/logs"
)

func TestExplainCode(t *testing.T) {
	for _, code := range []string{"A03", "a03", "[A03]", "A03:"} {
		got := invoke(t, "", emptyEnvironment, "explain", strings.TrimSuffix(code, ":"))
		for _, want := range []string{"A03  User name or password refused\n", "Looks like\n    WRONGPASS", "Behind it\n", "What to do\n", "The connection test says\n"} {
			if got.code != 0 || !strings.Contains(got.stdout, want) {
				t.Errorf("%s: status %d, no %q in\n%s%s", code, got.code, want, got.stdout, got.stderr)
			}
		}
	}
	got := invoke(t, "", emptyEnvironment, "explain", "a12", "PORT-RANGE")
	for _, want := range []string{"4.33.0 to 4.34.4", "port-range  The port is out of range"} {
		if got.code != 0 || !strings.Contains(got.stdout, want) {
			t.Errorf("status %d, no %q in\n%s", got.code, want, got.stdout)
		}
	}
}

// Every code can be explained, and as JSON too.
func TestExplainEveryCode(t *testing.T) {
	list := invoke(t, "", emptyEnvironment, "explain")
	for _, group := range causes.Catalogue() {
		for _, e := range group.Entries {
			if !strings.Contains(list.stdout, "  "+e.Code+" ") {
				t.Errorf("%s is not in the list", e.Code)
			}
			got := invoke(t, "", emptyEnvironment, "explain", "--format", "json", e.Code)
			var answer codeAnswer
			if err := json.Unmarshal([]byte(got.stdout), &answer); err != nil || got.code != 0 {
				t.Fatalf("%s: status %d, %v", e.Code, got.code, err)
			}
			if c := answer.Codes[0]; c.Code != e.Code || c.Title == "" || c.Cause == "" || c.Act == "" {
				t.Errorf("%s: %+v", e.Code, c)
			}
		}
	}
	var answer codeList
	got := invoke(t, "", emptyEnvironment, "explain", "--format", "json")
	if err := json.Unmarshal([]byte(got.stdout), &answer); err != nil || len(answer.Groups) != len(causes.Catalogue()) {
		t.Errorf("%v: %s", err, got.stdout)
	}
}

func TestExplainNearMisses(t *testing.T) {
	for word, want := range map[string]string{
		"A3":         "A03",
		"port-rang":  "port-range",
		"port":       "port-range",
		"wrongpas":   "A03",
		"Sentinel":   "no-sentinels",
		"zzzzzz":     "neither a code nor the text of an error",
		"B07 B999 x": "neither a code",
	} {
		got := invoke(t, "", emptyEnvironment, "explain", word)
		if got.code != 1 || !strings.Contains(got.stderr, want) || got.stdout != "" {
			t.Errorf("%s: status %d\n%s%s", word, got.code, got.stdout, got.stderr)
		}
	}
	got := invoke(t, "", emptyEnvironment, "explain", "A03", "A99")
	if got.code != 1 || !strings.Contains(got.stdout, "A03  ") || !strings.Contains(got.stderr, `"A99" is not a code`) {
		t.Errorf("%+v", got)
	}
}

const someLog = `time="2026-11-25T08:00:00Z" level=info msg="Authelia v4.39.20 is starting"
time="2026-11-25T08:00:01Z" level=error msg="Error occurred running a startup check" error="error initializing session backend: redis connection error: dial tcp: lookup redis: no such host" provider=session
time="2026-11-25T08:00:02Z" level=error msg="x" error="redis connection error: dial tcp: lookup redis: no such host"
time="2026-11-25T08:00:03Z" level=error msg="x" error="redis connection error: dial tcp: lookup redis: no such host"
time="2026-11-25T08:00:04Z" level=error msg="x" error="redis connection error: dial tcp: address redis://:hunter2@redis:6379: too many colons in address"
`

func TestExplainLog(t *testing.T) {
	path := file(t, "authelia.log", someLog)
	for _, args := range [][]string{{"-"}, {path}} {
		got := invoke(t, someLog, emptyEnvironment, append([]string{"explain"}, args...)...)
		for _, want := range []string{"line 2, authelia: time=", "and 2 more lines say the same, the last one line 4", "  name: redis\n", "[B01] ", "line 5, authelia: ", "[B06] ", "→ "} {
			if got.code != 0 || !strings.Contains(got.stdout, want) {
				t.Errorf("status %d, no %q in\n%s%s", got.code, want, got.stdout, got.stderr)
			}
		}
		if strings.Contains(got.stdout, "hunter2") {
			t.Errorf("the password is repeated:\n%s", got.stdout)
		}
	}
	var answer logs.Log
	got := invoke(t, someLog, emptyEnvironment, "explain", "--format", "json", "-")
	if err := json.Unmarshal([]byte(got.stdout), &answer); err != nil || len(answer.Explanations) != 2 || answer.Explanations[0].Count != 3 || strings.Contains(got.stdout, "hunter2") {
		t.Errorf("%v: %s", err, got.stdout)
	}
	if got := invoke(t, "", emptyEnvironment, "explain", "redis connection error: EOF"); got.code != 0 || !strings.Contains(got.stdout, "[C02]") {
		t.Errorf("the text of an error: %+v", got)
	}
}

func TestExplainNothing(t *testing.T) {
	got := invoke(t, "all is well\n", emptyEnvironment, "explain", "-")
	if got.code != 1 || got.stdout != "" || !strings.Contains(got.stderr, "no line of standard input is known here. Looked for: ") {
		t.Errorf("%+v", got)
	}
	if got := invoke(t, "", emptyEnvironment, "explain", "--format", "json", "-"); got.code != 1 || got.stdout != "{\"explanations\":[]}\n" {
		t.Errorf("%+v", got)
	}
	for _, path := range []string{"/nowhere/authelia.log", "nothing.log"} {
		if got := invoke(t, "", emptyEnvironment, "explain", path); got.code != 2 || !strings.Contains(got.stderr, "open "+path+": no such file") {
			t.Errorf("%+v", got)
		}
	}
	if got := invoke(t, "", emptyEnvironment, "explain", "/"); got.code != 2 {
		t.Errorf("%+v", got)
	}
}
