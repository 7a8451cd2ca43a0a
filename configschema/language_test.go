package configschema_test

import (
	"regexp"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/conformance"
	"redis-wizard/configschema/merge"
	"redis-wizard/configschema/phrase"
)

// A disguise is a language in which every letter of a text is an x, so that
// whatever else is readable was put into its places.
type disguise map[string]bool

func (d disguise) say(english string) string {
	d[english] = true
	var out strings.Builder
	for i, part := range regexp.MustCompile(`\{[a-z]+\}|[^{]+|\{`).FindAllString(english, -1) {
		if i == 0 {
			out.WriteString("«")
		}
		if !strings.HasPrefix(part, "{") {
			part = regexp.MustCompile(`[A-Za-z]`).ReplaceAllString(part, "x")
		}
		out.WriteString(part)
	}
	return out.String() + "»"
}

var readable = regexp.MustCompile(`[A-Za-z]+`)

// ours are words of Authelia's names, which are the same in every language.
var ours = func() map[string]bool {
	names := "TLS SSLv Authelia " + strings.Join(authelia.TLSVersions, " ")
	for _, f := range authelia.Options() {
		names += " " + f.Key + " " + f.Env() + " " + f.EnvFile()
	}
	return words(names)
}()

func words(text string) map[string]bool {
	found := map[string]bool{}
	for _, word := range readable.FindAllString(text, -1) {
		found[word] = true
	}
	return found
}

// checkWords holds that every readable word stands in the input or in a name.
func checkWords(t *testing.T, said, input string) {
	t.Helper()
	given := words(input)
	for word := range words(said) {
		if strings.Trim(word, "x") != "" && !ours[word] && !given[word] {
			t.Errorf("%q is left in English in %q", word, said)
		}
	}
}

// checkSpoken holds that a text went through the language as a whole, and that
// no English was put into it.
func checkSpoken(t *testing.T, said, input string) {
	t.Helper()
	if !strings.HasPrefix(said, "«") || !strings.HasSuffix(said, "»") {
		t.Errorf("%q did not go through the language", said)
	}
	checkWords(t, said, input)
}

// autheliaSays tells whether a message is in Authelia's words, which stay: all
// its errors, and what it says of variables that it does not know.
func autheliaSays(p causes.Problem) bool {
	return p.Severity == causes.Error || strings.HasPrefix(p.Message, "configuration environment variable not expected: ")
}

