package views

import (
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
	"redis-wizard/web/state"
)

// A root that nobody has heard of is drawn from the facts about it alone.
func TestPageOfAMadeUpRoot(t *testing.T) {
	known := authelia.Known
	t.Cleanup(func() { authelia.Known = known })
	authelia.Known = append(known[:1:1], &authelia.Root{Path: "store.ring", Kinds: []authelia.Kind{"ring"},
		Words:   map[authelia.Kind]authelia.KindWords{"ring": {Title: "Ring", Explain: "Several stores, one after another."}},
		Presets: []authelia.Preset{{Name: "ring", Title: "A ring", Kind: "ring", TLS: true, Values: authelia.Values{"store.ring.url": "ring://a"}}},
		Options: []authelia.Option{
			{Key: "store.ring.url", Section: "ring", Label: "Address of the ring"},
			{Key: "store.ring.tls.server_name", Section: authelia.TLS, Label: "Name of the ring"},
			{Key: "store.ring.pool.size", Section: "pool", Label: "Size of the pool"},
			{Key: "store.ring.members[].host", Section: "members", Label: "Host of a member"},
			{Key: "store.ring.addresses[]", Section: "addresses", Label: "Address"},
		}})
	var out strings.Builder
	page := Page{State: state.State{Fresh: true, Rows: map[string]int{authelia.KeyNodes: 3, "store.ring.members": 2, "store.ring.addresses": 1}, Switched: map[string]bool{"store.ring.tls": true}}}
	if err := Wizard(page).Render(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`name="kind" value="ring" data-root="store.ring"`, ">Ring<", ">Several stores, one after another.<",
		`value="preset.ring"`,
		`data-section="ring"`, `id="store.ring"`, `name="store.ring.url"`,
		`id="store.ring.tls" name="tls" value="store.ring.tls" checked aria-describedby="store.ring.tls.help" data-root="store.ring"`, `name="store.ring.tls.server_name"`,
		`id="store.ring.pool"`, `name="store.ring.pool.size"`,
		`data-section="members"`, `id="store.ring.members"`, `name="store.ring.members.1.host"`, `value="remove-row:store.ring.members.1"`,
		`name="store.ring.addresses.0"`, `value="add-row:store.ring.addresses"`,
		`id="session.redis.high_availability.nodes"`, `name="session.redis.high_availability.nodes.2.host"`,
		`id="session.redis.tls" name="tls" value="session.redis.tls" aria`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s on the page", want)
		}
	}
	for _, once := range strings.Split(out.String(), ` id="`)[1:] {
		id, _, _ := strings.Cut(once, `"`)
		if strings.Count(out.String(), ` id="`+id+`"`) > 1 {
			t.Errorf("the id %s is there more than once", id)
		}
	}
	for _, elsewhere := range []string{"store.ring.members.2.host", "session.redis.high_availability.nodes.3.host", "store.ring.addresses.1"} {
		if strings.Contains(out.String(), `name="`+elsewhere+`"`) {
			t.Errorf("a row too many: %s", elsewhere)
		}
	}
}
