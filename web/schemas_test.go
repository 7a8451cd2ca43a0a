package web

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
)

func TestSchemas(t *testing.T) {
	s, _ := newServer(t, Options{})
	list := get(t, s, "/schemas/")
	wantStatus(t, list, 200)
	var entries []struct{ Authelia, File string }
	if err := json.Unmarshal([]byte(list.body), &entries); err != nil || len(entries) != len(authelia.VersionChoices()) {
		t.Fatalf("%v: %s", err, list.body)
	}
	for _, entry := range entries {
		got := get(t, s, "/schemas/"+entry.File)
		wantStatus(t, got, 200)
		want, err := os.ReadFile("../docs/schemas/" + entry.File)
		if err != nil || got.body != string(want) {
			t.Errorf("%s is not what docs/schemas has (%v)", entry.File, err)
		}
		for name, want := range map[string]string{
			"Content-Type": "application/schema+json", "Cache-Control": "public, max-age=86400",
			"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin",
		} {
			if got := got.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", entry.File, name, got, want)
			}
		}
	}
	if got := get(t, s, "/schemas/session.redis-4.38.7.json"); got.StatusCode != 200 || !strings.Contains(got.body, `"urn:redis-wizard:session.redis:4.38.7"`) {
		t.Errorf("a release between two: %d %s", got.StatusCode, got.body)
	}
	head := do(t, s, newRequest("HEAD", "/schemas/session.redis-4.39.json", "", ""))
	if head.StatusCode != 200 || head.Header.Get("Content-Type") != "application/schema+json" {
		t.Errorf("HEAD: %d %v", head.StatusCode, head.Header)
	}
}

func TestSchemasUnknown(t *testing.T) {
	s, _ := newServer(t, Options{})
	for path, want := range map[string]string{
		"/schemas/session.redis-5.0.json":      `Authelia version \"5.0\" is not known; choose one of 4.29`,
		"/schemas/session.redis-.json":         "there is no such schema",
		"/schemas/session.redis-4.39.yaml":     "there is no such schema",
		"/schemas/4.39":                        "/schemas/ lists them all",
		"/schemas/session.redis-4.39.json/and": "there is no such schema",
	} {
		got := get(t, s, path)
		if got.StatusCode != 404 || !strings.Contains(got.body, want) || got.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d %s %v", path, got.StatusCode, got.body, got.Header)
		}
	}
}
