package probe

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
)

const (
	configMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: authelia}\ndata:\n  configuration.yml: |\n" +
		"    session:\n      redis:\n        host: 'redis.example'\n        port: 6380\n        password: 't0psecret'\n"
	composeFile = "services:\n  authelia:\n    image: authelia/authelia:4.39\n    environment:\n" +
		"      AUTHELIA_SESSION_REDIS_HOST: redis.example\n      AUTHELIA_SESSION_REDIS_PORT: 6380\n      AUTHELIA_SESSION_REDIS_PASSWORD: t0psecret\n"
	deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: authelia}\nspec: {replicas: 1}\n"
)

func try(t *testing.T, asked Request) (connectivity.Report, connectivity.Target, error) {
	t.Helper()
	prober := &green{}
	judged, err := Judge(context.Background(), asked)
	if err != nil {
		return connectivity.Report{}, connectivity.Target{}, err
	}
	return judged.Run(context.Background(), prober, nil), prober.target, nil
}

// What is tried is what the texts say as what they are, through each door alike.
func TestTextsAreTriedAsWhatTheyAre(t *testing.T) {
	for name, text := range map[string]string{"a ConfigMap": configMap, "a compose file": composeFile} {
		for door, asked := range map[string]Request{
			"yaml":  {Input: configschema.Input{YAML: text}},
			"text":  {Text: text},
			"files": {Input: configschema.Input{Files: []configschema.File{{Name: "a.yml", Text: text}}}},
		} {
			report, target, err := try(t, asked)
			if err != nil || report.Verdict != connectivity.Pass || target.Host != "redis.example" || target.Port != 6380 || target.Password != "t0psecret" {
				t.Errorf("%s as %s: %v, %+v, tried %+v", name, door, err, report, target)
			}
		}
	}
	for door, asked := range map[string]Request{"yaml": {Input: configschema.Input{YAML: deployment}}, "text": {Text: deployment}} {
		_, _, err := try(t, asked)
		if said := (*phrase.Error)(nil); !errors.As(err, &said) || !strings.HasPrefix(err.Error(), "This is a Deployment of Kubernetes") {
			t.Errorf("a Deployment as %s: %v", door, err)
		}
	}
}

// The form's options are tried in the text that they came from: what is wrong with the
// rest of it counts, and what is in its secrets is tried.
func TestTheDocumentIsTried(t *testing.T) {
	form := func(extra configschema.Values) configschema.Input {
		values := configschema.Values{authelia.KeyHost: "redis.example"}
		for key, value := range extra {
			values[key] = value
		}
		return configschema.Input{Kind: configschema.Single, TLS: configschema.Off, Values: values}
	}
	secret := intake.Join([]configschema.File{{Name: "a.env", Text: "AUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/redis\n"}, {Name: "redis", Text: "t0psecret\n"}})
	for name, test := range map[string]struct {
		text     string
		in       configschema.Input
		codes    string // empty where it is tried
		password string
	}{
		"good":                   {"session:\n  secret: x\n  redis:\n    host: old.example\n", form(nil), "", ""},
		"a mistyped key":         {"session:\n  secret: x\n  redis:\n    host: old.example\n    pasword: x\n", form(nil), "F01", ""},
		"session.secret":         {"log: {level: info}\nsession:\n  redis:\n    host: old.example\n", form(nil), "F05", ""},
		"a file that takes none": {"x-shared: &a {secret: x, redis: {host: old.example}}\nsession: *a\n", form(nil), "", ""},
		"a file that is broken":  {"session:\n  secret: 'x\n  redis:\n    host: old.example\n", form(nil), "yaml-syntax not-in-your-file", ""},
		"a secret in a file":     {secret, form(configschema.Values{"AUTHELIA_SESSION_REDIS_PASSWORD_FILE": "/run/secrets/redis"}), "", "t0psecret"},
		"another file":           {secret, form(configschema.Values{"AUTHELIA_SESSION_REDIS_PASSWORD_FILE": "/run/secrets/other"}), notKnown, ""},
		"typed in its place":     {secret, form(configschema.Values{authelia.KeyPassword: "typed"}), "", "typed"},
	} {
		t.Run(name, func(t *testing.T) {
			report, target, err := try(t, Request{Text: test.text, Input: test.in})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(codesOf(report), " "); got != test.codes {
				t.Errorf("the codes are %q, want %q", got, test.codes)
			}
			if refused := test.codes != "" && test.codes != notKnown; refused != (target.Host == "") || !refused && (target.Host != "redis.example" || target.Password != test.password) {
				t.Errorf("tried %+v", target)
			}
			if document, _ := json.Marshal(report); strings.Contains(string(document), "t0psecret") {
				t.Errorf("the report holds the secret: %s", document)
			}
		})
	}
}

