package intake

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"redis-wizard/configschema"
)

// A log is known as one, whole or a line of it, and nothing that it quotes becomes an
// option.
func TestLog(t *testing.T) {
	files, err := filepath.Glob("../logs/testdata/*.log")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	texts := []string{
		"redis connection error: NOAUTH Authentication required.",
		"redis: all sentinels specified in configuration are unreachable",
		"dial tcp: lookup redis on 127.0.0.11:53: no such host",
		"dial tcp: address redis://:hunter2@redis:6379: too many colons in address",
		`configuration environment variable not expected: AUTHELIA_SESSION_REDIS_PASSWORT`,
		"Failed to start:\n\n```\n" + `level=fatal msg="Redis connection error: EOF"` + "\n```\n",
		`{"level":"fatal","msg":"redis connection error: WRONGPASS invalid username-password pair or user is disabled.","time":"2024-05-26T10:02:04+02:00"}`,
		`{"level":"info","msg":"Authelia v4.39.20 is starting","time":"2024-05-26T10:02:04+02:00"}`,
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		switch filepath.Base(file) {
		case "kubernetes-events.log": // it says nothing about Redis, and looks like no log
		case "redis-cli.log": // its command lines are read
		default:
			texts = append(texts, string(text))
		}
	}
	for _, text := range texts {
		found, err := Read(t.Context(), oneText(text), "4.39", nil)
		if err != nil || found.Form != Log || len(found.Result.Values) > 0 || len(found.Files) > 0 || len(found.Notes) != 1 {
			t.Errorf("%v: form %q, values %v, notes %q of\n%s", err, found.Form, found.Result.Values, found.Notes, text)
		}
		if found.Log != strings.TrimSuffix(text, "\n")+"\n" {
			t.Errorf("the log is %q", found.Log)
		}
	}
}

// What only quotes a log is what it is.
func TestNoLog(t *testing.T) {
	const complaint = "redis connection error: NOAUTH Authentication required."
	for text, form := range map[string]Form{
		"# " + complaint + "\nsession:\n  redis:\n    host: redis\n":                                                                                    Configuration,
		"session:\n  redis:\n    host: redis # time=\"2025\" level=fatal msg=\"" + complaint + "\"\n":                                                   Configuration,
		envRedis + "HOST='" + complaint + "'\n":                                                                                                         Environment,
		"# 2025-11-25 08:00 changed the password\n" + envRedis + "HOST=redis\n" + envRedis + "PORT=1\n":                                                 Environment,
		"services:\n  authelia:\n    image: authelia/authelia\n    # level=error msg=\"NOAUTH\"\n    environment:\n      " + envRedis + "HOST: redis\n": Compose,
		"redis://:WRONGPASS@redis:6379":                                      URL,
		"redis-cli -h redis ping\n(error) NOAUTH Authentication required.\n": CommandLine,
		"redis-cli -h redis -a 'NOAUTH x' ping":                              CommandLine,
		"hello world":                                                        Unknown,
	} {
		found, err := Read(t.Context(), oneText(text), "4.39", nil)
		if err != nil || found.Form != form || found.Log != "" {
			t.Errorf("%v: form %q, want %q, of\n%s", err, found.Form, form, text)
		}
	}
}

// A log beside a configuration takes nothing of it away.
func TestLogBesideConfiguration(t *testing.T) {
	found, err := Read(t.Context(), []configschema.File{
		{Name: "authelia.log", Text: `time="2025-11-25T08:00:00Z" level=info msg="Authelia v4.39.4 is starting"` + "\n"},
		{Name: "configuration.yml", Text: "session:\n  redis:\n    host: redis\n"},
	}, "4.39", nil)
	if err != nil || found.Form != Configuration || len(found.Files) != 1 || found.Result.Values["session.redis.host"] != "redis" || !strings.Contains(found.Log, "4.39.4") {
		t.Errorf("%v: %+v", err, found)
	}
	if len(found.Notes) != 1 || !strings.HasPrefix(found.Notes[0], "'authelia.log' is a log, ") {
		t.Errorf("notes: %q", found.Notes)
	}
}
