package configschema

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/sources"
)

const env = "AUTHELIA_SESSION_REDIS_"

// variables turns NAME=value lines into variables with their lines.
func variables(lines ...string) (out []sources.Variable) {
	for i, line := range lines {
		name, value, _ := strings.Cut(line, "=")
		out = append(out, sources.Variable{Name: name, Value: value, File: "env", Line: i + 1})
	}
	return out
}

func TestEnvironment(t *testing.T) {
	const file = "storage: {}\nsession:\n  secret: x\n  redis:\n    host: a\n    port: 6379\n"
	cases := []struct {
		name, version, yaml string
		env                 []sources.Variable
		code                string
		severity            causes.Severity
		message             string          // a part of it; all of it when it begins with "="
		values              authelia.Values // those that must be there; "" for absent
		fromFile            []string
	}{
		{"alone", "4.39", "", variables(env + "HOST=redis"), "", "", "", authelia.Values{authelia.KeyHost: "redis"}, nil},
		{"wins over the file", "4.39", file, variables(env + "HOST=b"), "", "", "", authelia.Values{authelia.KeyHost: "b", authelia.KeyPort: "6379"}, nil},
		{"an empty one wins, too", "4.39", file, variables(env + "HOST="), "host-required", causes.Error, "=session: redis: option 'host' is required", nil, nil},
		{"fragment at redis", "4.39", "redis:\n  host: a\n", variables(env + "PASSWORD=p"), "", "", "", authelia.Values{authelia.KeyHost: "a", authelia.KeyPassword: "p"}, nil},
		{"replaces a null", "4.39", "session:\n  redis:\n", variables(env + "HOST=a"), "", "", "", authelia.Values{authelia.KeyHost: "a"}, nil},
		{"switches Redis on", "4.39", "", variables(env + "PASSWORD=p"), "host-required", causes.Error, "", authelia.Values{authelia.KeyPassword: "p"}, nil},
		{"switches Redis on in a whole file", "4.39", "storage: {}\n", variables(env + "HOST=a"), "F05", causes.Error, "", authelia.Values{authelia.KeyHost: "a"}, nil},
		{"switches Sentinel on", "4.39", file, variables(env + "HIGH_AVAILABILITY_ROUTE_RANDOMLY=false"), "sentinel-name-required", causes.Error, "", nil, nil},
		{"number", "4.38", file, variables(env + "PORT=abc"), "not-a-number", causes.Error, `=cannot parse 'session.redis.port' as int: strconv.ParseInt: parsing "abc": invalid syntax`, authelia.Values{authelia.KeyPort: "abc"}, nil},
		{"service link", "4.39", file, variables(env + "PORT=tcp://10.0.0.1:6379"), "B14", causes.Error, "'session.redis.port'", nil, nil},
		{"service link beside", "4.39", file, variables(env + "SERVICE_HOST=10.0.0.1"), "B14", causes.Warning, "=configuration environment variable not expected: " + env + "SERVICE_HOST", nil, nil},
		{"service link elsewhere", "4.39", file, variables("AUTHELIA_PORT=tcp://10.0.0.1:9091", "AUTHELIA_PORT_9091_TCP=tcp://10.0.0.1:9091"), "B14", causes.Warning, "AUTHELIA_PORT", nil, nil},
		{"nodes", "4.39", file, variables(env+"HIGH_AVAILABILITY_SENTINEL_NAME=m", env+"HIGH_AVAILABILITY_NODES=a,b"), "F09", causes.Error, "expected a map", nil, nil},
		{"nodes before 4.38", "4.37", file, variables(env+"HIGH_AVAILABILITY_SENTINEL_NAME=m", env+"HIGH_AVAILABILITY_NODES=a,b"), "F09", causes.Error, "'session.redis.high_availability.nodes[0]' expected a map", nil, nil},
		{"one node", "4.39", file, variables(env + "HIGH_AVAILABILITY_NODES_0_HOST=a"), "F09", causes.Warning, "not expected", nil, nil},
		{"file of no secret", "4.39", file, variables(env + "HOST_FILE=/run/x"), "F01", causes.Warning, "=configuration environment variable not expected: " + env + "HOST_FILE", authelia.Values{authelia.KeyHost: "a"}, nil},
		{"unknown", "4.39", file, variables(env + "PASWORD=x"), "F01", causes.Warning, "=configuration environment variable not expected: " + env + "PASWORD", nil, nil},
		{"wrong in the documentation", "4.39", file, variables("AUTHELIA_REDIS_HIGH_AVAILABILITY_SENTINEL_PASSWORD_FILE=/x"), "F01", causes.Warning, "not expected", nil, nil},
		{"too new", "4.37", file, variables(env + "TIMEOUT=5"), "F01", causes.Warning, "not expected", authelia.Values{authelia.KeyTimeout: "5"}, nil},
		{"documented but not read", "4.34.4", file, variables(env + "HIGH_AVAILABILITY_SENTINEL_USERNAME=u"), "A12", causes.Warning, "not expected", authelia.Values{authelia.KeySentinelUsername: "u"}, nil},
		{"4.29 reads none", "4.29", file, variables(env + "HOST=b"), "ignored-option", causes.Warning, "", authelia.Values{authelia.KeyHost: "a"}, nil},
		{"4.29 reads none, alone", "4.29", "", variables(env + "HOST=b"), "ignored-option", causes.Warning, "", authelia.Values{authelia.KeyHost: "b"}, nil},

		{"secret in a file", "4.39", file, variables(env + "PASSWORD_FILE=/run/secrets/x"), "", "", "", authelia.Values{authelia.KeyPassword: ""}, []string{authelia.KeyPassword}},
		{"in 4.29", "4.29", file, variables(env + "PASSWORD_FILE=/run/secrets/x"), "", "", "", authelia.Values{authelia.KeyPassword: ""}, []string{authelia.KeyPassword}},
		{"in 4.29 it switches nothing on", "4.29", "storage: {}\n", variables(env + "PASSWORD_FILE=/run/secrets/x"), "no-redis", causes.Info, "", nil, nil},
		{"username with it", "4.39", file, variables(env+"USERNAME=u", env+"PASSWORD_FILE=/run/secrets/x"), "", "", "", authelia.Values{authelia.KeyUsername: "u"}, []string{authelia.KeyPassword}},
		{"from elsewhere", "4.39", file, []sources.Variable{{Name: env + "USERNAME", Value: "u"}, {Name: env + "PASSWORD", Elsewhere: true}}, "", "", "", authelia.Values{authelia.KeyUsername: "u"}, []string{authelia.KeyPassword}},
		{"key and certificates", "4.37", file, variables(env+"TLS_PRIVATE_KEY_FILE=/k", env+"TLS_CERTIFICATE_CHAIN_FILE=/c"), "", "", "", authelia.Values{authelia.KeySkipVerify: "false"}, []string{authelia.KeyChain, authelia.KeyPrivateKey}},
		{"key alone in 4.37", "4.37", file, variables(env + "TLS_PRIVATE_KEY_FILE=/k"), "C10", causes.Error, "", nil, []string{authelia.KeyPrivateKey}},
		{"key alone", "4.39", file, variables(env + "TLS_PRIVATE_KEY_FILE=/k"), "client-certificate", causes.Warning, "", nil, []string{authelia.KeyPrivateKey}},
		{"key before 4.37", "4.36", file, variables(env + "TLS_PRIVATE_KEY_FILE=/k"), "F01", causes.Warning, "not expected", nil, nil},
		{"twice", "4.39", file + "    password: p\n", variables(env + "PASSWORD_FILE=/run/x"), "F02", causes.Error, "=secrets: error loading secret into key 'session.redis.password': it's already defined in other configuration sources", authelia.Values{authelia.KeyPassword: "p"}, []string{authelia.KeyPassword}},
		{"twice in 4.29", "4.29", file + "    password: p\n", variables(env + "PASSWORD_FILE=/run/x"), "F02", causes.Error, "=error loading secret (session.redis.password): it's already defined in the config file", authelia.Values{authelia.KeyPassword: "p"}, []string{authelia.KeyPassword}},
		{"twice by variables", "4.39", file, variables(env+"PASSWORD_FILE=/run/x", env+"PASSWORD=p"), "F02", causes.Error, "secrets: ", authelia.Values{authelia.KeyPassword: "p"}, []string{authelia.KeyPassword}},
		{"4.29 does not see the other", "4.29", file, variables(env+"PASSWORD_FILE=/run/x", env+"PASSWORD=p"), "ignored-option", causes.Warning, "", nil, []string{authelia.KeyPassword}},
		{"empty in the file is not twice", "4.39", file + "    password: ''\n", variables(env + "PASSWORD_FILE=/run/x"), "", "", "", nil, []string{authelia.KeyPassword}},
		{"the secret of sessions twice", "4.39", file, variables("AUTHELIA_SESSION_SECRET_FILE=/run/x"), "F02", causes.Error, "session.secret", nil, nil},
		{"value for a path", "4.39", file, variables(env + "PASSWORD_FILE=hunter2"), "F04", causes.Error, "=secrets: error loading secret path <secret> into key 'session.redis.password': file does not exist error occurred: open <secret>: no such file or directory", nil, []string{authelia.KeyPassword}},
		{"value for a path in 4.34", "4.34", file, variables(env + "PASSWORD_FILE=aGVsbG8/dGhlcmU="), "F04", causes.Error, "=secrets: error loading secret path <secret> into key 'session.redis.password': open <secret>: no such file or directory", nil, []string{authelia.KeyPassword}},
		{"value for a path, in 4.38 the only error", "4.38", file + "    password: p\n", variables(env + "PASSWORD_FILE=hunter2"), "F04", causes.Error, "file does not exist", authelia.Values{authelia.KeyPassword: "p"}, nil},
		{"value for a path, before one of two", "4.37", file + "    password: p\n", variables(env + "PASSWORD_FILE=hunter2"), "F02", causes.Error, "already defined", authelia.Values{authelia.KeyPassword: "p"}, []string{authelia.KeyPassword}},
		{"no path", "4.39", file, variables(env + "PASSWORD_FILE="), "F03", causes.Error, "open : no such file", nil, []string{authelia.KeyPassword}},
		{"relative path", "4.39", file, variables(env + "PASSWORD_FILE=secrets/redis.txt"), "", "", "", nil, []string{authelia.KeyPassword}},

		{"secret of sessions in a file", "4.39", "storage: {}\nsession:\n  redis:\n    host: a\n", variables("AUTHELIA_SESSION_SECRET_FILE=/run/x"), "", "", "", nil, nil},
		{"secret of sessions", "4.39", "storage: {}\nsession:\n  redis:\n    host: a\n", variables("AUTHELIA_SESSION_SECRET=x"), "", "", "", nil, nil},
		{"4.29 does not read it", "4.29", "storage: {}\nsession:\n  redis:\n    host: a\n    port: 1\n", variables("AUTHELIA_SESSION_SECRET=x"), "F05", causes.Error, "", nil, nil},
		{"other variables", "4.39", file, variables("TZ=Europe/Berlin", "AUTHELIA_JWT_SECRET_FILE=/x"), "", "", "", nil, nil},
		{"the last one counts", "4.39", file, variables(env+"HOST=b", env+"HOST=c"), "", "", "", authelia.Values{authelia.KeyHost: "c"}, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			in := Input{Authelia: c.version, Environment: c.env}
			if c.yaml != "" {
				in.Files = []sources.File{{Name: "configuration.yml", Text: c.yaml}}
			}
			r := evaluate(t, in)
			p := find(r, c.code)
			switch {
			case c.code == "" && len(r.Problems) > 0:
				t.Errorf("problems: %+v", r.Problems)
			case c.code == "":
			case p == nil || p.Severity != c.severity || p.Hint == "":
				t.Fatalf("no %s: %+v", c.code, r.Problems)
			case strings.HasPrefix(c.message, "=") && p.Message != c.message[1:], !strings.Contains(p.Message, strings.TrimPrefix(c.message, "=")):
				t.Errorf("message %q", p.Message)
			}
			for key, value := range c.values {
				if r.Values[key] != value {
					t.Errorf("%s is %q, not %q", key, r.Values[key], value)
				}
			}
			if !slices.Equal(r.FromFile, c.fromFile) {
				t.Errorf("from file: %v", r.FromFile)
			}
			if got := strings.Contains(string(r.JSON()), `"from_file"`); got != (len(c.fromFile) > 0) {
				t.Errorf("%s", r.JSON())
			}
			for _, p := range r.Problems {
				for _, secret := range []string{"hunter2", "aGVsbG8"} {
					if strings.Contains(p.Message+p.Hint, secret) {
						t.Errorf("secret in %+v", p)
					}
				}
			}
		})
	}
}

