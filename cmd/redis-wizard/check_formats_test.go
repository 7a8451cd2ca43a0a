package main

import (
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"redis-wizard/configschema"
	"redis-wizard/configschema/redact"
	"redis-wizard/configschema/redact/redacttest"
)

// troubled has an error, warnings and a note, and characters that every format
// has to escape somewhere.
const troubled = `session:
  redis:
    host: 'redis://h,o:st'
    port: 70000
    passwort: "hun,ter2%::]]>"
    tls:
      skip_verify: true
`

func sarifSchemaOf(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSARIF(t *testing.T) {
	schema := sarifSchemaOf(t)
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.MkdirAll("a b", 0o700); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("a b", "c:ö.yml")
	if err := os.WriteFile(name, []byte(troubled), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args  []string
		stdin string
		uri   string
		code  int
	}{
		{[]string{name}, "", "a%20b/c:%C3%B6.yml", 1},
		{[]string{filepath.Join(dir, name)}, "", "a%20b/c:%C3%B6.yml", 1},
		{[]string{"--codes-url", "https://wizard.example.com/codes", "-"}, troubled, "stdin", 1},
		{[]string{"-"}, "redis:\n  host: redis\n", "", 0},
		{[]string{"-"}, "redis:\n host: [\n", "stdin", 1},
	} {
		got := invoke(t, c.stdin, emptyEnvironment, append([]string{"check", "--format", "sarif"}, c.args...)...)
		if got.code != c.code {
			t.Fatalf("%v: status %d: %s", c.args, got.code, got.stderr)
		}
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(got.stdout))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%v: %v", c.args, err)
		}
		var log sarifLog
		if err := json.Unmarshal([]byte(got.stdout), &log); err != nil {
			t.Fatal(err)
		}
		run := log.Runs[0]
		if c.uri == "" {
			if len(run.Results) != 0 {
				t.Errorf("results for a good file: %v", run.Results)
			}
			continue
		}
		prints := map[string]bool{}
		for _, r := range run.Results {
			if uri := r.Locations[0].Physical.Artifact.URI; uri != c.uri {
				t.Errorf("uri %q, want %q", uri, c.uri)
			}
			if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID {
				t.Errorf("rule %d is not %s", r.RuleIndex, r.RuleID)
			}
			if p := r.Fingerprints["redisWizardProblem/v1"]; p == "" || prints[p] {
				t.Errorf("%s: fingerprint %q is empty or not its own", r.RuleID, p)
			} else {
				prints[p] = true
			}
			if link := run.Tool.Driver.Rules[r.RuleIndex].HelpURI; c.args[0] == "--codes-url" && link != "https://wizard.example.com/codes#"+r.RuleID {
				t.Errorf("helpUri %q", link)
			}
		}
	}
}

func TestSARIFPlaces(t *testing.T) {
	got := invoke(t, troubled, emptyEnvironment, "check", "--format", "sarif", "-")
	var log sarifLog
	if err := json.Unmarshal([]byte(got.stdout), &log); err != nil {
		t.Fatal(err)
	}
	for _, r := range log.Runs[0].Results {
		if r.RuleID == "port-range" {
			if region := *r.Locations[0].Physical.Region; region != (sarifRegion{4, 11}) || r.Level != "error" {
				t.Errorf("%+v, %s", region, r.Level)
			}
			return
		}
	}
	t.Errorf("no port-range in %s", got.stdout)
}

func TestGitHub(t *testing.T) {
	path := file(t, "a,b: c%.yml", troubled)
	t.Chdir(filepath.Dir(path))
	got := invoke(t, "", emptyEnvironment, "check", "--format", "github", path)
	lines := strings.Split(strings.TrimSuffix(got.stdout, "\n"), "\n")
	worst := 0
	for _, line := range lines {
		command, rest, ok := strings.Cut(strings.TrimPrefix(line, "::"), " ")
		properties, message, found := strings.Cut(rest, "::")
		if !ok || !found || message == "" || !strings.HasPrefix(line, "::") {
			t.Fatalf("no workflow command: %q", line)
		}
		order := map[string]int{"error": 1, "warning": 2, "notice": 3}[command]
		if order == 0 || order < worst {
			t.Errorf("%q stands in the wrong place", line)
		}
		worst = order
		if !strings.HasPrefix(properties, "file=a%2Cb%3A c%25.yml,line=") {
			t.Errorf("properties %q", properties)
		}
	}
	if want := "::error file=a%2Cb%3A c%25.yml,line=4,col=11,title=port-range%3A The port is out of range::session: redis: option 'port' must be between 1 and 65535 but it's configured as '70000'%0A"; !strings.Contains(got.stdout, want) {
		t.Errorf("no %q in\n%s", want, got.stdout)
	}
	if got := invoke(t, troubled, emptyEnvironment, "check", "--format", "github", "-"); strings.Contains(got.stdout, "file=") || !strings.Contains(got.stdout, "::error title=") {
		t.Errorf("standard input is no file of the repository:\n%s", got.stdout)
	}
}

