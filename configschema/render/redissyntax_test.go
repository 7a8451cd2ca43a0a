package render

import (
	"strconv"
	"strings"
	"testing"
)

func TestQuoteConf(t *testing.T) {
	for value, want := range map[string]string{
		"secret":               `secret`,
		"a-b_c.d/e:f@g%h+i,j=": `a-b_c.d/e:f@g%h+i,j=`,
		"":                     `""`,
		"two words":            `"two words"`,
		`say "hi"`:             `"say \"hi\""`,
		`back\slash`:           `"back\\slash"`,
		"it's":                 `"it's"`,
		"#comment":             `"#comment"`,
		"$HOME":                `"$HOME"`,
		"{GROUP PASSWORD}":     `"{GROUP PASSWORD}"`,
		"a\nb\rc\td":           `"a\nb\rc\td"`,
		"\x00\x07\x7f":         `"\x00\x07\x7f"`,
		"ü":                    `"\xc3\xbc"`,
		"\xff":                 `"\xff"`,
	} {
		if got := quoteConf(value); got != want {
			t.Errorf("quoteConf(%q) = %s, want %s", value, got, want)
		}
	}
}

// splitConf is the parser of Redis (sdssplitargs in sds.c), so that tests read a
// file as Redis does. It gives false for unbalanced quotes.
func splitConf(line string) (words []string, ok bool) {
	for {
		line = strings.TrimLeft(line, " \t\n\v\f\r\x00")
		if line == "" {
			return words, true
		}
		var word []byte
		quote := byte(0)
		for done := false; !done; {
			if line == "" {
				if quote != 0 {
					return nil, false
				}
				break
			}
			c := line[0]
			switch {
			case quote == '"' && len(line) > 3 && line[:2] == `\x`:
				if n, err := strconv.ParseUint(line[2:4], 16, 8); err == nil {
					word, line = append(word, byte(n)), line[3:]
					break
				}
				word, line = append(word, line[1]), line[1:]
			case quote == '"' && c == '\\' && len(line) > 1:
				plain := line[1]
				if i := strings.IndexByte("nrtba", plain); i >= 0 {
					plain = "\n\r\t\b\a"[i]
				}
				word, line = append(word, plain), line[1:]
			case quote == '\'' && strings.HasPrefix(line, `\'`):
				word, line = append(word, '\''), line[1:]
			case quote != 0 && c == quote:
				if len(line) > 1 && !strings.ContainsRune(" \t\n\v\f\r", rune(line[1])) {
					return nil, false
				}
				done = true
			case quote != 0:
				word = append(word, c)
			case strings.IndexByte(" \n\r\t\x00", c) >= 0:
				done = true
			case c == '"' || c == '\'':
				quote = c
			default:
				word = append(word, c)
			}
			line = line[1:]
		}
		words = append(words, string(word))
	}
}

// Whatever the value, Redis reads it back as it was, as one word on one line.
func FuzzQuoteConf(f *testing.F) {
	for _, value := range []string{"", "a b", `"`, `\`, `\x41`, "#", "\n", "ü", "\xff\x00", "'"} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		line := "requirepass " + quoteConf(value)
		if strings.ContainsAny(line, "\n\r") {
			t.Fatalf("%q is more than one line", line)
		}
		words, ok := splitConf(strings.Trim(line, " \t\r\n"))
		if !ok || len(words) != 2 || words[1] != value {
			t.Errorf("%s is read as %q, want %q", line, words, value)
		}
	})
}
