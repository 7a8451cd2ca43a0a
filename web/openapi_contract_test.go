package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"redis-wizard/web/openapi"
)

// contract is what openapi.yaml promises, to hold requests and answers against.
// Every object with named members is closed in it: the document leaves them
// open for the sake of clients, but here a member that it does not name is one
// that somebody forgot to describe.
type contract struct {
	document map[string]any
	compiler *jsonschema.Compiler
	schemas  map[string]*jsonschema.Schema
	// seen are the statuses that each operation has answered with.
	seen map[string][]string
}

func readContract(t *testing.T) *contract {
	t.Helper()
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(openapi.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	closeObjects(document)
	c := &contract{document.(map[string]any), jsonschema.NewCompiler(), map[string]*jsonschema.Schema{}, map[string][]string{}}
	if err := c.compiler.AddResource("openapi.json", document); err != nil {
		t.Fatal(err)
	}
	return c
}

func closeObjects(node any) {
	switch node := node.(type) {
	case []any:
		for _, part := range node {
			closeObjects(part)
		}
	case map[string]any:
		_, named := node["properties"].(map[string]any)
		if _, rest := node["additionalProperties"]; named && !rest && node["type"] == "object" {
			node["additionalProperties"] = false
		}
		for _, part := range node {
			closeObjects(part)
		}
	}
}

// at follows a JSON pointer and the references on its way, and gives the place
// where it ends, as a pointer and as what stands there.
func (c *contract) at(pointer string) (place string, found map[string]any) {
	found = c.document
	for _, part := range strings.Split(pointer, "/")[1:] {
		found, _ = found[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)].(map[string]any)
		place += "/" + part
		if reference, ok := found["$ref"].(string); ok && strings.HasPrefix(reference, "#") {
			place, found = c.at(strings.TrimPrefix(reference, "#"))
		}
	}
	return place, found
}

// pointer makes a JSON pointer of its parts.
func pointer(parts ...string) string {
	var b strings.Builder
	for _, part := range parts {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(part))
	}
	return b.String()
}

// validate holds a value against the schema at a pointer.
func (c *contract) validate(at string, value any) error {
	schema := c.schemas[at]
	if schema == nil {
		var err error
		if schema, err = c.compiler.Compile("openapi.json#" + at); err != nil {
			return err
		}
		c.schemas[at] = schema
	}
	return schema.Validate(value)
}

func (c *contract) validateJSON(at, text string) error {
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	return c.validate(at, value)
}

// operation is one that the document describes.
type operation struct{ method, path string }

func (o operation) String() string { return o.method + " " + o.path }

func (o operation) pointer(more ...string) string {
	return pointer(append([]string{"paths", o.path, strings.ToLower(o.method)}, more...)...)
}

func (c *contract) operations() (list []operation) {
	_, paths := c.at("/paths")
	for path, item := range paths {
		for method := range item.(map[string]any) {
			list = append(list, operation{strings.ToUpper(method), path})
		}
	}
	slices.SortFunc(list, func(a, b operation) int { return strings.Compare(a.path, b.path) })
	return list
}

// statuses are those that an operation is described with.
func (c *contract) statuses(o operation) (list []string) {
	_, responses := c.at(o.pointer("responses"))
	for status := range responses {
		list = append(list, status)
	}
	slices.Sort(list)
	return list
}

// fits tells whether the document describes such a request.
func (c *contract) fits(o operation, body string) bool {
	place, _ := c.at(o.pointer("requestBody", "content", "application/json", "schema"))
	return c.validateJSON(place, body) == nil
}

