package figures

import "testing"

func TestReplace(t *testing.T) {
	document := "# Performance\n\nBy hand.\n"
	for _, step := range []struct{ part, text, want string }{
		{"a", "one\n", "# Performance\n\nBy hand.\n\n<!-- a writes from here -->\none\n<!-- a writes to here -->\n"},
		{"b", "two\n", "# Performance\n\nBy hand.\n\n<!-- a writes from here -->\none\n<!-- a writes to here -->\n\n<!-- b writes from here -->\ntwo\n<!-- b writes to here -->\n"},
		{"a", "three\n", "# Performance\n\nBy hand.\n\n<!-- a writes from here -->\nthree\n<!-- a writes to here -->\n\n<!-- b writes from here -->\ntwo\n<!-- b writes to here -->\n"},
	} {
		got, err := replace(document, step.part, step.text)
		if err != nil || got != step.want {
			t.Fatalf("part %s: got %q, %v, want %q", step.part, got, err, step.want)
		}
		document = got
	}
	if got, err := replace("<!-- a writes from here -->\nhalf", "a", "x\n"); err == nil {
		t.Errorf("a part without an end gives %q", got)
	}
}