func TestLanguageOfProblems(t *testing.T) {
	said := disguise{}
	check := func(in configschema.Input, input string) {
		t.Helper()
		in.Language = said.say
		r, err := configschema.Evaluate(in)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range r.Problems {
			if p.Code == "E09" { // quotes the fault that Authelia overlooks
				input += p.Message
			}
			if autheliaSays(p) {
				checkSpoken(t, p.Plain, input+" "+in.Authelia)
			} else {
				checkSpoken(t, p.Message, input)
			}
			checkSpoken(t, p.Hint, input)
			if p.Fix != nil {
				checkSpoken(t, p.Fix.Label, input)
			}
		}
	}
	for i, b := range conformance.Read(t, "testdata/conformance") {
		for _, version := range []string{"4.29", "4.33", "4.37", "4.39"} {
			if i%8 == 0 {
				check(configschema.Input{Authelia: version, YAML: b.YAML}, b.YAML)
			}
		}
	}
	const redis = "AUTHELIA_SESSION_REDIS_"
	for _, v := range []configschema.Variable{
		{Name: redis + "PASSWORD_FILE", Value: "/run/secrets/redis"}, {Name: redis + "PASSWORD_FILE", Value: "a secret"}, {Name: redis + "PASSWORD_FILE"},
		{Name: redis + "PORT", Value: "tcp://10.0.0.1:6379"}, {Name: redis + "HIGH_AVAILABILITY_NODES", Value: "a,b"}, {Name: redis + "FOO", Value: "1"},
		{Name: redis + "HSOT", Value: "1"}, {Name: redis + "HOST_FILE", Value: "1"}, {Name: redis + "TIMEOUT", Value: "1"},
		{Name: "AUTHELIA_WEB_PORT", Value: "tcp://10.0.0.1:80"},
	} {
		for _, version := range []string{"4.29", "4.33", "4.37", "4.39"} {
			check(configschema.Input{Authelia: version, YAML: "redis:\n  host: a\n  port: 1\n  password: p\n", Environment: []configschema.Variable{v}}, "redis host a port password p "+v.Name+" "+v.Value)
		}
	}
	for _, host := range []string{"unix:///a", "redis://h:1/3", " h ", "::1", "h:1", "a b", "localhost", "/run/a", "h"} {
		for _, kind := range []authelia.Kind{authelia.Single, authelia.Socket, authelia.Sentinel} {
			check(configschema.Input{Kind: kind, Values: authelia.Values{authelia.KeyHost: host, authelia.KeyPort: "6379", authelia.KeyUsername: "u", authelia.KeyIndex: "-1", authelia.KeyRetries: "0", authelia.KeyTimeout: "1ms", authelia.KeyMaxActive: "-1",
				authelia.KeyMinIdle: "9", authelia.KeySkipVerify: "true", authelia.KeyMinVersion: "TLS1.0", authelia.KeyNodes + ".0.host": "a", authelia.KeyNodes + ".1.host": "a", authelia.KeyNodes + ".1.port": "0"}}, host+" 1ms a:26379 /a")
		}
	}
	for _, file := range []string{
		"session:\n  host: a\n  provider: redis\n", "storage: {}\npassword: a\n", "sessions:\n  redis:\n    host: a\nlog: {}\n", "server:\n  redis:\n    host: a\n",
		"session:\n  cookies:\n    - redis:\n        host: a\n", "session:\n  x:\n    redis:\n      host: a\n      port: 1\n", "session.redis.host: a\n",
	} {
		check(configschema.Input{YAML: file}, file)
	}
	check(configschema.Input{Authelia: "4.29", Files: []configschema.File{{Name: "a.yml", Text: "redis: {}\n"}, {Name: "b.yml", Text: "redis: {}\n"}}}, "b.yml")
	if len(said) < 120 {
		t.Errorf("only %d texts were said: the inputs bring up next to nothing", len(said))
	}
}

// Errors that are for people can be said in every language, too.
func TestLanguageOfErrors(t *testing.T) {
	said := disguise{}
	explain := func(err error, input string) {
		t.Helper()
		if err == nil {
			t.Fatal("no error")
		}
		checkSpoken(t, phrase.Explain(err, said.say), input)
	}
	_, err := authelia.ParseVersion("5.0")
	explain(err, "")
	explain(configschema.ErrTooLarge, "")
	for _, source := range []string{
		"\xff\xfea", "a: \xff\n", "log: {}\nsession: a\n", "a: &a {name: a}\nsession: *a\n", "session:\n  redis:\n    host: &h redis\nntp:\n  address: *h\n",
	} {
		_, err := merge.Files(t.Context(), []configschema.File{{Name: "a.yml", Text: source}}, configschema.Input{Values: authelia.Values{authelia.KeyHost: "other"}})
		spoken := phrase.Explain(err, said.say)
		checkWords(t, spoken, source+" a.yml")
		if !strings.Contains(spoken, "«") {
			t.Errorf("%q did not go through the language", spoken)
		}
	}
	_, err = merge.Files(t.Context(), nil, configschema.Input{})
	if spoken := phrase.Explain(err, said.say); strings.Count(spoken, "«") != 2 {
		t.Errorf("reason and hint are not in the language: %q", spoken)
	}
}

// Every option's label and help is a text with a translation to look up; what is
// shown of a field depends on it.
func TestLanguageOfFields(t *testing.T) {
	said := disguise{}
	for _, f := range authelia.Options() {
		checkSpoken(t, phrase.Language(said.say).Say(f.Label), "")
		checkSpoken(t, phrase.Language(said.say).Say(f.Help), "")
	}
	if len(said) != 2*len(authelia.Options()) {
		t.Errorf("%d texts for %d options: two options share one", len(said), len(authelia.Options()))
	}
}
