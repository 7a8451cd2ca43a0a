package main

import (
	"encoding/base64"
	"strings"
	"testing"
)

// What is printed about a file hides its secrets, all of them and nothing else.
func TestHidesSecretsAlone(t *testing.T) {
	const password, other = "S3cr3t-hunter2-zz", "an0ther-passw0rd"
	encoded := base64.StdEncoding.EncodeToString([]byte(password + "\n"))
	variables := "AUTHELIA_SESSION_REDIS_HOST=redis:6379\nAUTHELIA_SESSION_REDIS_PORT=70000\nAUTHELIA_SESSION_REDIS_PASSWORD=" + password + "\n"
	inYAML := strings.NewReplacer("=redis:6379", ": 'redis:6379'", "=70000", ": '70000'", "PASSWORD=", "PASSWORD: ")
	indented := func(text, indent string) string {
		return indent + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+indent) + "\n"
	}
	for _, c := range []struct {
		name, text string
		hidden     int // how often something is hidden
	}{
		{"a.env", variables, 0},
		{"unit.service", "[Service]\nEnvironment=" + strings.ReplaceAll(variables, "\n", " ") + "\n", 0},
		{"compose.yml", "services:\n  authelia:\n    image: authelia/authelia\n    environment:\n" + indented(inYAML.Replace(variables), "      "), 0},
		{"main.tf", "resource \"docker_container\" \"authelia\" {\n  env = [\n" + strings.NewReplacer("AUTHELIA", "    \"AUTHELIA", "\n", "\",\n").Replace(variables) + "  ]\n}\n", 0},
		{"default.nix", "{ services.authelia.instances.main.settings.session.redis = { host = \"redis:6379\"; port = 70000; password = \"" + password + "\"; }; }\n", 0},
		{"run.sh", "docker run -d --name redis redis:7 redis-server --requirepass " + other + " --port 6390\ndocker run -e AUTHELIA_SESSION_REDIS_HOST=redis -e AUTHELIA_SESSION_REDIS_PORT=6379 -e AUTHELIA_SESSION_REDIS_PASSWORD=" + password + " authelia/authelia\n", 0},
		{"application.yml", "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  source:\n    helm:\n      values: |\n        configMap:\n          session:\n            redis:\n              enabled: true\n              host: redis:6379\n              port: 70000\n              password:\n                value: " + password + "\n", 0},
		{"secret.yml", "apiVersion: v1\nkind: Secret\ndata:\n  AUTHELIA_SESSION_REDIS_HOST: redis\n  AUTHELIA_SESSION_REDIS_PASSWORD: " + encoded + "\n", 1},
		{"sops.yml", "session:\n  secret: " + other + "\n  redis:\n    host: redis\n    port: ENC[AES256_GCM,data:p5Zc=,type:int]\n    password: " + password + "\n", 1},
		{"configuration.yml", "session:\n  secret: " + other + "\n  redis:\n    host: redis:6379 # was " + other + "\n    port: 70000\n    password: " + password + "\n", 0},
		{"template.yml", "session:\n  secret: {{ secret \"/run/secrets/session\" }}\n  redis:\n    host: redis:6379\n    password: {{ secret \"/run/secrets/redis\" }}\n", 0},
		{"references.yml", "session:\n  redis:\n    host: redis\n    password: op://Home/redis/password\n    username: ${{ secrets.USER }}\n", 0},
		{"open.yml", "session:\n  secret: '" + other + "'\n  redis:\n    host: 'redis'\n    password: '" + password + "\n", 1},
		{"url.yml", "session:\n  redis:\n    host: 'redis'\n    port: 'redis://authelia:" + password + "@redis:6379'\n", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := file(t, c.name, c.text)
			for _, release := range []string{"4.39", "4.37", "4.33"} {
				got := invoke(t, "", emptyEnvironment, "check", "--authelia", release, path)
				said := got.stdout + got.stderr
				for _, secret := range []string{password, other, encoded} {
					if strings.Contains(said, secret) {
						t.Errorf("%s: a secret in\n%s", release, said)
					}
				}
				if n := strings.Count(said, "••••••"); n > c.hidden && (release == "4.39" || c.hidden == 0) || !strings.Contains(said, "[") {
					t.Errorf("%s: %d are hidden in\n%s", release, n, said)
				}
			}
		})
	}
}
