package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/unknown"
)

// A sample is a text, and what must be found in it.
type sample struct {
	name, text string
	form       Form
	values     configschema.Values
	fromFile   []string
	codes      []string // of the problems
	notes      []string // parts of them, in order
}

// check reads a sample for the newest Authelia. Every value must arrive, and no
// other; every note and problem must be foreseen; and no secret is in them.
func check(t *testing.T, samples []sample) {
	t.Helper()
	for _, s := range samples {
		t.Run(s.name, func(t *testing.T) {
			found, err := Read(t.Context(), []configschema.File{{Name: "paste", Text: s.text}}, "4.39", nil)
			if err != nil {
				t.Fatal(err)
			}
			if found.Form != s.form {
				t.Errorf("form %q", found.Form)
			}
			want := s.values
			if want == nil {
				want = configschema.Values{}
			}
			known, stand := unknown.Split(found.Result.Values)
			for name, text := range stand { // shown as given, and what from
				if o, _, _ := unknown.Of(name, text); !slices.Contains(s.fromFile, o.Key) {
					t.Errorf("%s is not known here: %v", o.Key, s.fromFile)
				}
			}
			if diff := cmp.Diff(want, known); diff != "" {
				t.Errorf("values (-want +got):\n%s", diff)
			}
			if !slices.Equal(found.Result.FromFile, s.fromFile) {
				t.Errorf("from file: %v", found.Result.FromFile)
			}
			var codes []string
			for _, p := range found.Result.Problems {
				codes = append(codes, p.Code)
			}
			if !slices.Equal(codes, s.codes) {
				t.Errorf("problems: %v\n%+v", codes, found.Result.Problems)
			}
			if len(found.Notes) != len(s.notes) {
				t.Errorf("notes: %q", found.Notes)
			} else {
				for i, part := range s.notes {
					if !strings.Contains(found.Notes[i], part) {
						t.Errorf("note %q does not say %q", found.Notes[i], part)
					}
				}
			}
			quiet(t, found)
			checkLanguage(t, s.text)
		})
	}
}

// quiet fails when a note or a problem repeats a secret.
func quiet(t *testing.T, found Found) {
	t.Helper()
	secrets := []string{found.Result.Values[authelia.KeyPassword], found.Result.Values[authelia.KeySentinelPassword]}
	said := slices.Clone(found.Notes)
	for _, p := range found.Result.Problems {
		said = append(said, p.Message, p.Hint)
	}
	for _, secret := range secrets {
		for _, sentence := range said {
			if len(secret) > 3 && strings.Contains(sentence, secret) {
				t.Errorf("a secret in %q", sentence)
			}
		}
	}
}

func TestConfigurations(t *testing.T) {
	check(t, []sample{
		{"whole file", "storage: {}\nsession:\n  secret: x\n  redis:\n    host: redis\n", Configuration, configschema.Values{authelia.KeyHost: "redis"}, nil, nil, nil},
		{"fragment", "redis:\n  host: redis\n  port: 70000\n", Configuration, configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "70000"}, nil, []string{"port-range"}, nil},
		{"other section", "totp:\n  issuer: x\n", Configuration, nil, nil, []string{"no-redis"}, nil},
		{"broken", "session:\n  redis:\n\thost: redis\n", Configuration, configschema.Values{authelia.KeyHost: "redis"}, nil, []string{"yaml-syntax"}, []string{"Only what is plain to see in it was read: host."}},
		{"broken by the password", "session:\n  redis:\n    host: redis\n    password: @x\n", Configuration, configschema.Values{authelia.KeyHost: "redis"}, nil, []string{"yaml-syntax"}, []string{"Only what is plain to see in it was read: host."}},
		{"dots", "session.redis.host: a\n", Configuration, nil, nil, []string{"ignored-option"}, nil},
		{"fenced", "```yaml\nredis:\n  host: redis\n  port: 70000\n```\n", Configuration, configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "70000"}, nil, []string{"port-range"}, nil},
		{"mentions redis-cli", "# redis-cli -h other\nsession:\n  redis:\n    host: redis # redis://x\n", Configuration, configschema.Values{authelia.KeyHost: "redis"}, nil, nil, nil},
	})
}

func TestUnknown(t *testing.T) {
	for _, text := range []string{"", "  \n", "hello", "{}", "[1, 2]", "a: b", "\x00\xff", "https://example.com", "HOST=redis", "services:\n  web:\n    image: nginx\n"} {
		found, err := Read(t.Context(), []configschema.File{{Text: text}}, "", nil)
		if err != nil || found.Form != Unknown || len(found.LookedFor) != len(lookedFor(nil)) || len(found.Result.Values) != 0 || len(found.Files) != 0 {
			t.Errorf("%q: %v %+v", text, err, found)
		}
	}
	if found, err := Read(t.Context(), nil, "", nil); err != nil || found.Form != Unknown || len(found.LookedFor) == 0 {
		t.Errorf("nothing: %v %+v", err, found)
	}
}

