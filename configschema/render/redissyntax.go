package render

import (
	"fmt"
	"strings"
)

// confFile is a file in the syntax that redis.conf, sentinel.conf and ACL files
// share: a directive and its words on one line, remarks on lines of their own.
type confFile struct{ strings.Builder }

// remark begins a paragraph with lines that say why. What a person typed never
// goes into one: a line break in it would begin a directive.
func (f *confFile) remark(lines ...string) {
	if f.Len() > 0 {
		f.WriteByte('\n')
	}
	for _, line := range lines {
		f.WriteString("# " + line + "\n")
	}
}

// set writes a directive with its values, quoted where they need it.
func (f *confFile) set(directive string, values ...string) {
	for i, value := range values {
		values[i] = quoteConf(value)
	}
	f.line(directive, values...)
}

// line writes a directive with words that are in the file's syntax already.
func (f *confFile) line(directive string, words ...string) {
	f.WriteString(strings.Join(append([]string{directive}, words...), " ") + "\n")
}

// quoteConf writes a value as one word for Redis's parser (sdssplitargs):
// bare where nothing in it is special, otherwise in double quotes, with \n, \r,
// \t, \", \\ and \xHH for every byte that is not printable ASCII. That is how
// CONFIG REWRITE writes it, too, and it does not depend on how an editor or a
// template stores letters beyond ASCII.
func quoteConf(value string) string {
	if value != "" && strings.Trim(value, bareCharacters) == "" {
		return value
	}
	var out strings.Builder
	for i := range len(value) {
		c := value[i]
		switch at := strings.IndexByte("\n\r\t\"\\", c); {
		case at >= 0:
			out.WriteString(`\` + `nrt"\`[at:at+1])
		case c < ' ' || c > '~':
			fmt.Fprintf(&out, `\x%02x`, c)
		default:
			out.WriteByte(c)
		}
	}
	return `"` + out.String() + `"`
}

// bareCharacters mean nothing but themselves to Redis, and to the person who
// reads the file.
const bareCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@%+,=~*-"

// survivesRewrite tells whether a word comes back as it was when a server writes
// its own file anew, as sentinels do whenever they learn something, and as they
// have Redis do at a fail-over. Around names and passwords of its own directives
// a sentinel then puts no quotes (rewriteConfigSentinelOption in sentinel.c, seen
// with Redis 7.0), nor does Redis around the names of ACL users; and Valkey 8.1
// does not escape quotes and backslashes within quotes. What comes back broken
// stops the server at its next start.
func survivesRewrite(word string) bool {
	return !strings.ContainsAny(word, " \t\n\v\f\r\x00\"'\\")
}
