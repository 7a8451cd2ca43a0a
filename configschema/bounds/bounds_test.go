package bounds

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// TestBounds: at a bound all is well, and one more is refused with the number in
// the words.
func TestBounds(t *testing.T) {
	texts := func(n int, text string) func(*Request) error {
		return func(r *Request) (err error) {
			for range n {
				if err = r.Text("", text); err != nil {
					break
				}
			}
			return err
		}
	}
	for _, c := range []struct {
		name, number string
		at, above    func(*Request) error
	}{
		{"size", "1 MiB", texts(4, strings.Repeat("#", Size/4)), texts(1, strings.Repeat("#", Size+1))},
		{"size of several", "1 MiB", texts(3, strings.Repeat("#", Size/4)), texts(5, strings.Repeat("#", Size/4))},
		{"files", "200 files", texts(Texts, "a"), texts(Texts+1, "a")},
		{"files at once", "200 files", func(r *Request) error { return r.Files(Texts) }, func(r *Request) error { return r.Files(Texts + 1) }},
		{"entries", "10000 values", texts(1, strings.Repeat("a: b\n", Entries)), texts(1, strings.Repeat("a,", Entries+1))},
		{"entries of several", "10000 values", texts(10, strings.Repeat("- a\n", Entries/10)), texts(11, strings.Repeat("- a\n", Entries/10))},
		{"lines", "50000 lines", texts(1, strings.Repeat("\n", Lines)), texts(1, strings.Repeat("\n", Lines+1))},
		{"nodes", "25000 values", func(r *Request) error { return r.Nodes(Nodes) }, func(r *Request) error { _ = r.Nodes(Nodes); return r.Nodes(1) }},
		{"variables", "1000 variables", func(r *Request) error { return r.Variables(Variables) }, func(r *Request) error { _ = r.Variables(Variables); return r.Variables(1) }},
		{"options", "2000 options", func(r *Request) error { return r.Options(Options) }, func(r *Request) error { return r.Options(Options + 1) }},
		{"JSON", "10000 values", func(r *Request) error { return r.JSON([]byte("[" + strings.Repeat("1,", Entries-1) + "1]")) },
			func(r *Request) error { return r.JSON([]byte("[" + strings.Repeat("1,", Entries) + "1]")) }},
		{"deep JSON", "64 levels", func(r *Request) error { return r.JSON([]byte(strings.Repeat("[", Depth) + strings.Repeat("]", Depth))) },
			func(r *Request) error { return r.JSON([]byte(strings.Repeat("[", Depth+1))) }},
		{"JSON in a text", "10000 values", func(r *Request) error { return r.JSON([]byte(`["` + strings.Repeat(`[,\"`, Entries) + `"]`)) },
			func(r *Request) error { return r.JSON([]byte(strings.Repeat(`{},`, Entries))) }},
	} {
		if err := c.at(New(context.Background())); err != nil {
			t.Errorf("%s: at the bound: %v", c.name, err)
		}
		request := New(context.Background())
		err := c.above(request)
		if !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), c.number) {
			t.Errorf("%s: above the bound: %v", c.name, err)
		}
		if again := request.Err(); again != err {
			t.Errorf("%s: %v, and then %v", c.name, err, again)
		}
		if err := c.above(nil); err != nil {
			t.Errorf("%s: nothing is counted, and yet: %v", c.name, err)
		}
	}
}

// TestEnd: a request ends with its context, for whatever is counted.
func TestEnd(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	request := New(ctx)
	if err := request.Text("", "a: b\n"); err != nil {
		t.Error(err)
	}
	cancel()
	for _, err := range []error{request.Err(), request.Text("", ""), request.Nodes(1), request.Variables(1), request.Options(1), request.Files(1)} {
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
}

// FuzzCount: what a text is parsed into is never more than twice what was counted
// in it before.
func FuzzCount(f *testing.F) {
	for _, seed := range []string{"a: b\n", "[a, b, {c, d}]", "[? a, ? b]", "? ? ? a", "- - - a\n- ? b\n", `{"a":b,"c":"d"}`, "[:,:]", "--- a\n--- b\n...\nc\n", "a: &x [1]\nb: *x\n<<: *x\n", "[a: b, c: d]",
		"a: |\n  x\n? |\n  y\n: z\n", "-\ta\n-\u0085- b", "{a: , b: , ? }", "\xFE\xFF\x00[\x00a\x00,\x00b\x00]", "\xFF\xFE[\x00a\x00,\x00b\x00]\x00", "!!map {a}", "- !x\n- &y\n", "[[],[],{}]", "''''", "'a':\n  \"b\": c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		counted, _ := count(text)
		defer func() {
			if recover() != nil { // a bug in the parser
				t.Skip()
			}
		}()
		nodes, documents := 0, 0
		decoder := yaml.NewDecoder(strings.NewReader(text))
		for {
			var n yaml.Node
			if err := decoder.Decode(&n); err == io.EOF || err != nil {
				break
			}
			documents++
			nodes += size(&n)
		}
		if nodes > 2*counted+3*documents {
			t.Errorf("%d values in %d documents, and %d were counted in %q", nodes, documents, counted, text)
		}
	})
}

func size(n *yaml.Node) int {
	total := 1
	for _, inner := range n.Content {
		total += size(inner)
	}
	return total
}
