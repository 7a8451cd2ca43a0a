package base

import "testing"

func TestCheck(t *testing.T) {
	for base, good := range map[string]bool{
		"": true, "/a": true, "/redis-wizard": true, "/a/b.c/d_e~f": true,
		"/": false, "a": false, "/a/": false, "//a": false, "/a//b": false, "/..": false, "/a/./b": false, "/:a": false, "/a*": false, "/a b": false, "/a?b": false, "/ä": false, "/a%2f": false,
	} {
		if err := Check(base); (err == nil) != good {
			t.Errorf("%q: %v, want good %t", base, err, good)
		}
	}
}
