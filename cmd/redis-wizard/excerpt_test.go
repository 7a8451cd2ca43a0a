package main

import (
	"strings"
	"testing"

	"redis-wizard/configschema/redact"
)

// Each text has its mark written under the line, as it is to be printed.
func TestExcerpt(t *testing.T) {
	for _, c := range []struct {
		name, text   string
		line, column int
		want         string // empty for nothing
	}{
		{"plain", "redis:\n  port: 70000\n", 2, 9, "  port: 70000\n        ^"},
		{"no column", "redis:\n  port: 70000\n", 2, 0, "  port: 70000\n  ^"},
		{"tab", "redis:\n\tport: 70000\n", 2, 2, "    port: 70000\n    ^"},
		{"wide", "redis:\n  host: '日本'  \n", 2, 13, "  host: '日本'  \n              ^"},
		{"combining", "redis:\n  host: 'e\u0301e' \n", 2, 13, "  host: 'e\u0301e' \n           ^"},
		{"CRLF", "redis:\r\n  port: 70000\r\n", 2, 9, "  port: 70000\n        ^"},
		{"CR", "redis:\r  port: 70000\r", 2, 9, "  port: 70000\n        ^"},
		{"byte order mark", "\ufeffport: 70000\n", 1, 7, "port: 70000\n      ^"},
		{"control characters", "host: \"\x1b[31m\"\n", 1, 7, `host: "\x1b[31m"` + "\n      ^"},
		{"behind the end", "port: 7\n", 1, 99, "port: 7\n       ^"},
		{"no such line", "port: 7\n", 9, 1, ""},

		{"password", "redis:\n  password: hunter2\n", 2, 13, "  password: ••••••\n            ^"},
		{"key of a password", "redis:\n  password: hunter2\n", 2, 3, "  password: ••••••\n  ^"},
		{"near miss", "redis:\n  pasword: hunter2\n", 2, 3, "  pasword: ••••••\n  ^"},
		{"URL", "host: redis://joe:hunter2@h\n", 1, 7, "host: redis://••••••@h\n      ^"},
		{"login", "host: joe:hunter2@h\n", 1, 7, "host: ••••••@h\n      ^"},
		{"braces", "redis: {host: h, password: hunter2, port: 0}\n", 1, 37, "redis: {host: h, password: ••••••\n                           ^"},
		{"comment", "port: 70000 # hunter2\n", 1, 7, "port: 70000\n      ^"},
		{"row", "nodes:\n  - host: a\n", 2, 5, "  - host: a\n    ^"},
		{"inside a block", "password: |\n  host: hunter2\n", 2, 3, ""},
		{"inside quotes", "password: 'a\nhost: hunter2'\nport: 1\n", 2, 1, ""},
		{"behind quotes", "password: 'a\nhost: hunter2'\nport: 1\n", 3, 7, "port: 1\n      ^"},
		{"no key", "redis:\n  hunter2\n", 2, 3, ""},
		{"no text", "host: \xff\xfe\n", 1, 7, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if shown, ok := excerptOf(&redact.Source{Text: c.text}, c.line, c.column); ok {
				got = shown.text + "\n" + strings.Repeat(" ", shown.caret) + "^"
			}
			if got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func TestExcerptOfLongLine(t *testing.T) {
	long := "host: " + strings.Repeat("日x", 500) + "!" + strings.Repeat("y", 5000)
	for _, column := range []int{1, 7, 400, 1007, 3000, 6007} {
		shown, ok := excerptOf(&redact.Source{Text: long}, 1, column)
		if !ok {
			t.Fatal(column)
		}
		if n := len([]rune(shown.text)); n > window+2 || !strings.Contains(shown.text, "…") || shown.caret > window+2 {
			t.Errorf("column %d: %d characters, mark at %d", column, n, shown.caret)
		}
		if column == 1007 {
			before, after := 0, ""
			for i, r := range shown.text {
				if before == shown.caret {
					after = shown.text[i:]
					break
				}
				_, width := cell(r)
				before += width
			}
			if !strings.HasPrefix(after, "!") {
				t.Errorf("the mark is under %q", after)
			}
		}
	}
}