// Problems stand on the line of the variable, in the text that it came from.
func TestEnvironmentPositions(t *testing.T) {
	r := evaluate(t, Input{Files: []sources.File{{Name: "a.yml", Text: "session:\n  redis:\n    host: a:1\n"}}, Environment: variables("X=1", env+"PORT=70000", env+"FOO=1")})
	want := []spot{{"B06", causes.Warning, "a.yml", 3}, {"port-range", causes.Error, "env", 2}, {"F01", causes.Warning, "env", 3}}
	if diff := cmp.Diff(want, spots(r)); diff != "" {
		t.Error(diff)
	}
	bare := evaluate(t, Input{Environment: []sources.Variable{{Name: env + "HOST", Value: "r"}, {Name: env + "PORT", Value: "x"}}})
	if diff := cmp.Diff([]spot{{"not-a-number", causes.Error, "", 0}}, spots(bare)); diff != "" {
		t.Error(diff)
	}
}

// What was meant as a list becomes one.
func TestNodesFix(t *testing.T) {
	r := evaluate(t, Input{Environment: variables(env+"HIGH_AVAILABILITY_SENTINEL_NAME=m", env+"HIGH_AVAILABILITY_NODES=a:1,[::1]:2, c")})
	p := find(r, "F09")
	if p == nil || p.Fix == nil {
		t.Fatalf("%+v", r.Problems)
	}
	mended := authelia.Values{}
	for k, v := range r.Values {
		mended[k] = v
	}
	for k, v := range p.Fix.Set {
		mended[k] = v
	}
	after := evaluate(t, Input{Values: mended})
	want := "session:\n  redis:\n    high_availability:\n      sentinel_name: 'm'\n      nodes:\n        - host: 'a'\n          port: 1\n        - host: '[::1]'\n          port: 2\n        - host: 'c'\n"
	if !after.OK || after.YAML != want {
		t.Errorf("%s%+v", after.YAML, after.Problems)
	}
}

