package intake

import (
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

func TestVariables(t *testing.T) {
	const r = "AUTHELIA_SESSION_REDIS_"
	host := values{authelia.KeyHost: "redis", authelia.KeyPassword: "p w"}
	check(t, []sample{
		{".env", "# the sessions\nTZ=Europe/Berlin\n" + r + "HOST=redis\n" + r + "PASSWORD='p w'   # secret\n", Environment, host, nil, nil, nil},
		{"double quotes", r + "HOST=\"redis\"\n" + r + "PASSWORD=\"p w\"", Environment, host, nil, nil, nil},
		{"no quotes", r + "HOST = redis\r\n" + r + "PASSWORD=p w\r\n", Environment, host, nil, nil, nil},
		{"# in a value", r + "HOST=redis\n" + r + "PASSWORD=a#b", Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: "a#b"}, nil, nil, nil},
		{"escapes", r + "HOST=redis\n" + r + `PASSWORD="a\"b\\c\$d\z"`, Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: `a"b\c$d\z`}, nil, nil, nil},
		{"backslash without quotes", r + "HOST=redis\n" + r + `PASSWORD=a\b`, Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: `a\b`}, nil, nil, nil},
		{"dollar", r + "HOST=redis\n" + r + "PASSWORD=a$1$", Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: "a$1$"}, nil, nil, nil},
		{"export", "export " + r + "HOST=redis " + "\nexport " + r + `PASSWORD=p\ w`, Environment, host, nil, nil, nil},
		{"export in pieces", "export " + r + "HOST=redis\nexport " + r + `PASSWORD='it'"'"'s'`, Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: "it's"}, nil, nil, nil},
		{"declare", "declare -x " + r + "HOST=\"redis\"\n", Environment, values{authelia.KeyHost: "redis"}, nil, nil, nil},
		{"systemd", "[Service]\nEnvironment=\"" + r + "HOST=redis\" '" + r + "PASSWORD=p w'\nEnvironment=" + r + "USERNAME=50%%\n", Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: "p w", authelia.KeyUsername: "50%"}, nil, nil, nil},
		{"list", "- " + r + "HOST=redis\n- \"" + r + "PASSWORD=p w\"\n", Environment, host, nil, nil, nil},
		{"list of a compose file", "environment:\n  - " + r + "HOST=redis\n  - '" + r + "PASSWORD=a$$b'\n", Compose, values{authelia.KeyHost: "redis", authelia.KeyPassword: "a$b"}, nil, nil, nil},
		{"mapping", r + "HOST: redis\n" + r + "PORT: 6380\n" + r + "PASSWORD: 'it''s'\n", Environment, values{authelia.KeyHost: "redis", authelia.KeyPort: "6380", authelia.KeyPassword: "it's"}, nil, nil, nil},
		{"mapping that is no YAML", "  " + r + "HOST: redis\n " + r + "PASSWORD: \"a\\\"b\" # c\n", Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: `a"b`}, nil, nil, nil},
		{"several lines", r + "HOST=redis\n" + r + "PASSWORD=\"one\ntwo\"\n" + r + "PORT=70000\n", Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: "one\ntwo", authelia.KeyPort: "70000"}, nil, []string{"port-range"}, nil},
		{"docker run", "docker run -d --name authelia \\\n  -e " + r + "HOST=redis \\\n  --env '" + r + "PASSWORD=p w' -e" + r + "PORT=6380 --env=" + r + "USERNAME=u \\\n  -e TZ=UTC authelia/authelia\n", Environment,
			values{authelia.KeyHost: "redis", authelia.KeyPassword: "p w", authelia.KeyPort: "6380", authelia.KeyUsername: "u"}, nil, nil, nil},
		{"docker run, passed on", "docker run --env-file .env -e " + r + "HOST=redis -e " + r + "PASSWORD authelia/authelia", Environment, values{authelia.KeyHost: "redis"}, []string{authelia.KeyPassword}, nil, []string{"--env-file", "passed on"}},
		{"options of docker run alone", "  -e " + r + "HOST=redis\n  -e " + r + "PASSWORD=\"p w\"\n", Environment, host, nil, nil, nil},
		{"a reference", r + "HOST=redis\n" + r + "PASSWORD=${REDIS_PASSWORD}\n", Environment, values{authelia.KeyHost: "redis"}, []string{authelia.KeyPassword}, nil, []string{"REDIS_PASSWORD"}},
		{"a reference in a shell", "export " + r + "HOST=\"$REDIS\"\n", Environment, nil, []string{authelia.KeyHost}, nil, []string{"as it is written"}},
		{"secret in a file", r + "HOST=redis\n" + r + "PASSWORD_FILE=/run/secrets/redis\n", Environment, values{authelia.KeyHost: "redis"}, []string{authelia.KeyPassword}, nil, nil},
		{"value for a path", r + "HOST=redis\n" + r + "PASSWORD_FILE=hunter2\n", Environment, values{authelia.KeyHost: "redis"}, []string{authelia.KeyPassword}, []string{"F04"}, nil},
		{"other variables of Authelia", "AUTHELIA_JWT_SECRET=x\nX_AUTHELIA_CONFIG=/config/a.yml\n" + r + "HOST=redis\n", Environment, values{authelia.KeyHost: "redis"}, nil, nil, []string{"X_AUTHELIA_CONFIG"}},
		{"unknown one", r + "HOST=redis\n" + r + "DB=1\n", Environment, values{authelia.KeyHost: "redis"}, nil, []string{"F01"}, nil},
		{"commented out", "#" + r + "HOST=other\n" + r + "HOST=redis\n", Environment, values{authelia.KeyHost: "redis"}, nil, nil, nil},
		{"JSON", "{\n  \"" + r + "HOST\": \"redis\",\n  \"" + r + "PORT\": \"6380\"\n}\n", Environment, values{authelia.KeyHost: "redis", authelia.KeyPort: "6380"}, nil, nil, nil},
		{"Kubernetes", "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n        - name: authelia\n          image: authelia/authelia:4.39\n          env:\n            - name: " + r + "HOST\n              value: redis\n            - name: TZ\n              value: UTC\n            - name: " + r + "PASSWORD\n              valueFrom:\n                secretKeyRef: {name: redis, key: password}\n", Manifest,
			values{authelia.KeyHost: "redis"}, []string{authelia.KeyPassword}, nil, []string{"Kubernetes", "Authelia 4.39"}},
		{"Kubernetes list alone", "- name: " + r + "HOST\n  value: redis\n- name: " + r + "PASSWORD\n  value: a$$b\n", Environment, values{authelia.KeyHost: "redis", authelia.KeyPassword: "a$$b"}, nil, nil, nil},
		{"ConfigMap of variables", "kind: ConfigMap\ndata:\n  " + r + "HOST: redis\n  " + r + "USERNAME: a$$b\n  " + r + "PASSWORD: x\n", Manifest, values{authelia.KeyHost: "redis", authelia.KeyUsername: "a$$b", authelia.KeyPassword: "x"}, nil, nil, nil},
		{"ConfigMap with a configuration", "kind: ConfigMap\ndata:\n  configuration.yml: |\n    session:\n      redis:\n        host: redis\n        port: 70000\n", Manifest, values{authelia.KeyHost: "redis", authelia.KeyPort: "70000"}, nil, []string{"port-range"}, []string{"configuration.yml"}},
		{"service link", r + "HOST=redis\nAUTHELIA_PORT=tcp://10.0.0.1:9091\n", Environment, values{authelia.KeyHost: "redis"}, nil, []string{"B14"}, nil},
	})
}

