package connectivity

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// reaching is everything of these packages that opens a connection or asks a
// name server, by its own name or by a prefix of it.
var reaching = map[string][]string{
	"net":                          {"Dial*", "Lookup*", "Resolve*", "Resolver", "DefaultResolver", "FileConn"},
	"crypto/tls":                   {"Dial*", "Client"},
	"net/http":                     {"Get", "Head", "Post*", "Client", "DefaultClient", "Transport", "DefaultTransport", "NewClientConn", "NewRequest*"},
	"net/http/httputil":            {"*"},
	"net/rpc":                      {"*"},
	"net/smtp":                     {"*"},
	"net/textproto":                {"Dial"},
	"log/syslog":                   {"*"},
	"syscall":                      {"Connect", "Sendto", "Socket"},
	"golang.org/x/sys/unix":        {"Connect", "Sendto", "Socket"},
	"golang.org/x/net/proxy":       {"*"},
	"golang.org/x/net/websocket":   {"*"},
	"github.com/redis/go-redis/v9": {"New*Client", "NewClient", "NewRing", "NewDialer", "ParseURL"},
}

// permitted lists where a connection may be opened all the same, and why.
var permitted = map[string]string{
	"connectivity/dial.go net.Dialer":                       "the one dialler, which asks the policy twice",
	"connectivity/tls.go tls.Client":                        "the one place where TLS begins, which sends no name that is none",
	"connectivity/redistest/wire.go tls.Client":             "writes into a buffer what a proper client begins with",
	"connectivity/resolve.go net.DefaultResolver":           "the one look-up, whose answers the policy judges",
	"connectivity/commands.go redis.NewClient":              "gets the one dialler's connection and opens none itself",
	"connectivity/redistest/client.go redis.NewClient":      "asks the servers that tests have started",
	"connectivity/redistest/port.go syscall.Socket":         "holds a port for a test, and connects nowhere",
	"connectivity/redistest/server.go net.Dialer":           "asks the servers that tests have started",
	"connectivity/redistest/server.go tls.DialWithDialer":   "asks the servers that tests have started",
	"web/limits/shared.go redis.ParseURL":                   "reads the address that the operator gives for shared limits",
	"web/limits/shared.go redis.NewClient":                  "asks the Redis that the operator gives for shared limits",
	"web/vantage/client.go net.Dialer":                      "asks the other wizards that the operator names; people choose one by its name and give no address",
	"web/vantage/client.go http.Client":                     "asks the other wizards that the operator names; people choose one by its name and give no address",
	"web/vantage/client.go http.Transport":                  "asks the other wizards that the operator names; people choose one by its name and give no address",
	"web/vantage/client.go http.NewRequestWithContext":      "asks the other wizards that the operator names; people choose one by its name and give no address",
	"cmd/redis-wizard/health.go http.NewRequestWithContext": "asks the wizard itself how it is",
	"cmd/redis-wizard/health.go http.Client":                "asks the wizard itself how it is",
	"cmd/redis-wizard/health.go http.Transport":             "asks the wizard itself how it is",
}

// What people type is dialled in one place, where the policy is asked. This
// finds every other place that could open a connection, so that a new one needs
// a reason.
func TestNothingElseDials(t *testing.T) {
	found := map[string]bool{}
	for _, root := range []string{"connectivity", "configschema", "web", "cmd", "wasm"} {
		err := filepath.WalkDir(filepath.Join("..", root), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			for _, use := range reachingUses(t, path) {
				name := strings.TrimPrefix(filepath.ToSlash(path), "../") + " " + use
				if found[name] = true; permitted[name] == "" {
					t.Errorf("%s can open a connection that the policy never sees", name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name := range permitted {
		if !found[name] {
			t.Errorf("%s is permitted, but is not there any more", name)
		}
	}
}

// reachingUses gives what a file uses of the packages in reaching: "net.Dial".
func reachingUses(t *testing.T, path string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	imported := map[string]string{} // local name to import path
	for _, spec := range file.Imports {
		from, err := strconv.Unquote(spec.Path.Value)
		if err != nil || reaching[from] == nil {
			continue
		}
		name := strings.TrimSuffix(from, "/v9")
		name = strings.TrimPrefix(name[strings.LastIndexByte(name, '/')+1:], "go-")
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." {
			t.Errorf("%s imports the names of %s into its own, where this test cannot tell them", path, from)
		}
		imported[name] = from
	}
	var uses []string
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok && matchesAny(reaching[imported[of.Name]], selector.Sel.Name) {
			uses = append(uses, of.Name+"."+selector.Sel.Name)
		}
		return true
	})
	return uses
}

func matchesAny(patterns []string, name string) bool {
	for _, pattern := range patterns {
		if ok, _ := filepath.Match(pattern, name); ok {
			return true
		}
	}
	return false
}

// The one client of go-redis is given its connection.
func TestGoRedisDialsNothing(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "commands.go", nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	clients, diallers := 0, 0
	ast.Inspect(file, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.SelectorExpr:
			if node.Sel.Name == "NewClient" {
				clients++
			}
		case *ast.KeyValueExpr:
			if key, ok := node.Key.(*ast.Ident); ok && key.Name == "Dialer" {
				diallers++
			}
		}
		return true
	})
	if clients != 1 || diallers != 1 {
		t.Errorf("%d clients and %d diallers in commands.go, want one each", clients, diallers)
	}
}
