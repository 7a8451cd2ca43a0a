package connectivity

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"redis-wizard/configschema/causes"
)

func TestAddressShowsNoPassword(t *testing.T) {
	for host, want := range map[string]string{
		"redis": "redis:6379", "[fd00::1]": "[fd00::1]:6379", "fd00::1": "[fd00::1]:6379",
		"redis://user:" + password + "@redis:6380": "redis://redis:6380:6379", "user:" + password + "@redis": "redis:6379",
		"redis://:p@" + password + "@redis": "redis://redis:6379",
	} {
		if got := (Address{Host: host, Port: 6379}).String(); got != want {
			t.Errorf("Address{%q} = %q, want %q", host, got, want)
		}
	}
}

func TestGeneration(t *testing.T) {
	for version, want := range map[string]int{"": 9, "4.29": 8, "4.37.5": 8, "v4.37": 8, "4.38": 9, "4.38.10": 9, "4.39": 9, "5.0": 9, "x": 9} {
		if got := (&Target{Authelia: version}).release().Generation(); got != want {
			t.Errorf("generation of %q = %d, want %d", version, got, want)
		}
	}
}

func TestCatalogue(t *testing.T) {
	names := map[string]bool{}
	code := regexp.MustCompile(`^([A-F][0-9]{2}|[a-z]+(-[a-z]+)*)$`)
	for _, cause := range causes.Tested {
		if names[cause.Name] {
			t.Errorf("%s is there twice", cause.Name)
		}
		names[cause.Name] = true
		if !code.MatchString(cause.Code) {
			t.Errorf("%s has the code %q", cause.Name, cause.Code)
		}
		if cause.Title == "" || cause.Message == "" || cause.Hint == "" || cause.Severity == "" {
			t.Errorf("%s is incomplete", cause.Name)
		}
		for _, text := range []string{string(cause.Message), string(cause.Hint)} {
			if strings.Count(text, "{") != strings.Count(text, "}") {
				t.Errorf("%s: unbalanced places in %q", cause.Name, text)
			}
		}
	}
	for _, row := range recognised {
		if !names[row.cause] {
			t.Errorf("an error is recognised as %s, which is not in the catalogue", row.cause)
		}
	}
	for from, to := range announcedCauses {
		if !names[from] || !names[to] {
			t.Errorf("announced cause %s → %s is not in the catalogue", from, to)
		}
	}
}

func TestSummarise(t *testing.T) {
	var samples []time.Duration
	for i := 20; i >= 1; i-- {
		samples = append(samples, time.Duration(i)*time.Millisecond)
	}
	got := *summarise(samples)
	if len(got.ValuesMS) != 20 || got.ValuesMS[0] != 20 || got.ValuesMS[19] != 1 {
		t.Errorf("values = %v, want them as they were taken", got.ValuesMS)
	}
	got.ValuesMS = nil
	if want := (Latency{Samples: 20, MinMS: 1, P50MS: 10, P95MS: 19, MaxMS: 20}); !reflect.DeepEqual(got, want) {
		t.Errorf("summarise = %+v, want %+v", got, want)
	}
}