// Several texts are one configuration: files in order, variables over them, and
// every problem in its own text.
func TestSeveral(t *testing.T) {
	texts := []configschema.File{
		{Name: "a.yml", Text: "storage: {}\nsession:\n  secret: s\n  redis:\n    host: a\n    port: 1\n"},
		{Name: "b.yml", Text: "session:\n  redis:\n    host: b:5\n"},
		{Name: "what.txt", Text: "hello"},
		{Name: ".env", Text: "TZ=UTC\nAUTHELIA_SESSION_REDIS_PORT=70000\nAUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/redis\n"},
	}
	found, err := Read(t.Context(), texts, "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := configschema.Values{authelia.KeyHost: "b:5", authelia.KeyPort: "70000", "AUTHELIA_SESSION_REDIS_PASSWORD_FILE": "/run/secrets/redis"}
	if diff := cmp.Diff(want, found.Result.Values); diff != "" {
		t.Error(diff)
	}
	if found.Form != Environment || !slices.Equal(found.Files, texts[:2]) || !slices.Equal(found.Result.FromFile, []string{authelia.KeyPassword}) {
		t.Errorf("%+v", found)
	}
	wantNotes := []string{
		"'what.txt' is nothing that is known here, and was left aside.",
		"From 'b.yml': host.",
		"From '.env': port and password.",
		"'b.yml' wins over 'a.yml': both set host.",
		"'.env' wins over 'a.yml': both set port.",
	}
	if diff := cmp.Diff(wantNotes, found.Notes); diff != "" {
		t.Error(diff)
	}
	if got := found.Result.Sources[authelia.KeyHost]; got != (configschema.Source{File: "b.yml", Line: 3}) {
		t.Errorf("the host is from %v", got)
	}
	for _, p := range found.Result.Problems {
		if p.Code == "port-range" && (p.File != ".env" || p.Line != 2) || p.Code == "B06" && (p.File != "b.yml" || p.Line != 3) {
			t.Errorf("%+v", p)
		}
	}
	if len(found.Result.Problems) != 2 {
		t.Errorf("%+v", found.Result.Problems)
	}
}

func TestTooLargeAndUnknownVersion(t *testing.T) {
	if _, err := Read(t.Context(), []configschema.File{{Text: strings.Repeat("x", configschema.MaxInput+1)}}, "", nil); err != configschema.ErrTooLarge {
		t.Error(err)
	}
	if _, err := Read(t.Context(), []configschema.File{{Text: "redis: {}"}}, "5", nil); err == nil {
		t.Error("version 5 is known")
	}
}

// No text makes Read panic.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"session:\n  redis:\n    host: a\n", "AUTHELIA_SESSION_REDIS_HOST='a\nb'", "redis://u:p%40@[::1]:6379,b/0?x=y#z", "redis-cli -h a -p 1 -a 'x",
		"services:\n  a: &a\n    image: authelia/authelia\n    environment:\n      <<: *a\n      AUTHELIA_SESSION_REDIS_HOST: ${A:-$$b}\n",
		"configMap:\n  session:\n    redis:\n      enabled: true\n      highAvailability: {enabled: true, nodes: [a:1]}\n",
		"docker run -e AUTHELIA_SESSION_REDIS_PORT=1 \\\n -e \"AUTHELIA_X\" x", "a: &a\n  <<: *a\n", "env:\n- {name: AUTHELIA_SESSION_REDIS_HOST, value: x}\n",
		"- AUTHELIA_SESSION_REDIS_HOST=$", "\"AUTHELIA_SESSION_REDIS_HOST\": \"x\\", "$env:AUTHELIA_SESSION_REDIS_HOST = \"`",
		"port 6379\nrequirepass \"a b\"\nuser x on >p ~*\n", "sentinel monitor m 10.0.0.1 6379 2\nsentinel known-sentinel m 10.0.0.2 26379 x\n",
		"{ session.redis = { host = ''a''; port = 1; }; }", "x \"y\" {\n  env = [\"AUTHELIA_SESSION_REDIS_HOST=a\"]\n  d = <<-E\n    redis:\n      host: b\n  E\n}\n", "f(environment={'AUTHELIA_SESSION_REDIS_HOST': f'{x}'})\n",
		"| Name | Value |\n| `AUTHELIA_SESSION_REDIS_HOST` | `a` |\n", "services:\n  a: {image: 'authelia/authelia:4.38', env_file: b}\n  r: {image: redis, command: redis-server --requirepass x, volumes: ['./b:/b']}\n",
	} {
		f.Add(s, "4.39")
		f.Add(s, "4.29")
	}
	f.Fuzz(func(t *testing.T, text, version string) {
		found, err := Read(t.Context(), []configschema.File{{Text: text}, {Name: "b", Text: "redis://a"}}, version, nil)
		if err != nil {
			return
		}
		found.Result.JSON()
		for _, p := range found.Result.Problems {
			if p.Line < 0 || p.Line > len(text)+2 {
				t.Errorf("line %d of %q", p.Line, text)
			}
		}
	})
}

func oneText(text string) []configschema.File { return []configschema.File{{Text: text}} }

func TestOptionsAlone(t *testing.T) {
	check(t, []sample{
		{"options", "host: redis\nport: 70000\npassword: x\ntls:\n  skip_verify: false\nhigh_availability:\n  sentinel_name: m\n  nodes:\n    - host: a\n      port: 1\n    - host: b\n", Configuration,
			values{authelia.KeyHost: "redis", authelia.KeyPort: "70000", authelia.KeyPassword: "x", authelia.KeySkipVerify: "false", authelia.KeySentinelName: "m", keyNodes + "0.host": "a", keyNodes + "0.port": "1", keyNodes + "1.host": "b"}, nil, []string{"D16", "port-range"}, []string{"below session: and redis:"}},
		{"not those of Redis", "host: a\nuser: b\n", Unknown, nil, nil, []string{"no-redis"}, nil},
	})
}
