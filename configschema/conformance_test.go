package configschema

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"redis-wizard/configschema/conformance"
)

// Every block of configuration gets the verdict that eight real releases gave,
// and every error that they print about session.redis is among our problems.
func TestConformance(t *testing.T) {
	judged := 0
	for _, b := range conformance.Read(t, "testdata/conformance") {
		for release, want := range b.Verdicts {
			got, err := Evaluate(Input{Authelia: release, YAML: b.YAML})
			if err != nil {
				t.Fatalf("%s %s: %v", b.ID, release, err)
			}
			judged++
			if got.OK != want.OK {
				t.Errorf("%s %s: ok = %v, Authelia says %v\nours: %s\nits: %q\n%s", b.ID, release, got.OK, want.OK, got.JSON(), want.RedisErrors, b.YAML)
				continue
			}
			messages := []string{}
			for _, p := range got.Problems {
				if p.Severity == Error {
					messages = append(messages, p.Message)
				}
				if p.Line < 1 {
					t.Errorf("%s %s: problem without a line: %+v", b.ID, release, p)
				}
			}
			wanted := parts(want)
			for _, w := range wanted {
				if !slices.Contains(messages, w) {
					t.Errorf("%s %s: missing %q\nours: %q\n%s", b.ID, release, w, messages, b.YAML)
				}
			}
			for _, m := range messages {
				if !slices.Contains(wanted, m) && !want.ParseFailed {
					t.Errorf("%s %s: superfluous %q\nits: %q\n%s", b.ID, release, m, wanted, b.YAML)
				}
			}
		}
	}
	t.Logf("%d verdicts", judged)
}

var yamlError = regexp.MustCompile(`^(?:Error malformed yaml: |failed to load configuration from (?:yaml file|file path)\(<config>\) source: yaml: )`)
var lineNumber = regexp.MustCompile(`line (\d+)`)

// parts takes Authelia's errors apart: decoding faults are joined into one
// message there, and its blocks stood one line further down.
func parts(v conformance.Verdict) (out []string) {
	for _, e := range v.RedisErrors {
		switch {
		case yamlError.MatchString(e):
			e = "yaml: " + yamlError.ReplaceAllString(e, "")
			if strings.Contains(e, "end of stream") {
				continue // older parsers count to the end of the whole file
			}
			out = append(out, lineNumber.ReplaceAllStringFunc(e, func(s string) string {
				n, _ := strconv.Atoi(strings.TrimPrefix(s, "line "))
				return "line " + strconv.Itoa(n-1)
			}))
		case strings.HasPrefix(e, "error occurred during unmarshal"):
			_, faults, _ := strings.Cut(e, "\n\n")
			for _, fault := range strings.Split(faults, "\n") {
				out = append(out, strings.TrimPrefix(fault, "* "))
			}
		default:
			out = append(out, e)
		}
	}
	return out
}
