package nearest

import "testing"

func TestOf(t *testing.T) {
	candidates := []string{"", "host", "port", "ports", "password"}
	for _, c := range []struct {
		name  string
		limit int
		want  string
	}{{"hots", 3, "host"}, {"prt", 3, "port"}, {"port", 1, "port"}, {"pasword", 2, "password"}, {"pasword", 1, ""}, {"timeout", 3, ""}} {
		if got := Of(c.name, candidates, c.limit); got != c.want {
			t.Errorf("%s, fewer than %d: got %q, want %q", c.name, c.limit, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b        string
		limit, want int
	}{{"", "", 9, 0}, {"kitten", "sitting", 9, 3}, {"flaw", "lawn", 9, 2}, {"abc", "", 9, 3}, {"abc", "xyz", 2, 2}} {
		if got, back := Distance(c.a, c.b, c.limit), Distance(c.b, c.a, c.limit); got != c.want || back != c.want {
			t.Errorf("%q and %q: got %d and %d, want %d", c.a, c.b, got, back, c.want)
		}
	}
}
