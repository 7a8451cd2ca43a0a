package intake_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/intake"
)

var update = flag.Bool("update", false, "rewrite testdata/lists/*.golden")

var ourVariable = regexp.MustCompile(`AUTHELIA_SESSION_REDIS_\w+`)

// Whole texts as people publish them, with everything around: what is read of each, from
// where, what is said about it, and what merge writes back. Each variable of Redis that is
// in a text is read, or somebody hears of it.
func TestLists(t *testing.T) {
	paths, err := filepath.Glob("testdata/lists/*.txt")
	if err != nil || len(paths) < 15 {
		t.Fatal(err, paths)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text := string(source)
			found, err := api.Import(t.Context(), nil, text, "", nil)
			if err != nil {
				t.Fatal(err)
			}
			got := shown(found) + verdicts(t, text) + written(t, text, found)
			golden := strings.TrimSuffix(path, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, _ := os.ReadFile(golden)
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Error(diff)
			}
			said := fmt.Sprint(found.Notes, found.Result.Problems)
			for _, name := range ourVariable.FindAllString(text, -1) {
				if _, read := found.Sources[optionOf(name)]; !read && !strings.Contains(said, name) {
					t.Errorf("%s is lost", name)
				}
			}
		})
	}
}

// optionOf is the option that a variable sets, or names the file of.
func optionOf(variable string) string {
	for _, f := range authelia.Options() {
		if f.Env() == strings.TrimSuffix(variable, "_FILE") {
			return f.Key
		}
	}
	return ""
}

func shown(found api.Imported) string {
	var b strings.Builder
	fmt.Fprintf(&b, "form: %s\nrelease: %s\n", found.Form, found.Release)
	at := func(file string, line int) string { return fmt.Sprintf("%s:%d", file, line) }
	for _, key := range slices.Sorted(maps.Keys(found.Sources)) {
		value := found.Result.Values[key]
		if slices.Contains(found.Result.FromFile, key) {
			value = "(not known here)"
		}
		fmt.Fprintf(&b, "%s = %s (%s)\n", key, value, at(found.Sources[key].File, found.Sources[key].Line))
	}
	for _, note := range found.Notes {
		fmt.Fprintf(&b, "note: %s\n", note)
	}
	for i, p := range found.Result.Problems {
		fmt.Fprintf(&b, "%s %s %s, line %d of all: %s\n", p.Severity, p.Code, at(p.File, p.Line), found.Lines[i], p.Message)
		if p.Fix != nil {
			fmt.Fprintf(&b, "  fix: %s %v\n", p.Fix.Label, p.Fix.Set)
		}
	}
	return b.String()
}

// verdicts are what releases say of it, with the codes of problems; releases that say the
// same stand on one line.
func verdicts(t *testing.T, text string) string {
	var b strings.Builder
	first, last, said := "", "", ""
	flush := func(now string) {
		if said != "" {
			fmt.Fprintf(&b, "verdict %s: %s\n", strings.TrimSuffix(first+" to "+last, first+" to "+first)+strings.Repeat(first, map[bool]int{true: 1}[first == last]), said)
		}
		first, said = now, ""
	}
	for _, release := range []string{"4.29", "4.32", "4.34", "4.36", "4.37", "4.38.5", "4.38", "4.39"} {
		judged, err := api.Judge(t.Context(), text, configschema.Input{Authelia: release})
		result, verdict := configschema.Result{}, "ok"
		if judged != nil {
			result = judged.Result
		}
		switch {
		case err != nil:
			verdict = "nothing to judge"
		case !result.OK:
			verdict = "refused"
		}
		for _, p := range result.Problems {
			if p.Severity != configschema.Info {
				verdict += " " + p.Code
			}
		}
		if verdict != said {
			flush(release)
		}
		last, said = release, verdict
	}
	flush("")
	return b.String()
}

// written is what merge makes of the text, where it can, with another database; the diff
// alone.
func written(t *testing.T, text string, found api.Imported) string {
	if !found.Mergeable {
		return "merge: there is no configuration.yml\n"
	}
	values := maps.Clone(found.Result.Values)
	values["session.redis.database_index"] = "7"
	in := configschema.Input{Authelia: found.Result.Authelia, Kind: found.Result.Kind, Values: values}
	merged, err := api.Merge(t.Context(), text, in)
	if err != nil {
		return "merge: " + err.Error() + "\n"
	}
	var b strings.Builder
	for _, file := range merged.Files {
		fmt.Fprintf(&b, "merge: %s\n", file.Name)
		for _, hunk := range file.Diff {
			for _, line := range hunk.Lines {
				sign := map[string]string{"same": " ", "added": "+", "removed": "-"}[line.Op]
				b.WriteString(sign + line.Text + "\n")
			}
		}
	}
	return b.String()
}

// A text that stands for several is taken apart as it was joined.
func TestListsAreJoined(t *testing.T) {
	paths, _ := filepath.Glob("testdata/lists/*.txt")
	for _, path := range paths {
		source, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := intake.Join(intake.Split(string(source))); got != string(source) {
			t.Errorf("%s is joined otherwise", path)
		}
	}
}
