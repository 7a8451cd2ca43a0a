package intake

import (
	"slices"
	"testing"

	"redis-wizard/configschema/authelia"
)

func TestCompose(t *testing.T) {
	const r = "AUTHELIA_SESSION_REDIS_"
	check(t, []sample{
		{"mapping", "services:\n  redis:\n    image: redis:7\n  authelia:\n    image: docker.io/authelia/authelia:4.39@sha256:abc\n    environment:\n      TZ: UTC\n      " + r + "HOST: redis\n      " + r + "PORT: 6379\n      " + r + "PASSWORD: 'a$$b'\n", Compose,
			values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "a$b"}, nil, nil, []string{"The service authelia was read.", "The image is that of Authelia 4.39."}},
		{"list", "version: '3'\nservices:\n  auth:\n    image: ghcr.io/authelia/authelia\n    environment:\n      - " + r + "HOST=redis\n      - \"" + r + "PASSWORD=p w\"\n      - " + r + "USERNAME\n", Compose,
			values{authelia.KeyHost: "redis", authelia.KeyPassword: "p w"}, []string{authelia.KeyUsername}, nil, []string{"USERNAME is passed on", "auth was read"}},
		{"references", "services:\n  authelia:\n    image: authelia/authelia\n    env_file: .env\n    environment:\n      " + r + "HOST: ${REDIS_HOST:-redis}\n      " + r + "PASSWORD: ${REDIS_PASSWORD}\n      " + r + "PORT: ${REDIS_PORT}\n      " + r + "USERNAME: $USER\n", Compose,
			values{authelia.KeyHost: "redis"}, []string{authelia.KeyPort, authelia.KeyUsername, authelia.KeyPassword}, nil, []string{"default", "REDIS_PASSWORD", "PORT is set from REDIS_PORT", "USERNAME is set from USER", "env_file", "was read"}},
		{"secrets", "services:\n  authelia:\n    image: authelia/authelia\n    secrets: [redis_password]\n    environment:\n      " + r + "HOST: redis\n      " + r + "PASSWORD_FILE: /run/secrets/redis_password\nsecrets:\n  redis_password:\n    file: ./redis_password\n", Compose,
			values{authelia.KeyHost: "redis"}, []string{authelia.KeyPassword}, nil, []string{"was read"}},
		{"secret in long form", "services:\n  authelia:\n    image: authelia/authelia\n    secrets:\n      - source: a\n        target: pw\n    environment:\n      " + r + "HOST: redis\n      " + r + "PASSWORD_FILE: /run/secrets/pw\n", Compose,
			values{authelia.KeyHost: "redis"}, []string{authelia.KeyPassword}, nil, []string{"was read"}},
		{"secret that is not there", "services:\n  authelia:\n    image: authelia/authelia\n    environment:\n      " + r + "HOST: redis\n      " + r + "PASSWORD_FILE: /run/secrets/redis_password\n", Compose,
			values{authelia.KeyHost: "redis"}, []string{authelia.KeyPassword}, []string{"F03"}, []string{"was read"}},
		{"several", "services:\n  a:\n    environment:\n      " + r + "HOST: one\n  b:\n    image: authelia/authelia\n    environment:\n      " + r + "HOST: two\n  c:\n    environment:\n      - " + r + "HOST=three\n", Compose,
			values{authelia.KeyHost: "one"}, nil, nil, []string{"The service a was read. b and c could be Authelia"}},
		{"merged", "x-env: &env\n  " + r + "HOST: redis\n  " + r + "PORT: 1\nservices:\n  authelia:\n    image: authelia/authelia\n    environment:\n      <<: *env\n      " + r + "PORT: 6380\n", Compose,
			values{authelia.KeyHost: "redis", authelia.KeyPort: "6380"}, nil, nil, []string{"was read"}},
		{"service alone", "authelia:\n  image: authelia/authelia\n  environment:\n    " + r + "HOST: redis\n", Compose, values{authelia.KeyHost: "redis"}, nil, nil, []string{"was read"}},
		{"nothing about Redis", "services:\n  authelia:\n    image: authelia/authelia\n", Compose, nil, nil, []string{"no-redis"}, []string{"configuration.yml", "was read"}},
		{"configuration inside", "services:\n  authelia:\n    image: authelia/authelia\n    configs:\n      - source: conf\n        target: /config/configuration.yml\n    environment:\n      " + r + "PASSWORD: x\nconfigs:\n  conf:\n    content: |\n      session:\n        redis:\n          host: redis\n          port: 70000\n          username: a$$b\n", Compose,
			values{authelia.KeyHost: "redis", authelia.KeyPort: "70000", authelia.KeyUsername: "a$b", authelia.KeyPassword: "x"}, nil, []string{"port-range"}, []string{"configs: conf", "was read"}},
	})
}

// A configuration inside another file has the lines of that file.
func TestLinesInside(t *testing.T) {
	found, err := Read(t.Context(), oneText("services:\n  authelia:\n    image: authelia/authelia\n    configs: [conf]\nconfigs:\n  conf:\n    content: |\n      session:\n        redis:\n          host: redis\n          port: 70000\n"), "", nil)
	if err != nil || len(found.Result.Problems) != 1 || found.Result.Problems[0].Line != 11 || len(found.Files) != 1 {
		t.Errorf("%v %+v", err, found)
	}
}

func TestInterpolate(t *testing.T) {
	for _, c := range []struct {
		value, out string
		open       []string
	}{
		{"a$$b", "a$b", nil}, {"$", "$", nil}, {"a$1", "a$1", nil}, {"$$$$", "$$", nil},
		{"${A:-x}y", "xy", nil}, {"${A-x}", "x", nil}, {"${A:-}", "", nil}, {"${A}", "", []string{"A"}}, {"$A.b", ".b", []string{"A"}},
		{"${A:?no}", "", []string{"A"}}, {"${A:-${B}}", "", []string{"A"}}, {"${A", "${A", nil}, {"$A_1$B2", "", []string{"A_1", "B2"}}, {"${a b}", "${a b}", nil},
	} {
		out, open, _ := interpolate(c.value, nil)
		if out != c.out || !slices.Equal(open, c.open) {
			t.Errorf("%q: %q %v", c.value, out, open)
		}
	}
}
