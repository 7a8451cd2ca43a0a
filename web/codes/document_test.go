package codes

import (
	"flag"
	"os"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
)

var update = flag.Bool("update", false, "rewrite golden files")

const documentPath = "../../docs/codes.md"

//go:generate go test -run TestDocument -update

// docs/codes.md is the page /codes for those who read the repository. It is
// generated, so it cannot go stale.
func TestDocument(t *testing.T) {
	want := document()
	if *update {
		if err := os.WriteFile(documentPath, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(documentPath)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/codes.md is out of date: run go generate ./web/codes")
	}
	for _, e := range entries() {
		if strings.Count(want, `<a id="`+e.Code+`">`) != 1 {
			t.Errorf("%s is not in docs/codes.md exactly once", e.Code)
		}
	}
}

func document() string {
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, "") + "\n") }
	line("# What each code means")
	line()
	line("Generated from `web/codes` and the connection test's own catalogue; do not edit. The wizard shows the same at `/codes`.")
	line("Words in italics are placeholders for what was found.")
	line()
	for _, group := range causes.Catalogue() {
		var links []string
		for _, e := range group.Entries {
			links = append(links, "["+e.Code+"](#"+e.Code+")")
		}
		line("- [", string(group.Title), "](#", group.ID, "): ", strings.Join(links, " "))
	}
	for _, group := range causes.Catalogue() {
		line()
		line(`## <a id="`, group.ID, `"></a>`, string(group.Title))
		for _, e := range group.Entries {
			line()
			line(`### <a id="`, e.Code, `"></a>`, e.Code, ": ", markdown(e.Title))
			line()
			for _, text := range e.Looks {
				line("- **Looks like:** `", text, "`")
			}
			for _, part := range Parts(e, nil) {
				line("- **", part.Name, ":** ", markdown(part.Text))
			}
			for _, cause := range e.Causes {
				line("- **The connection test says** (", string(cause.Severity), "): ", markdown(string(cause.Message)), " → ", markdown(string(cause.Hint)))
			}
		}
	}
	return b.String()
}

// markdown writes a text so that nothing in it is taken for markup.
func markdown[T ~string](text T) string {
	escape := strings.NewReplacer("*", `\*`, "<", `\<`, "[", `\[`, "~", `\~`, " _", ` \_`)
	var b strings.Builder
	for _, span := range causes.SpansIn(nil, string(text)) {
		switch span.Kind {
		case causes.Literal:
			b.WriteString("`" + span.Text + "`")
		case causes.Place:
			b.WriteString("*" + span.Text + "*")
		case causes.Reference:
			b.WriteString("[" + span.Text + "](#" + span.Text + ")")
		default:
			b.WriteString(escape.Replace(span.Text))
		}
	}
	return b.String()
}
