package render

import (
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

func helmOf(t *testing.T, in configschema.Input) (Rendering, map[string]string) {
	t.Helper()
	r, err := Render(Helm, in)
	if err != nil {
		t.Fatal(err)
	}
	return r, readHelm(t, r).options(t)
}

// TestHelmSocket: the port that the chart always writes has to be taken back.
func TestHelmSocket(t *testing.T) {
	r, got := helmOf(t, configschema.Input{Kind: configschema.Socket, Values: configschema.Values{authelia.KeyHost: "/run/redis.sock"}})
	if got[authelia.KeyPort] != "0" {
		t.Errorf("the port is %q", got[authelia.KeyPort])
	}
	if !noted(r, authelia.KeyHost, "mind", "pod.extraVolumes") {
		t.Errorf("no note among %+v", r.Notes)
	}
}

// TestHelmSentinelPort: the chart's 6379 is not the default of a sentinel (D05).
func TestHelmSentinelPort(t *testing.T) {
	_, got := helmOf(t, configschema.Input{Kind: configschema.Sentinel, Values: configschema.Values{authelia.KeyHost: "sentinel-0", authelia.HAPrefix + "sentinel_name": "mymaster"}})
	if got[authelia.KeyPort] != "26379" {
		t.Errorf("the port is %q", got[authelia.KeyPort])
	}
}

// TestHelmNoPassword: the chart would make one up.
func TestHelmNoPassword(t *testing.T) {
	r, got := helmOf(t, configschema.Input{Kind: configschema.Single, Values: configschema.Values{authelia.KeyHost: "redis"}})
	if _, ok := got[authelia.Prefix+"password"]; ok {
		t.Error("there is a password")
	}
	if text, _ := file(r, "values.redis.yaml"); !strings.Contains(text, "disabled: true") {
		t.Errorf("the values are\n%s", text)
	}
}

// TestHelmLostNode: no variable can carry a node that the chart would break.
func TestHelmLostNode(t *testing.T) {
	r, _ := helmOf(t, configschema.Input{Kind: configschema.Sentinel, Values: configschema.Values{
		authelia.HAPrefix + "sentinel_name": "mymaster", nodes + "0.host": "a\nb", nodes + "1.host": "c", nodes + "1.port": "x",
	}})
	for _, key := range []string{nodes + "0.host", nodes + "1.port"} {
		if !noted(r, key, "inexpressible", "no variable can carry a node") {
			t.Errorf("%s: no note among %+v", key, r.Notes)
		}
	}
}

func TestHelmOldVersion(t *testing.T) {
	r, _ := helmOf(t, configschema.Input{Authelia: "4.36", Kind: configschema.Single, Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379"}})
	if !noted(r, "", "mind", "4.38 or later") {
		t.Errorf("no note among %+v", r.Notes)
	}
}
