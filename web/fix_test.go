package web

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/web/views"
)

func TestFixed(t *testing.T) {
	before := configschema.Values{passwordKey: "one", sentinelPasswordKey: "two", hostKey: " r€dis  "}
	for name, test := range map[string]struct {
		fix  views.Fix
		want configschema.Values
	}{
		"set":             {views.Fix{Set: configschema.Values{portKey: "6379"}}, configschema.Values{portKey: "6379"}},
		"swap":            {views.Fix{Copy: map[string]string{passwordKey: sentinelPasswordKey, sentinelPasswordKey: passwordKey}}, configschema.Values{passwordKey: "two", sentinelPasswordKey: "one"}},
		"move":            {views.Fix{Set: configschema.Values{sentinelPasswordKey: ""}, Copy: map[string]string{passwordKey: sentinelPasswordKey}}, configschema.Values{passwordKey: "two", sentinelPasswordKey: ""}},
		"cut":             {views.Fix{Cut: map[string][2]int{hostKey: {1, 2}}}, configschema.Values{hostKey: "r€dis"}},
		"cut characters":  {views.Fix{Cut: map[string][2]int{hostKey: {3, 0}}}, configschema.Values{hostKey: "dis  "}},
		"cut too much":    {views.Fix{Cut: map[string][2]int{hostKey: {5, 50}}}, configschema.Values{hostKey: ""}},
		"cut below 0":     {views.Fix{Cut: map[string][2]int{hostKey: {-5, -1}}}, configschema.Values{hostKey: " r€dis  "}},
		"copy, then cut":  {views.Fix{Copy: map[string]string{passwordKey: sentinelPasswordKey}, Cut: map[string][2]int{passwordKey: {1, 0}}}, configschema.Values{passwordKey: "wo"}},
		"copy of nothing": {views.Fix{Copy: map[string]string{passwordKey: portKey}}, configschema.Values{passwordKey: ""}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, fixed(test.fix, before)); diff != "" {
				t.Errorf("the values (-want +got):\n%s", diff)
			}
		})
	}
	if before[passwordKey] != "one" {
		t.Error("the values before were changed")
	}
}

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
	wantText(t, answer{body: element(t, page, hostOf(0))}, `value=""`)
	for _, key := range []string{hostKey, portKey} {
		if hidden(field(t, page, key)) {
			t.Errorf("%s is hidden", key)
		}
	}
	page = postForm(t, s, map[string]string{"kind": "single", hostKey: "sentinel-0", portKey: "26380", "action": `fix:{"set":{"` + nameKey + `":"mymaster"}}`}, "")
	wantText(t, page, `value="sentinel" checked`, "host: &#39;sentinel-0&#39;", "port: 26380", "sentinel_name: &#39;mymaster&#39;")
	for _, key := range []string{hostKey, portKey} {
		if hidden(field(t, page, key)) {
			t.Errorf("%s is hidden", key)
		}
	}
}
