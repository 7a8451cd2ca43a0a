package web

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// TestArrows holds the packages' dependencies to docs/architecture.md: configschema and
// connectivity do not know each other, and neither knows web; facts, causes and other
// leaves know nobody; what serves is imported by web and cmd alone.
func TestArrows(t *testing.T) {
	const (
		module = "redis-wizard/"
		judges = "what stands around configschema judges and writes; it neither dials nor serves"
	)
	// leaves are small and know nothing of what they are used for: any package may stand on them.
	leaves := []string{"configschema/needles", "configschema/userinfo", "configschema/unknown", "configschema/visible", "configschema/nearest", "configschema/yamlwrite", "configschema/chart"}
	probing := []string{
		"connectivity", "connectivity/policy", "connectivity/guard", "connectivity/neterror", "connectivity/release",
		"connectivity/internal/audit", "connectivity/internal/certificate", "connectivity/internal/greeting", "connectivity/internal/pace", "connectivity/internal/panics", "connectivity/internal/peertext",
		"connectivity/internal/resp", "connectivity/internal/socketfile", "connectivity/internal/trial", "connectivity/internal/wording", "configschema/nearest", "configschema/userinfo",
		"configschema/phrase", "configschema/causes", "configschema/authelia",
	}
	fromProbing := []string{"github.com/redis/go-redis/v9", "github.com/cespare/xxhash/v2", "go.uber.org/atomic", "golang.org/x/sys"}
	aroundEvaluation := []string{"configschema", "configschema/bounds", "configschema/phrase", "configschema/causes", "configschema/intake", "configschema/logs", "configschema/redact", "configschema/render", "configschema/share", "configschema/upgrade"}
	tests := []struct {
		pkg  string
		env  []string
		own  []string // packages of this module that it may stand on
		from []string // modules of others
		why  string
	}{
		{"configschema/phrase", nil, nil, nil, "phrases are words; they know nothing of what they are about"},
		{"configschema/authelia", nil, []string{"configschema/phrase"}, nil, "facts are data; they know nobody who reads them"},
		{"configschema/causes", nil, []string{"configschema/phrase"}, nil, "both halves report what is wrong in this form; it knows neither"},
		{"configschema/bounds", nil, []string{"configschema/phrase"}, nil, "bounds count; they know nothing of what is counted"},
		{"configschema", nil, nil, []string{"gopkg.in/yaml.v3"},
			"configschema ships as WebAssembly and judges; it neither dials nor serves"},
		{"configschema/unknown", nil, []string{"configschema/authelia", "configschema/phrase", "configschema/visible"}, nil, "what stands for a value is told by the facts and the text alone"},
		{"configschema/visible", nil, nil, nil, "which characters can be seen has to do with nothing else"},
		{"connectivity", nil, probing, fromProbing,
			"connectivity dials; of Authelia's configuration it knows the facts, and nothing of YAML or HTTP"},
		{"connectivity/policy", nil, []string{"configschema/phrase"}, nil,
			"the policy decides; it dials nothing and knows nothing of Redis"},
		{"connectivity/guard", nil, []string{"configschema/phrase"}, nil,
			"the guard reads lengths; it knows nothing of who reads on"},
		{"configschema/intake", nil, []string{"configschema", "configschema/bounds", "configschema/phrase"}, []string{"gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"}, judges},
		{"configschema/render", nil, []string{"configschema", "configschema/bounds", "configschema/phrase"}, []string{"gopkg.in/yaml.v3"}, judges},
		{"configschema/upgrade", nil, []string{"configschema", "configschema/bounds", "configschema/phrase"}, []string{"gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"}, judges},
		{"configschema/logs", nil, []string{"configschema/phrase", "configschema/causes", "configschema/authelia"}, nil, judges},
		{"configschema/needles", nil, nil, nil, "to look for texts in texts takes nothing else"},
		{"configschema/userinfo", nil, nil, nil, "to take a word apart takes nothing else"},
		{"configschema/nearest", nil, nil, nil, "to compare names takes nothing else"},
		{"configschema/chart", nil, []string{"configschema/authelia", "configschema/phrase", "configschema/visible", "configschema/yamlwrite", "configschema/internal/yamltree", "configschema/internal/yamledit", "configschema/causes", "configschema/bounds"}, []string{"gopkg.in/yaml.v3"}, "the chart is told by facts alone"},
		{"configschema/yamlwrite", nil, nil, nil, "it writes what it is given"},
		{"configschema/redact", nil, []string{"configschema", "configschema/bounds", "configschema/phrase"}, []string{"gopkg.in/yaml.v3"}, judges},
		{"configschema/share", nil, []string{"configschema", "configschema/bounds", "configschema/phrase"}, []string{"gopkg.in/yaml.v3"}, judges},
		{"configschema/api", nil, aroundEvaluation, []string{"gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"}, judges},
		{"web/views", nil, append([]string{"configschema/api", "web/base", "web/codes", "web/spoken", "web/state"}, aroundEvaluation...),
			[]string{"github.com/a-h/templ", "gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"},
			"views turn a state into HTML, in the module as well; they know neither requests nor tests"},
		{"web/views/reportview", nil, slices.Concat([]string{"configschema/api", "web/base", "web/codes", "web/locale", "web/spoken", "web/state", "web/views", "web/views/highlight", "connectivity"}, probing, aroundEvaluation),
			append([]string{"github.com/a-h/templ", "github.com/leonelquinteros/gotext", "golang.org/x/text", "gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"}, fromProbing...),
			"it turns reports into HTML; it knows nothing of requests"},
		{"web/spoken", nil, []string{"configschema/phrase"}, nil, "the language of a page is words; it knows no catalogue"},
		{"web/state", nil, append([]string{"configschema/api"}, aroundEvaluation...), []string{"gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"},
			"the form is a value; it knows neither requests nor pages"},
		{"web/locale", nil, []string{"configschema/phrase", "web/spoken"}, []string{"github.com/leonelquinteros/gotext", "golang.org/x/text"},
			"the catalogue is words in several languages; who says them is no business of it"},
		{"web/base", nil, nil, nil,
			"the base path is a word in a context"},
		{"web/codes", nil, []string{"configschema/causes", "configschema/phrase"}, nil,
			"what there is to say about a code; it neither serves nor knows HTML"},
		{"web/openapi", nil, nil, []string{"gopkg.in/yaml.v3"},
			"the description of the API is a document; what it describes is compared with it in tests"},
		{"web/assets", nil, nil, []string{"github.com/andybalholm/brotli"},
			"assets are files"},
		{"web/limits", nil, []string{"configschema/phrase"}, []string{"github.com/go-redis/redis_rate/v10", "github.com/redis/go-redis/v9", "github.com/cespare/xxhash/v2", "go.uber.org/atomic", "golang.org/x/sync", "golang.org/x/sys", "golang.org/x/time"},
			"limits count; they know neither what is asked nor what is counted"},
		{"web/reload", nil, nil, nil,
			"it reads again what has changed, whatever that is"},
		{"web/vantage", nil, append([]string{"web/reload"}, probing...), fromProbing,
			"vantage points are asked for a report; they know neither forms nor pages"},
		{"web/metrics", nil, nil, []string{"github.com/prometheus", "github.com/beorn7/perks", "github.com/cespare/xxhash/v2", "github.com/munnerz/goautoneg", "github.com/pandatix/go-abnf", "google.golang.org/protobuf", "golang.org/x/sys"},
			"metrics count; they know nothing of what is counted"},
		{"web/answer", nil, append([]string{"configschema/api", "web/base", "web/codes", "web/spoken", "web/state", "web/views", "web/views/highlight"}, aroundEvaluation...), []string{"github.com/a-h/templ", "gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"},
			"it makes a page of what somebody did; the module does so as well, and knows no requests"},
		{"wasm", []string{"GOOS=js", "GOARCH=wasm"}, append([]string{"configschema/api", "web/answer", "web/base", "web/codes", "web/spoken", "web/state", "web/views", "web/views/highlight"}, aroundEvaluation...), []string{"github.com/a-h/templ", "gopkg.in/yaml.v3", "github.com/aymanbagabas/go-udiff"},
			"whatever the module imports is loaded by every visitor"},
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
					if !slices.Contains(leaves, test.pkg) && slices.Contains(leaves, own) {
						continue
					}
					room := slices.Contains(test.own, "configschema") && partOfEvaluation(own)
					if own != test.pkg && !room && !slices.Contains(test.own, own) && !strings.HasPrefix(own, test.pkg+"/") {
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

// partOfEvaluation tells whether a package is one of those that configschema itself
// is made of: who may evaluate may use them.
func partOfEvaluation(own string) bool {
	switch own {
	case "configschema/authelia", "configschema/causes", "configschema/nearest", "configschema/userinfo", "configschema/yamlwrite", "configschema/merge", "configschema/effective", "configschema/logs":
		return true
	}
	return strings.HasPrefix(own, "configschema/internal/")
}

// TestWASMAvoids holds the module to its size: it makes no connection, and these
// packages weigh most.
func TestWASMAvoids(t *testing.T) {
	out, err := exec.Command("../wasm/build.sh", "--deps").Output()
	if err != nil {
		t.Fatalf("list what the module is made of: %v", err)
	}
	deps := strings.Fields(string(out))
	for _, heavy := range []string{"net/http", "crypto/tls"} {
		if slices.Contains(deps, heavy) {
			t.Errorf("the module imports %s, which alone costs hundreds of kilobytes", heavy)
		}
	}
}