// Very many unknown variables are listed up to a bound, and then counted.
func TestManyVariables(t *testing.T) {
	var many []sources.Variable
	for i := range 1000 {
		many = append(many, sources.Variable{Name: env + "X" + strings.Repeat("Y", i%7) + fmt.Sprintf("%06x", i), Value: "tcp://x"})
	}
	if r := evaluate(t, Input{Environment: many}); len(r.Problems) > authelia.MaxProblems+2 || r.Problems[len(r.Problems)-1].Code != "more-problems" {
		t.Errorf("%d problems", len(r.Problems))
	}
}

// What names a near variable, and the form, win nothing and lose nothing.
func TestVariableHints(t *testing.T) {
	for name, near := range map[string]string{
		env + "PASWORD": env + "PASSWORD", "AUTHELIA__SESSION_REDIS_HOST": env + "HOST",
		"AUTHELIA_REDIS_HIGH_AVAILABILITY_SENTINEL_PASSWORD_FILE": env + "HIGH_AVAILABILITY_SENTINEL_PASSWORD_FILE", env + "SOMETHING": "",
		"AUTHELIA_REDIS_HOST": env + "HOST", "AUTHELIA__SESSION__REDIS__PORT": env + "PORT", env + "PASS": env + "PASSWORD", env + "PASS_FILE": env + "PASSWORD_FILE", env + "DB": env + "DATABASE_INDEX", env + "TLS_INSECURE": env + "TLS_SKIP_VERIFY",
		env + "HIGH_AVAILABILITY_MASTER_NAME": env + "HIGH_AVAILABILITY_SENTINEL_NAME", env + "HIGH_AVAILABILITY_SENTINEL_USER": env + "HIGH_AVAILABILITY_SENTINEL_USERNAME",
	} {
		if got := sources.NearestVariable(name); got != near {
			t.Errorf("%s: %q", name, got)
		}
	}
	typed := evaluate(t, Input{Values: authelia.Values{authelia.KeyHost: "a"}, Environment: variables(env + "HOST=b")})
	if typed.Values[authelia.KeyHost] != "a" {
		t.Errorf("the form lost its value: %v", typed.Values)
	}
}