// Each variable stands on its line, also behind a value of several lines.
func TestLinesOfVariables(t *testing.T) {
	const r = "AUTHELIA_SESSION_REDIS_"
	for text, line := range map[string]int{
		"\n# x\n" + r + "PORT=x\n":                                        3,
		r + "PASSWORD=\"a\nb\n\"\n" + r + "PORT=x":                        4,
		"export " + r + "PASSWORD='a\nb'\nexport " + r + "PORT=x\n":       3,
		"docker run \\\n -e A=b \\\n -e " + r + "PORT=x\n":                3,
		"env:\n  - name: " + r + "PORT\n    value: x\n":                   3,
		"- a\n- " + r + "PORT=x\n":                                        2,
		"services:\n  a:\n    environment:\n      " + r + "PORT: x\n":     4,
		"kind: ConfigMap\ndata:\n  a.yml: |\n    redis:\n      port: x\n": 5,
	} {
		found, err := Read(t.Context(), oneText(text), "4.39", nil)
		if err != nil {
			t.Fatal(err)
		}
		got := 0
		for _, p := range found.Result.Problems {
			if p.Code == "not-a-number" {
				got = p.Line
			}
		}
		if got != line {
			t.Errorf("%q: line %d, not %d: %+v", text, got, line, found.Result.Problems)
		}
	}
}

// Scripts of other shells and Dockerfiles are named, and not read.
func TestForeignScripts(t *testing.T) {
	const r = "AUTHELIA_SESSION_REDIS_"
	for text, want := range map[string]string{
		"set -gx " + r + "HOST redis\n":                            "fish",
		"set " + r + "HOST=redis\r\nset " + r + "PASSWORD=p w\r\n": "cmd.exe",
		"set \"" + r + "HOST=redis\"\n":                            "cmd.exe",
		"setx " + r + "HOST redis\n":                               "cmd.exe",
		"$Env:" + r + "HOST = \"redis\"\n":                         "PowerShell",
		"FROM authelia/authelia\nENV " + r + "HOST=redis\n":        "Dockerfile",
		"ARG " + r + "PORT 6380\n":                                 "Dockerfile",
		"setenv " + r + "HOST redis\n":                             "csh",
		"export " + r + "X\n":                                      "",
	} {
		found, err := Read(t.Context(), oneText(text), "", nil)
		if err != nil || len(found.Result.Values) != 0 {
			t.Errorf("%q: %v %v", text, err, found.Result.Values)
		}
		if want == "" && len(found.Notes) > 1 || want != "" && (found.Form != Unknown || len(found.Notes) != 1 || !strings.Contains(found.Notes[0], want)) {
			t.Errorf("%q: %q %q", text, found.Form, found.Notes)
		}
	}
	found, err := Read(t.Context(), []configschema.File{{Name: "a", Text: r + "HOST=redis\n"}, {Name: "Dockerfile", Text: "ENV " + r + "PORT=6380\n"}}, "", nil)
	if err != nil || len(found.Notes) != 2 || !strings.Contains(found.Notes[1], "Dockerfile") {
		t.Errorf("beside another text: %v %q", err, found.Notes)
	}
}
