package web

import (
	"strings"
	"testing"
)

// Without a script, a fix that swaps two passwords is a button like any other,
// and its value holds neither of them.
func TestFixThatCopies(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{
		"kind": "single", passwordKey: "one", sentinelPasswordKey: "two", hostKey: "redis",
		"action": `fix:{"copy":{"` + passwordKey + `":"` + sentinelPasswordKey + `","` + sentinelPasswordKey + `":"` + passwordKey + `"}}`,
	}, "")
	wantStatus(t, page, 200)
	wantText(t, answer{body: element(t, page, passwordKey)}, `value="two"`)
	wantText(t, answer{body: element(t, page, sentinelPasswordKey)}, `value="one"`)
	wantText(t, page, `value="sentinel" checked`) // or the value would not count
}

// From Sentinel to one server in one act: the address is there, and in sight.
// The other way round, host and port stay in sight, because to Authelia they
// are one more sentinel.
func TestFixOfTheKind(t *testing.T) {
	s, _ := newServer(t, Options{})
	page := postForm(t, s, map[string]string{
		"kind": "sentinel", nameKey: "mymaster", hostOf(0): "redis",
		"action": `fix:{"set":{"session.redis.high_availability":"","` + hostKey + `":"redis","` + portKey + `":"6379"}}`,
	}, "")
	wantText(t, page, `value="single" checked`)
	wantText(t, answer{body: element(t, page, hostKey)}, `value="redis"`)
	wantNoText(t, page, `name="`+hostOf(0)+`"`)
	for _, key := range []string{hostKey, portKey} {
		if !strings.Contains(page.body, `name="`+key+`"`) {
			t.Errorf("%s is gone", key)
		}
	}
	page = postForm(t, s, map[string]string{"kind": "single", hostKey: "sentinel-0", portKey: "26380", "action": `fix:{"set":{"` + nameKey + `":"mymaster"}}`}, "")
	wantText(t, page, `value="sentinel" checked`)
	wantYAML(t, page, "host: 'sentinel-0'", "port: 26380", "sentinel_name: 'mymaster'")
	for _, key := range []string{hostKey, portKey} {
		if !strings.Contains(page.body, `name="`+key+`"`) {
			t.Errorf("%s is gone", key)
		}
	}
}
