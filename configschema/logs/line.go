package logs

import (
	"strings"
	"unicode/utf8"
)

// maxLine bounds how much of one line is looked at: messages stand in front, and
// no message is that long.
const maxLine = 16 << 10

// maxText is how many characters of a line are shown.
const maxText = 600

// A line is one line of a log, made fit for looking at.
type line struct {
	text   string // without secrets, colours and control characters
	match  string // the same, with the escapes of JSON and logfmt undone
	source string // who wrote it, as far as its shape tells
}

func read(raw string) line {
	if len(raw) > maxLine {
		// The last word goes as a whole: a part of a login or of a token would not be
		// known as one.
		raw = raw[:strings.LastIndexAny(raw[:maxLine], " \t\"'`")+1]
		raw = strings.TrimRight(strings.ToValidUTF8(raw, ""), " \t") + "…"
	}
	text := mask(plain(raw))
	return line{text: text, match: unescape(text), source: sourceOf(text)}
}

// plain takes out colours (as bytes, and as journals and syslog print them), and
// everything else that is no text.
func plain(s string) string {
	s = strings.ReplaceAll(s, "#033[", "\x1b[")
	s = strings.ReplaceAll(s, `\u001b[`, "\x1b[")
	s = strings.ReplaceAll(s, `\x1b[`, "\x1b[")
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		if s[i] == 0x1B {
			i = pastEscape(s, i)
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case r == utf8.RuneError && size == 1, r < ' ', r >= 0x7F && r < 0xA0, r >= 0x2028 && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0xFEFF:
			// dropped: control characters, and those that reorder what is shown
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return strings.TrimSpace(b.String())
}

// pastEscape is where a terminal's escape sequence that begins at i ends.
func pastEscape(s string, i int) int {
	i++
	if i >= len(s) || s[i] != '[' {
		return i
	}
	for i++; i < len(s); i++ {
		if s[i] >= '@' && s[i] <= '~' {
			return i + 1
		}
		if s[i] < ' ' || s[i] > '?' {
			return i // broken off
		}
	}
	return i
}

// unescape undoes what JSON and logfmt do to quotes and line breaks. It need not
// be exact: it is only for finding words.
func unescape(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	return unescaper.Replace(s)
}

var unescaper = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n", `\r`, "", `\t`, " ", `\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\u0027`, "'", `\u2026`, "…")

// sourceOf tells who wrote a line by its shape.
func sourceOf(text string) string {
	if role := serverRole(text); role != 0 {
		if role == 'X' {
			return Sentinel
		}
		return Redis
	}
	switch {
	case strings.Contains(text, "role=sentinel ") && strings.Contains(text, "message="): // Valkey 8.1's logfmt
		return Sentinel
	case strings.Contains(text, "pid=") && strings.Contains(text, " role=") && strings.Contains(text, "message="):
		return Redis
	case strings.Contains(text, "level=") && strings.Contains(text, "msg="), // logrus: text
		strings.Contains(text, `"level":"`) && strings.Contains(text, `"msg":"`): // json
		return Authelia
	}
	for _, level := range [...]string{"FATA[", "ERRO[", "WARN[", "INFO[", "DEBU[", "TRAC["} { // on a terminal
		if strings.Contains(text, level) {
			return Authelia
		}
	}
	return ""
}

// serverRole finds the letter in "1234:M 25 Nov 2026 08:00:00.123 # …": X for a
// sentinel, C, S and M for the processes of Redis; 0 where there is none. What a
// container's runtime puts in front does not matter.
func serverRole(text string) byte {
	for i := 1; i+2 < len(text) && i < 200; i++ {
		if text[i] != ':' || text[i+2] != ' ' || !isDigit(text[i-1]) {
			continue
		}
		switch role := text[i+1]; role {
		case 'X', 'C', 'S', 'M':
			if i+3 < len(text) && isDigit(text[i+3]) || strings.HasPrefix(text[i+2:], " signal-handler") || strings.HasPrefix(text[i+2:], " #") {
				return role
			}
		}
	}
	return 0
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// element is the bare text of a line that redis-cli prints: 3) "reason".
func element(text string) string {
	if _, rest, ok := strings.Cut(text, ") "); ok && len(text)-len(rest) < 12 {
		text = rest
	}
	return strings.Trim(strings.TrimSpace(text), `"`)
}

// shorten cuts what is too long to be shown.
func shorten(text string) string {
	if len(text) <= maxText || utf8.RuneCountInString(text) <= maxText {
		return text
	}
	n := 0
	for i := range text {
		if n == maxText {
			return text[:i] + "…"
		}
		n++
	}
	return text
}

// lower turns ASCII letters into small ones and leaves every length as it is.
func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= 'A' && c <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if c := b[i]; c >= 'A' && c <= 'Z' {
					b[i] = c + 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
