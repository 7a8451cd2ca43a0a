package growth

import (
	"strconv"
	"strings"
)

// Shapes are what has made readers slow: one mark again and again, in one line
// and in many; many of everything; depth; and what almost is something.
func Shapes() []Shape {
	shapes := []Shape{
		{"nothing but letters", repeat("a")},
		{"nodes in brackets", within("session:\n  redis:\n    high_availability:\n      sentinel_name: m\n      nodes: [", "a,", "a]\n")},
		{"nodes in lines", within("session:\n  redis:\n    high_availability:\n      sentinel_name: m\n      nodes:\n", "        - host: a\n", "")},
		{"options unknown", numbered("session:\n  redis:\n", "    k%: 1\n", "")},
		{"options nearly right", numbered("session:\n  redis:\n", "    hosst%: 1\n", "")},
		{"sections unknown", numbered("", "s%:\n  a: 1\n", "session:\n  redis:\n    host: r\n")},
		{"keys with dots", numbered("", "session.redis.k%: 1\n", "")},
		{"keys with dots in one section", numbered("session:\n  redis:\n", "    tls.k%: 1\n", "")},
		{"one key again", within("session:\n  redis:\n", "    host: r\n", "")},
		{"one long key", within("session:\n  redis:\n    ", "k", ": 1\n")},
		{"one long key with dots", within("session:\n  redis:\n    ", "k.", "k: 1\n")},
		{"one long value", within("session:\n  redis:\n    host: ", "v", "\n")},
		{"one long quoted value", within("session:\n  redis:\n    host: \"", `\"`, "\"\n")},
		{"a long block", within("session:\n  redis:\n    host: |\n", "      x\n", "")},
		{"brackets within brackets", func(n int) string {
			n = min(n/2, 1800) // deeper is refused
			return "session:\n  redis:\n    host: " + strings.Repeat("[", n) + strings.Repeat("]", n) + "\n"
		}},
		{"sections within sections", func(n int) string {
			n = min(n/5, 1800)
			return "session:\n  redis:\n    x: " + strings.Repeat("{a: ", n) + "1" + strings.Repeat("}", n) + "\n"
		}},
		{"sections within sections in lines", func(n int) string {
			var b strings.Builder
			b.WriteString("session:\n  redis:\n")
			for i := 4; b.Len() < n; i++ {
				b.WriteString(strings.Repeat(" ", i) + "a:\n")
			}
			return b.String()
		}},
		{"lists within lists in lines", within("session:\n  redis:\n    x:\n      ", "- ", "1\n")},
		{"documents", within("", "---\nsession: {redis: {host: r}}\n", "")},
		{"anchors", numbered("session:\n  redis:\n    host: r\nx:\n", "  a%: &a% 1\n", "")},
		{"aliases of a scalar", within("x: &x 1\nsession:\n  redis:\n    host: r\ny:\n", "  - *x\n", "")},
		{"merges", numbered("x: &x {a: 1}\nsession:\n  redis:\n    host: r\ny:\n", "  k%: {<<: *x}\n", "")},
		{"comments", within("", "# c\n", "session:\n  redis:\n    host: r\n")},
		{"comments behind", within("session:\n  redis:\n    host: r\n", "    # c\n", "")},
		{"empty lines", within("session:\n", "\n", "  redis:\n    host: r\n")},
		{"carriage returns", within("session:\r\n", "\r", "  redis:\r\n    host: r\r\n")},
		{"tabs in a line", within("session:\n  redis:\n    host: r", "\t", "# c\n")},
		{"tabs at the start", within("session:\n", "\t", "redis:\n")},
		{"a quote never closed", within("session:\n  redis:\n    host: \"", "a\n", "")},
		{"tags", within("session:\n  redis:\n    host: r\n    x: [", "!!int 1,", "1]\n")},
		{"flow mappings", numbered("session: {redis: {", "k%: 1, ", "host: r}}\n")},
		{"variables", numbered("", "AUTHELIA_SESSION_REDIS_K%=v\n", "")},
		{"one variable again", within("", "AUTHELIA_SESSION_REDIS_HOST=r\n", "")},
		{"variables nearly right", numbered("", "AUTHELIA_SESSION_REDIS_HOSST%=v\n", "")},
		{"variables in quotes", numbered("", "export AUTHELIA_SESSION_REDIS_K%=\"a\\\"b\"\n", "")},
		{"variables that refer", numbered("", "export AUTHELIA_SESSION_REDIS_K%=\"${A%} $B%\"\n", "")},
		{"blanks behind variables", within("AUTHELIA_SESSION_REDIS_HOST", " ", "=r\n")},
		{"a word of many pieces", within("export AUTHELIA_SESSION_REDIS_HOST=", `"a"'b'`, "\n")},
		{"exports", within("", "export ", "AUTHELIA_SESSION_REDIS_HOST=r\n")},
		{"units", numbered("", "Environment=AUTHELIA_SESSION_REDIS_K%=v\n", "")},
		{"compose services", numbered("services:\n", "  s%:\n    image: authelia/authelia\n    environment: {AUTHELIA_SESSION_REDIS_HOST: r}\n", "")},
		{"compose variables", numbered("services:\n  a:\n    image: authelia/authelia\n    environment:\n", "      AUTHELIA_SESSION_REDIS_K%: v\n", "")},
		{"compose variables in a list", numbered("services:\n  a:\n    image: authelia/authelia\n    environment:\n", "      - AUTHELIA_SESSION_REDIS_K%=${A%}\n", "")},
		{"compose secrets", numbered("services:\n  a:\n    image: authelia/authelia\n    environment:\n      AUTHELIA_SESSION_REDIS_PASSWORD_FILE: /run/secrets/x\n    secrets:\n", "      - s%\n", "")},
		{"compose configs", numbered("services:\n  a:\n    image: authelia/authelia\n    configs: [c1]\nconfigs:\n", "  c%: {content: 'session: {redis: {host: r}}'}\n", "")},
		{"compose configs used", numbered("services:\n  a:\n    image: authelia/authelia\n    configs:\n", "      - c%\n", "configs:\n  c1: {content: 'session: {redis: {host: r}}'}\n")},
		{"compose configs used again", within("services:\n  a:\n    image: authelia/authelia\n    configs:\n", "      - c\n", "configs:\n  c: {content: 'session: {redis: {host: r}}'}\n")},
		{"helm values", numbered("configMap:\n  session:\n    redis:\n      enabled: true\n", "      k%: v\n", "")},
		{"helm nodes", within("configMap:\n  session:\n    redis:\n      enabled: true\n      high_availability:\n        enabled: true\n        nodes:\n", "          - {host: a, port: 1}\n", "")},
		{"manifest variables", numbered("kind: Deployment\nspec:\n  env:\n", "    - {name: AUTHELIA_SESSION_REDIS_K%, value: v}\n", "")},
		{"manifest configurations", numbered("kind: ConfigMap\ndata:\n", "  c%.yml: 'session: {redis: {host: r}}'\n", "")},
		{"commands", within("", "redis-cli -h r -a p\n", "")},
		{"words of a command", within("redis-cli -h r ", "-a p ", "\n")},
		{"commands without the program", within("", "a=1;", "redis-cli\n")},
		{"hosts of a URL", within("redis+sentinel://", "a:1,", "a/m\n")},
		{"logins of a URL", within("redis://", "a:b@", "r:6379\n")},
		{"slashes of a URL", within("redis://r", "/", "\n")},
		{"parameters of a URL", numbered("redis://r?", "p%=1&", "\n")},
		{"hashes of a URL", within("redis://r", "#", "\n")},
		{"URLs", within("", "redis://u:p@r:6379/1\n", "")},
		{"files in one text", within("", "# ======== a ========\nsession: {}\n", "")},
		{"files with one name", numbered("", "# ======== a% ========\nsession:\n  redis:\n    host: r%\n", "")},
		{"fences", within("```\nsession:\n  redis:\n    host: r\n", "```\n", "")},
	}
	for _, mark := range []string{"a@", "@", ":", "a:", "::", `"`, "'", "`", "{{", "{", "}", "${", "$", "${A:-", `\`, "\\\n", "[", "]", "-", "- ", "? ", "!", "&", "&a ", "*", "*a ", "%", "%%", "#", " #", ",", "=", "a=", "//", "://", "a://", "|", ">", "<<", "é", "\u2028", "\x00", "\xff", " ", "\n", "\r", "\r\n", "\t", "-----BEGIN ", "-----"} {
		name := strconv.Quote(mark)
		shapes = append(shapes, Shape{name, repeat(mark)}, Shape{name + " in a value", within("session:\n  redis:\n    host: x", mark, "\n    port: 6379\n")})
	}
	return shapes
}

// repeat is a text of nothing but one piece.
func repeat(piece string) func(int) string { return within("", piece, "") }

// within repeats a piece between a beginning and an end.
func within(start, piece, end string) func(int) string {
	return func(n int) string { return start + strings.Repeat(piece, max(1, n/len(piece))) + end }
}

// numbered does so with the piece's number wherever it has a %.
func numbered(start, piece, end string) func(int) string {
	return func(n int) string {
		var b strings.Builder
		b.WriteString(start)
		for i := 1; b.Len() < n; i++ {
			b.WriteString(strings.ReplaceAll(piece, "%", strconv.Itoa(i)))
		}
		b.WriteString(end)
		return b.String()
	}
}
