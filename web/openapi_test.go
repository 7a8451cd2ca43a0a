package web

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/web/openapi"
)

// inFull is a stand-in for a test in which all is well, with all that a report
// always has.
var inFull = proberFunc(func(_ context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report {
	event := stepOf("e1", connectivity.RoleRedis, connectivity.StepConnect)
	if observe != nil {
		observe(event)
	}
	return connectivity.Report{
		Verdict: connectivity.Pass, Mode: target.Mode, Findings: []causes.Problem{},
		Endpoints: []connectivity.EndpointReport{{ID: event.ID, Endpoint: event.Endpoint, Steps: []connectivity.Step{event.Step}}},
	}
})

func TestOpenAPIServed(t *testing.T) {
	c := newClient(t, Options{})
	got := c.send(t, operation{"GET", "/openapi.json"}, newRequest("GET", "/openapi.json", "", ""))
	wantStatus(t, got, 200)
	if got.body != string(openapi.JSON()) {
		t.Error("what is served is not the document")
	}
	below, _ := newServer(t, Options{BasePath: "/wizard"})
	wantStatus(t, get(t, below, "/wizard/openapi.json"), 200)
	head := do(t, c.server, newRequest("HEAD", "/openapi.json", "", ""))
	wantStatus(t, head, 200)
}

// pages are the routes for people. The API is everything else.
var pages = []string{"/", "/upgrade", "/explain", "/report", "/codes", "/codes/:code", "/assets/:hash/:name", "/favicon.ico"}

// The document has every route that is not a page, and no other.
func TestOpenAPIRoutes(t *testing.T) {
	c := newClient(t, Options{})
	served := map[operation]bool{}
	for _, route := range c.server.echo.Routes() {
		switch {
		case route.Method == "HEAD" || slices.Contains(pages, route.Path): // HEAD is GET without its body
		case route.Path == "/schemas/*":
			served[operation{route.Method, "/schemas/"}] = true
			served[operation{route.Method, "/schemas/{file}"}] = true
		default:
			served[operation{route.Method, route.Path}] = true
		}
	}
	described := map[operation]bool{}
	for _, o := range c.operations() {
		described[o] = true
		if !served[o] {
			t.Errorf("openapi.yaml describes %s, and there is no such route", o)
		}
	}
	for o := range maps.Keys(served) {
		if !described[o] {
			t.Errorf("openapi.yaml lacks %s", o)
		}
	}
	if len(described) < 10 {
		t.Errorf("there are %d operations, which cannot be all", len(described))
	}
}

// Every operation has an example of what to send and of what comes back. What
// is to be sent is sent, and served.
func TestOpenAPIExamples(t *testing.T) {
	c := newClient(t, Options{Prober: inFull})
	for _, o := range c.operations() {
		_, sent := c.at(o.pointer("requestBody", "content", "application/json"))
		bodies := examples(sent)
		if o.method == http.MethodPost && len(bodies) == 0 {
			t.Errorf("%s has no example of a request", o)
		}
		for _, body := range bodies {
			text, err := json.Marshal(body)
			if err != nil {
				t.Fatal(err)
			}
			wantStatus(t, c.post(t, o, string(text)), 200)
		}
		for _, status := range c.statuses(o) {
			place, response := c.at(o.pointer("responses", status))
			content, _ := response["content"].(map[string]any)
			for media := range content {
				_, kind := c.at(place + pointer("content", media))
				if status == "200" && len(examples(kind)) == 0 {
					t.Errorf("%s has no example of an answer of the type %s", o, media)
				}
				for _, example := range examples(kind) {
					at, _ := c.at(place + pointer("content", media, "schema"))
					if err := c.validate(at, example); err != nil {
						t.Errorf("%s: the example of an answer with the status %s: %v", o, status, err)
					}
					if stream, ok := example.(string); ok && kind["x-events"] != nil {
						if err := c.checkEvents(place+pointer("content", media), stream); err != nil {
							t.Errorf("%s: the example of a stream: %v", o, err)
						}
					}
				}
			}
		}
	}
}

// examples are those of a media type.
func examples(media map[string]any) (list []any) {
	if one, ok := media["example"]; ok {
		list = append(list, one)
	}
	named, _ := media["examples"].(map[string]any)
	for _, example := range named {
		list = append(list, example.(map[string]any)["value"])
	}
	return list
}

// Every schema is used, and every one that is used is there: the compiler that
// the other tests use would not miss one that nothing leads to.
func TestOpenAPIComponents(t *testing.T) {
	c := newClient(t, Options{})
	_, components := c.at("/components")
	text := string(openapi.JSON())
	for kind, parts := range components {
		for name := range parts.(map[string]any) {
			if !strings.Contains(text, `"#/components/`+kind+`/`+name+`"`) {
				t.Errorf("nothing in openapi.yaml refers to the %s %s", kind, name)
			}
			if kind == "schemas" {
				if _, err := c.compiler.Compile("openapi.json#" + pointer("components", kind, name)); err != nil {
					t.Errorf("the schema %s: %v", name, err)
				}
			}
		}
	}
}
