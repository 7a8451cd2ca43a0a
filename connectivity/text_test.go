package connectivity

import (
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestRedactor(t *testing.T) {
	r := newRedactor([]string{"hunter2-long", "hunter2-long-and-longer", "a\x01b\"c", "xy", ""})
	for text, want := range map[string]string{
		"ERR hunter2-long":              "ERR <secret>",
		"ERR hunter2-long-and-longer":   "ERR <secret>",
		"hunt\x00er2-long":              "<secret>", // put together by taking out the control character
		`with "a` + "\x01" + `b\"c" in`: `with "<secret>" in`,
		`ab"c here`:                     "<secret> here",
		"a b\r\n\tc\x1b[31m\u202e":      "a b c[31m",
		"galaxy":                        "<secret>", // a secret too short to be cut out alone
		"bad \xff utf8":                 "bad utf8",
	} {
		if got := r.clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
	if long := r.clean(strings.Repeat("ü", 300)); len(long) > peerTextLimit+len("…") || !utf8.ValidString(long) {
		t.Errorf("long text is cut to %d bytes, valid = %v", len(long), utf8.ValidString(long))
	}
}

func FuzzRedactor(f *testing.F) {
	f.Add("secret", "ERR secret")
	f.Add("a\x00b", "ab")
	f.Fuzz(func(t *testing.T, secret, text string) {
		if len(secret) < 4 || strings.Contains(redacted+"…", secret) || strings.Contains(secret, "<") || strings.Contains(secret, ">") {
			return
		}
		cleaned := newRedactor([]string{secret}).clean(text)
		if strings.Contains(cleaned, secret) {
			t.Errorf("clean(%q) = %q still holds %q", text, cleaned, secret)
		}
		if !utf8.ValidString(cleaned) {
			t.Errorf("clean(%q) = %q is no UTF-8", text, cleaned)
		}
	})
}

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
		if got := (&Target{Authelia: version}).generation(); got != want {
			t.Errorf("generation of %q = %d, want %d", version, got, want)
		}
	}
}

func TestCatalogue(t *testing.T) {
	names := map[string]bool{}
	code := regexp.MustCompile(`^([A-F][0-9]{2}|[a-z]+(-[a-z]+)*)$`)
	for _, cause := range Catalogue {
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
