package vantage

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
)

// Whatever another wizard says is shown in one line, of bounded length, and without
// what could hide something or steer a terminal.
func TestTidy(t *testing.T) {
	bad := "a\x1b[31m\u202eb\u2066\u200b\ufeff\u2028c\r\n::error::d\x00\x9b" + strings.Repeat("é", 5000)
	fix := func() *causes.Fix {
		return &causes.Fix{Label: bad, Set: map[string]string{"session.redis.host": "x"}}
	}
	report := connectivity.Report{
		Verdict: connectivity.Fail, Authelia: bad, Vantage: bad, Mode: connectivity.ModeSentinel,
		Endpoints: []connectivity.EndpointReport{{
			ID: "e1", Endpoint: connectivity.Endpoint{Role: connectivity.RoleRedis, Address: bad, Origin: connectivity.Announced, AnnouncedBy: []string{"e2"}},
			Server: &connectivity.Server{Software: bad, Version: bad},
			Steps:  []connectivity.Step{{Step: connectivity.StepAuth, Status: connectivity.Failed, Code: "A03", Message: bad, Hint: bad}},
		}},
		Findings: []causes.Problem{{Code: "no-redis", Severity: causes.Error, Message: bad, Hint: bad, Fix: fix()}},
		Topology: &connectivity.Topology{SentinelName: bad, Primary: bad, Replicas: []string{bad}, Sentinels: []string{bad}, Unlisted: []string{bad}},
	}
	if err := tidy(&report); err != nil {
		t.Fatal(err)
	}
	event := connectivity.StepEvent{ID: "e1", Endpoint: connectivity.Endpoint{Address: bad}, Step: connectivity.Step{Step: "auth", Message: bad, Hint: bad}}
	if err := tidy(&event); err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal([]any{report, event})
	if err != nil {
		t.Fatal(err)
	}
	var texts any
	if err := json.Unmarshal(document, &texts); err != nil {
		t.Fatal(err)
	}
	seen := 0
	var look func(any)
	look = func(value any) {
		switch value := value.(type) {
		case string:
			seen++
			if len(value) > maxSentence+len("…") || strings.ContainsFunc(value, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%.40q… of %d bytes is let through", value, len(value))
			}
		case []any:
			for _, v := range value {
				look(v)
			}
		case map[string]any:
			for _, v := range value {
				look(v)
			}
		}
	}
	look(texts)
	if seen < 25 {
		t.Errorf("only %d texts were looked at", seen)
	}
}

func TestTidyRefuses(t *testing.T) {
	for _, text := range []string{
		`{"mode":"single<b>"}`, `{"endpoints":[{"id":"e 1"}]}`, `{"endpoints":[{"role":"redis\n"}]}`, `{"endpoints":[{"origin":"@joe"}]}`, `{"endpoints":[{"announced_by":["#1"]}]}`,
		`{"endpoints":[{"steps":[{"step":"a b"}]}]}`, `{"endpoints":[{"steps":[{"status":"ok\u202e"}]}]}`, `{"endpoints":[{"steps":[{"code":"<img>"}]}]}`,
		`{"findings":[{"code":"A03 or"}]}`, `{"findings":[{"severity":"error\r"}]}`, `{"findings":[{"endpoint":"e1|"}]}`, `{"findings":[{"lang":"\""}]}`, `{"findings":[{"code":"` + strings.Repeat("a", 41) + `"}]}`,
	} {
		var report connectivity.Report
		if err := json.Unmarshal([]byte(text), &report); err != nil {
			t.Fatal(err)
		}
		if err := tidy(&report); !errors.Is(err, errNoReport) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, fix := range []causes.Fix{
		{Set: map[string]string{"session.redis.host": "a\u202e"}}, {Set: map[string]string{"x": "a"}}, {Set: map[string]string{"session.redis.ho st": "a"}},
		{Copy: map[string]string{"session.redis.host": "password"}}, {Cut: map[string][2]int{"<b>": {1, 1}}},
	} {
		if got := tidyFix(&fix); got != nil {
			t.Errorf("the fix %+v is believed", fix)
		}
	}
}
