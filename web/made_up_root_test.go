package web

import (
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
)

// The page works for a root that is data alone: it has a TLS switch and rows of its
// own, and what is chosen for one root is still there after a look at another.
func TestMadeUpRootOnThePage(t *testing.T) {
	known := authelia.Known
	t.Cleanup(func() { authelia.Known = known })
	authelia.Known = append(known[:1:1], &authelia.Root{Path: "cache.ring", First: authelia.Version{Minor: 38}, Kinds: []authelia.Kind{"ring"}, Alone: true,
		Presets: []authelia.Preset{{Name: "ring", Title: "A ring", Kind: "ring", TLS: true, Values: authelia.Values{"cache.ring.address": "preset:1"}}},
		Options: []authelia.Option{
			{Key: "cache.ring.address", Section: "ring", Label: "Address", Type: authelia.Text},
			{Key: "cache.ring.tls.minimum_version", Section: authelia.TLS, Label: "Minimum version", Type: authelia.TLSVersion, Default: "TLS1.2", Choices: authelia.TLSVersions},
			{Key: "cache.ring.tls.skip_verify", Section: authelia.TLS, Label: "Skip verification", Type: authelia.Boolean, Default: "false"},
			{Key: "cache.ring.members[].host", Section: "members", Label: "Host of a member", Type: authelia.Text},
			{Key: "cache.ring.addresses[]", Section: "addresses", Label: "Address", Type: authelia.Text},
		}})
	s, _ := newServer(t, Options{})
	send := func(fields map[string]string) answer {
		t.Helper()
		all := map[string]string{"kind": "ring", "cache.ring.address": "a:1", hostKey: "redis", "cache.ring.members.0.host": "m0", "cache.ring.members.1.host": "m1", "cache.ring.addresses.0": "x"}
		for name, text := range fields {
			all[name] = text
		}
		page := postForm(t, s, all, "")
		wantStatus(t, page, 200)
		return page
	}
	const on, off = `value="cache.ring.tls" checked`, `value="cache.ring.tls">`
	page := send(map[string]string{"tls": "cache.ring.tls"})
	wantText(t, page, on)
	wantYAML(t, page, "cache:\n  ring:\n    address: 'a:1'\n    tls:\n      minimum_version: 'TLS1.2'\n")
	if page := send(map[string]string{"cache.ring.tls.skip_verify": "true"}); strings.Contains(yamlOf(t, page), "skip_verify") {
		t.Error("what stands behind a switch that is off was written")
	}
	page = send(map[string]string{"tls": "cache.ring.tls", "kind": "single"})
	wantText(t, page, `name="tls" value="cache.ring.tls"`)
	wantYAML(t, page, "    host: 'redis'")
	page = send(map[string]string{"action": "preset.ring"})
	wantText(t, page, on, `value="ring" checked`)
	wantYAML(t, page, "    address: 'a:1'")
	page = send(map[string]string{"kind": "single", "action": `fix:{"set":{"cache.ring.tls.minimum_version":"TLS1.3"}}`})
	wantText(t, page, on, `value="ring" checked`)
	wantYAML(t, page, "minimum_version: 'TLS1.3'")
	wantText(t, send(map[string]string{"tls": "cache.ring.tls", "action": `fix:{"set":{"cache.ring.tls":""}}`}), off)
	wantText(t, send(map[string]string{"action": "import", "yaml": "log: {level: info}\ncache:\n  ring:\n    tls: {skip_verify: true}\n    addresses: [y, z]\n"}),
		on, `value="ring" checked`, `name="cache.ring.addresses.1" value="z"`)

	wantStatus(t, postJSON(t, s, "/api/v1/evaluate", `{"kind":"ring","tls":"on","values":{"cache.ring.address":"a:1"}}`), 200)

	page = send(map[string]string{"action": "up-row:cache.ring.members.1"})
	for key, want := range map[string]string{"cache.ring.members.0.host": "m1", "cache.ring.members.1.host": "m0", "cache.ring.addresses.0": "x"} {
		if got := attribute(element(t, page, key)); got != want {
			t.Errorf("%s holds %q, want %q", key, got, want)
		}
	}
	page = send(map[string]string{"action": "add-row:cache.ring.addresses"})
	element(t, page, "cache.ring.addresses.1")
	if strings.Contains(page.body, `id="cache.ring.members.2.host"`) || strings.Contains(page.body, `id="`+hostOf(1)+`"`) {
		t.Error("another list has a row more")
	}
	page = send(map[string]string{"action": "remove-row:cache.ring.addresses.0"})
	if got := attribute(element(t, page, "cache.ring.addresses.0")); got != "" {
		t.Errorf("the row holds %q still", got)
	}
}
