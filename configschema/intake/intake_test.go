package intake

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
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
			found, err := Read([]configschema.File{{Name: "paste", Text: s.text}}, "4.39", nil)
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
			if diff := cmp.Diff(want, found.Result.Values); diff != "" {
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
	secrets := []string{found.Result.Values[configschema.KeyPassword], found.Result.Values[configschema.KeySentinelPassword]}
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
		{"whole file", "storage: {}\nsession:\n  secret: x\n  redis:\n    host: redis\n", Configuration, configschema.Values{configschema.KeyHost: "redis"}, nil, nil, nil},
		{"fragment", "redis:\n  host: redis\n  port: 70000\n", Configuration, configschema.Values{configschema.KeyHost: "redis", configschema.KeyPort: "70000"}, nil, []string{"port-range"}, nil},
		{"other section", "totp:\n  issuer: x\n", Configuration, nil, nil, []string{"no-redis"}, nil},
		{"broken", "session:\n  redis:\n\thost: redis\n", Configuration, nil, nil, []string{"yaml-syntax"}, nil},
		{"broken by the password", "session:\n  redis:\n    host: redis\n    password: @x\n", Configuration, nil, nil, []string{"yaml-syntax"}, nil},
		{"dots", "session.redis.host: a\n", Configuration, nil, nil, []string{"ignored-option"}, nil},
		{"fenced", "```yaml\nredis:\n  host: redis\n  port: 70000\n```\n", Configuration, configschema.Values{configschema.KeyHost: "redis", configschema.KeyPort: "70000"}, nil, []string{"port-range"}, nil},
		{"mentions redis-cli", "# redis-cli -h other\nsession:\n  redis:\n    host: redis # redis://x\n", Configuration, configschema.Values{configschema.KeyHost: "redis"}, nil, nil, nil},
	})
}

func TestUnknown(t *testing.T) {
	for _, text := range []string{"", "  \n", "hello", "{}", "[1, 2]", "a: b", "\x00\xff", "https://example.com", "HOST=redis", "services:\n  web:\n    image: nginx\n"} {
		found, err := Read([]configschema.File{{Text: text}}, "", nil)
		if err != nil || found.Form != Unknown || len(found.LookedFor) != len(lookedFor(nil)) || len(found.Result.Values) != 0 || len(found.Files) != 0 {
			t.Errorf("%q: %v %+v", text, err, found)
		}
	}
	if found, err := Read(nil, "", nil); err != nil || found.Form != Unknown || len(found.LookedFor) == 0 {
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
	found, err := Read(texts, "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	want := configschema.Values{configschema.KeyHost: "b:5", configschema.KeyPort: "70000"}
	if diff := cmp.Diff(want, found.Result.Values); diff != "" {
		t.Error(diff)
	}
	if found.Form != Environment || !slices.Equal(found.Files, texts[:2]) || !slices.Equal(found.Result.FromFile, []string{configschema.KeyPassword}) {
		t.Errorf("%+v", found)
	}
	if len(found.Notes) != 1 || !strings.Contains(found.Notes[0], "'what.txt'") {
		t.Errorf("notes: %q", found.Notes)
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
	if _, err := Read([]configschema.File{{Text: strings.Repeat("x", configschema.MaxInput+1)}}, "", nil); err != configschema.ErrTooLarge {
		t.Error(err)
	}
	if _, err := Read([]configschema.File{{Text: "redis: {}"}}, "5", nil); err == nil {
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
	} {
		f.Add(s, "4.39")
		f.Add(s, "4.29")
	}
	f.Fuzz(func(t *testing.T, text, version string) {
		found, err := Read([]configschema.File{{Text: text}, {Name: "b", Text: "redis://a"}}, version, nil)
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
			values{configschema.KeyHost: "redis", configschema.KeyPort: "70000", configschema.KeyPassword: "x", configschema.KeySkipVerify: "false", configschema.KeySentinelName: "m", keyNodes + "0.host": "a", keyNodes + "0.port": "1", keyNodes + "1.host": "b"}, nil, []string{"D16", "port-range"}, []string{"below session: and redis:"}},
		{"not those of Redis", "host: a\nuser: b\n", Unknown, nil, nil, []string{"no-redis"}, nil},
	})
}
