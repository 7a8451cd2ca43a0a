package intake

import (
	"slices"
	"testing"

	"redis-wizard/configschema"
)

func TestJoin(t *testing.T) {
	for _, files := range [][]configschema.File{
		nil,
		{{Name: "", Text: "session:\n"}},
		{{Name: "", Text: ""}},
		{{Name: "", Text: "# ======== x ========\ny"}},
		{{Name: "a.yml", Text: "a: 1\n"}, {Name: "b.yml", Text: "b: 1"}, {Name: "", Text: ""}, {Name: "c", Text: "\n"}},
		{{Name: "a", Text: "# ======== b ========\n## ======== c ======== (no newline at the end)\r\n###\n"}, {Name: "x ======== (no newline at the end)", Text: "1"}},
		{{Name: "new\nline\r", Text: "\r\n"}, {Name: `"quoted"`, Text: "x\r"}, {Name: "\xff\x00", Text: "\xff"}, {Name: `a\b`, Text: "\n\n"}},
	} {
		text := Join(files)
		if got := Split(text); !slices.Equal(got, files) {
			t.Errorf("%+v became %+v by way of %q", files, got, text)
		}
	}
	if got := Join([]configschema.File{{Name: "a.yml", Text: "a: 1\n"}, {Name: ".env", Text: "X=1"}}); got != "# ======== a.yml ========\na: 1\n# ======== .env ======== (no newline at the end)\nX=1\n" {
		t.Errorf("%+v", got)
	}
	// A text box sends CR LF.
	if got := Split("# ======== a ========\r\nx: 1\r\n# ======== b ========\r\n"); len(got) != 2 || got[0] != (configschema.File{Name: "a", Text: "x: 1\r\n"}) || got[1].Name != "b" {
		t.Errorf("%+v", got)
	}
}

func FuzzJoin(f *testing.F) {
	f.Add("a.yml", "x: 1", "b", "# ======== c ========\n")
	f.Add("", "", "\"", "##\r\n")
	f.Fuzz(func(t *testing.T, name1, text1, name2, text2 string) {
		for _, files := range [][]configschema.File{{{Name: name1, Text: text1}}, {{Name: name1, Text: text1}, {Name: name2, Text: text2}}} {
			text := Join(files)
			if got := Split(text); !slices.Equal(got, files) {
				t.Errorf("%+v became %+v by way of %q", files, got, text)
			}
		}
	})
}
