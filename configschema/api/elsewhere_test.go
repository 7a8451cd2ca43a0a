package api

import (
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// What a variable beside a file sets stays there: the file does not gain it, and a change
// of the form says that the variable wins.
func TestVariablesStay(t *testing.T) {
	const file = "---\nsession:\n  secret: x # long\n  redis:\n    port: 6379\n    username: u\n"
	const env = "AUTHELIA_SESSION_REDIS_HOST=redis\nAUTHELIA_SESSION_REDIS_USERNAME=v\nAUTHELIA_SESSION_REDIS_PASSWORD_FILE=/run/secrets/redis\n"
	text := joined([]configschema.File{{Name: "configuration.yml", Text: file}, {Name: ".env", Text: env}})
	for _, c := range []struct {
		name     string
		change   authelia.Values
		want     string
		problems []string // keys of what says that a variable wins
	}{
		{"nothing", nil, file, nil},
		{"an option of the file", authelia.Values{authelia.KeyPort: "6380"}, strings.Replace(file, "6379", "6380", 1), nil},
		{"a new option", authelia.Values{authelia.KeyIndex: "3"}, file + "    database_index: 3\n", nil},
		{"what a variable sets", authelia.Values{authelia.KeyHost: "valkey", authelia.KeyPort: "6380"}, strings.Replace(file, "6379", "6380", 1), []string{authelia.KeyHost}},
		{"what both set", authelia.Values{authelia.KeyUsername: "w"}, file, []string{authelia.KeyUsername}},
		{"what a variable set is gone", authelia.Values{authelia.KeyUsername: ""}, file, []string{authelia.KeyUsername}},
		{"what a file holds", authelia.Values{authelia.KeyPassword: "typed"}, file, []string{authelia.KeyPassword}},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := imported(t, text, "4.39")
			read, err := Import(t.Context(), nil, text, "4.39", nil)
			if err != nil {
				t.Fatal(err)
			}
			for key, value := range read.Result.Values { // the form sends what stands for the unknown, too
				in.Values[key] = value
			}
			for key, value := range c.change {
				in.Values[key] = value
			}
			merged, err := Merge(t.Context(), text, in)
			if err != nil || merged.Files[0].Text != c.want || len(merged.Notes) != len(c.problems) {
				t.Errorf("%v %q\n%s", err, merged.Notes, merged.Files[0].Text)
			}
			judged, err := Judge(t.Context(), text, in)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range judged.Problems {
				if p.Code == "environment-wins" {
					got = append(got, p.Key)
				}
			}
			if strings.Join(got, " ") != strings.Join(c.problems, " ") {
				t.Errorf("%q wins, want %q", got, c.problems)
			}
			// A test of the connection tries what the form says.
			tried, err := Document(t.Context(), text, in)
			if err != nil {
				t.Fatal(err)
			}
			result, err := configschema.Evaluate(tried)
			if err != nil || result.Values[authelia.KeyHost] != in.Values[authelia.KeyHost] || result.Values[authelia.KeyPassword] != c.change[authelia.KeyPassword] {
				t.Errorf("%v: tried with %v", err, result.Values)
			}
		})
	}
}

// What only the text has counts, whether or not it takes the form's options.
func TestRefusedMergeKeepsProblems(t *testing.T) {
	const text = "x: &x\n  host: a\n  pasword:\n  bar: [b]\n  port: 99999\nsession:\n  secret: y\n  redis: *x\n"
	in := imported(t, text, "4.39")
	in.Values[authelia.KeyHost] = "valkey"
	got, err := Judge(t.Context(), text, in)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"F01 session.redis.pasword", "F01 session.redis.bar", "session.redis.port"} {
		if !strings.Contains(codes(got), want) {
			t.Errorf("nothing about %s:\n%s", want, codes(got))
		}
	}
	t.Log(codes(got))
}