func TestJUnit(t *testing.T) {
	for _, c := range []struct {
		yaml            string
		tests, failures int // at least
	}{
		{troubled, 3, 2},
		{"redis:\n  host: redis\n", 1, 0},
		{"\x7fELF\x02\x01\x1b[2J", 1, 1},
		{"redis:\n  host: \"a\\u0001\\x1b<&]]>\"\n", 1, 0},
	} {
		got := invoke(t, c.yaml, emptyEnvironment, "check", "--format", "junit", "-")
		var report junitSuites
		if err := xml.Unmarshal([]byte(got.stdout), &report); err != nil {
			t.Fatalf("%v:\n%s", err, got.stdout)
		}
		if !utf8.ValidString(got.stdout) || strings.ContainsAny(got.stdout, "\x01\x1b\x7f") {
			t.Errorf("control characters in %q", got.stdout)
		}
		if len(report.Suites) != 1 || report.Tests < c.tests || report.Failures < c.failures || (report.Failures > 0) != (got.code == 1) {
			t.Errorf("%d tests, %d failures, status %d:\n%s", report.Tests, report.Failures, got.code, got.stdout)
		}
		suite := report.Suites[0]
		names, failures := map[string]bool{}, 0
		for _, one := range suite.Cases {
			if names[one.Name] || one.Class == "" {
				t.Errorf("case %q of class %q", one.Name, one.Class)
			}
			names[one.Name] = true
			if one.Failure != nil {
				failures++
				if one.Failure.Message == "" || one.Failure.Text == "" || one.Failure.Type == "" {
					t.Errorf("%+v", one.Failure)
				}
			}
		}
		if suite.Tests != len(suite.Cases) || suite.Failures != failures {
			t.Errorf("the suite counts wrong: %+v", suite)
		}
	}
}

// Several files keep apart what is wrong in each, in every format.
func TestSeveralFiles(t *testing.T) {
	a, b := &redact.Source{Name: "a.yml", Text: "session:\n  redis:\n    port: 1\n"}, &redact.Source{Name: "b.yml", Text: "session:\n  redis:\n    host: x\n    port: 70000\n"}
	j := judged(configschema.Result{Authelia: "4.39", Problems: []configschema.Problem{
		{Key: "session.redis.port", File: "b.yml", Line: 4, Column: 11, Severity: configschema.Error, Code: "port-range", Message: "m"},
		{Severity: configschema.Info, Code: "no-redis", Message: "of the whole"},
	}}, []*redact.Source{a, b}, false, "")
	for format, want := range map[string]string{
		"text":   "b.yml:4:11: error: m [port-range]\n    4 |     port: 70000\n      |           ^\na.yml, b.yml: info: of the whole [no-redis]\n",
		"sarif":  `"uri": "b.yml"`,
		"github": "::error file=b.yml,line=4,col=11,",
		"junit":  `<testsuite name="b.yml" tests="1" failures="1"`,
	} {
		var out strings.Builder
		if err := checkWriters[format](&out, j); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s: no %q in\n%s", format, want, out.String())
		}
	}
	if in := inputOf([]*redact.Source{a, b}, "4.39"); in.YAML != "" || len(in.Files) != 2 || in.Files[1] != (configschema.File{Name: "b.yml", Text: b.Text}) {
		t.Errorf("%+v", in)
	}
	if in := inputOf([]*redact.Source{a}, "4.39"); in.YAML != a.Text || in.Files != nil {
		t.Errorf("%+v", in)
	}
	if got := invoke(t, "", emptyEnvironment, "check", "-", "-"); got.code != 2 || !strings.Contains(got.stderr, "only once") {
		t.Errorf("%+v", got)
	}
}

func TestOutput(t *testing.T) {
	in, out := file(t, "configuration.yml", troubled), filepath.Join(t.TempDir(), "report")
	for _, format := range []string{"text", "json", "sarif", "github", "junit"} {
		direct := invoke(t, "", emptyEnvironment, "check", "--format", format, in)
		got := invoke(t, "", emptyEnvironment, "check", "--format", format, "--output", out, in)
		written, err := os.ReadFile(out)
		if got.code != 1 || got.stdout != "" || err != nil || string(written) != direct.stdout {
			t.Errorf("%s: status %d, %q, %v, %q", format, got.code, got.stdout, err, written)
		}
	}
	if got := invoke(t, "", emptyEnvironment, "check", "--output", in, in); got.code != 2 || !strings.Contains(got.stderr, "would be lost") {
		t.Errorf("%+v", got)
	}
	if got := invoke(t, "", emptyEnvironment, "check", "--output", "/nowhere/x", in); got.code != 2 || !strings.Contains(got.stderr, "write /nowhere/x: no such file") {
		t.Errorf("%+v", got)
	}
}

func TestColour(t *testing.T) {
	for _, c := range []struct {
		args []string
		env  lookup
		want bool
	}{
		{nil, emptyEnvironment, false}, // no terminal
		{[]string{"--color", "always"}, emptyEnvironment, true},
		{[]string{"--color", "always"}, environment("NO_COLOR", "1"), true}, // asked for
		{[]string{"--color", "never"}, emptyEnvironment, false},
	} {
		got := invoke(t, troubled, c.env, append(append([]string{"check"}, c.args...), "-")...)
		if strings.Contains(got.stdout, "\x1b[") != c.want {
			t.Errorf("%v: %q", c.args, got.stdout)
		}
	}
}

// TestNoSecretInReports puts secrets wherever a person may put one, in files
// that are right, wrong and broken, and looks for them in what is printed.
func TestNoSecretInReports(t *testing.T) {
	versions := []string{"4.29", "4.34", "4.37", "4.38", "4.39"}
	n := 0
	redacttest.Each(1500, func(yaml, secret string) {
		n++
		version := versions[n%len(versions)]
		for _, format := range []string{"text", "sarif", "github", "junit"} {
			got := invoke(t, yaml, emptyEnvironment, "check", "--authelia", version, "--format", format, "-")
			if got.code == 2 {
				t.Fatalf("%q: %s", yaml, got.stderr)
			}
			if redacttest.Found(got.stdout+got.stderr, secret) {
				t.Fatalf("%s for %s repeats %q of\n%s\n%s", format, version, secret, yaml, got.stdout)
			}
		}
	})
}
