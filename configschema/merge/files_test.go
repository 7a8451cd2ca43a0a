package merge

import (
	"errors"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
)

// Each change lands in the file where the option is effectively set.
func TestMergeFiles(t *testing.T) {
	const (
		main    = "server: {}\nsession:\n  secret: x\n  redis:\n    host: redis # main\n    port: 7000\n    tls:\n      skip_verify: true\n"
		secrets = "session:\n  redis:\n    password: 'old' # secret\n    port: 7001\n"
		other   = "storage:\n  local: {}\n"
	)
	had := authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "7001", authelia.KeyPassword: "old", authelia.KeySkipVerify: "true"}
	cases := []struct {
		name    string
		change  authelia.Values
		in      configschema.Input
		files   []string
		want    []string
		initial authelia.Values
	}{
		{"nothing", nil, configschema.Input{}, []string{main, secrets, other}, []string{main, secrets, other}, had},
		{"where it is set", authelia.Values{authelia.KeyHost: "redis-2"}, configschema.Input{}, []string{main, secrets, other},
			[]string{strings.Replace(main, "host: redis", "host: redis-2", 1), secrets, other}, had},
		{"where it is set last", authelia.Values{authelia.KeyPort: "7002"}, configschema.Input{}, []string{main, secrets, other},
			[]string{main, strings.Replace(secrets, "7001", "7002", 1), other}, had},
		{"new ones into the last redis", authelia.Values{authelia.KeyIndex: "2", authelia.KeyServerName: "r"}, configschema.Input{}, []string{main, secrets, other},
			[]string{main, secrets + "    database_index: 2\n    tls:\n      server_name: 'r'\n", other}, had},
		{"removed everywhere", authelia.Values{authelia.KeyPort: ""}, configschema.Input{}, []string{main, secrets, other},
			[]string{strings.Replace(main, "    port: 7000\n", "", 1), strings.Replace(secrets, "    port: 7001\n", "", 1), other}, had},
		{"TLS off", nil, configschema.Input{TLS: configschema.Off}, []string{main, secrets, other},
			[]string{strings.Replace(main, "    tls:\n      skip_verify: true\n", "", 1), secrets, other}, had},
		{"no redis anywhere", authelia.Values{authelia.KeyHost: "redis"}, configschema.Input{}, []string{"session:\n  secret: x\n", other},
			[]string{"session:\n  secret: x\n  redis:\n    host: 'redis'\n", other}, authelia.Values{}},
		{"no session anywhere", authelia.Values{authelia.KeyHost: "redis"}, configschema.Input{}, []string{"log: {}\n", other},
			[]string{"log: {}\n", other + "session:\n  redis:\n    host: 'redis'\n"}, authelia.Values{}},
		{"lists are replaced whole", authelia.Values{authelia.KeyNodes + ".0.host": "c"}, configschema.Input{},
			[]string{"redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n      - host: b\n", "redis:\n  high_availability:\n    nodes:\n      - host: b # last\n"},
			[]string{"redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n      - host: b\n", "redis:\n  high_availability:\n    nodes:\n      - host: c # last\n"},
			authelia.Values{authelia.KeySentinelName: "m", authelia.KeyNodes + ".0.host": "b"}},
		{"the list goes from both", authelia.Values{authelia.KeyNodes + ".0.host": "", authelia.KeySentinelName: "", authelia.KeyHost: "r"}, configschema.Input{Kind: authelia.Single},
			[]string{"redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n", "redis:\n  high_availability:\n    nodes:\n      - host: b\n  host: x\n"},
			[]string{"", "redis:\n  host: r\n"},
			authelia.Values{authelia.KeySentinelName: "m", authelia.KeyNodes + ".0.host": "b", authelia.KeyHost: "x"}},
	}
	for _, c := range cases {
		var files, want []configschema.File
		for i := range c.files {
			name := string(rune('a'+i)) + ".yml"
			files = append(files, configschema.File{Name: name, Text: c.files[i]})
			want = append(want, configschema.File{Name: name, Text: c.want[i]})
		}
		in := c.in
		in.Values = authelia.Values{}
		for _, values := range []authelia.Values{c.initial, c.change} {
			for key, value := range values {
				in.Values[key] = value
			}
		}
		got, err := Files(t.Context(), files, in)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", c.name, err, diff)
		}
	}
}

func TestMergeFilesRefusals(t *testing.T) {
	_, err := Files(t.Context(), []configschema.File{{Name: "a.yml", Text: "log: {}\n"}, {Name: "b.yml", Text: "a: [\n"}}, configschema.Input{Values: authelia.Values{authelia.KeyHost: "x"}})
	var refused *Error
	if !errors.As(err, &refused) || refused.File != "b.yml" || refused.Line < 1 || !strings.HasPrefix(err.Error(), "b.yml, line ") {
		t.Errorf("a broken file: %v", err)
	}
	if _, err := Files(t.Context(), nil, configschema.Input{Values: authelia.Values{authelia.KeyHost: "x"}}); !errors.As(err, &refused) {
		t.Errorf("no files: %v", err)
	}
}

// Two files read one after another mean what the form says, and each keeps
// what is outside session.redis.
func TestMergeFilesComposed(t *testing.T) {
	together := func(files []configschema.File) authelia.Values {
		all := authelia.Values{}
		for _, f := range files {
			r, err := configschema.Evaluate(configschema.Input{YAML: f.Text})
			if err != nil {
				t.Fatal(err)
			}
			if form.HasPrefix(r.Values, authelia.KeyNodes+".") {
				for key := range all {
					if strings.HasPrefix(key, authelia.KeyNodes+".") {
						delete(all, key)
					}
				}
			}
			for key, value := range r.Values {
				all[key] = value
			}
		}
		return all
	}
	merged := 0
	for seed := range int64(600) {
		c := composer{rand.New(rand.NewSource(seed))}
		files := []configschema.File{{Name: "a.yml", Text: c.source()}, {Name: "b.yml", Text: c.source()}}
		if parseFails("", files[0].Text) || parseFails("", files[1].Text) {
			continue
		}
		same, err := Files(t.Context(), files, configschema.Input{Values: together(files)})
		if diff := cmp.Diff(files, same); err != nil || diff != "" {
			t.Fatalf("seed %d: merging what the files say: %v\n%s", seed, err, diff)
		}
		in := c.edit("", files[c.Intn(2)].Text)
		if in.Kind != "" {
			in.Kind = ""
		}
		out, err := Files(t.Context(), files, in)
		if err != nil {
			continue
		}
		merged++
		for i := range files {
			if fault := outsideFault(authelia.Newest(), files[i].Text, out[i].Text); fault != "" {
				t.Fatalf("seed %d: %s\n%s\n%s", seed, fault, files[i].Text, out[i].Text)
			}
		}
		want, _ := configschema.Evaluate(in)
		values, got := in.Counted(form.Clean(in.Values)), together(out)
		for key := range together(files) { // what is no option stays
			if _, known := authelia.OptionOf(key); !known && values[key] == "" {
				delete(got, key)
			}
		}
		if !sameButKept("", values, got, authelia.Newest(), want.Kind) {
			t.Fatalf("seed %d: %s\n%s\n####\n%s\n#### became\n%s\n####\n%s", seed, cmp.Diff(values, got), files[0].Text, files[1].Text, out[0].Text, out[1].Text)
		}
	}
	if merged < 200 {
		t.Errorf("only %d merged", merged)
	}
}
