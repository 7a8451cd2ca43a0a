package redact_test

import (
	"os"
	"strings"
	"testing"

	"redis-wizard/configschema/intake"
	"redis-wizard/configschema/redact"
)

// What is said about other files than a configuration.yml keeps what is no secret: hosts,
// names of services, options and variables.
func TestOthersAreShown(t *testing.T) {
	for name, want := range map[string][]string{
		"compose-profiles":     {"Option 'host' is 'authelia-redis'", "Redis is redis", `      - "AUTHELIA_SESSION_REDIS_HOST=authelia-redis"`},
		"compose-wrong-names":  {"Use AUTHELIA_SESSION_REDIS_HOST with", "AUTHELIA_SESSION_REDIS_PASS=" + redact.Hidden},
		"compose-host-network": {"where 'redis' is not known", "publish the port of redis and", "      AUTHELIA_SESSION_REDIS_HOST: redis"},
		"compose-two-redis":    {"      AUTHELIA_SESSION_REDIS_PASSWORD: " + redact.Hidden},
		"dotenv":               {"The variable AUTHELIA_SESSION_REDIS_TLS_SERVER_NAME is empty"},
		"systemd":              {"as the path '/run/redis/redis-server.sock'"},
	} {
		text, err := os.ReadFile("../intake/testdata/lists/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		found, err := intake.Read(t.Context(), intake.Split(string(text)), "4.39", nil)
		if err != nil {
			t.Fatal(err)
		}
		source := &redact.Source{Text: string(text)}
		r, said := redact.New(found.Result, source), ""
		for _, p := range found.Result.Problems {
			message, hint, fix := r.Words(p)
			line, _ := source.Visible(p.Line)
			said += message + "\n" + hint + "\n" + fix + "\n" + line + "\n"
		}
		for _, part := range want {
			if !strings.Contains(said, part) {
				t.Errorf("%s: nothing of %q in\n%s", name, part, said)
			}
		}
		if strings.Contains(said, "hunter2") || strings.Contains(said, ": nextcloud") {
			t.Errorf("%s: a secret in\n%s", name, said)
		}
	}
}
