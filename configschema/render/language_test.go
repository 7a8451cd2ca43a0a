package render

import (
	"regexp"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase/phrasetest"
)

// awkward are configurations about which there is a lot to say.
var awkward = []configschema.Input{
	{},
	{Values: configschema.Values{configschema.KeyHost: ""}, Kind: configschema.Single},
	{Values: configschema.Values{configschema.KeyHost: "redis", configschema.KeyPort: "70000"}},
	{Values: configschema.Values{configschema.KeyHost: "redis", configschema.KeyPort: "70000", configschema.KeyIndex: "-1"}},
	{Values: configschema.Values{configschema.KeyPassword: "alone"}},
	{Values: configschema.Values{
		configschema.KeyHost: "re{{dis", configschema.KeyPort: "6379", configschema.KeyUsername: "a$b'`", configschema.KeyPassword: "it ends here\n",
		configschema.KeyServerName: "one\nline", configschema.KeyMaxActive: "0", configschema.KeyMinIdle: "1234567", configschema.KeySkipVerify: "yes",
		configschema.KeyTimeout: "7", configschema.KeyRetries: "1", configschema.KeyPrivateKey: key, configschema.KeyChain: chain, configschema.Prefix + "pasword": "misspelt",
	}},
	{Authelia: "4.37.2", Values: configschema.Values{configschema.KeyHost: "redis", configschema.KeyPort: "6379", configschema.KeyTimeout: "7", configschema.KeyPrivateKey: key, configschema.KeyChain: chain}},
	{Authelia: "4.29", Values: configschema.Values{configschema.KeyHost: "redis", configschema.KeyPort: "6379", configschema.KeyUsername: "user", configschema.KeyPassword: "word"}},
	{Values: configschema.Values{configschema.KeyHost: "127.0.0.1", configschema.KeyUsername: "nobody"}},
	{Values: configschema.Values{configschema.KeyHost: "redis", configschema.KeyUsername: "with a blank", configschema.KeyPassword: "word", configschema.KeySkipVerify: "true"}},
	{Values: configschema.Values{configschema.KeyHost: "redis", configschema.KeyUsername: `back\slash`, configschema.KeyPassword: "word", configschema.KeyServerName: "name.example.com"}},
	{Values: configschema.Values{configschema.KeyHost: "/run/redis.sock", configschema.KeyMinVersion: "TLS1.3"}, Kind: configschema.Socket, TLS: configschema.On},
	{Values: configschema.Values{configschema.KeyHost: "/run/redis.sock", configschema.KeyMinVersion: "TLS1.3"}},
	{Kind: configschema.Sentinel, TLS: configschema.On, Values: configschema.Values{
		configschema.KeySentinelName: "my master", configschema.KeyPassword: `"quoted"`, configschema.KeySentinelPassword: "a b", configschema.KeySentinelUsername: "with a blank",
		nodes + "0.host": "a\x01b", nodes + "0.port": "1234567", nodes + "1.host": "sentinel-1", nodes + "1.port": "26380",
	}},
	{Kind: configschema.Sentinel, Values: configschema.Values{
		configschema.KeySentinelName: "my master", configschema.KeyPassword: `"quoted"`, configschema.KeySentinelPassword: "a b", nodes + "0.host": "sentinel-0",
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
