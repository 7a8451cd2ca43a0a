// Package jsonschema writes JSON Schemas (draft 2020-12) of session.redis, one
// for each version of Authelia, for editors that complete and check YAML.
//
// A schema is as exact as a schema can be: it takes what that version takes, odd
// spellings and all, and refuses what it refuses. What a schema cannot say (that
// a key fits its certificate, that a word is a date to YAML) stays with
// configschema.Evaluate; the tests count it, reason by reason. It is made from
// the table of options, and is no part of the WebAssembly module.
package jsonschema

import (
	"bytes"
	"encoding/json"
	"slices"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

// MediaType is the content type of a schema.
const MediaType = "application/schema+json"

// Draft is the dialect that the schemas are written in.
const Draft = "https://json-schema.org/draft/2020-12/schema"

// Generate writes the schema of a configuration.yml for one version: closed
// within session.redis, open everywhere else. The same version always gives the
// same bytes, which end with a newline.
func Generate(v configschema.Version) []byte {
	s := schema{v, v.Profile()}
	document := object{
		{"$schema", Draft},
		{"$id", "urn:redis-wizard:" + authelia.SessionRedis + ":" + v.String()},
		{"title", "session.redis of Authelia " + v.String()},
		{"description", "A configuration.yml for Authelia " + v.String() + ", of which session.redis is described and everything else may be what it likes."},
		{"type", "object"},
		{"properties", s.roots()},
		{"$defs", s.definitions()},
	}
	var out bytes.Buffer
	if err := json.Indent(&out, encode(document), "", "  "); err != nil {
		panic(err) // texts, numbers and objects: nothing that could fail
	}
	return out.Bytes()
}

// encode leaves <, > and & as they are, which json.Marshal does not.
func encode(value any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// FileName is the name of the schema of a version as it is asked for ("4.39",
// "4.38.10"), in docs/schemas and below /schemas/.
func FileName(choice string) string { return authelia.SessionRedis + "-" + choice + ".json" }

// A schema is being written for one version.
type schema struct {
	version configschema.Version
	*authelia.Profile
}

// An object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	var members [][]byte
	for _, m := range o {
		members = append(members, slices.Concat(encode(m.name), []byte(":"), encode(m.value)))
	}
	return slices.Concat([]byte("{"), bytes.Join(members, []byte(",")), []byte("}")), nil
}

func ref(name string) object { return object{{"$ref", "#/$defs/" + name}} }

func anyOf(of ...any) object { return object{{"anyOf", of}} }

func required(names ...string) member { return member{"required", names} }

// property is a constraint on one member of an object.
func property(name string, constraint object) object {
	return object{{"properties", object{{name, constraint}}}}
}

// withProperty is that, and the member has to be there.
func withProperty(name string, constraint object) object {
	return append(property(name, constraint), required(name))
}
