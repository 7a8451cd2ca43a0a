package highlight

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shown is how a line looks: each part as class(text), what is secret in brackets.
func shown(line Line) string {
	var b strings.Builder
	for _, part := range line {
		text := part.Text
		if part.Secret {
			text = "[" + text + "]"
		}
		if part.Class == Plain {
			b.WriteString(text)
		} else {
			b.WriteString(string(part.Class) + "(" + text + ")")
		}
	}
	return b.String()
}

func TestLines(t *testing.T) {
	secrets := Of([]string{"it's $5", "hunter2", "abc"})
	for _, test := range []struct{ name, language, text, want string }{
		{"a section", "yaml", "session:\n  redis: # ours\n    host: 'redis'\n    port: 6379\n    tls: &x {a: b}", "k(session):\n  k(redis): c(# ours)\n    k(host): s('redis')\n    k(port): n(6379)\n    k(tls): m(&x) {a: b}"},
		{"secrets by their names", "yaml", "password: 'x'\n- sentinel_password: y # not z\nsecret: \"a\\\"b\"\nsecret_file: '/run'\nexistingSecret: 'name'", "k(password): s(')s([x])s(')\n- k(sentinel_password): s([y])c( # not z)\nk(secret): s(\")s([a\\\"b])s(\")\nk(secret_file): s('/run')\nk(existingSecret): s('name')"},
		{"references", "yaml", "password: '{{ secret \"/run/pw\" }}'\nsecret: ${PW}\ndisable_reset_password: false", "k(password): s('{{ secret \"/run/pw\" }}')\nk(secret): s(${PW})\nk(disable_reset_password): n(false)"},
		{"secrets by their values", "yaml", "command: 'redis-server --requirepass hunter2' # hunter2\nx: 'it''s $5'\ny: \"it''s $$5\"\nabc: abc", "k(command): s('redis-server --requirepass )s([hunter2])s(') c(# )c([hunter2])\nk(x): s(')s([it''s $5])s(')\nk(y): s(\")s([it''s $$5])s(\")\nk(abc): s(abc)"},
		{"a block", "yaml", "a:\n  private_key: |\n    one\n\n    two\n  host: x", "k(a):\n  k(private_key): m(|)\n    s([one])\n\n    s([two])\n  k(host): s(x)"},
		{"a block that is a file", "yaml", "data:\n  redis.yml: |\n    password: 'x'", "k(data):\n  k(redis.yml): m(|)\n    k(password): s(')s([x])s(')"},
		{"a quote over lines", "yaml", "password: 'one\n  two' # c\nhost: 'x'", "k(password): s(')s([one])\n  s([two])s(') c(# c)\nk(host): s('x')"},
		{"a list and maps", "yaml", "- 'x'\n- name: y\nk: {password: 'z', port: 1}", "- s('x')\n- k(name): s(y)\nk(k): {password: '[z]', port: 1}"},
		{"a URL", "yaml", "url: 'redis://u:pw@redis:6379' # redis://:pw2@x", "k(url): s('redis://u:)s([pw])s(@redis:6379') c(# redis://:)c([pw2])c(@x)"},
		{"a comment", "yaml", "# password: 'old'\nhost: x", "c(# password: ')c([old])c(')\nk(host): s(x)"},
		{"keys that are odd", "yaml", "'a b': 1\n\"c\" : 2\nhttp://x: 3\nno key\n: 4\n'open", "k('a b'): n(1)\nk(\"c\" ): n(2)\nk(http://x): n(3)\ns(no key)\ns(: 4)\ns('open)"},
		{"variables", "env", "# c\nexport A_PASSWORD='p q'\nA_PASSWORD_FILE='/run/x'\nB=1\nC=\"hunter2\"", "c(# c)\nk(export A_PASSWORD)=s(')s([p q])s(')\nk(A_PASSWORD_FILE)=s('/run/x')\nk(B)=n(1)\nk(C)=s(\")s([hunter2])s(\")"},
		{"a unit", "ini", "[Service]\nEnvironment=\"A=b\"\nLoadCredential=x:/y", "m([Service])\nk(Environment)=s(\"A=b\")\nk(LoadCredential)=s(x:/y)"},
		{"directives", "conf", "# c\nport 6379\nrequirepass \"a b\"\nmasterauth {GROUP PASSWORD}\nsentinel auth-pass mymaster secret\nuser authelia on >pw #0a1b ~k*", "c(# c)\nk(port)n( 6379)\nk(requirepass) s(\")s([a b])s(\")\nk(masterauth) s({GROUP PASSWORD})\nk(sentinel) auth-pass mymaster s([secret])\nk(user) authelia on [>pw] [#0a1b] ~k*"},
		{"a script", "shell", "# c\nprintf '%s: ' \"$2\"\nx='a\nb' y", "c(# c)\nprintf s('%s: ') s(\"$2\")\nx=s('a)\ns(b') y"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, line := range New(test.language, secrets, false).Lines(test.text) {
				got = append(got, shown(line))
			}
			if diff := cmp.Diff(test.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("the lines (-want +got):\n%s", diff)
			}
		})
	}
}

// A private key is secret even where nothing tells what the line is a part of.
func TestPrivateKeys(t *testing.T) {
	body := strings.Repeat("QUJD", 16)
	text := "    " + body + "\n    -----BEGIN PRIVATE KEY-----\n    short\n    -----END PRIVATE KEY-----\nhost: x"
	var got []string
	for _, line := range New("yaml", Secrets{}, false).Lines(text) {
		got = append(got, shown(line))
	}
	want := "    s([" + body + "])\n    s([-----BEGIN PRIVATE KEY-----])\n    s([short])\n    s([-----END PRIVATE KEY-----])\nk(host): s(x)"
	if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
		t.Errorf("the lines (-want +got):\n%s", diff)
	}
}

func TestCount(t *testing.T) {
	for text, want := range map[string]int{
		"host: x": 0, "password: 'x'": 1, "password: 'x'\nsecret: 'y'": 2, "private_key: |\n  one\n  two\nhost: x\npassword: y": 2, "password: 'one\n  two'": 1, "k: {password: a, secret: b}": 2,
	} {
		if got := Count(New("yaml", Secrets{}, false).Lines(text)); got != want {
			t.Errorf("%q has %d secrets, want %d", text, got, want)
		}
	}
	if got := Count(New("text", Secrets{}, true).Lines("a\nb")); got != 1 {
		t.Errorf("a secret file has %d secrets, want 1", got)
	}
}

// Whatever a text is, its parts are the text: it is copied from the page.
func FuzzWhole(f *testing.F) {
	files, err := filepath.Glob("../../../configschema/render/testdata/golden/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			f.Add(string(text), "hunter2")
		}
	}
	f.Add("password: 'a\n b'' c' # d\nx: [a, {secret: b}]\n---\n? y\n", "it's")
	f.Fuzz(func(t *testing.T, text, secret string) {
		for _, language := range []string{"yaml", "env", "ini", "conf", "shell", "text"} {
			lexer := New(language, Of([]string{secret}), false)
			for line := range strings.SplitSeq(text, "\n") {
				var whole string
				for _, part := range lexer.Line(line) {
					whole += part.Text
				}
				if whole != line {
					t.Fatalf("%s: %q is shown as %q", language, line, whole)
				}
			}
		}
	})
}
