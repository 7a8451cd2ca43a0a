package api

import (
	"context"
	"os"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// imported is what the form holds after a text was read for a release.
func imported(t *testing.T, text, release string) configschema.Input {
	t.Helper()
	read, err := Import(context.Background(), nil, text, release, nil)
	if err != nil {
		t.Fatal(err)
	}
	in := configschema.Input{Authelia: release, Kind: read.Result.Kind, TLS: configschema.Off, Values: authelia.Values{}}
	if read.Result.TLS {
		in.TLS = configschema.On
	}
	for key, value := range read.Result.Values {
		if _, known := authelia.OptionOf(key); known { // the form has no other fields
			in.Values[key] = value
		}
	}
	return in
}

func codes(result configschema.Result) string {
	var out []string
	for _, p := range result.Problems {
		out = append(out, string(p.Severity)+" "+p.Code+" "+p.Key)
	}
	return strings.Join(out, "\n")
}

func whole(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What is wrong with a text counts until it is corrected, whatever the form holds.
func TestTheDocumentIsJudged(t *testing.T) {
	const mistyped = "session:\n  redis:\n    host: redis\n    pasword: hunter2 # the old one\n"
	in := imported(t, mistyped, "4.39")
	judge := func(text string, in configschema.Input) configschema.Result {
		t.Helper()
		result, err := Judge(context.Background(), text, in)
		if err != nil {
			t.Fatal(err)
		}
		return result.Result
	}
	first := judge(mistyped, in)
	if first.OK || !strings.Contains(codes(first), "error F01 session.redis.pasword") || first.Problems[0].Line != 4 {
		t.Errorf("a mistyped key: %+v", first)
	}
	in.Values[authelia.KeyHost] = "redis-2"
	if got := judge(mistyped, in); got.OK || got.Problems[0].Line != 4 || got.Values[authelia.KeyHost] != "redis-2" || !strings.Contains(got.YAML, "pasword") {
		t.Errorf("with another change: %s\n%s", codes(got), got.YAML)
	}
	merged, err := Merge(context.Background(), mistyped, in)
	if want := strings.Replace(mistyped, "host: redis", "host: redis-2", 1); err != nil || merged.Text != want {
		t.Errorf("%v: the file becomes\n%s", err, merged.Text)
	}

	// The fix changes the text in its place.
	fixed, err := Fix(context.Background(), mistyped, first.Problems[0].Fix.Set, imported(t, mistyped, "4.39"))
	if want := strings.Replace(mistyped, "pasword", "password", 1); err != nil || !fixed.Changed || fixed.Text != want {
		t.Errorf("%v: the fix makes\n%s", err, fixed.Text)
	}
	if got := judge(fixed.Text, imported(t, fixed.Text, "4.39")); !got.OK {
		t.Errorf("after the fix: %s", codes(got))
	}
	removed, err := Fix(context.Background(), mistyped, authelia.Values{"session.redis.pasword": ""}, in)
	if err != nil || removed.Text != "session:\n  redis:\n    host: redis\n" {
		t.Errorf("%v: taken out:\n%s", err, removed.Text)
	}
}

// A whole file as people have it: its missing session.secret counts, unless a variable
// beside it gives it.
func TestWholeFiles(t *testing.T) {
	text := whole(t, "whole.yml")
	in := imported(t, text, "4.39")
	in.Values[authelia.KeyIndex] = "3"
	got, err := Judge(context.Background(), text, in)
	if err != nil || got.Result.OK || !strings.Contains(codes(got.Result), " F05 ") || !strings.Contains(codes(got.Result), "error F01 session.redis.database_indx") {
		t.Errorf("%v:\n%s", err, codes(got.Result))
	}
	merged, err := Merge(context.Background(), text, in)
	if err != nil || merged.Files[0].Removed != 0 || merged.Files[0].Added != 1 {
		t.Errorf("%v: %+v", err, merged.Files)
	}
	both := joined([]configschema.File{{Name: "configuration.yml", Text: text}, {Name: ".env", Text: "AUTHELIA_SESSION_SECRET=insecure\n"}})
	got, err = Judge(context.Background(), both, in)
	if err != nil || strings.Contains(codes(got.Result), " F05 ") {
		t.Errorf("with the variable, %v:\n%s", err, codes(got.Result))
	}
}

// A plan is made of the text as it is written, read with the release that it is for,
// whichever release the form was filled in for.
func TestPlanOfTheText(t *testing.T) {
	text := whole(t, "written-for-4.34.yml")
	steps := func(in configschema.Input, text string) (Upgraded, string) {
		t.Helper()
		plan, err := Upgrade(context.Background(), "4.34", "4.39", text, in)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, s := range plan.Steps {
			out = append(out, string(s.Kind)+" "+s.Key+" "+s.Title)
		}
		return plan, strings.Join(out, "\n")
	}
	plan, alone := steps(configschema.Input{}, text)
	if plan.Merged == nil || plan.Merged.Files[0].Text == text || !strings.Contains(plan.Merged.Text, "skip_verify: true") || strings.Contains(plan.Merged.Text, "weight") {
		t.Errorf("the file was not rewritten: %+v", plan.Merged)
	}
	for _, want := range []string{"weight", "skip_verify", "Another handshake", "database index", "A test write"} {
		if !strings.Contains(alone, want) {
			t.Errorf("nothing about %s:\n%s", want, alone)
		}
	}
	if plan.OK || len(plan.Unmended()) == 0 { // timeouts is refused by both, and there is no session.secret
		t.Errorf("nothing is left to correct: %+v", plan.Unmended())
	}
	for _, release := range []string{"4.34", "4.37", "4.39"} {
		if _, got := steps(imported(t, text, release), text); got != alone {
			t.Errorf("imported for %s:\n%s\nwant\n%s", release, got, alone)
		}
	}
	in := imported(t, text, "4.39")
	in.Values[authelia.KeyHost] = "other"
	if plan, _ := steps(in, text); plan.Merged == nil || !strings.Contains(plan.Merged.Text, "host: other") || !strings.Contains(plan.Merged.Text, "skip_verify: true") {
		t.Errorf("a change of the form is not in the plan: %+v", plan.Merged)
	}
}
