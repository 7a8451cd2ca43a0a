package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The commands of docs/api.md are sent as they stand. A block of JSON right
// behind one is the answer to it; without an error in it, or without such a
// block, the status is 200. Every operation is shown.
func TestAPIDocument(t *testing.T) {
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	c := newClient(t, Options{Prober: inFull})
	operations := c.operations()
	shown := map[operation]bool{}
	blocks := fenced(string(text))
	for i, block := range blocks {
		if block.language != "sh" {
			continue
		}
		r, err := curl(block.text)
		if err != nil {
			t.Errorf("%v:\n%s", err, block.text)
			continue
		}
		o := operation{r.Method, r.URL.Path}
		if name, below := strings.CutPrefix(o.path, "/schemas/"); below && name != "" {
			o.path = "/schemas/{file}"
		}
		shown[o] = true
		got := c.send(t, o, r)
		if i+1 == len(blocks) || blocks[i+1].language != "json" {
			wantStatus(t, got, 200)
			continue
		}
		want := decoded(t, blocks[i+1].text)
		if diff := cmp.Diff(want, decoded(t, got.body)); diff != "" {
			t.Errorf("the answer to (-docs/api.md +server)\n%s:\n%s", block.text, diff)
		}
		if _, failed := want["error"]; failed != (got.StatusCode != 200) {
			t.Errorf("the status is %d for\n%s", got.StatusCode, block.text)
		}
	}
	for _, o := range operations {
		if !shown[o] {
			t.Errorf("docs/api.md does not show %s", o)
		}
	}
}

func decoded(t *testing.T, text string) (members map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	return members
}

// block is what stands between two fences of Markdown.
type block struct{ language, text string }

func fenced(markdown string) (blocks []block) {
	parts := strings.Split("\n"+markdown, "\n```")
	for i := 1; i < len(parts); i += 2 {
		language, text, _ := strings.Cut(parts[i], "\n")
		blocks = append(blocks, block{language, text})
	}
	return blocks
}

// curl reads a command with the few options that the page needs.
func curl(command string) (*http.Request, error) {
	words := shellWords(command)
	if len(words) == 0 || words[0] != "curl" {
		return nil, fmt.Errorf("the command is not curl")
	}
	method, body, url, header := "GET", "", "", http.Header{}
	for i := 1; i < len(words); i++ {
		switch word := words[i]; {
		case word == "-N":
		case i+1 < len(words) && word == "-H":
			i++
			name, value, _ := strings.Cut(words[i], ": ")
			header.Set(name, value)
		case i+1 < len(words) && word == "-d":
			i++
			method, body = "POST", words[i]
		case url == "" && strings.HasPrefix(word, "http://localhost:8080/"):
			url = word
		default:
			return nil, fmt.Errorf("this test does not know what to do with %q", word)
		}
	}
	if url == "" {
		return nil, fmt.Errorf("there is no URL")
	}
	r := newRequest(method, url, "", body)
	r.Header = header
	return r, nil
}

// shellWords splits at white space that is not in single quotes.
func shellWords(command string) (words []string) {
	for i, part := range strings.Split(command, "'") {
		if i%2 == 1 {
			words = append(words, part)
		} else {
			words = append(words, strings.Fields(part)...)
		}
	}
	return words
}
