package configschema

import (
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
)

// Input that is meant to hurt gets a clear answer, and no panic.
func TestHostileInput(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c < 'k'; c++ {
		bomb += string(c) + ": &" + string(c) + " [" + strings.TrimSuffix(strings.Repeat("*"+string(c-1)+",", 9), ",") + "]\n"
	}
	cases := []struct{ name, yaml, message string }{
		{"brackets", strings.Repeat("[", 5000), "yaml: nested more than 2000 levels deep"},
		{"braces in redis", "redis:\n  host: " + strings.Repeat("{a: ", 3000), "yaml: nested more than 2000 levels deep"},
		{"dashes", strings.Repeat("- ", 5000), "yaml: nested more than 2000 levels deep"},
		{"bomb", bomb + "session:\n  redis:\n    host: redis\n", "yaml: document contains excessive aliasing"},
		{"self-containing anchor", "session: &s\n  redis: *s\n", "yaml: anchor 's' value contains itself"},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00", "yaml: control characters are not allowed"},
		{"invalid UTF-8", "redis:\n  host: a\xffb\n", "yaml: invalid leading UTF-8 octet"},
		{"a list", "- redis\n", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[string]interface {}"},
		{"half a file", "session:\n  redis:\n    host: 'red", "yaml: line 3: found unexpected end of stream"},
		{"a text", "hello", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `hello` into map[string]interface {}"},
	}
	for _, c := range cases {
		for _, version := range []string{"4.29", "4.39"} {
			r, err := Evaluate(Input{Authelia: version, YAML: c.yaml})
			if err != nil {
				t.Fatal(err)
			}
			if r.OK || len(r.Problems) == 0 || r.Problems[0].Message != c.message || r.Problems[0].Line < 1 {
				t.Errorf("%s (%s): %+v", c.name, version, r.Problems)
			}
		}
	}
	for _, in := range []Input{{YAML: strings.Repeat("a: b\n", 1<<20)}, {Values: authelia.Values{authelia.KeyHost: strings.Repeat("h", 2<<20)}}} {
		if _, err := Evaluate(in); err != ErrTooLarge {
			t.Errorf("too large: %v", err)
		}
	}
}
