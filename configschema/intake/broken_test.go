package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// around are the sections of a whole file before and behind session.redis.
const (
	above = "---\ntheme: 'dark'\nserver:\n  address: 'tcp://:9091'\nauthentication_backend:\n  file:\n    path: '/config/users.yml'\naccess_control:\n  default_policy: 'deny'\n"
	below = "storage:\n  encryption_key: 'you_must_generate_a_random_string'\n  local:\n    path: '/config/db.sqlite3'\nnotifier:\n  filesystem:\n    filename: '/config/notification.txt'\n"
)

// What is plain to see in a file that is no YAML fills the form, and the line that breaks
// it is told.
func TestBroken(t *testing.T) {
	const session = "session:\n  secret: 'insecure_session_secret'\n  redis:\n    host: 'redis'\n    port: 6380\n    password: 'a-long-password'\n"
	all := configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380", authelia.KeyPassword: "a-long-password"}
	for _, c := range []struct {
		name, text string
		line       int
		hint       string
		values     configschema.Values
	}{
		{"a double quote above", above + "log:\n  level: \"info\n" + session + below, 11, "The quote that opens here is not closed", all},
		{"a single quote above", above + strings.Replace(session, "secret'", "secret", 1) + below, 11, "The quote that opens here is not closed", all},
		{"a quote of an option", above + strings.Replace(session, "password'", "password", 1) + below, 15, "The quote that opens here is not closed",
			configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380"}},
		{"a quote below", above + session + below + "ntp:\n  address: 'udp://time.cloudflare.com:123\n  version: 3\n", 24, "The quote that opens here is not closed", all},
		{"tabs", above + strings.ReplaceAll(session, "    ", "\t\t") + below, 13, "never with tabs", all},
		{"a stray line", above + "taken from the documentation\n" + session + below, 10, "This line has no colon", all},
		{"a stray line among the options", above + strings.Replace(session, "    port", "changed yesterday\n    port", 1) + below, 14, "This line has no colon", all},
		{"a prompt in front", "root@server:~# cat /etc/authelia/configuration.yml\n" + strings.TrimPrefix(above, "---\n") + session + below, 1, "the prompt of a shell", all},
		{"a prompt behind", above + session + below + "[root@server ~]# ", 23, "the prompt of a shell", all},
		{"a merge conflict", above + "<<<<<<< HEAD\n" + session + "=======\n" + strings.Replace(session, "6380", "6390", 1) + ">>>>>>> main\n" + below, 10, "a merge conflict is not resolved", all},
		{"a conflict about one option", above + strings.Replace(session, "    port: 6380\n", "<<<<<<< HEAD\n    port: 6380\n||||||| base\n    port: 6379\n=======\n    port: 6390\n>>>>>>> main\n", 1) + below, 14, "a merge conflict is not resolved", all},
		{"a value that begins with @", above + strings.Replace(session, "'a-long-password'", "@-long-password", 1) + below, 15, "needs quotes", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			found, err := Read(t.Context(), []configschema.File{{Name: "configuration.yml", Text: c.text}}, "4.39", nil)
			if err != nil || found.Form != Configuration || len(found.Result.Problems) != 1 {
				t.Fatalf("%v: %q %+v", err, found.Form, found.Result.Problems)
			}
			if c.values == nil { // the line cannot be read
				c.values = configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6380"}
			}
			if diff := cmp.Diff(c.values, found.Result.Values); diff != "" {
				t.Error(diff)
			}
			if p := found.Result.Problems[0]; p.Line != c.line || p.Code != "yaml-syntax" || !strings.Contains(p.Hint, c.hint) {
				t.Errorf("line %d: %s\n%s", p.Line, p.Message, p.Hint)
			}
			for key, source := range found.Result.Sources {
				line := strings.Split(c.text, "\n")[source.Line-1]
				if !strings.Contains(line, found.Result.Values[key]) {
					t.Errorf("%s is not in line %d: %s", key, source.Line, line)
				}
			}
			if len(found.Notes) != 1 || !strings.Contains(found.Notes[0], ": host") {
				t.Errorf("notes: %q", found.Notes)
			}
			quiet(t, found)
		})
	}
}

// Where quotes are as they should be, none is blamed.
func TestNoOpenQuote(t *testing.T) {
	for _, text := range []string{
		above + "definitions:\n  note: 'over\n    two lines'\nsession:\n  redis:\n    host: redis\n   port: 1\n" + below,
		above + "session:\n  redis:\n    host: 'it''s' x\n" + below,
		above + "session:\n  redis:\n    host: [a\n" + below,
	} {
		found, err := Read(t.Context(), oneText(text), "4.39", nil)
		if err != nil || len(found.Result.Problems) == 0 || strings.Contains(found.Result.Problems[0].Hint, "The quote that opens here") {
			t.Errorf("%v: %+v", err, found.Result.Problems)
		}
	}
}
