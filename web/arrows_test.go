package web

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestArrows holds the packages' dependencies to the plan: cmd → web →
// {views, codes, configschema, connectivity}, codes → {configschema,
// connectivity}, and wasm → configschema.
func TestArrows(t *testing.T) {
	const (
		module = "redis-wizard/"
		judges = "what stands around configschema judges and writes; it neither dials nor serves"
	)
	aroundEvaluation := []string{"configschema", "configschema/bounds", "configschema/phrase", "configschema/needles", "configschema/intake", "configschema/logs", "configschema/render", "configschema/share", "configschema/upgrade"}
	tests := []struct {
		pkg  string
		env  []string
		own  []string // packages of this module that it may stand on
		from []string // modules of others
		why  string
	}{
		{"configschema/phrase", nil, nil, nil, "phrases are words; they know nothing of what they are about"},
		{"configschema/bounds", nil, []string{"configschema/phrase"}, nil, "bounds count; they know nothing of what is counted"},
		{"configschema", nil, nil, []string{"gopkg.in/yaml.v3"},
			"configschema ships as WebAssembly and judges; it neither dials nor serves"},
		{"connectivity", nil, []string{"configschema/phrase"}, []string{"github.com/redis/go-redis/v9", "github.com/cespare/xxhash/v2", "go.uber.org/atomic", "golang.org/x/sys"},
			"connectivity dials; it knows neither Authelia's YAML nor HTTP"},
		{"configschema/intake", nil, []string{"configschema", "configschema/bounds", "configschema/phrase"}, []string{"gopkg.in/yaml.v3"}, judges},
		{"configschema/render", nil, []string{"configschema", "configschema/bounds", "configschema/phrase"}, []string{"gopkg.in/yaml.v3"}, judges},
		{"configschema/upgrade", nil, []string{"configschema", "configschema/bounds", "configschema/phrase"}, []string{"gopkg.in/yaml.v3"}, judges},
		{"configschema/logs", nil, []string{"configschema/phrase"}, nil, judges},
		{"configschema/needles", nil, nil, nil, "to look for texts in texts takes nothing else"},
		{"configschema/redact", nil, []string{"configschema", "configschema/bounds", "configschema/phrase", "configschema/needles"}, []string{"gopkg.in/yaml.v3"}, judges},
		{"configschema/share", nil, []string{"configschema", "configschema/bounds", "configschema/phrase", "configschema/needles"}, []string{"gopkg.in/yaml.v3"}, judges},
		{"configschema/workshop", nil, aroundEvaluation, []string{"gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"}, judges},
		{"web/views", nil, append([]string{"configschema/workshop", "web/locale"}, aroundEvaluation...), []string{"github.com/a-h/templ", "github.com/leonelquinteros/gotext", "golang.org/x/text", "gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"},
			"views turn view models into HTML; they neither dial nor serve"},
		{"web/locale", nil, []string{"configschema/phrase"}, []string{"github.com/leonelquinteros/gotext", "golang.org/x/text"},
			"the catalogue is words in several languages; who says them is no business of it"},
		{"web/codes", nil, []string{"configschema", "configschema/bounds", "configschema/phrase", "connectivity"}, []string{"gopkg.in/yaml.v3", "github.com/redis/go-redis/v9", "github.com/cespare/xxhash/v2", "go.uber.org/atomic", "golang.org/x/sys"},
			"the catalogue reads both halves' words; it neither serves nor knows HTML"},
		{"web/openapi", nil, nil, []string{"gopkg.in/yaml.v3"},
			"the description of the API is a document; what it describes is compared with it in tests"},
		{"web/assets", nil, nil, []string{"github.com/andybalholm/brotli"},
			"assets are files"},
		{"web/limits", nil, []string{"configschema/phrase"}, []string{"github.com/go-redis/redis_rate/v10", "github.com/redis/go-redis/v9", "github.com/cespare/xxhash/v2", "go.uber.org/atomic", "golang.org/x/sync", "golang.org/x/sys", "golang.org/x/time"},
			"limits count; they know neither what is asked nor what is counted"},
		{"web/vantage", nil, []string{"connectivity", "configschema/phrase"}, []string{"github.com/redis/go-redis/v9", "github.com/cespare/xxhash/v2", "go.uber.org/atomic", "golang.org/x/sys"},
			"vantage points are asked for a report; what is asked and what is shown of it is told to the package"},
		{"web/metrics", nil, nil, []string{"github.com/prometheus", "github.com/beorn7/perks", "github.com/cespare/xxhash/v2", "github.com/munnerz/goautoneg", "google.golang.org/protobuf", "golang.org/x/sys"},
			"metrics count; what may stand in a label is told to them"},
		{"wasm", []string{"GOOS=js", "GOARCH=wasm"}, []string{"configschema", "configschema/bounds", "configschema/phrase", "configschema/needles", "configschema/share"}, []string{"gopkg.in/yaml.v3"},
			"whatever the module imports is loaded by every visitor"},
		{"wasm/workshop", []string{"GOOS=js", "GOARCH=wasm"}, append([]string{"configschema/workshop"}, aroundEvaluation...), []string{"gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"},
			"the second module is larger than the first already"},
	}
	for _, test := range tests {
		t.Run(test.pkg, func(t *testing.T) {
			command := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", module+test.pkg)
			command.Env = append(os.Environ(), test.env...)
			out, err := command.Output()
			if err != nil {
				t.Fatalf("go list: %v", err)
			}
			deps := strings.Fields(string(out))
			if !slices.Contains(deps, module+test.pkg) {
				t.Fatalf("go list does not know the package itself: %v", deps)
			}
			for _, dep := range deps {
				if own, ok := strings.CutPrefix(dep, module); ok {
					if own != test.pkg && !slices.Contains(test.own, own) && !strings.HasPrefix(own, test.pkg+"/") {
						t.Errorf("%s imports %s: %s", test.pkg, dep, test.why)
					}
					continue
				}
				if !slices.ContainsFunc(test.from, func(m string) bool { return dep == m || strings.HasPrefix(dep, m+"/") }) {
					t.Errorf("%s imports %s: %s", test.pkg, dep, test.why)
				}
			}
		})
	}
}

// TestWASMAvoids holds the module to its size: these packages weigh most.
func TestWASMAvoids(t *testing.T) {
	command := exec.Command("go", "list", "-deps", "redis-wizard/wasm")
	command.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	deps := strings.Fields(string(out))
	for _, heavy := range []string{"encoding/json", "net", "net/netip", "net/http", "crypto/x509", "crypto/tls"} {
		if slices.Contains(deps, heavy) {
			t.Errorf("the module imports %s, which alone costs tens of kilobytes", heavy)
		}
	}
}
