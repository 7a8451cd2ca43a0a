package userinfo

import "testing"

func TestSplit(t *testing.T) {
	for word, want := range map[string][3]string{
		"redis":                   {"", "", "redis"},
		"redis://redis:6379":      {"", "", "redis://redis:6379"},
		"joe:pw@redis":            {"", "joe:pw", "redis"},
		"redis://joe:p@w@redis":   {"redis://", "joe:p@w", "redis"},
		"redis://@redis":          {"redis://", "", "redis"},
		"a@b://c":                 {"", "a", "b://c"},
		"rediss://:p://w@redis/1": {"rediss://", ":p://w", "redis/1"},
	} {
		scheme, login, rest := Split(word)
		if got := [3]string{scheme, login, rest}; got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
	if password, ok := Password("redis://joe:p:w@redis"); !ok || password != "p:w" {
		t.Errorf("got %q, %v", password, ok)
	}
	if _, ok := Password("joe@redis"); ok {
		t.Error("a mail address has a password")
	}
}
