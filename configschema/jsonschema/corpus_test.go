package jsonschema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/conformance"
)

func compile(t testing.TB, source []byte) *validator.Schema {
	t.Helper()
	document, err := validator.UnmarshalJSON(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("urn:test", document); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("urn:test")
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

// asJSON is a YAML value as an editor hands it to a validator.
func asJSON(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case map[string]any:
		for key, inner := range v {
			if v[key], err = asJSON(inner); err != nil {
				return nil, err
			}
		}
	case map[any]any:
		out := map[string]any{}
		for key, inner := range v {
			if out[fmt.Sprint(key)], err = asJSON(inner); err != nil {
				return nil, err
			}
		}
		return out, nil
	case []any:
		for i, inner := range v {
			if v[i], err = asJSON(inner); err != nil {
				return nil, err
			}
		}
	case time.Time: // a text in JSON
		return v.Format(time.RFC3339), nil
	case int:
		return json.Number(strconv.Itoa(v)), nil
	case uint64:
		return json.Number(strconv.FormatUint(v, 10)), nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%v is no number in JSON", v)
		}
	}
	return v, nil
}

// What a version accepts its schema accepts, and what it refuses the schema
// refuses. The exceptions are counted by their reason.
func TestConformance(t *testing.T) {
	schemas := map[string]*validator.Schema{}
	got, agreed := map[string]int{}, 0
	examples := map[string][]string{}
	for _, b := range conformance.Read(t, "../testdata/conformance") {
		for release, verdict := range b.Verdicts {
			var content any
			err := yaml.Unmarshal([]byte(b.YAML), &content)
			if err == nil {
				content, err = asJSON(content)
			}
			if err != nil {
				reason := "no JSON document, and refused"
				if verdict.OK {
					reason = "no JSON document, but accepted"
					examples[reason] = append(examples[reason], b.ID+" "+release+"\n"+b.YAML)
				}
				got[reason]++
				continue
			}
			if schemas[release] == nil {
				v, err := authelia.ParseVersion(release)
				if err != nil {
					t.Fatal(err)
				}
				schemas[release] = compile(t, Generate(v))
			}
			invalid := schemas[release].Validate(map[string]any{"session": content})
			if (invalid == nil) == verdict.OK {
				agreed++
				continue
			}
			reason := reasonFor(t, b, release, verdict.OK)
			got[reason]++
			examples[reason] = append(examples[reason], fmt.Sprintf("%s %s\n%s%v", b.ID, release, b.YAML, invalid))
		}
	}
	t.Logf("%d verdicts agreed with", agreed)
	if diff := cmp.Diff(exceptions, got); diff != "" {
		t.Errorf("exceptions (-want +got):\n%s", diff)
		for reason := range got {
			if got[reason] > exceptions[reason] && len(examples[reason]) > 0 {
				t.Logf("%s:\n%s", reason, strings.Join(examples[reason][:min(6, len(examples[reason]))], "\n"))
			}
		}
	}
}

// reasonFor names what only the evaluation knows.
func reasonFor(t *testing.T, b conformance.Block, release string, accepted bool) string {
	t.Helper()
	r, err := configschema.Evaluate(configschema.Input{Authelia: release, YAML: b.YAML})
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	for _, p := range r.Problems {
		if (p.Severity == configschema.Error) != accepted && (!accepted || p.Code == "E09") && !slices.Contains(codes, p.Code) {
			codes = append(codes, p.Code)
		}
	}
	slices.Sort(codes)
	if accepted {
		return strings.TrimSpace("accepted " + strings.Join(codes, " ") + oddities[b.ID])
	}
	return "refused " + strings.Join(codes, " ")
}

// oddities are blocks that old versions accept for a reason of their own.
var oddities = map[string]string{
	"rand-0346": "an unknown option that is an empty mapping, which 4.29 does not see",
	"rand-0490": "a bare no as a number, which is false to yaml.v2 and so 0",
	"rand-0502": "a key in capital letters, which 4.29 does not tell apart",
}

// exceptions are the verdicts of real releases that a schema cannot give, by
// the reason why, of 6,728.
var exceptions = map[string]int{
	// Broken YAML, a key that stands twice, or a number that JSON does not have:
	// no validator sees such a document. Until 4.35 the last of two keys wins.
	"no JSON document, and refused":  554,
	"no JSON document, but accepted": 38,
	// The types are wrong, and 4.29 ignores all of session.redis without a word. To
	// refuse it is what the person in front of the editor needs.
	"accepted E09": 40,
	"accepted an unknown option that is an empty mapping, which 4.29 does not see": 1,
	"accepted a bare no as a number, which is false to yaml.v2 and so 0":           4,
	"accepted a key in capital letters, which 4.29 does not tell apart":            1,
	// The key and the certificate are each what they should be, for others.
	"refused C10": 3,
	// "yes" in quotes; until 4.35 it is right without them, and both are one text.
	"refused not-a-boolean": 6,
	// A bare date, which is a text in JSON.
	"refused not-text": 16,
}
