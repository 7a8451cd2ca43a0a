package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/intake"
)

// TestImportLines: a problem in the second of two files is found in its line of
// the one text that stands for both.
func TestImportLines(t *testing.T) {
	got, err := Import(t.Context(), []configschema.File{{Name: "a.yml", Text: "session:\n  redis:\n    host: 'a'"}, {Name: "b.yml", Text: "session:\n  redis:\n    port: 70000\n"}}, "", "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(got.Text, "\n")
	if len(got.Lines) != len(got.Result.Problems) || len(got.Lines) == 0 {
		t.Fatalf("%d lines for %d problems", len(got.Lines), len(got.Result.Problems))
	}
	for i, p := range got.Result.Problems {
		if p.Key == "session.redis.port" && (got.Lines[i] == 0 || !strings.Contains(lines[got.Lines[i]-1], "70000")) {
			t.Errorf("the problem with the port is said to be in line %d: %q", got.Lines[i], lines[max(got.Lines[i]-1, 0)])
		}
	}
	if !got.Mergeable || got.Form != intake.Configuration {
		t.Errorf("two files are of form %q, mergeable: %t", got.Form, got.Mergeable)
	}
	again, err := Import(t.Context(), nil, got.Text, "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got.Evaluation), string(again.Evaluation)); diff != "" {
		t.Errorf("the one text is judged differently (-files +text):\n%s", diff)
	}
}

// TestImportManyFiles: the lines are those of the one text, for as many files as
// there may be.
func TestImportManyFiles(t *testing.T) {
	files := []configschema.File{{Text: "session:\n  redis:\n    host: a"}, {Name: "b.yml", Text: "#======== x ========\n"}, {Name: "c.yml", Text: ""}}
	for i := range bounds.Texts - 4 {
		files = append(files, configschema.File{Name: fmt.Sprintf("%d.yml", i), Text: "redis: {a: 1}\n"})
	}
	last := configschema.File{Name: "last.yml", Text: "session:\n  redis:\n    port: 70000\n"}
	got, err := Import(t.Context(), append(files, last), "", "4.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(got.Text, "\n")
	found := false
	for i, p := range got.Result.Problems {
		found = found || p.Key == "session.redis.port"
		if p.Key == "session.redis.port" && (got.Lines[i] == 0 || !strings.Contains(lines[got.Lines[i]-1], "70000")) {
			t.Errorf("the problem with the port is said to be in line %d: %q", got.Lines[i], lines[max(got.Lines[i]-1, 0)])
		}
	}
	if !found {
		t.Errorf("the problem with the port is not among %+v", got.Result.Problems)
	}
}

func TestImportRefuses(t *testing.T) {
	if _, err := Import(t.Context(), nil, " \n", "", nil); !errors.Is(err, ErrNothing) {
		t.Errorf("blanks give %v", err)
	}
	if _, err := Import(t.Context(), []configschema.File{{Text: strings.Repeat("#", configschema.MaxInput+1)}}, "", "", nil); !errors.Is(err, configschema.ErrTooLarge) {
		t.Errorf("a large file gives %v", err)
	}
	if got, err := Import(t.Context(), nil, "Dear Sir", "", nil); err != nil || got.Form != intake.Unknown || len(got.LookedFor) == 0 || got.Mergeable {
		t.Errorf("prose is %+v, %v", got, err)
	}
}

// TestDiff: the lines of a change have their numbers before and after, and no
// line breaks; putting them together again gives either file.
func TestDiff(t *testing.T) {
	before := "# one\r\nsession:\r\n  redis:\r\n    host: 'a'\r\n    port: 6380\r\n# end"
	got, err := Merge(t.Context(), before, configschema.Input{Kind: configschema.Single, Values: configschema.Values{"session.redis.host": "b", "session.redis.port": "6380", "session.redis.username": "u"}})
	if err != nil {
		t.Fatal(err)
	}
	file := got.Files[0]
	if want := "# one\r\nsession:\r\n  redis:\r\n    host: 'b'\r\n    port: 6380\r\n    username: 'u'\r\n# end"; file.Text != want || got.Text != want {
		t.Errorf("merged into %q, want %q", file.Text, want)
	}
	if file.Added != 2 || file.Removed != 1 || !file.Changed || len(file.Diff) != 1 {
		t.Errorf("%d added, %d removed, %d hunks", file.Added, file.Removed, len(file.Diff))
	}
	var old, now []string
	for _, line := range file.Diff[0].Lines {
		if line.Old > 0 {
			if old = append(old, line.Text); line.Old != len(old) {
				t.Errorf("line %d before has the number %d", len(old), line.Old)
			}
		}
		if line.New > 0 {
			if now = append(now, line.Text); line.New != len(now) {
				t.Errorf("line %d after has the number %d", len(now), line.New)
			}
		}
	}
	if strings.Join(old, "\r\n") != before || strings.Join(now, "\r\n") != file.Text {
		t.Errorf("the lines of the change are %q and %q", old, now)
	}
}

// TestUpgradeFile: a file is planned for as it is written, and comes back so that
// the new version starts with it.
func TestUpgradeFile(t *testing.T) {
	text := "session:\n  redis:\n    host: redis # mine\n    port: 6379\n    tls:\n      skip_verify: no\n"
	found, err := Import(t.Context(), nil, text, "4.33", nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Upgrade(t.Context(), "4.33", "4.39", text, configschema.Input{Kind: found.Result.Kind, TLS: configschema.On, Values: found.Result.Values})
	if err != nil {
		t.Fatal(err)
	}
	if !got.OK || !got.Needed || got.Merged == nil || got.Refusal != "" {
		t.Fatalf("ok %t, needed %t, merged %v, refusal %q", got.OK, got.Needed, got.Merged, got.Refusal)
	}
	rewritten := got.Merged.Files[0].Text
	if !strings.Contains(rewritten, "host: redis # mine\n") || strings.Contains(rewritten, "skip_verify: no\n") {
		t.Errorf("rewritten as\n%s", rewritten)
	}
	result, err := configschema.Evaluate(configschema.Input{Authelia: "4.39", YAML: rewritten})
	if err != nil || !result.OK {
		t.Errorf("4.39 says of it: %+v, %v", result.Problems, err)
	}
}

// TestAnswers: each question has an answer in JSON, lists in it are never null,
// and what cannot be answered is an error.
func TestAnswers(t *testing.T) {
	for _, name := range Questions() {
		q := Question{Text: "session:\n  redis:\n    host: 'a'\n", From: "4.38", To: "4.39", Fragment: "share=1&host=a", Kind: configschema.Single, Values: configschema.Values{"session.redis.host": "a"}}
		if name == "render" {
			q.To = "k8s"
		}
		document, err := Answer(t.Context(), name, q)
		if err != nil || !json.Valid(document) || document[len(document)-1] != '\n' {
			t.Errorf("%s is answered with %s, %v", name, document, err)
		}
		if strings.Contains(string(document), ":null") {
			t.Errorf("%s has a null in its answer: %s", name, document)
		}
		if _, err := Answer(t.Context(), name, Question{Text: strings.Repeat("x", configschema.MaxInput+1)}); !errors.Is(err, configschema.ErrTooLarge) {
			t.Errorf("%s takes more than 1 MiB: %v", name, err)
		}
	}
	if _, err := Answer(t.Context(), "dance", Question{}); !errors.Is(err, ErrNoQuestion) {
		t.Errorf("an unknown question gives %v", err)
	}
}
