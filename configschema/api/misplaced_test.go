package api

import (
	"os"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema"
)

// The fix of what stands in the wrong place moves it: it is gone from there, the rest of
// the file stays, and Authelia takes the file. A port that is the default is not written.
func TestFixMoves(t *testing.T) {
	for name, change := range map[string]*strings.Replacer{
		"flat":       strings.NewReplacer("  redis:\n  host: redis\n  port: 6379\n  password: pw\n", "  redis:\n    host: 'redis'\n    password: 'pw'\n"),
		"top-level":  strings.NewReplacer("\nredis:\n  host: redis\n  port: 6379\n  password: pw\n", "\n  redis:\n    host: 'redis'\n    password: 'pw'\n"),
		"in-cookies": strings.NewReplacer("      redis:\n        host: redis\n        port: 6379\n", "  redis:\n    host: 'redis'\n"),
	} {
		t.Run(name, func(t *testing.T) {
			source, err := os.ReadFile("../intake/testdata/lists/" + name + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			text, want := string(source), change.Replace(string(source))
			for range 5 {
				found, err := Import(t.Context(), nil, text, "4.39", nil)
				if err != nil {
					t.Fatal(err)
				}
				at := slices.IndexFunc(found.Result.Problems, func(p configschema.Problem) bool { return p.Code == "F10" })
				if at < 0 {
					if !found.Result.OK {
						t.Errorf("%+v", found.Result.Problems)
					}
					break
				}
				fixed, err := Fix(t.Context(), text, found.Result.Problems[at].Fix.Set, configschema.Input{Authelia: "4.39"})
				if err != nil || !fixed.Changed {
					t.Fatal(err, text)
				}
				text = fixed.Text
			}
			if text != want {
				t.Errorf("%s\nwant\n%s", text, want)
			}
		})
	}
}
