package state

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// Each action makes another state, and leaves the one before as it is: whoever keeps that
// can go back to it.
func TestReduce(t *testing.T) {
	host := func(row int) string { return RowKeys(authelia.KeyNodes, row)[0] }
	const text = "session:\n  redis:\n    host: 'read'\n    port: 7000\n    pasword: 'x'\n"
	fields := map[string][]string{
		"authelia": {"4.38"}, "kind": {"sentinel"}, "tab": {"k8s"}, "tls": {"session.redis.tls"},
		authelia.KeyHost: {"kept"}, host(0): {"a"}, host(1): {"b"}, host(2): {"c"},
		"yaml": {text}, "used": {mark(text)}, "from": {"4.38"}, "to": {"4.39"},
	}
	form, as := Form{MaxRows: 4}, []cmp.Option{cmpopts.IgnoreTypes(configschema.Result{}, Seen{}, Kept{}), cmpopts.IgnoreFields(State{}, "Focus", "Said"), cmpopts.IgnoreFields(Output{}, "Mergeable", "Rendering", "Merged", "OutputRefusal"), cmpopts.IgnoreFields(Import{}, "DocumentForm", "DocumentNotes"), cmpopts.EquateEmpty()}
	for _, c := range []struct {
		action string
		want   func(*State)
	}{
		{"dance", func(*State) {}},
		{"check", func(s *State) { s.Submitted, s.Left = true, []string{Everything} }},
		{"test", func(s *State) { s.Submitted, s.Left = true, []string{Everything} }},
		{"show", func(*State) {}},
		{"add-row:" + authelia.KeyNodes, func(s *State) {
			s.Rows[authelia.KeyNodes] = 4
			s.Focus, s.Said = host(3), "Sentinel 4 added"
		}},
		{"add-row:session.redis", func(*State) {}},
		{"up-row:" + authelia.KeyNodes + ".0", func(*State) {}},
		{"up-row:" + authelia.KeyNodes + ".2", func(s *State) {
			s.Input.Values[host(1)], s.Input.Values[host(2)] = "c", "b"
			s.Focus, s.Said = host(1), "Now sentinel 2"
		}},
		{"down-row:" + authelia.KeyNodes + ".0", func(s *State) {
			s.Input.Values[host(0)], s.Input.Values[host(1)] = "b", "a"
			s.Focus, s.Said = host(1), "Now sentinel 2"
		}},
		{"down-row:" + authelia.KeyNodes + ".7", func(*State) {}},
		{"remove-row:" + authelia.KeyNodes + ".0", func(s *State) {
			s.Input.Values[host(0)], s.Input.Values[host(1)] = "b", "c"
			delete(s.Input.Values, host(2))
			s.Rows[authelia.KeyNodes] = 2
			s.Focus, s.Said = host(0), "Sentinel 1 removed"
		}},
		{`fix:{"set":{"session.redis.port":"6379","session.redis.tls":""}}`, func(s *State) {
			s.Input.Values[authelia.KeyPort] = "6379"
			s.leave(authelia.KeyPort)
			s.Switched, s.Input.TLS = map[string]bool{"session.redis.tls": false}, configschema.Off
		}},
		{`fix:{"set":{"session.redis.pasword":""}}`, func(s *State) { s.replaceText("session:\n  redis:\n    host: 'read'\n    port: 7000\n") }},
		{"clear", func(s *State) { *s, _ = form.Blank(nil) }},
	} {
		t.Run(c.action, func(t *testing.T) {
			before, err := form.Bind(fields)
			if err != nil {
				t.Fatal(err)
			}
			got, err := form.Reduce(t.Context(), before, ParseAction(c.action))
			if err != nil {
				t.Fatal(err)
			}
			again, err := form.Bind(fields)
			if diff := cmp.Diff(again, before, as...); err != nil || diff != "" {
				t.Errorf("the state before was changed (%v):\n%s", err, diff)
			}
			c.want(&again)
			for key, value := range got.Input.Values { // one that no browser sends
				if _, asked := again.Input.Values[key]; value == "" && !asked {
					delete(got.Input.Values, key)
				}
			}
			if diff := cmp.Diff(again, got, as...); diff != "" {
				t.Errorf("the state (-want +got):\n%s", diff)
			}
		})
	}
	full, err := form.Bind(map[string][]string{host(3): {"d"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := form.Reduce(t.Context(), full, ParseAction("add-row:"+authelia.KeyNodes)); err == nil {
		t.Error("there are more rows than there may be")
	}
}
