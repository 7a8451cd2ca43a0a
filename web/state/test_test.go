package state

import (
	"testing"

	"redis-wizard/configschema/authelia"
)

// reduced is the state that actions make of fields, one after the other.
func reduced(t *testing.T, fields map[string][]string, actions ...string) State {
	t.Helper()
	form := Form{MaxRows: 4}
	s, err := form.Bind(fields)
	for _, action := range actions {
		if err == nil {
			s, err = form.Reduce(t.Context(), s, ParseAction(action))
		}
	}
	if err == nil {
		err = s.Judge(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// There is a test where there is something to test. Otherwise it is said what is missing,
// and that has the focus.
func TestWhatIsTested(t *testing.T) {
	const noSecret = "log: {level: info}\nsession:\n  redis:\n    host: 'redis'\n"
	for name, c := range map[string]struct {
		fields map[string][]string
		action string
		tested bool
		errors int
		focus  string
	}{
		"a host":          {map[string][]string{authelia.KeyHost: {"redis"}}, "test", true, 0, ""},
		"nothing":         {nil, "test", false, 1, authelia.KeyHost},
		"nothing, a set":  {map[string][]string{"kind": {"sentinel"}}, "test", false, 2, authelia.KeySentinelName},
		"a bad port":      {map[string][]string{authelia.KeyHost: {"redis"}, authelia.KeyPort: {"70000"}}, "test", false, 1, authelia.KeyPort},
		"a bad text":      {map[string][]string{authelia.KeyHost: {"redis"}, "yaml": {noSecret}, "used": {mark(noSecret)}}, "test", false, 1, "state"},
		"one that runs":   {map[string][]string{"testing": {"x"}}, "test", true, 0, ""},
		"a value offered": {map[string][]string{authelia.KeyHost: {"redis"}, "put.session.redis.password": {"s3ssions"}}, "put:session.redis.password", true, 0, ""},
		"nothing offered": {map[string][]string{authelia.KeyHost: {"redis"}, "put.session.redis.password": {""}}, "put:session.redis.password", false, 0, "put.session.redis.password"},
		"a CA offered":    {map[string][]string{authelia.KeyHost: {"redis"}, "put.ca": {"PEM"}}, "put:ca", true, 0, ""},
		"no option":       {map[string][]string{authelia.KeyHost: {"redis"}, "put.theme": {"dark"}}, "put:theme", false, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := reduced(t, c.fields, c.action)
			if (s.Testing != "") != c.tested || s.Focus != c.focus {
				t.Errorf("testing %q, focus %q", s.Testing, s.Focus)
			}
			if untested := s.Untested(); c.fields["testing"] == nil && untested != nil && untested.Errors != c.errors {
				t.Errorf("%d errors, want %d", untested.Errors, c.errors)
			}
			if c.tested && name != "one that runs" && s.Testing != s.Digest() {
				t.Error("what is tested is not what is in the form")
			}
		})
	}
	s := reduced(t, map[string][]string{authelia.KeyHost: {"redis"}, "put.session.redis.password": {"s3ssions"}, "put.ca": {"PEM"}}, "put:session.redis.password")
	if s.Input.Values[authelia.KeyPassword] != "s3ssions" || s.CA != "" {
		t.Errorf("the values are %v, the CA %q", s.Input.Values, s.CA)
	}
}

// A report is about what was tested, until the form is the same again.
func TestReportIsStale(t *testing.T) {
	fields := func(host string, s State) map[string][]string {
		return map[string][]string{authelia.KeyHost: {host}, "testing": {s.Testing}, "tested": {s.Tested}, "ended": {string(s.Ended)}}
	}
	s := reduced(t, fields("redis", State{}), "test", "ended:report")
	if s.Testing != "" || s.Tested == "" || s.IsStale() {
		t.Fatalf("after a test: %+v", s.Test)
	}
	if other := reduced(t, fields("other", s)); !other.IsStale() {
		t.Error("another host, and the report is not out of date")
	}
	if again := reduced(t, fields("redis", s)); again.IsStale() {
		t.Error("the same host again, and the report is out of date")
	}
	if running := reduced(t, fields("other", s), "test"); running.IsStale() {
		t.Error("out of date while it is tested again")
	}
	for end, want := range map[string]Test{
		"ended:report": {Tested: "new"}, "ended:cancelled": {Tested: "new", Ended: Cancelled}, "ended:broken": {Tested: "new", Ended: Interrupted},
		"ended:unreachable": {Tested: "old", Ended: Unreachable}, "ended:refused:Try again: later.": {Tested: "old", Refused: "Try again: later."},
	} {
		got := reduced(t, fields("redis", State{Test: Test{Testing: "new", Tested: "old"}}), end)
		if got.Testing != "" || got.Tested != want.Tested || got.Ended != want.Ended || got.Refused != want.Refused {
			t.Errorf("%s: %+v, want %+v", end, got.Test, want)
		}
	}
}

// A fix of the report is applied while what it touches is as it was tested.
func TestApply(t *testing.T) {
	tested := reduced(t, map[string][]string{authelia.KeyHost: {"redis"}, authelia.KeyPassword: {"one"}}, "test", "ended:report").Tested
	for name, c := range map[string]struct {
		fields  map[string][]string
		applied bool
	}{
		"as tested":         {map[string][]string{authelia.KeyHost: {"redis"}, authelia.KeyPassword: {"one"}}, true},
		"another option":    {map[string][]string{authelia.KeyHost: {"redis"}, authelia.KeyPassword: {"one"}, authelia.KeyPort: {"7000"}}, true},
		"the same option":   {map[string][]string{authelia.KeyHost: {"redis"}, authelia.KeyPassword: {"two"}}, false},
		"without the value": {map[string][]string{authelia.KeyHost: {"redis"}}, false},
		"another release":   {map[string][]string{authelia.KeyHost: {"redis"}, authelia.KeyPassword: {"one"}, "authelia": {"4.38"}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			c.fields["tested"] = []string{tested}
			s := reduced(t, c.fields, `apply:{"set":{"session.redis.username":"u","session.redis.password":""}}`)
			if applied := s.Input.Values[authelia.KeyUsername] == "u"; applied != c.applied || (s.Refused == "") != c.applied {
				t.Errorf("applied: %t, refused: %q", applied, s.Refused)
			}
			if c.applied && s.Focus != authelia.KeyUsername {
				t.Errorf("the focus is at %q", s.Focus)
			}
		})
	}
}
