package state

import (
	"slices"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// What is wrong with a control waits until it was left, or the form was sent.
func TestWaits(t *testing.T) {
	host := func(row int) string { return RowKeys(authelia.KeyNodes, row)[0] }
	for name, test := range map[string]struct {
		fields map[string][]string
		action string
		want   []string // the keys of what is told
	}{
		"nothing typed":               {map[string][]string{"kind": {"single"}}, "show", nil},
		"Sentinel, nothing typed":     {map[string][]string{"kind": {"sentinel"}, host(0): {""}}, "show", nil},
		"while a port is typed":       {map[string][]string{"kind": {"single"}, authelia.KeyHost: {"redis"}, authelia.KeyPort: {"70000"}, "left": {authelia.KeyHost}}, "show", nil},
		"once the port was left":      {map[string][]string{"kind": {"single"}, authelia.KeyHost: {"redis"}, authelia.KeyPort: {"70000"}, "left": {authelia.KeyPort}}, "show", []string{authelia.KeyPort}},
		"once the empty host was":     {map[string][]string{"kind": {"single"}, "left": {authelia.KeyHost}}, "show", []string{authelia.KeyHost}},
		"once the form was sent":      {map[string][]string{"kind": {"single"}}, "check", []string{authelia.KeyHost}},
		"once a test was asked for":   {map[string][]string{"kind": {"single"}}, "test", []string{authelia.KeyHost}},
		"what a fix has set":          {map[string][]string{"kind": {"single"}, authelia.KeyHost: {"redis"}}, `fix:{"set":{"session.redis.port":"70000"}}`, []string{authelia.KeyPort}},
		"a list, once a row was left": {map[string][]string{"kind": {"sentinel"}, authelia.KeySentinelName: {"mymaster"}, "left": {host(1)}}, "show", []string{authelia.KeyNodes}},
	} {
		t.Run(name, func(t *testing.T) {
			form := Form{MaxRows: 10}
			s, err := form.Bind(test.fields)
			if err == nil {
				s, err = form.Reduce(t.Context(), s, ParseAction(test.action))
			}
			if err == nil {
				err = s.Judge(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			var told []string
			for _, p := range s.Result.Problems {
				if p.Severity == configschema.Error && !s.Waits(p) {
					told = append(told, p.Key)
				}
			}
			if !slices.Equal(told, test.want) {
				t.Errorf("errors are told at %q, want %q", told, test.want)
			}
		})
	}
}

// A template keeps what was typed where the kind of set-up stays, and says what it replaced
// where that changes. What the server or another template had put there goes.
func TestPresetKeepsWhatWasTyped(t *testing.T) {
	form := Form{MaxRows: 10, Prefill: configschema.Values{authelia.KeyHost: "127.0.0.1", authelia.KeyPassword: "sandbox"}}
	apply := func(values configschema.Values, preset string) State {
		t.Helper()
		before, err := form.Bind(map[string][]string{"kind": {"single"}})
		if err != nil {
			t.Fatal(err)
		}
		before.Input.Values = values
		after, err := form.Reduce(t.Context(), before, Action{"preset", preset})
		if err != nil {
			t.Fatal(err)
		}
		return after
	}
	kept := apply(configschema.Values{authelia.KeyHost: "myhost", authelia.KeyPort: "7000"}, "managed")
	if got := kept.Input.Values; got[authelia.KeyHost] != "myhost" || got[authelia.KeyPort] != "7000" || len(kept.Applied.Replaced) > 0 {
		t.Errorf("what was typed became %v", got)
	}
	replaced := apply(configschema.Values{authelia.KeyHost: "myhost"}, "socket")
	if replaced.Applied.Replaced[authelia.KeyHost] != "myhost" || replaced.Input.Kind != configschema.Socket {
		t.Errorf("nothing says that the host was replaced: %+v", replaced.Applied)
	}
	sandbox := apply(configschema.Values{authelia.KeyHost: "127.0.0.1", authelia.KeyPassword: "sandbox"}, "compose")
	if got := sandbox.Input.Values; got[authelia.KeyHost] != "redis" || got[authelia.KeyPassword] != "" {
		t.Errorf("what the sandbox had filled in became %v", got)
	}
	if another := apply(configschema.Values{authelia.KeyHost: "redis"}, "managed"); another.Input.Values[authelia.KeyHost] != "" || another.Focus != authelia.KeyHost {
		t.Errorf("the host of another template stays: %v, with the focus at %q", another.Input.Values, another.Focus)
	}
	empty, err := form.Reduce(t.Context(), sandbox, Action{Name: "clear"})
	if err != nil || len(empty.Input.Values) > 0 {
		t.Errorf("Reset leaves %v (%v)", empty.Input.Values, err)
	}
}

// Addresses that were pasted into one row become rows of their own.
func TestSplitRows(t *testing.T) {
	key := func(row, column int) string { return RowKeys(authelia.KeyNodes, row)[column] }
	form := Form{MaxRows: 4}
	split := func(pasted string) (State, error) {
		before, err := form.Bind(map[string][]string{"kind": {"sentinel"}, key(0, 0): {pasted}, key(1, 0): {""}, key(2, 0): {"z"}})
		if err != nil {
			t.Fatal(err)
		}
		return form.Reduce(t.Context(), before, Action{Name: "split"})
	}
	s, err := split("a:26379, b:26380\n[::1]:26381")
	if err != nil {
		t.Fatal(err)
	}
	for row, want := range [][2]string{{"a", "26379"}, {"b", "26380"}, {"[::1]", "26381"}, {"z", ""}} {
		if host, port := s.Input.Values[key(row, 0)], s.Input.Values[key(row, 1)]; host != want[0] || port != want[1] {
			t.Errorf("row %d holds %q and %q, want %q", row, host, port, want)
		}
	}
	if _, err := split("a b c d e"); err == nil {
		t.Error("there are more rows than there may be")
	}
	if s, err := split("fd00::1"); err != nil || s.Input.Values[key(0, 0)] != "fd00::1" {
		t.Errorf("an address without a port became %q (%v)", s.Input.Values[key(0, 0)], err)
	}
}
