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
		{"options unknown", Numbered("session:\n  redis:\n", "    k%: 1\n", "")},
		{"options nearly right", Numbered("session:\n  redis:\n", "    hosst%: 1\n", "")},
		{"sections unknown", Numbered("", "s%:\n  a: 1\n", "session:\n  redis:\n    host: r\n")},
		{"keys with dots", Numbered("", "session.redis.k%: 1\n", "")},
		{"keys with dots in one section", Numbered("session:\n  redis:\n", "    tls.k%: 1\n", "")},
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
		{"anchors", Numbered("session:\n  redis:\n    host: r\nx:\n", "  a%: &a% 1\n", "")},
		{"aliases of a scalar", within("x: &x 1\nsession:\n  redis:\n    host: r\ny:\n", "  - *x\n", "")},
		{"merges", Numbered("x: &x {a: 1}\nsession:\n  redis:\n    host: r\ny:\n", "  k%: {<<: *x}\n", "")},
		{"comments", within("", "# c\n", "session:\n  redis:\n    host: r\n")},
		{"comments behind", within("session:\n  redis:\n    host: r\n", "    # c\n", "")},
		{"empty lines", within("session:\n", "\n", "  redis:\n    host: r\n")},
		{"carriage returns", within("session:\r\n", "\r", "  redis:\r\n    host: r\r\n")},
		{"tabs in a line", within("session:\n  redis:\n    host: r", "\t", "# c\n")},
		{"tabs at the start", within("session:\n", "\t", "redis:\n")},
		{"a quote never closed", within("session:\n  redis:\n    host: \"", "a\n", "")},
		{"quotes never closed", within("session:\n  redis:\n    host: r\n", "    a: 'b\n", "")},
		{"quotes over many lines", within("session:\n  redis:\n    host: r\n    x: 'a\n", "      b\n", "    ' y\n")},
		{"lines that are no YAML", within("session:\n  redis:\n    host: r\n", "    x\n", "")},
		{"sections that are no YAML", within("", "session:\n  redis:\n    host: 'r\n", "")},
		{"conflicts", within("", "<<<<<<< a\nsession:\n  redis:\n    host: r\n=======\n>>>>>>> b\n", "")},
		{"conflicts never resolved", within("session:\n  redis:\n    host: r\n", "<<<<<<< a\n", "")},
		{"prompts", within("", "root@a:~# cat b\n", "session:\n  redis:\n    host: r\n")},
		{"places of a template", within("session:\n  redis:\n    host: {{ env \"A\" }}\n    password: '", "{{ env \"A\" }}", "'\n")},
		{"lines of a template", within("session:\n  redis:\n    host: {{ env \"A\" }}\n", "    {{- if true }}\n", "")},
		{"rows of a template", within("session:\n  redis:\n    high_availability:\n      sentinel_name: m\n      nodes:\n", "        {{- range list }}\n        - host: {{ env \"A\" }}\n        {{- end }}\n", "")},
		{"places never closed", within("session:\n  redis:\n    host: {{ env \"A\" }}\n", "{{ if \n", "")},
		{"places of Jinja2", within("session:\n  redis:\n", "    {% if a %}\n    host: {{ a_b }}\n    {% endif %}\n", "")},
		{"texts for SOPS", Numbered("session:\n  redis:\n", "    k%: ENC[AES256_GCM,data:x]\n", "sops:\n  mac: ENC[AES256_GCM,data:x]\n")},
		{"secrets in base64", Numbered("kind: Secret\ndata:\n", "  AUTHELIA_SESSION_REDIS_K%: cmVkaXM=\n", "")},
		{"tags", within("session:\n  redis:\n    host: r\n    x: [", "!!int 1,", "1]\n")},
		{"flow mappings", Numbered("session: {redis: {", "k%: 1, ", "host: r}}\n")},
		{"variables", Numbered("", "AUTHELIA_SESSION_REDIS_K%=v\n", "")},
		{"one variable again", within("", "AUTHELIA_SESSION_REDIS_HOST=r\n", "")},
		{"variables nearly right", Numbered("", "AUTHELIA_SESSION_REDIS_HOSST%=v\n", "")},
		{"variables in quotes", Numbered("", "export AUTHELIA_SESSION_REDIS_K%=\"a\\\"b\"\n", "")},
		{"variables that refer", Numbered("", "export AUTHELIA_SESSION_REDIS_K%=\"${A%} $B%\"\n", "")},
		{"spaces behind variables", within("AUTHELIA_SESSION_REDIS_HOST", " ", "=r\n")},
		{"a word of many pieces", within("export AUTHELIA_SESSION_REDIS_HOST=", `"a"'b'`, "\n")},
		{"exports", within("", "export ", "AUTHELIA_SESSION_REDIS_HOST=r\n")},
		{"units", Numbered("", "Environment=AUTHELIA_SESSION_REDIS_K%=v\n", "")},
		{"compose services", Numbered("services:\n", "  s%:\n    image: authelia/authelia\n    environment: {AUTHELIA_SESSION_REDIS_HOST: r}\n", "")},
		{"compose variables", Numbered("services:\n  a:\n    image: authelia/authelia\n    environment:\n", "      AUTHELIA_SESSION_REDIS_K%: v\n", "")},
		{"compose variables in a list", Numbered("services:\n  a:\n    image: authelia/authelia\n    environment:\n", "      - AUTHELIA_SESSION_REDIS_K%=${A%}\n", "")},
		{"compose secrets", Numbered("services:\n  a:\n    image: authelia/authelia\n    environment:\n      AUTHELIA_SESSION_REDIS_PASSWORD_FILE: /run/secrets/x\n    secrets:\n", "      - s%\n", "")},
		{"compose configs", Numbered("services:\n  a:\n    image: authelia/authelia\n    configs: [c1]\nconfigs:\n", "  c%: {content: 'session: {redis: {host: r}}'}\n", "")},
		{"compose configs used", Numbered("services:\n  a:\n    image: authelia/authelia\n    configs:\n", "      - c%\n", "configs:\n  c1: {content: 'session: {redis: {host: r}}'}\n")},
		{"compose configs used again", within("services:\n  a:\n    image: authelia/authelia\n    configs:\n", "      - c\n", "configs:\n  c: {content: 'session: {redis: {host: r}}'}\n")},
		{"compose services of Redis", Numbered("services:\n  a:\n    image: authelia/authelia\n    environment: {AUTHELIA_SESSION_REDIS_HOST: r}\n", "  r%:\n    image: redis\n    configs: [c]\n    command: redis-server --port 1\n", "configs:\n  c: {content: 'port 1'}\n")},
		{"compose options of Redis", within("services:\n  a:\n    image: authelia/authelia\n    environment: {AUTHELIA_SESSION_REDIS_HOST: r}\n  r:\n    image: redis\n    command: redis-server", " --port 1", "\n")},
		{"compose files of variables", within("services:\n  a:\n    image: authelia/authelia\n    env_file:\n", "      - b\n", "")},
		{"compose services that extend", Numbered("services:\n  b:\n    image: authelia/authelia\n    environment: {AUTHELIA_SESSION_REDIS_HOST: r}\n", "  s%:\n    extends: b\n    environment: {A: b}\n", "")},
		{"a compose service of many keys that extends", Numbered("services:\n  a:\n    extends: b\n    environment: {AUTHELIA_SESSION_REDIS_HOST: r}\n  b:\n    image: authelia/authelia\n", "    k%: 1\n", "")},
		{"compose files that include", Numbered("services:\n  a:\n    image: authelia/authelia\n    environment: {AUTHELIA_SESSION_REDIS_HOST: r}\ninclude:\n", "  - f%.yml\n", "")},
		{"command lines that start Redis", within("docker run -e AUTHELIA_SESSION_REDIS_HOST=r x\n", "docker run redis --port 1\n", "")},
		{"options of docker run", within("docker run ", "-e A=b ", "redis --port 1\n")},
		{"directives", Numbered("port 6379\n", "save % 1\n", "")},
		{"users", Numbered("", "user u% on >p ~*\n", "")},
		{"sentinels that are known", within("sentinel monitor m a 1 2\n", "sentinel known-sentinel m 10.0.0.1 26379 x\n", "")},
		{"lists of a program", Numbered("env = [\n", "  \"AUTHELIA_SESSION_REDIS_K%=v\",\n", "]\n")},
		{"sets of a program", Numbered("{ session.redis = {\n", "  k% = \"v\";\n", "}; }\n")},
		{"paths of a program", Numbered("{\n", "  session.redis.k% = \"v\";\n", "}\n")},
		{"blocks of a program", Numbered("x {\n", "env {\n name = \"AUTHELIA_SESSION_REDIS_K%\"\n value = v\n}\n", "}\n")},
		{"brackets of a program", within("redis = [\n", "[", "\n")},
		{"texts of a program", within("{ redis = [ ", "''a'' ", "]; };\n")},
		{"documents of a program", within("redis = [\n", "<<E\na\nE\n", "]\n")},
		{"a text of a program never closed", within("{ redis = ''", "a ''$ ''' ", "\n")},
		{"rows of a table", Numbered("| Name | Value |\n", "| `AUTHELIA_SESSION_REDIS_K%` | `v` |\n", "")},
		{"helm values", Numbered("configMap:\n  session:\n    redis:\n      enabled: true\n", "      k%: v\n", "")},
		{"helm nodes", within("configMap:\n  session:\n    redis:\n      enabled: true\n      high_availability:\n        enabled: true\n        nodes:\n", "          - {host: a, port: 1}\n", "")},
		{"manifest variables", Numbered("kind: Deployment\nspec:\n  env:\n", "    - {name: AUTHELIA_SESSION_REDIS_K%, value: v}\n", "")},
		{"manifest configurations", Numbered("kind: ConfigMap\ndata:\n", "  c%.yml: 'session: {redis: {host: r}}'\n", "")},
		{"manifest blocks", Numbered("kind: ConfigMap\ndata:\n", "  c%.yml: |\n    session: {redis: {host: r, port: 1}}\n", "")},
		{"a long block of a manifest", within("kind: ConfigMap\ndata:\n  c.yml: |\n    session:\n      redis:\n        host: r\n", "    # c\n", "")},
		{"options in a block of a manifest", Numbered("kind: ConfigMap\ndata:\n  c.yml: |\n    session:\n      redis:\n        port: 1\n", "        k%:\n", "")},
		{"lines of a kind", within("kind: X\n", "apiVersion\n", "")},
		{"releases", within("", "kind: HelmRelease\nspec: {values: {configMap: {session: {redis: {enabled: true, host: r}}}}}\n---\n", "")},
		{"parameters of an application", Numbered("kind: Application\nspec:\n  source:\n    helm:\n      parameters:\n", "        - {name: 'configMap.session.redis.k%', value: v}\n", "")},
		{"a long parameter", within("kind: Application\nspec: {source: {helm: {parameters: [{name: configMap", ".a", ", value: v}]}}}\n")},
		{"values in a text", within("kind: Application\nspec:\n  source:\n    helm:\n      values: |\n        configMap:\n          session:\n            redis:\n              host: r\n        x:\n", "        - {a: b}\n", "")},
		{"sources of an application", within("kind: Application\nspec:\n  sources:\n", "  - {helm: {values: 'configMap: {session: {redis: {host: r}}}'}}\n", "")},
		{"generators", Numbered("configMapGenerator:\n", "- {name: a, files: [f%], literals: ['a%.yml=redis: {host: r}']}\n", "")},
		{"commands", within("", "redis-cli -h r -a p\n", "")},
		{"words of a command", within("redis-cli -h r ", "-a p ", "\n")},
		{"commands without the program", within("", "a=1;", "redis-cli\n")},
		{"hosts of a URL", within("redis+sentinel://", "a:1,", "a/m\n")},
		{"logins of a URL", within("redis://", "a:b@", "r:6379\n")},
		{"slashes of a URL", within("redis://r", "/", "\n")},
		{"parameters of a URL", Numbered("redis://r?", "p%=1&", "\n")},
		{"hashes of a URL", within("redis://r", "#", "\n")},
		{"URLs", within("", "redis://u:p@r:6379/1\n", "")},
		{"files in one text", within("", "# ======== a ========\nsession: {}\n", "")},
		{"files with one name", Numbered("", "# ======== a% ========\nsession:\n  redis:\n    host: r%\n", "")},
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

// Numbered does so with the piece's number wherever it has a %.
func Numbered(start, piece, end string) func(int) string {
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
