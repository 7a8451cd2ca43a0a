package state

import (
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/upgrade"
)

const file434 = "session:\n  secret: 'x'\n  redis:\n    host: 'redis'\n    database_index: 2\n    timeouts:\n      dial: 5\n    tls:\n      skip_verify: yes\n    high_availability:\n      sentinel_name: 'm'\n      route_by_latency: true\n      nodes:\n        - host: 'a'\n          weight: 5\n        - host: 'b'\n        - host: 'c'\n"

// A plan is of the file as it is written, whatever release the form was about when it was
// imported (fault 4), and shows what changes beside an error at the start (5 and 14).
func TestPlanIsOfTheFile(t *testing.T) {
	kinds := func(written string) (counts map[upgrade.Kind]int, s State) {
		t.Helper()
		s = do(t, bound(t, map[string]string{"yaml": file434, "written": written}), "use-import")
		s.Place, s.From, s.To = PlaceUpgrade, "4.34.4", "4.39"
		s = do(t, s, "plan")
		counts = map[upgrade.Kind]int{}
		for _, step := range s.Upgraded.Steps {
			counts[step.Kind]++
		}
		return counts, s
	}
	old, s := kinds("4.34")
	latest, _ := kinds("4.39")
	for kind, n := range old {
		if latest[kind] != n {
			t.Errorf("%d steps of kind %s as imported for 4.34, and %d for 4.39", n, kind, latest[kind])
		}
	}
	if old[upgrade.Changes] == 0 || s.Upgraded.Merged == nil || !strings.Contains(s.Upgraded.Merged.Text, "skip_verify: true") {
		t.Errorf("the plan: %v, %+v", old, s.Upgraded.Merged)
	}
	if len(s.Files()) == 0 || s.Files()[0].Text != s.Upgraded.Merged.Files[0].Text {
		t.Error("the rewritten file cannot be downloaded")
	}
	s = do(t, s, "adopt")
	if s.Place != Configure || s.Version() != "4.39" || !s.Result.OK || strings.Contains(s.Document(), "timeouts") {
		t.Errorf("at %q for %s: %+v", s.Place, s.Version(), s.Result.Problems)
	}
}

// A plan and an explanation are made at their places only, and anew with each answer.
func TestPlaces(t *testing.T) {
	s := bound(t, map[string]string{authelia.KeyHost: "redis", "log": "NOAUTH Authentication required.", "from": "4.37", "to": "4.39"})
	if s = do(t, s); s.Upgraded != nil || s.Explained != nil {
		t.Error("more was made than is shown")
	}
	s.Place = PlaceExplain
	if s = do(t, s, "explain"); s.Explained == nil || len(s.Explained.Explanations) != 1 {
		t.Errorf("nothing was explained: %+v", s.Explained)
	}
	if s = do(t, s, "to-field:"+authelia.KeyPassword); s.Place != Configure || s.Focus != authelia.KeyPassword {
		t.Errorf("at %q with the focus on %s", s.Place, s.Focus)
	}
}
