package main

import (
	"strings"
	"testing"

	"redis-wizard/web"
)

func TestVantageFlags(t *testing.T) {
	one, two := strings.Repeat("1", 32), strings.Repeat("2", 32)
	first, second := file(t, "one", one+"\n"), file(t, "two", two)
	var options web.Options
	flags := vantageFlags{points: []string{"a=https://a.example", "b=https://b.example"}, tokens: []string{first, "b=" + second}, accept: second}
	if err := flags.apply(&options); err != nil {
		t.Fatal(err)
	}
	if v := options.Vantages; v[0].Token.Value() != one || v[1].Token.Value() != two || options.VantageAcceptToken.Value() != two {
		t.Error("the tokens are mixed up")
	}
	secret := "not-to-be-repeated"
	for want, args := range map[string][]string{
		"needs a token":           {"--vantage", "a=https://a.example"},
		"belong to --vantage":     {"--vantage-token", first},
		"begins with https://":    {"--vantage", "a=wizard", "--vantage-token", first},
		"at least 32 letters":     {"--vantage-accept-token", file(t, "short", secret)},
		"two files for all":       {"--vantage", "a=https://a.example", "--vantage-token", first, "--vantage-token", second},
		"certificates in PEM":     {"--vantage", "a=https://a.example", "--vantage-token", first, "--vantage-ca", second},
		"open /nowhere/the-token": {"--vantage-accept-token", "/nowhere/the-token"},
	} {
		got := invoke(t, "", emptyEnvironment, append([]string{"serve"}, args...)...)
		if got.code != 2 || !strings.Contains(got.stderr, want) || strings.Contains(got.stderr, secret) {
			t.Errorf("status %d: %s; want %q", got.code, got.stderr, want)
		}
	}
}
