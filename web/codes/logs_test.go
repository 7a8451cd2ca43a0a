package codes

import (
	"fmt"
	"go/format"
	"os"
	"slices"
	"strings"
	"testing"

	"redis-wizard/configschema/logs"
)

const logCataloguePath = "../../configschema/logs/catalogue.go"

//go:generate go test -run TestLogCatalogue -update

// configschema/logs explains with the words of this catalogue, and cannot import
// it: the catalogue stands on connectivity, which is no part of the WebAssembly
// module. So it gets the entries that it needs as generated source.
func TestLogCatalogue(t *testing.T) {
	want := logCatalogue(t)
	if *update {
		if err := os.WriteFile(logCataloguePath, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(logCataloguePath)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("configschema/logs/catalogue.go is out of date: run go generate ./web/codes")
	}
}

func logCatalogue(t *testing.T) []byte {
	var b strings.Builder
	b.WriteString("// Code generated from web/codes by go generate ./web/codes; DO NOT EDIT.\n\npackage logs\n\n")
	b.WriteString("// catalogue has the entries that rules lead to.\nvar catalogue = []entry{\n")
	codes := logs.Codes()
	slices.Sort(codes)
	for _, code := range codes {
		e, ok := Find(code)
		if !ok {
			t.Errorf("a rule of configschema/logs leads to %s, which has no entry", code)
			continue
		}
		cause, act := e.Explained()
		if strings.Contains(cause+act, "<") {
			t.Errorf("%s: nobody fills in the places of %q and %q: it needs words in untested", code, cause, act)
		}
		fmt.Fprintf(&b, "\t{Code: %q, Title: %q,\n\t\tCause: %q,\n\t\tAct: %q},\n", code, Words(e.Title), cause, act)
	}
	b.WriteString("}\n")
	source, err := format.Source([]byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return source
}

// Whatever the catalogue says that a failure looks like is explained with that
// failure among the causes.
func TestLooksAreExplained(t *testing.T) {
	for _, e := range entries() {
		for _, text := range e.Looks {
			for _, written := range []string{
				text,
				`time="2026-11-25T08:00:00Z" level=error msg="Redis connection error: ` + strings.ReplaceAll(text, `"`, `\"`) + `"`,
			} {
				if strings.Contains(written, "level=") && ofServer[e.Code] {
					continue
				}
				explained := logs.Explain(written, nil)
				if len(explained) != 1 || !slices.ContainsFunc(explained[0].Causes, func(c logs.Cause) bool { return c.Code == e.Code }) {
					t.Errorf("%s is not among the causes of %q: %v", e.Code, written, explained)
				}
			}
		}
	}
}

// ofServer are failures whose words stand in the log of Redis or a sentinel,
// and never in Authelia's.
var ofServer = map[string]bool{"C13": true, "F08": true}

func init() {
	for _, e := range logEntries {
		ofServer[e.Code] = true
	}
}
