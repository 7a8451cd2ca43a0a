package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
)

// variablesOf is the text of a mapping of many variables.
func variablesOf(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "AUTHELIA_SESSION_REDIS_A%d: v, ", i)
	}
	return b.String()
}

// service is the head of a compose file, up to the list of variables.
const service = "services:\n  authelia:\n    image: authelia/authelia\n    environment: ["

// bombs are small questions that stand for very much. Before there were bounds,
// the first took 128 MiB, the second 3.2 GiB, and the third, in which nothing is
// repeated, 165 MiB.
var bombs = map[string]string{
	"variables by alias":       "x: &x {" + variablesOf(300) + "}\n" + service + strings.Repeat("*x, ", 2500) + "]\n",
	"more variables by alias":  "x: &x {" + variablesOf(3000) + "}\n" + service + strings.Repeat("*x, ", 25_000) + "]\n",
	"nodes":                    "session: {redis: {high_availability: {sentinel_name: m, nodes: [" + strings.Repeat("a,", 150_000) + "a]}}}\n",
	"aliases of aliases":       "a: &a [" + strings.Repeat("x,", 4000) + "]\nsession: {redis: {host: [" + strings.Repeat("*a,", 4000) + "]}}\n",
	"a merge of merges":        "a: &a {" + variablesOf(2000) + "}\nb: &b {<<: [" + strings.Repeat("*a,", 2000) + "]}\nservices:\n  authelia: {image: authelia/authelia, environment: {<<: [" + strings.Repeat("*b,", 1000) + "]}}\n",
	"documents of aliases":     strings.Repeat("---\na: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b]\n", 190),
	"one config mounted often": "services:\n  authelia:\n    image: authelia/authelia\n    configs: [" + strings.Repeat("c, ", 3000) + "]\nconfigs:\n  c:\n    content: |\n      session:\n" + strings.Repeat("        # long\n", 10_000) + "        redis:\n          host: r\n",
	"configs far below":        "kind: ConfigMap\n" + strings.Repeat("\n", 40_000) + "data:\n" + strings.Repeat("  a.yml: 'session: {redis: {host: r}}'\n", 150),
	"files in one text":        strings.Repeat("# ======== a ========\n", 30_000),
	"variables":                strings.Repeat("AUTHELIA_SESSION_REDIS_HOST=r\n", 9000),
	"words":                    "redis-cli " + strings.Repeat("a ", 130_000),
	"line breaks":              strings.Repeat("\n", 250_000),
	"brackets":                 strings.Repeat("[", 250_000),
}

// allocated is how many bytes something takes from the heap all in all, collected
// or not, so that it says the same each time.
func allocated(do func()) uint64 {
	do() // what is made once
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	do()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestBombs: each of them is answered, or refused as more than is read, for little
// memory, whatever is asked.
func TestBombs(t *testing.T) {
	const most = 48 << 20
	for name, text := range bombs {
		for _, question := range []string{"import", "merge", "upgrade"} {
			q := Question{Text: text, From: "4.36", To: "4.39", Values: configschema.Values{"session.redis.host": "r"}}
			var err error
			took := allocated(func() { _, err = Answer(t.Context(), question, q) })
			if took > most {
				t.Errorf("%s of %s (%d bytes) takes %d MiB: %v", question, name, len(text), took>>20, err)
			}
			t.Logf("%s of %s (%d bytes) takes %d KiB: %v", question, name, len(text), took>>10, err)
		}
		var err error
		took := allocated(func() { _, err = configschema.Evaluate(configschema.Input{YAML: text}) })
		if took > most || err != nil && !errors.Is(err, configschema.ErrTooLarge) {
			t.Errorf("an evaluation of %s (%d bytes) takes %d MiB: %v", name, len(text), took>>20, err)
		}
	}
}

// TestRefusedBombs: of those that stand for more than a request may bring, nothing
// is made but what they are written as.
func TestRefusedBombs(t *testing.T) {
	for _, name := range []string{"variables by alias", "more variables by alias", "nodes", "aliases of aliases", "a merge of merges", "files in one text", "variables", "brackets"} {
		if _, err := Answer(t.Context(), "import", Question{Text: bombs[name]}); !errors.Is(err, configschema.ErrTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Answer(t.Context(), "import", Question{Texts: make([]configschema.File, bounds.Texts+1)}); !errors.Is(err, configschema.ErrTooLarge) {
		t.Errorf("many files: %v", err)
	}
}

// TestBombsOfJSON: very many values of a question are refused before anything is
// made of them.
func TestBombsOfJSON(t *testing.T) {
	var values strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&values, `"k%d":"v",`, i)
	}
	for name, text := range map[string]string{
		"texts":   `{"texts":[` + strings.Repeat(`{},`, 1_000_000) + `{}]}`,
		"values":  `{"values":{` + values.String() + `"a":"b"}}`,
		"members": `{` + values.String() + `"a":"b"}`,
		"depth":   strings.Repeat(`{"a":`, 5000) + "1" + strings.Repeat("}", 5000),
	} {
		var err error
		body := []byte(text)
		took := allocated(func() { _, err = Read("import", body) })
		if !errors.Is(err, configschema.ErrTooLarge) || took > 64<<10 {
			t.Errorf("%s: %d bytes take %d: %v", name, len(text), took, err)
		}
	}
	question, _ := json.Marshal(Question{Text: strings.Repeat(`{"a":[1,2]}`, 1000)})
	if _, err := Read("import", question); err != nil {
		t.Errorf("JSON in a text counts as values: %v", err)
	}
}

// A patience is a context that ends when it has been looked at some times.
type patience struct {
	context.Context
	left, looks int
}

func (p *patience) Err() error {
	if p.looks++; p.looks > p.left {
		return context.Canceled
	}
	return nil
}

// TestEnds: wherever somebody stops waiting, the work ends there, and says so.
func TestEnds(t *testing.T) {
	files := "# ======== a.yml ========\nsession:\n  redis:\n    host: r\n# ======== b.yml ========\nsession:\n  redis:\n    port: 1\n    tls:\n      minimum_version: TLS1.2\n"
	q := Question{Text: files, To: "4.39", From: "4.36", Values: configschema.Values{"session.redis.host": "other", "session.redis.port": "2"}}
	form := q
	form.To = "secrets"
	for name, c := range map[string]struct {
		question Question
		least    int // steps between which the context is looked at
	}{"import": {q, 6}, "merge": {q, 12}, "upgrade": {q, 20}, "render": {form, 1}} {
		whole := &patience{Context: context.Background(), left: 1 << 30}
		want, err := Answer(whole, name, c.question)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if whole.looks < c.least {
			t.Errorf("%s looks at its context %d times", name, whole.looks)
		}
		for left := range whole.looks {
			if got, err := Answer(&patience{Context: context.Background(), left: left}, name, c.question); !errors.Is(err, context.Canceled) {
				t.Errorf("%s, ended after %d of %d looks: %v, %.200s", name, left, whole.looks, err, got)
			}
		}
		if got, err := Answer(&patience{Context: context.Background(), left: whole.looks}, name, c.question); err != nil || string(got) != string(want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