// check says what in an answer is not as the document has it.
func (c *contract) check(o operation, got answer) error {
	status := fmt.Sprint(got.StatusCode)
	place, response := c.at(o.pointer("responses", status))
	if response == nil {
		return fmt.Errorf("the status %s is not described", status)
	}
	if !slices.Contains(c.seen[o.String()], status) {
		c.seen[o.String()] = append(c.seen[o.String()], status)
	}
	if err := c.checkHeaders(place, got.Header); err != nil {
		return err
	}
	media, _, err := mime.ParseMediaType(got.Header.Get("Content-Type"))
	if err != nil {
		return fmt.Errorf("Content-Type: %w", err)
	}
	place, content := c.at(place + pointer("content", media))
	if content == nil {
		return fmt.Errorf("the status %s is not described with the media type %s", status, media)
	}
	if content["x-events"] != nil {
		return c.checkEvents(place, got.body)
	}
	place, _ = c.at(place + "/schema")
	if strings.HasSuffix(media, "json") {
		return c.validateJSON(place, got.body)
	}
	return c.validate(place, got.body)
}

func (c *contract) checkHeaders(place string, header http.Header) error {
	_, described := c.at(place + "/headers")
	for name := range described {
		at, description := c.at(place + pointer("headers", name))
		text := header.Get(name)
		if text == "" && description["required"] == true {
			return fmt.Errorf("there is no %s", name)
		}
		var value any = text
		if _, schema := c.at(at + "/schema"); schema["type"] == "integer" {
			value = json.Number(text)
		}
		if err := c.validate(at+"/schema", value); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if _, retry := described["Retry-After"]; !retry && header.Get("Retry-After") != "" {
		return fmt.Errorf("Retry-After is not described")
	}
	return nil
}

// checkEvents holds each event of a stream against the schema for its name.
func (c *contract) checkEvents(place, stream string) error {
	for block := range strings.SplitSeq(strings.TrimSuffix(stream, "\n\n"), "\n\n") {
		event, data, _ := strings.Cut(block, "\n")
		name, named := strings.CutPrefix(event, "event: ")
		data, one := strings.CutPrefix(data, "data: ")
		at, schema := c.at(place + pointer("x-events", name))
		if !named || !one || strings.Contains(data, "\n") || schema == nil {
			return fmt.Errorf("the event is not described: %s", block)
		}
		if err := c.validateJSON(at, data); err != nil {
			return fmt.Errorf("the event %s: %w", name, err)
		}
	}
	return nil
}

// apiClient asks a server and holds every answer against the contract. Each
// request comes from an address of its own, so that no limit is met unless a
// test wants to meet one.
type apiClient struct {
	*contract
	server *Server
	asked  int
}

func newClient(t *testing.T, options Options) *apiClient {
	t.Helper()
	return readContract(t).with(t, options)
}

// with is a client of another server, by the same contract.
func (c *contract) with(t *testing.T, options Options) *apiClient {
	t.Helper()
	s, _ := newServer(t, options)
	return &apiClient{contract: c, server: s}
}

func (c *apiClient) send(t *testing.T, o operation, r *http.Request) answer {
	t.Helper()
	c.asked++
	return c.sendFrom(t, fmt.Sprintf("10.%d.%d.%d:1234", c.asked>>16&255, c.asked>>8&255, c.asked&255), o, r)
}

// sendFrom sends from a given address.
func (c *apiClient) sendFrom(t *testing.T, address string, o operation, r *http.Request) answer {
	t.Helper()
	r.RemoteAddr = address
	got := do(t, c.server, r)
	if err := c.check(o, got); err != nil {
		t.Errorf("%s: the answer is not as openapi.yaml has it: %v\nstatus %d: %.1000s", o, err, got.StatusCode, got.body)
	}
	return got
}

// post sends a JSON body. What is answered with 200 has to be a request that the
// document describes.
func (c *apiClient) post(t *testing.T, o operation, body string) answer {
	t.Helper()
	got := c.send(t, o, newRequest("POST", o.path, "application/json", body))
	if got.StatusCode == http.StatusOK && !c.fits(o, body) {
		t.Errorf("%s: a request is served that openapi.yaml does not describe: %.500s", o, body)
	}
	return got
}