// A fragment and variables go together as well.
func TestFragmentWithVariables(t *testing.T) {
	r := evaluate(t, Input{YAML: "redis:\n  host: a\n", Environment: variables(env + "PORT=70000")})
	want := []spot{{"port-range", causes.Error, "env", 1}}
	if diff := cmp.Diff(want, spots(r)); diff != "" || r.Values[authelia.KeyHost] != "a" {
		t.Errorf("%s%v", diff, r.Values)
	}
}

func FuzzEnvironment(f *testing.F) {
	f.Add("4.39", env+"HOST", "redis", "session:\n  redis:\n    password: x\n")
	f.Add("4.29", env+"PASSWORD_FILE", "/x", "session:\n  redis: {}\n")
	f.Add("4.33", env+"HIGH_AVAILABILITY_NODES", "a,b", "redis: [1]\n")
	f.Fuzz(func(t *testing.T, version, name, value, yaml string) {
		r, err := Evaluate(Input{Authelia: version, Files: []sources.File{{Name: "a", Text: yaml}, {Name: "b", Text: "session:\n  redis:\n    tls:\n      server_name: x\n"}}, Environment: []sources.Variable{{Name: name, Value: value, Line: 1}, {Name: env + "TLS_PRIVATE_KEY_FILE", Value: value}}})
		if err == nil {
			r.JSON()
		}
	})
}