// A secret is hidden wherever it stands in a text: in a ConfigMap, too, and among what
// variables stand for.
func TestFindingsHoldNoSecretOfATextInside(t *testing.T) {
	for name, asked := range map[string]Request{
		"ConfigMap":     {Input: configschema.Input{YAML: strings.ReplaceAll(configMap, "6380", "6380\n        t0psecret: x\n        maximum_active_connections: 't0psecret'")}},
		"as text":       {Text: strings.ReplaceAll(configMap, "port: 6380", "port: ['t0psecret']")},
		"broken inside": {Text: strings.ReplaceAll(configMap, "port: 6380", "port: 6380\n        - t0psecret")},
		"contents": {Input: configschema.Input{Values: configschema.Values{authelia.KeyHost: "h", authelia.KeyPort: "t0psecret", "AUTHELIA_SESSION_REDIS_PASSWORD_FILE": "/x/y"},
			Contents: configschema.Values{"AUTHELIA_SESSION_REDIS_PASSWORD_FILE": "t0psecret"}}},
	} {
		for _, version := range []string{"4.29", "4.34", "4.38", "4.39"} {
			asked.Input.Authelia = version
			report, _, err := try(t, asked)
			if err != nil {
				t.Fatal(err)
			}
			if document, _ := json.Marshal(report.Findings); len(report.Findings) == 0 || strings.Contains(string(document), "t0psecret") {
				t.Errorf("%s, %s: %s", name, version, document)
			}
		}
	}
}

// A failure that a value which is not known here may explain says nothing about Authelia.
func TestConclusive(t *testing.T) {
	const fileOfPassword, fileOfKey = "AUTHELIA_SESSION_REDIS_PASSWORD_FILE", "AUTHELIA_SESSION_REDIS_TLS_PRIVATE_KEY_FILE"
	failing := func(step connectivity.StepName) connectivity.Report {
		e := connectivity.EndpointReport{ID: "e1", Endpoint: connectivity.Endpoint{Role: connectivity.RoleRedis}}
		for _, name := range connectivity.Plan(connectivity.Target{TLS: &connectivity.TLS{}}, connectivity.RoleRedis) {
			s := connectivity.Step{Step: name, Status: connectivity.Passed}
			if name == step {
				s.Status = connectivity.Failed
				e.Steps = append(e.Steps, s)
				break
			}
			e.Steps = append(e.Steps, s)
		}
		return connectivity.Report{Verdict: connectivity.Fail, Endpoints: []connectivity.EndpointReport{e},
			Findings: []configschema.Problem{{Severity: configschema.Error, Code: "x", Endpoint: "e1"}}}
	}
	for name, test := range map[string]struct {
		unknown configschema.Values
		report  connectivity.Report
		want    connectivity.Outcome
	}{
		"refused, the password unknown":    {configschema.Values{fileOfPassword: "/x/y"}, failing(connectivity.StepAuth), connectivity.Inconclusive},
		"without rights, password unknown": {configschema.Values{fileOfPassword: "/x/y"}, failing(connectivity.StepCommands), connectivity.Inconclusive},
		"not there, the password unknown":  {configschema.Values{fileOfPassword: "/x/y"}, failing(connectivity.StepConnect), "fail"},
		"refused, nothing unknown":         {nil, failing(connectivity.StepAuth), "fail"},
		"no TLS, the key unknown":          {configschema.Values{fileOfKey: "/x/y"}, failing(connectivity.StepTLS), connectivity.Inconclusive},
		"not there, the key unknown":       {configschema.Values{fileOfKey: "/x/y"}, failing(connectivity.StepConnect), "fail"},
		"the host unknown":                 {configschema.Values{"AUTHELIA_SESSION_REDIS_HOST": "${REDIS_HOST}"}, connectivity.Report{}, connectivity.Inconclusive},
		"no Redis":                         {configschema.Values{authelia.KeyHost: ""}, connectivity.Report{}, connectivity.Unused},
		"a wrong port":                     {configschema.Values{authelia.KeyPort: "x"}, connectivity.Report{}, connectivity.Untested},
	} {
		t.Run(name, func(t *testing.T) {
			values := configschema.Values{authelia.KeyHost: "redis.example"}
			if test.want == connectivity.Unused {
				values = nil
			}
			for key, value := range test.unknown {
				values = configschema.Values{authelia.KeyHost: values[authelia.KeyHost], key: value}
				if strings.HasSuffix(key, "_HOST") || test.want == connectivity.Unused {
					delete(values, authelia.KeyHost)
				}
			}
			in := configschema.Input{Values: values}
			report, err := Run(context.Background(), reporting(test.report), in, Trust{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := report.Outcome(); got != test.want || report.Verdict != connectivity.Fail {
				document, _ := json.Marshal(report)
				t.Errorf("%s, want %s: %s", got, test.want, document)
			}
			document, _ := json.Marshal(report)
			if said := strings.Contains(string(document), `"conclusive":false`); said != (test.want == connectivity.Inconclusive) {
				t.Errorf("conclusive in the document: %s", document)
			}
		})
	}
}

// reporting is a prober that reports what it is told to.
type reporting connectivity.Report

func (r reporting) Probe(context.Context, connectivity.Target, func(connectivity.StepEvent)) connectivity.Report {
	return connectivity.Report(r)
}
