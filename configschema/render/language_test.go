package render

import (
	"regexp"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase/phrasetest"
)

// awkward are configurations about which there is a lot to say.
var awkward = []configschema.Input{
	{},
	{Values: configschema.Values{authelia.KeyHost: ""}, Kind: configschema.Single},
	{Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "70000"}},
	{Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "70000", authelia.KeyIndex: "-1"}},
	{Values: configschema.Values{authelia.KeyPassword: "alone"}},
	{Values: configschema.Values{
		authelia.KeyHost: "re{{dis", authelia.KeyPort: "6379", authelia.KeyUsername: "a$b'`", authelia.KeyPassword: "it ends here\n",
		authelia.KeyServerName: "one\nline", authelia.KeyMaxActive: "0", authelia.KeyMinIdle: "1234567", authelia.KeySkipVerify: "yes",
		authelia.KeyTimeout: "7", authelia.KeyRetries: "1", authelia.KeyPrivateKey: key, authelia.KeyChain: chain, authelia.Prefix + "pasword": "misspelt",
	}},
	{Authelia: "4.37.2", Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyTimeout: "7", authelia.KeyPrivateKey: key, authelia.KeyChain: chain}},
	{Authelia: "4.29", Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyPort: "6379", authelia.KeyUsername: "user", authelia.KeyPassword: "word"}},
	{Values: configschema.Values{authelia.KeyHost: "127.0.0.1", authelia.KeyUsername: "nobody"}},
	{Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyUsername: "with a blank", authelia.KeyPassword: "word", authelia.KeySkipVerify: "true"}},
	{Values: configschema.Values{authelia.KeyHost: "redis", authelia.KeyUsername: `back\slash`, authelia.KeyPassword: "word", authelia.KeyServerName: "name.example.com"}},
	{Values: configschema.Values{authelia.KeyHost: "/run/redis.sock", authelia.KeyMinVersion: "TLS1.3"}, Kind: configschema.Socket, TLS: configschema.On},
	{Values: configschema.Values{authelia.KeyHost: "/run/redis.sock", authelia.KeyMinVersion: "TLS1.3"}},
	{Kind: configschema.Sentinel, TLS: configschema.On, Values: configschema.Values{
		authelia.KeySentinelName: "my master", authelia.KeyPassword: `"quoted"`, authelia.KeySentinelPassword: "a b", authelia.KeySentinelUsername: "with a blank",
		nodes + "0.host": "a\x01b", nodes + "0.port": "1234567", nodes + "1.host": "sentinel-1", nodes + "1.port": "26380",
	}},
	{Kind: configschema.Sentinel, Values: configschema.Values{
		authelia.KeySentinelName: "my master", authelia.KeyPassword: `"quoted"`, authelia.KeySentinelPassword: "a b", nodes + "0.host": "sentinel-0",
	}},
}

// place is one that was not filled in; those of the files are in capitals.
var place = regexp.MustCompile(`\{[a-z]+\}`)

// TestLanguage: all that is said beside the files goes through the language, and
// in English it is what it was; the files are the same in every language.
func TestLanguage(t *testing.T) {
	inputs := awkward
	for _, setup := range setups {
		inputs = append(inputs, setup.in)
	}
	kinds := map[string]int{}
	for _, in := range inputs {
		for _, shape := range Shapes {
			want, err := Render(shape.Format, in)
			if err != nil {
				t.Fatal(err)
			}
			in.Language = phrasetest.Marked
			got, err := Render(shape.Format, in)
			in.Language = nil
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Files) != len(want.Files) || len(got.Notes) != len(want.Notes) {
				t.Fatalf("%s: %d files and %d notes, in English %d and %d", shape.Format, len(got.Files), len(got.Notes), len(want.Files), len(want.Notes))
			}
			check := func(said, english string) {
				kinds[english]++
				if words := phrasetest.Unsaid(said); words != "" {
					t.Errorf("%s: %q of %q is not said in the language", shape.Format, words, said)
				}
				if back := phrasetest.English(said); back != english || place.MatchString(back) {
					t.Errorf("%s: got %q, in English %q", shape.Format, back, english)
				}
			}
			for i, f := range got.Files {
				if f.Text != want.Files[i].Text || f.Name != want.Files[i].Name {
					t.Errorf("%s: %s is another file in another language", shape.Format, f.Name)
				}
				if f.Note != command {
					check(f.Note, want.Files[i].Note)
				}
			}
			for i, n := range got.Notes {
				check(n.Text, want.Notes[i].Text)
			}
		}
	}
	if len(kinds) < 100 {
		t.Errorf("only %d sentences are looked at", len(kinds))
	}
}

// command is a file's note that is nothing but what to type.
const command = "kubectl apply -f authelia-redis.yaml"

func TestLanguageOfRefusal(t *testing.T) {
	_, err := Parse("xml")
	unknown, ok := err.(*UnknownFormatError)
	if !ok {
		t.Fatalf("got the error %v", err)
	}
	if said := unknown.In(phrasetest.Marked); phrasetest.Unsaid(said) != "" || phrasetest.English(said) != unknown.Error() {
		t.Errorf("got %q for %q", said, unknown)
	}
}
