package views

import (
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/web/state"
)

// A root that nobody has heard of is drawn from the facts about it alone.
func TestPageOfAMadeUpRoot(t *testing.T) {
	known := authelia.Known
	t.Cleanup(func() { authelia.Known = known })
	authelia.Known = append(known[:1:1], &authelia.Root{Path: "store.ring", First: authelia.Version{Minor: 38}, Alone: true, Kinds: []authelia.Kind{"ring"},
		Words:   map[authelia.Kind]authelia.KindWords{"ring": {Title: "Ring", Explain: "Several stores, one after another."}},
		Presets: []authelia.Preset{{Name: "ring", Title: "A ring", Kind: "ring", TLS: true, Values: authelia.Values{"store.ring.url": "ring://a"}}},
		Options: []authelia.Option{
			{Key: "store.ring.url", Section: "ring", Label: "Address of the ring"},
			{Key: "store.ring.tls.server_name", Section: authelia.TLS, Label: "Name of the ring"},
			{Key: "store.ring.pool.size", Section: "pool", Label: "Size of the pool"},
			{Key: "store.ring.members[].host", Section: "members", Label: "Host of a member"},
			{Key: "store.ring.addresses[]", Section: "addresses", Label: "Address"},
		}})
	draw := func(kind configschema.Kind) string {
		t.Helper()
		s, err := state.Form{MaxRows: 8}.Bind(map[string][]string{
			"kind": {string(kind)}, "tls": {"store.ring.tls"}, "store.ring.url": {"ring://b"}, "store.ring.members.1.host": {"m1"}, "store.ring.addresses.0": {"x"},
		})
		if err == nil {
			err = s.Judge(t.Context())
		}
		var out strings.Builder
		if err == nil {
			err = Wizard(Page{State: s}).Render(t.Context(), &out)
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, once := range strings.Split(out.String(), ` id="`)[1:] {
			id, _, _ := strings.Cut(once, `"`)
			if strings.Count(out.String(), ` id="`+id+`"`) > 1 {
				t.Errorf("the id %s is there more than once", id)
			}
		}
		return out.String()
	}
	for kind, wants := range map[configschema.Kind][]string{
		"ring": {
			`name="kind" id="kind-ring" value="ring" checked`, ">Ring<", `title="Several stores, one after another."`,
			`value="preset.ring"`,
			`id="store.ring.url" name="store.ring.url"`,
			`id="store.ring.tls" name="tls" value="store.ring.tls" checked`,
			`name="store.ring.pool.size"`,
			`id="store.ring.members"`, `name="store.ring.members.1.host"`, `value="remove-row:store.ring.members.1"`,
			`name="store.ring.addresses.0"`, `value="add-row:store.ring.addresses"`,
			`type="radio" name="kind" id="kind-sentinel" value="sentinel">`,
		},
		configschema.Sentinel: {
			`id="session.redis.high_availability.nodes"`, `name="session.redis.high_availability.nodes.2.host"`,
			`id="session.redis.tls" name="tls" value="session.redis.tls">`,
			// What another root holds travels along.
			`type="hidden" id="store.ring.tls" name="tls" value="store.ring.tls"`, `type="hidden" id="store.ring.url" name="store.ring.url" value="ring://b"`,
		},
	} {
		page := draw(kind)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %s on the page", kind, want)
			}
		}
		for _, elsewhere := range []string{"store.ring.members.2.host", "session.redis.high_availability.nodes.3.host", "store.ring.addresses.1"} {
			if strings.Contains(page, `name="`+elsewhere+`"`) {
				t.Errorf("%s: a row too many: %s", kind, elsewhere)
			}
		}
	}
}
