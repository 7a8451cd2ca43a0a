package visible

import "testing"

func TestVisible(t *testing.T) {
	for text, want := range map[string]struct {
		all                  bool
		line, words, escaped string
	}{
		"plain ü 字":       {true, "plain ü 字", "plain ü 字", "plain ü 字"},
		" two  blanks ":   {true, " two  blanks ", "two blanks", " two  blanks "},
		"a\tb\nc":         {false, "a b c", "a b c", "a\\tb\nc"},
		"a\u202eb\u200bc": {false, "abc", "abc", `a\u202eb\u200bc`},
		"a\u2028b\u00a0c": {false, "a b c", "a b c", `a\u2028b\u00a0c`},
		"\x1b[2J":         {false, "[2J", "[2J", `\x1b[2J`},
		"a\xffb":          {false, "ab", "ab", "a\ufffdb"},
		"it's":            {true, "it's", "it's", "it's"},
	} {
		if got := All(text); got != want.all {
			t.Errorf("All(%q) = %t", text, got)
		}
		for _, c := range []struct{ name, got, want string }{
			{"Line", Line(text), want.line}, {"Words", Words(text), want.words}, {"Escaped", Escaped(text), want.escaped},
		} {
			if c.got != c.want {
				t.Errorf("%s(%q) = %q, want %q", c.name, text, c.got, c.want)
			}
		}
	}
	if got := Clip("aüb", 2); got != "a…" {
		t.Errorf("Clip cuts to %q", got)
	}
}
