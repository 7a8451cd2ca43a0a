package configschema

import (
	"errors"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Each change lands in the file where the option is effectively set.
func TestMergeFiles(t *testing.T) {
	const (
		main    = "server: {}\nsession:\n  secret: x\n  redis:\n    host: redis # main\n    port: 7000\n    tls:\n      skip_verify: true\n"
		secrets = "session:\n  redis:\n    password: 'old' # secret\n    port: 7001\n"
		other   = "storage:\n  local: {}\n"
	)
	had := Values{KeyHost: "redis", KeyPort: "7001", KeyPassword: "old", KeySkipVerify: "true"}
	cases := []struct {
		name    string
		change  Values
		in      Input
		files   []string
		want    []string
		initial Values
	}{
		{"nothing", nil, Input{}, []string{main, secrets, other}, []string{main, secrets, other}, had},
		{"where it is set", Values{KeyHost: "redis-2"}, Input{}, []string{main, secrets, other},
			[]string{strings.Replace(main, "host: redis", "host: redis-2", 1), secrets, other}, had},
		{"where it is set last", Values{KeyPort: "7002"}, Input{}, []string{main, secrets, other},
			[]string{main, strings.Replace(secrets, "7001", "7002", 1), other}, had},
		{"new ones into the last redis", Values{KeyIndex: "2", KeyServerName: "r"}, Input{}, []string{main, secrets, other},
			[]string{main, secrets + "    database_index: 2\n    tls:\n      server_name: 'r'\n", other}, had},
		{"removed everywhere", Values{KeyPort: ""}, Input{}, []string{main, secrets, other},
			[]string{strings.Replace(main, "    port: 7000\n", "", 1), strings.Replace(secrets, "    port: 7001\n", "", 1), other}, had},
		{"TLS off", nil, Input{TLS: Off}, []string{main, secrets, other},
			[]string{strings.Replace(main, "    tls:\n      skip_verify: true\n", "", 1), secrets, other}, had},
		{"no redis anywhere", Values{KeyHost: "redis"}, Input{}, []string{"session:\n  secret: x\n", other},
			[]string{"session:\n  secret: x\n  redis:\n    host: 'redis'\n", other}, Values{}},
		{"no session anywhere", Values{KeyHost: "redis"}, Input{}, []string{"log: {}\n", other},
			[]string{"log: {}\n", other + "session:\n  redis:\n    host: 'redis'\n"}, Values{}},
		{"lists are replaced whole", Values{KeyNodes + ".0.host": "c"}, Input{},
			[]string{"redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n      - host: b\n", "redis:\n  high_availability:\n    nodes:\n      - host: b # last\n"},
			[]string{"redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n      - host: b\n", "redis:\n  high_availability:\n    nodes:\n      - host: c # last\n"},
			Values{KeySentinelName: "m", KeyNodes + ".0.host": "b"}},
		{"the list goes from both", Values{KeyNodes + ".0.host": "", KeySentinelName: "", KeyHost: "r"}, Input{Kind: Single},
			[]string{"redis:\n  high_availability:\n    sentinel_name: m\n    nodes:\n      - host: a\n", "redis:\n  high_availability:\n    nodes:\n      - host: b\n  host: x\n"},
			[]string{"", "redis:\n  host: r\n"},
			Values{KeySentinelName: "m", KeyNodes + ".0.host": "b", KeyHost: "x"}},
	}
	for _, c := range cases {
		var files, want []File
		for i := range c.files {
			name := string(rune('a'+i)) + ".yml"
			files = append(files, File{name, c.files[i]})
			want = append(want, File{name, c.want[i]})
		}
		in := c.in
		in.Values = Values{}
		for _, values := range []Values{c.initial, c.change} {
			for key, value := range values {
				in.Values[key] = value
			}
		}
		got, err := MergeFiles(files, in)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got)\n%s", c.name, err, diff)
		}
	}
}

func TestMergeFilesRefusals(t *testing.T) {
	_, err := MergeFiles([]File{{"a.yml", "log: {}\n"}, {"b.yml", "a: [\n"}}, Input{Values: Values{KeyHost: "x"}})
	var refused *MergeError
	if !errors.As(err, &refused) || refused.File != "b.yml" || refused.Line < 1 || !strings.HasPrefix(err.Error(), "b.yml, line ") {
		t.Errorf("a broken file: %v", err)
	}
	if _, err := MergeFiles(nil, Input{Values: Values{KeyHost: "x"}}); !errors.As(err, &refused) {
		t.Errorf("no files: %v", err)
	}
}

// Two files read one after another mean what the form says, and each keeps
// what is outside session.redis.
func TestMergeFilesComposed(t *testing.T) {
	together := func(files []File) Values {
		all := Values{}
		for _, f := range files {
			r, err := Evaluate(Input{YAML: f.Text})
			if err != nil {
				t.Fatal(err)
			}
			if len(nodeRows(r.Values)) > 0 {
				for key := range all {
					if strings.HasPrefix(key, KeyNodes+".") {
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
		files := []File{{"a.yml", c.source()}, {"b.yml", c.source()}}
		if parseFails("", files[0].Text) || parseFails("", files[1].Text) {
			continue
		}
		same, err := MergeFiles(files, Input{Values: together(files)})
		if diff := cmp.Diff(files, same); err != nil || diff != "" {
			t.Fatalf("seed %d: merging what the files say: %v\n%s", seed, err, diff)
		}
		in := c.edit("", files[c.Intn(2)].Text)
		if in.Kind != "" {
			in.Kind = ""
		}
		out, err := MergeFiles(files, in)
		if err != nil {
			continue
		}
		merged++
		for i := range files {
			if fault := outsideFault(Newest(), files[i].Text, out[i].Text); fault != "" {
				t.Fatalf("seed %d: %s\n%s\n%s", seed, fault, files[i].Text, out[i].Text)
			}
		}
		want, _ := Evaluate(in)
		values, got := counted(in, clean(in.Values)), together(out)
		if !sameButKept("", values, got, Newest(), want.Kind) {
			t.Fatalf("seed %d: %s\n%s\n####\n%s\n#### became\n%s\n####\n%s", seed, cmp.Diff(values, got), files[0].Text, files[1].Text, out[0].Text, out[1].Text)
		}
	}
	if merged < 200 {
		t.Errorf("only %d merged", merged)
	}
}
