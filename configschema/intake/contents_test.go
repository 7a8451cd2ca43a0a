package intake_test

import (
	"context"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
)

const (
	passwordVariable     = "AUTHELIA_SESSION_REDIS_PASSWORD"
	passwordFileVariable = passwordVariable + "_FILE"
)

// What variables stand for counts as the value where it was given beside them, and the
// reference to it stays among the values.
func TestContents(t *testing.T) {
	const compose = `services:
  authelia:
    image: authelia/authelia:4.39
    environment:
      AUTHELIA_SESSION_REDIS_HOST: redis
      AUTHELIA_SESSION_REDIS_PASSWORD_FILE: /run/secrets/redis
    secrets: [redis]
secrets:
  redis:
    file: ./secrets/redis.txt
`
	const deployment = `---
kind: Deployment
apiVersion: apps/v1
spec: {template: {spec: {containers: [{name: authelia, image: 'authelia/authelia:4.39', env: [
  {name: AUTHELIA_SESSION_REDIS_HOST, value: redis},
  {name: AUTHELIA_SESSION_REDIS_PASSWORD, valueFrom: {secretKeyRef: {name: redis, key: password}}}]}]}}}
`
	const reference = "{secretKeyRef: {name: redis, key: password}}"
	secret := func(kind, data string) string {
		return "apiVersion: v1\nkind: " + kind + "\nmetadata: {name: redis}\n" + data + "\n"
	}
	file := func(name, text string) configschema.File { return configschema.File{Name: name, Text: text} }
	for name, test := range map[string]struct {
		texts    []configschema.File
		variable string
		stands   string // in place of the value
		password string // empty where it is not known
	}{
		"a secret of compose":         {[]configschema.File{file("compose.yml", compose), file("redis.txt", "hunter2\n")}, passwordFileVariable, "/run/secrets/redis", "hunter2"},
		"with the end of Windows":     {[]configschema.File{file("compose.yml", compose), file("redis.txt", "hunter2\r\n")}, passwordFileVariable, "/run/secrets/redis", "hunter2\r"},
		"an empty one":                {[]configschema.File{file("compose.yml", compose), file("redis.txt", "\n")}, passwordFileVariable, "/run/secrets/redis", ""},
		"not given":                   {[]configschema.File{file("compose.yml", compose)}, passwordFileVariable, "/run/secrets/redis", ""},
		"named alike, not the secret": {[]configschema.File{file("compose.yml", compose), file("redis", "hunter2\n")}, passwordFileVariable, "/run/secrets/redis", ""},
		"a file of a variable": {[]configschema.File{file("redis_password", "hunter2\n"), file("authelia.env", "AUTHELIA_SESSION_REDIS_HOST=redis\nAUTHELIA_SESSION_REDIS_PASSWORD_FILE=/config/secrets/redis_password\n")},
			passwordFileVariable, "/config/secrets/redis_password", "hunter2"},
		"a configuration is no secret": {[]configschema.File{file("configuration.yml", "session:\n  redis:\n    host: redis\n"), file("authelia.env", "AUTHELIA_SESSION_REDIS_PASSWORD_FILE=/config/configuration.yml\n")},
			passwordFileVariable, "/config/configuration.yml", ""},
		"a Secret in base64":    {[]configschema.File{{Text: secret("Secret", "data: {password: aHVudGVyMg==}") + deployment}}, passwordVariable, reference, "hunter2"},
		"a Secret in plain":     {[]configschema.File{{Text: secret("Secret", "stringData: {password: hunter2}") + deployment}}, passwordVariable, reference, "hunter2"},
		"in a file of its own":  {[]configschema.File{file("secret.yml", secret("Secret", "stringData: {password: hunter2}")), file("deployment.yml", deployment)}, passwordVariable, reference, "hunter2"},
		"in a list":             {[]configschema.File{{Text: "kind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: Secret, metadata: {name: redis}, data: {password: aHVudGVyMg==}}\n" + deployment}}, passwordVariable, reference, "hunter2"},
		"another Secret":        {[]configschema.File{{Text: secret("Secret", "stringData: {passwd: hunter2}") + deployment}}, passwordVariable, reference, ""},
		"two of one name":       {[]configschema.File{{Text: secret("Secret", "stringData: {password: hunter2}") + "---\n" + secret("Secret", "stringData: {password: other}") + deployment}}, passwordVariable, reference, ""},
		"encrypted by SOPS":     {[]configschema.File{{Text: secret("Secret", "stringData: {password: 'ENC[AES256_GCM,data:x]'}") + deployment}}, passwordVariable, reference, ""},
		"a ConfigMap is no one": {[]configschema.File{{Text: secret("ConfigMap", "data: {password: hunter2}") + deployment}}, passwordVariable, reference, ""},
		"a Secret as a whole": {[]configschema.File{{Text: secret("Secret", "data: {AUTHELIA_SESSION_REDIS_HOST: cmVkaXM=, AUTHELIA_SESSION_REDIS_PASSWORD: aHVudGVyMg==}")}},
			passwordVariable, "{secretKeyRef: {name: redis, key: AUTHELIA_SESSION_REDIS_PASSWORD}}", "hunter2"},
		"with a prefix": {[]configschema.File{{Text: secret("Secret", "data: {HOST: cmVkaXM=, PASSWORD: aHVudGVyMg==}") +
			"---\nkind: Pod\napiVersion: v1\nspec: {containers: [{image: 'authelia/authelia', envFrom: [{prefix: AUTHELIA_SESSION_REDIS_, secretRef: {name: redis}}]}]}\n"}},
			passwordVariable, "{secretKeyRef: {name: redis, key: PASSWORD}}", "hunter2"},
		"sealed": {[]configschema.File{{Text: secret("SealedSecret", "spec: {encryptedData: {AUTHELIA_SESSION_REDIS_HOST: AgBy, AUTHELIA_SESSION_REDIS_PASSWORD: AgBx}}")}},
			passwordVariable, "{secretKeyRef: {name: redis, key: AUTHELIA_SESSION_REDIS_PASSWORD}}", ""},
	} {
		t.Run(name, func(t *testing.T) {
			found, err := intake.Read(context.Background(), test.texts, "4.39", nil)
			if err != nil {
				t.Fatal(err)
			}
			result := found.Result
			if got := result.Values[test.variable]; got != test.stands || result.Values["session.redis.password"] != "" {
				t.Errorf("the values are %v, want %s: %s", result.Values, test.variable, test.stands)
			}
			if got := result.Contents[test.variable]; got != test.password {
				t.Errorf("it stands for %q, want %q", got, test.password)
			}
			if config := result.Config(); config != nil && config.Password != test.password {
				t.Errorf("Authelia would log in with %q, want %q", config.Password, test.password)
			}
			if isKnown := len(result.Unknown) == 0; isKnown != (test.password != "") {
				t.Errorf("not known here are %v", result.Unknown)
			}
			for _, note := range found.Notes {
				if strings.Contains(note, "hunter2") {
					t.Errorf("a note repeats the secret: %s", note)
				}
			}
		})
	}
}

// What is in a secret is judged like a value that is written out; a fix cannot change it.
func TestContentsAreJudged(t *testing.T) {
	found, err := intake.Read(context.Background(), []configschema.File{
		{Name: ".env.authelia", Text: "AUTHELIA_SESSION_REDIS_HOST=redis\nAUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/pw.txt\n"},
		{Name: "pw.txt", Text: "'hunter2'\n"},
	}, "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found.Result.Problems {
		if p.Code == "A13" {
			if p.Fix != nil {
				t.Errorf("the fix would set %v beside the file", p.Fix.Set)
			}
			return
		}
	}
	t.Errorf("the quotes in the file are not told: %+v", found.Result.Problems)
}
