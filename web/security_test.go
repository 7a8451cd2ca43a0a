package web

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	headerRow = regexp.MustCompile("(?m)^\\| `([A-Z][A-Za-z-]+)` \\| `([^`]+)` \\|")
	testName  = regexp.MustCompile("`(Test[A-Za-z]+)`")
)

// What docs/security.md says of headers is what the server sends, and the tests
// that it leans on are there.
func TestSecurityDocument(t *testing.T) {
	text, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	s, _ := newServer(t, Options{TrustedProxies: proxies(t, "10.0.0.0/8")})
	r := newRequest("GET", "/", "", "")
	r.RemoteAddr = "10.0.0.1:1"
	r.Header.Set("X-Forwarded-Proto", "https")
	sent := do(t, s, r).Header
	said := map[string]bool{"Content-Type": true, "X-Request-Id": true} // these two guard nothing
	for _, row := range headerRow.FindAllStringSubmatch(string(text), -1) {
		said[http.CanonicalHeaderKey(row[1])] = true
		if got := sent.Get(row[1]); got != row[2] {
			t.Errorf("%s is %q, and docs/security.md says %q", row[1], got, row[2])
		}
	}
	if len(said) < 10 {
		t.Fatalf("only %d headers were found in docs/security.md", len(said))
	}
	for header := range sent {
		if !said[header] {
			t.Errorf("docs/security.md says nothing of %s", header)
		}
	}

	tests := allTests(t)
	for _, name := range testName.FindAllStringSubmatch(string(text), -1) {
		if !tests[name[1]] {
			t.Errorf("docs/security.md names %s, which is not there", name[1])
		}
	}
}

// allTests are the names of this module's tests.
func allTests(t *testing.T) map[string]bool {
	t.Helper()
	declared := regexp.MustCompile(`(?m)^func (Test[A-Za-z]+)\(`)
	found := map[string]bool{}
	for _, root := range []string{"../web", "../cmd", "../connectivity", "../configschema", "../e2e"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			for _, name := range declared.FindAllStringSubmatch(string(source), -1) {
				found[name[1]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return found
}
