package phrase

import "testing"

func TestEvery(t *testing.T) {
	every := Every(nil, german)
	nested := every.Say("{option} must be {what}", "option", "host", "what", every.Say("No host"))
	for _, test := range []struct{ text, english, german string }{
		{"plain", "plain", "plain"},
		{every.Say("No host"), "No host", "Kein Host"},
		{"a " + every.Say("No host") + ", b", "a No host, b", "a Kein Host, b"},
		{nested, "host must be No host", "Kein Host muss host sein"},
		{every.Say("{option} must be {what}", "option", "", "what", "x"), "must be x", "x muss  sein"},
		{"⸢cut", "cut", ""},
		{"⸢a⸽b", "a", "b"},
		{"a⸣b⸽c", "abc", "abc"},
		{"⸢⸢⸢", "", ""},
		{"", "", ""},
	} {
		if got := Only(0, test.text); got != test.english {
			t.Errorf("%q in English: got %q, want %q", test.text, got, test.english)
		}
		if got := Only(1, test.text); got != test.german {
			t.Errorf("%q in German: got %q, want %q", test.text, got, test.german)
		}
	}
}

// Whatever a server writes between our words, there is an answer.
func FuzzOnly(f *testing.F) {
	f.Add("⸢a⸽⸢b⸣⸣")
	f.Fuzz(func(t *testing.T, text string) {
		for i := range 3 {
			if again := Only(0, Only(i, text)); again != Only(0, again) {
				t.Errorf("%q: marks are left", text)
			}
		}
	})
}
