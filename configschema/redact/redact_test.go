package redact_test

import (
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/redact"
	"redis-wizard/configschema/redact/redacttest"
)

// redactorOf is a redactor for what an evaluation of the input gave.
func redactorOf(in configschema.Input, result configschema.Result) *redact.Redactor {
	files := in.Files
	if in.YAML != "" {
		files = []configschema.File{{Text: in.YAML}}
	}
	return redact.New(result, redact.Sources(files, nil)...)
}

// Whatever Authelia says about a secret that stands where it does not belong,
// others do not read the secret.
func TestNoSecretIsSaid(t *testing.T) {
	for _, version := range []string{"4.29", "4.34", "4.37", "4.38", "4.39"} {
		redacttest.Each(2000, func(yaml, secret string) {
			in := configschema.Input{Authelia: version, YAML: yaml}
			result, err := configschema.Evaluate(in)
			if err != nil {
				t.Fatal(err)
			}
			redactor := redactorOf(in, result)
			for _, problem := range result.Problems {
				message, hint, label := redactor.Words(problem)
				told := []string{message, hint, label}
				if fix := redactor.Fix(problem); fix != nil {
					told = append(told, fix.Label)
					for key, value := range fix.Set {
						told = append(told, key, value)
					}
				}
				if line, visible := redactor.Source(problem).Visible(problem.Line); visible {
					told = append(told, line)
				}
				if text := strings.Join(told, "\n"); redacttest.Found(text, secret) {
					t.Fatalf("%s: %q is told about\n%s\n%s", version, secret, yaml, text)
				}
			}
		})
	}
}

// What is no secret is told as it is.
func TestWhatIsTold(t *testing.T) {
	for _, test := range []struct{ yaml, message, label string }{
		{"redis: {host: redis, port: 70000, password: hunter2}", "session: redis: option 'port' must be between 1 and 65535 but it's configured as '70000'", "Use 6379"},
		{"redis: {host: redis, hots: x}", "configuration key not expected: session.redis.hots", "Remove hots"},
		{"redis: {host: redis, tls: {foo: {bar: 1}}}", "configuration key not expected: session.redis.tls.foo.••••••", "Remove tls.foo.••••••"},
		{"redis: {host: redis, password: {hunter2}}", "configuration key not expected: session.redis.password.••••••", ""},
	} {
		in := configschema.Input{YAML: test.yaml}
		result, err := configschema.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		redactor := redactorOf(in, result)
		if !slices.ContainsFunc(result.Problems, func(p configschema.Problem) bool {
			message, _, label := redactor.Words(p)
			return message == test.message && label == test.label
		}) {
			t.Errorf("%s\nis not told as %q, %q, but as %v", test.yaml, test.message, test.label, result.Problems)
		}
	}
}

// A fix that would tell a secret is left out, with the rest of the problem told.
func TestFixWithASecret(t *testing.T) {
	in := configschema.Input{Values: configschema.Values{"session.redis.host": "redis", "session.redis.password": "hunter2 "}}
	result, err := configschema.Evaluate(in)
	if err != nil {
		t.Fatal(err)
	}
	redactor, fixes := redactorOf(in, result), 0
	for _, problem := range result.Problems {
		if problem.Fix == nil || problem.Fix.Set["session.redis.password"] == "" {
			continue
		}
		fixes++
		if _, _, label := redactor.Words(problem); redactor.Fix(problem) != nil || label == "" {
			t.Errorf("%s is told with %v and the label %q", problem.Code, redactor.Fix(problem), label)
		}
	}
	if fixes == 0 {
		t.Error("no problem's fix has a secret in it, so nothing was tested")
	}
}

// A login that was typed into an option that is no secret is told nowhere: not in
// what is said about that option, about another one, or about the line.
func TestNoLoginIsSaid(t *testing.T) {
	const secret = "hunter2-hunter2"
	told := 0
	for _, typed := range []string{"redis://joe:" + secret + "@redis", "joe:" + secret + "@redis", "rediss://:" + secret + "@redis:6379/0", "redis://joe:" + secret + "@a,joe:" + secret + "@b"} {
		for i := range authelia.Options() {
			f := &authelia.Options()[i]
			if f.Secret {
				continue
			}
			key := strings.Replace(f.Key, "[]", ".0", 1)
			for _, version := range []string{"4.29", "4.36", "4.38", "4.39"} {
				values := configschema.Values{"session.redis.host": "redis", "session.redis.port": "70000", "session.redis.password": "a-password"}
				values[key] = typed
				name := f.Name()
				inputs := []configschema.Input{{Authelia: version, Values: values},
					{Authelia: version, YAML: "session:\n  redis:\n    host: redis\n    port: 70000\n    " + name + ": '" + typed + "'\n    " + name + ": \"" + typed + "\"\n"}}
				for _, in := range inputs {
					result, err := configschema.Evaluate(in)
					if err != nil {
						t.Fatal(err)
					}
					redactor := redactorOf(in, result)
					for _, p := range result.Problems {
						message, hint, label := redactor.Words(p)
						said := []string{message, hint, label, redactor.Key(p)}
						if fix := redactor.Fix(p); fix != nil {
							said = append(said, fix.Label)
							for key, value := range fix.Set {
								said = append(said, key, value)
							}
						}
						if s := redactor.Source(p); s != nil {
							line, _ := s.Visible(p.Line)
							said = append(said, line)
						}
						told++
						if text := strings.Join(said, "\n"); strings.Contains(text, secret) {
							t.Fatalf("%s: %q as %s is told:\n%s", version, typed, key, text)
						}
					}
				}
			}
		}
	}
	if told == 0 {
		t.Error("there was no problem, so nothing was tested")
	}
}

// TestParts: a line of a configuration inside another text is told as it is there, and
// what is secret in it is not.
func TestParts(t *testing.T) {
	inner := "session:\n  redis:\n    port: 70000\n    password: hunter2\n"
	outer := "kind: ConfigMap\ndata:\n  configuration.yml: |\n    session:\n      redis:\n        port: 70000\n        password: hunter2\n  other: hunter2\n"
	s := &redact.Source{Text: outer, Parts: []configschema.File{{Text: inner, Above: 3}}}
	for number, want := range map[int]string{6: "    port: 70000", 7: "    password: " + redact.Hidden} {
		if got, ok := s.Visible(number); !ok || got != want {
			t.Errorf("line %d is shown as %q, %t, want %q", number, got, ok, want)
		}
	}
	if got, _ := s.Visible(8); strings.Contains(got, "hunter2") {
		t.Errorf("the line below is shown as %q", got)
	}
}
