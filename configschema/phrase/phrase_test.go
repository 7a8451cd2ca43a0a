package phrase

import (
	"errors"
	"fmt"
	"testing"
)

func german(english string) string {
	return map[string]string{"{option} must be {what}": "{what} muss {option} sein", "No host": "Kein Host"}[english]
}

func TestSay(t *testing.T) {
	tests := []struct {
		name     string
		language Language
		text     Text
		words    []string
		want     string
	}{
		{"plain", nil, "No host", nil, "No host"},
		{"translated", german, "No host", nil, "Kein Host"},
		{"empty", german, "", nil, ""},
		{"words", nil, "{option} must be {what}", []string{"option", "host", "what", "set"}, "host must be set"},
		{"another order", german, "{option} must be {what}", []string{"option", "host", "what", "set"}, "set muss host sein"},
		{"a word that looks like a place", nil, "{option} must be {what}", []string{"option", "{what}", "what", "{option}"}, "{what} must be {option}"},
		{"a place without a word", nil, "a {b} c", []string{"x", "y"}, "a {b} c"},
		{"braces that are no place", nil, "{ {b} }{", []string{"b", "B"}, "{ B }{"},
		{"half a pair", nil, "{b}", []string{"b"}, "{b}"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.language.Say(test.text, test.words...); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestExplain(t *testing.T) {
	own := New("No host")
	for _, test := range []struct {
		err  error
		want string
	}{
		{own, "Kein Host"},
		{fmt.Errorf("while reading: %w", own), "Kein Host"},
		{errors.New("EOF"), "EOF"},
	} {
		if got := Explain(test.err, german); got != test.want {
			t.Errorf("%v: got %q, want %q", test.err, got, test.want)
		}
	}
	if got := own.Error(); got != "No host" {
		t.Errorf("in English: %q", got)
	}
}

func TestJoin(t *testing.T) {
	for _, test := range []struct {
		items []string
		want  string
	}{{nil, ""}, {[]string{"a"}, "a"}, {[]string{"a", "b"}, "a and b"}, {[]string{"a", "{last}", "c"}, "a, {last} and c"}} {
		if got := Language(nil).Join(And, test.items); got != test.want {
			t.Errorf("%q: got %q, want %q", test.items, got, test.want)
		}
	}
}
