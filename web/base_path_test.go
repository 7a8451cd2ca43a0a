package web

import (
	"strings"
	"testing"

	"redis-wizard/web/assets"
)

// Everything is found below the base path, and nothing beside it.
func TestBasePath(t *testing.T) {
	s, log := newServer(t, Options{BasePath: "/tools/redis-wizard", Prober: passing})
	for path, want := range map[string]int{
		"/tools/redis-wizard/":                                  200,
		"/tools/redis-wizard/upgrade":                           200,
		"/tools/redis-wizard/explain":                           200,
		"/tools/redis-wizard/codes":                             200,
		"/tools/redis-wizard/healthz":                           200,
		"/tools/redis-wizard/schemas/":                          200,
		"/tools/redis-wizard/readyz":                            200,
		"/tools/redis-wizard/metrics":                           200,
		"/tools/redis-wizard/favicon.ico":                       200,
		"/tools/redis-wizard" + s.pages.Files.URL(assets.Style): 200,
		"/tools/redis-wizard" + s.pages.Files.URL(assets.Icon):  200,
		"/tools/redis-wizard/nowhere":                           404,
		"/":                                                     404,
		"/codes":                                                404,
		"/healthz":                                              404,
		"/tools":                                                404,
		"/tools/":                                               404,
		"/tools/redis-wizardry/":                                404,
		"/tools/redis-wizard/../../codes":                       404,
		s.pages.Files.URL(assets.Style):                         404,
	} {
		if got := get(t, s, path); got.StatusCode != want {
			t.Errorf("%s: status %d, want %d", path, got.StatusCode, want)
		}
	}
	moved := get(t, s, "/tools/redis-wizard")
	wantStatus(t, moved, 308)
	if to := moved.Header.Get("Location"); to != "/tools/redis-wizard/" {
		t.Errorf("it leads to %q", to)
	}
	wantStatus(t, postJSON(t, s, "/tools/redis-wizard/api/v1/evaluate", someRedis), 200)
	wantStatus(t, postJSON(t, s, "/tools/redis-wizard/api/v1/probe", someRedis), 200)
	refused := postJSON(t, s, "/tools/redis-wizard/api/v1/evaluate", "{")
	wantStatus(t, refused, 400)
	wantText(t, refused, `{"error":"`)
	wantText(t, get(t, s, "/tools/redis-wizard/"), `href="/tools/redis-wizard/assets/`, `src="/tools/redis-wizard/assets/`)
	if text := log.String(); !strings.Contains(text, "route=/api/v1/probe") || strings.Contains(text, "route=/tools") {
		t.Errorf("the log has other routes than without a base path:\n%s", text)
	}
}
