package api

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"redis-wizard/configschema/authelia"
)

// grown is whole.yml with so many lines of a kind added.
func grown(tb testing.TB, lines int, line string) string {
	tb.Helper()
	text, err := os.ReadFile("testdata/whole.yml")
	if err != nil {
		tb.Fatal(err)
	}
	var more strings.Builder
	for i := range lines {
		more.WriteString(strings.ReplaceAll(line, "N", fmt.Sprint(i)))
	}
	head, tail, _ := strings.Cut(string(text), "session:\n")
	return head + more.String() + "session:\n" + tail
}

// BenchmarkAsk is what each keystroke costs beside a text that was imported: the form
// holds what the text says, but for one option.
func BenchmarkAsk(b *testing.B) {
	const rule, comment = "    - domain: 'N.example.com'\n      policy: two_factor\n", "## Sets what there is to say about option N, as the template has it.\n"
	for _, c := range []struct{ name, text string }{
		{"1 KB", grown(b, 0, "")},
		{"25 KB", grown(b, 400, rule)},
		{"74 KB of comments", grown(b, 1000, comment)},
		{"543 KB of comments", grown(b, 7300, comment)}, {"100 KB", grown(b, 1600, rule)},
	} {
		values := authelia.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyPassword: "typed"}
		question, err := json.Marshal(map[string]any{"authelia": "4.39", "kind": "single", "tls": "off", "values": values, "text": c.text})
		if err != nil {
			b.Fatal(err)
		}
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if answer := Ask(Evaluate, question, nil); len(answer) < 100 {
					b.Fatalf("%s", answer)
				}
			}
		})
	}
}
