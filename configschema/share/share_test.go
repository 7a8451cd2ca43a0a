package share

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

func TestLink(t *testing.T) {
	in := configschema.Input{Authelia: "4.38.10", Kind: configschema.Sentinel, TLS: configschema.On, Values: configschema.Values{
		"session.redis.username":                                 "authelia@example.com",
		"session.redis.password":                                 "geheim & sehr",
		"session.redis.tls.server_name":                          "rédis.example.com",
		"session.redis.high_availability.sentinel_name":          "my master=1",
		"session.redis.high_availability.sentinel_password":      "other",
		"session.redis.high_availability.nodes.0.host":           "[fd00::1]",
		"session.redis.high_availability.nodes.1.host":           "redis://:hidden@sentinel",
		"session.redis.high_availability.nodes.10.port":          "26380",
		"session.redis.maximum_active_connections":               "",
		"session.redis.high_availability.nodes.0.something else": "unknown",
	}}
	link := Encode(in)
	want := []string{
		"session.redis.high_availability.nodes.1.host", "session.redis.high_availability.sentinel_password", "session.redis.password",
	}
	if diff := cmp.Diff(want, link.Left); diff != "" {
		t.Errorf("left out (-want +got):\n%s", diff)
	}
	got, err := Decode("#" + link.Fragment)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got.Missing); diff != "" {
		t.Errorf("missing (-want +got):\n%s", diff)
	}
	for _, key := range append(want, "session.redis.maximum_active_connections", "session.redis.high_availability.nodes.0.something else") {
		delete(in.Values, key)
	}
	if diff := cmp.Diff(in, got.Input); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
}

// TestNoSecret holds links to what they promise, for texts of every sort in
// every option.
func TestNoSecret(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pieces := []string{"redis", "Aa1", "%20", "&", "=", "+", "#", "/", "\x00", "é", "日本", "{{", "://", "@", "'", "\"", "\n", "\xff", "share=1", "6379"}
	text := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(pieces[random.IntN(len(pieces))])
		}
		return b.String()
	}
	for i := range 5000 {
		in := configschema.Input{Authelia: "4.39", Kind: configschema.Single, Values: configschema.Values{}}
		var secrets []string
		for _, f := range authelia.Options() {
			key := strings.Replace(f.Key, "[]", fmt.Sprintf(".%d", random.IntN(3)), 1)
			switch {
			case f.Secret:
				secret := fmt.Sprintf("s3cr3t-%d-%s", i, text(random.IntN(4)))
				secrets = append(secrets, secret)
				in.Values[key] = secret
			case random.IntN(2) == 0:
				in.Values[key] = text(random.IntN(5))
			case random.IntN(4) == 0 && len(secrets) > 0: // the same secret, in the wrong field
				in.Values[key] = text(1) + secrets[0]
			case random.IntN(8) == 0:
				in.Values[key] = "redis://user:" + "s3cr3t-url@host"
			}
		}
		link := Encode(in)
		if strings.Contains(link.Fragment, "s3cr3t") {
			t.Fatalf("a secret is in the link %s", link.Fragment)
		}
		got, err := Decode(link.Fragment)
		if err != nil {
			t.Fatalf("%v: %s", err, link.Fragment)
		}
		left := map[string]bool{}
		for _, key := range link.Left {
			left[key] = true
		}
		for key, value := range in.Values {
			if value != "" && !left[key] && got.Input.Values[key] != value {
				t.Fatalf("%s was %q and came back as %q", key, value, got.Input.Values[key])
			}
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, test := range []struct{ name, fragment, want string }{
		{"nothing", "", ErrNoLink.Error()},
		{"a place on the page", "#session.redis.port", ErrNoLink.Error()},
		{"a newer form", "share=2&host=redis", "newer"},
		{"a damaged one", "share=1&host=%zz", "damaged"},
		{"a huge one", "share=1&host=" + strings.Repeat("a", maxLink), "longer than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Decode(test.fragment)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got the error %v, want one with %q", err, test.want)
			}
			if (test.want == ErrNoLink.Error()) != errors.Is(err, ErrNoLink) {
				t.Errorf("errors.Is(%v, ErrNoLink) is wrong", err)
			}
		})
	}
}

// TestLoginsStayHere: what looks like a login is left out, in whatever option it
// stands.
func TestLoginsStayHere(t *testing.T) {
	for _, key := range []string{"session.redis.host", "session.redis.username", "session.redis.high_availability.sentinel_name",
		"session.redis.high_availability.sentinel_username", "session.redis.high_availability.nodes.0.host", "session.redis.tls.server_name"} {
		for _, value := range []string{"redis://user:hunter2@redis", "user:hunter2@redis", ":hunter2@redis", "rediss://:hunter2@redis:6379/0"} {
			link := Encode(configschema.Input{Values: configschema.Values{key: value}})
			if strings.Contains(link.Fragment, "hunter2") || len(link.Left) != 1 {
				t.Errorf("%s as %s is in the link %s", value, key, link.Fragment)
			}
		}
	}
	if link := Encode(configschema.Input{Values: configschema.Values{"session.redis.username": "joe@example.com"}}); len(link.Left) != 0 {
		t.Error("a user's name with an @ is left out")
	}
}

// TestDecodeTakesNoSecret: a link that carries a secret was made by hand.
func TestDecodeTakesNoSecret(t *testing.T) {
	got, err := Decode("share=1&host=redis&password=hunter2&no_such_option=1&high_availability.nodes[].host=x")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(configschema.Values{"session.redis.host": "redis"}, got.Input.Values); diff != "" {
		t.Errorf("values (-want +got):\n%s", diff)
	}
}

// A link that lost its end is refused, wherever it was cut; one that was encoded anew,
// or was made before links had a check, is not.
func TestCutLinks(t *testing.T) {
	link := Encode(configschema.Input{Authelia: "4.39", Kind: configschema.Single, Values: configschema.Values{authelia.KeyHost: "rédis one", authelia.KeyPort: "6380"}}).Fragment
	for end := strings.Index(link, "&authelia=") + 1; end < len(link); end++ {
		if got, err := Decode(link[:end]); err == nil && end != strings.LastIndex(link, "&without") {
			t.Errorf("%q is taken as %v", link[:end], got.Input)
		}
	}
	for _, whole := range []string{link, "#" + link, "top&" + link, strings.ReplaceAll(link, "%20", "+"), "share=1&authelia=4.39&host=redis"} {
		if _, err := Decode(whole); err != nil {
			t.Errorf("%q: %v", whole, err)
		}
	}
}
