package api

import (
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
)

// A file that only an old release takes was written for that one; a file with a slip that
// no release takes is for the one that the form is about.
func TestReviewDetects(t *testing.T) {
	const old = "session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    timeouts:\n      dial: 5\n    high_availability:\n      sentinel_name: 'm'\n      nodes:\n        - host: 'a'\n"
	for name, c := range map[string]struct{ text, written, form, want string }{
		"as the form":      {"session:\n  redis:\n    host: 'redis'\n", "", "4.38", "4.38"},
		"a slip":           {"session:\n  redis:\n    host: 'redis'\n    pasword: 'x'\n", "", "4.38", "4.38"},
		"two slips":        {"session:\n  redis:\n    host: 'redis'\n    port: ' 6379 '\n    pasword: 'x'\n", "", "4.39", "4.39"},
		"a wrong number":   {"session:\n  redis:\n    host: 'redis'\n    port: ' 6379 '\n", "", "4.39", "4.39"},
		"chosen":           {old, "4.39", "4.39", "4.39"},
		"an image says so": {"services:\n  authelia:\n    image: 'authelia/authelia:4.38.10'\n    environment:\n      AUTHELIA_SESSION_REDIS_HOST: 'redis'\n", "", "4.39", "4.38.10"},
		"against an image": {"services:\n  authelia:\n    image: 'authelia/authelia:4.38.10'\n    environment:\n      AUTHELIA_SESSION_REDIS_HOST: 'redis'\n", "4.37", "4.39", "4.37"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Review(t.Context(), c.text, c.written, c.form, nil)
			if err != nil || got.Written != c.want || got.Detected != (c.written == "") {
				t.Errorf("written for %q, detected %t (%v), want %q", got.Written, got.Detected, err, c.want)
			}
		})
	}
	got, err := Review(t.Context(), old, "", "4.39", nil)
	if err != nil || !strings.HasPrefix(got.Written, "4.3") || got.Written == "4.39" || !got.Result.OK {
		t.Errorf("written for %q (%v): %+v", got.Written, err, got.Result.Problems)
	}
}

// Each fix of a review is made in the text, and leaves everything else in it as it is,
// the comment behind a key that is renamed included.
func TestReviewFixes(t *testing.T) {
	text := "session:\n  redis:\n    host: 'redis'\n    port: 6380\n    # above\n    pasword: 'hunter2' # beside\n    database_indx: 2\n"
	for range 5 {
		r, err := Review(t.Context(), text, "4.39", "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if !r.Fixable {
			t.Fatal("nothing can be fixed in it")
		}
		var fix *causes.Fix
		for _, p := range r.Result.Problems {
			if fix == nil && p.Fix != nil {
				fix = p.Fix
			}
		}
		if fix == nil {
			break
		}
		set := map[string]string{}
		for key, value := range fix.Set {
			set[key] = value
		}
		for key, from := range fix.Copy {
			set[key] = r.Result.Values[from]
		}
		after, err := r.FixIn(t.Context(), set, nil)
		if err != nil || after == text {
			t.Fatalf("%s changes nothing (%v)", fix.Label, err)
		}
		text = after
	}
	const want = "session:\n  redis:\n    host: 'redis'\n    port: 6380\n    # above\n    password: 'hunter2' # beside\n    database_index: 2\n"
	if text != want {
		t.Errorf("the text is\n%s\nwant\n%s", text, want)
	}
}
