// Package jsonschema writes JSON Schemas (draft 2020-12) of session.redis, one
// for each version of Authelia, for editors that complete and check YAML.
//
// A schema is as exact as a schema can be: it takes what that version takes, odd
// spellings and all, and refuses what it refuses. What a schema cannot say (that
// a key fits its certificate, that a word is a date to YAML) stays with
// configschema.Evaluate; the tests count it, reason by reason. It is generated
// from configschema.Fields and is no part of the WebAssembly module.
package jsonschema

import (
	"bytes"
	"encoding/json"

	"redis-wizard/configschema"
)

// MediaType is the content type of a schema.
const MediaType = "application/schema+json"

// Draft is the dialect that the schemas are written in.
const Draft = "https://json-schema.org/draft/2020-12/schema"

// Generate writes the schema of a configuration.yml for one version: closed
// within session.redis, open everywhere else. The same version always gives the
// same bytes, which end with a newline.
func Generate(v configschema.Version) []byte {
	s := schema{v}
	document := object{
		{"$schema", Draft},
		{"$id", "urn:redis-wizard:session.redis:" + v.String()},
		{"title", "session.redis of Authelia " + v.String()},
		{"description", "A configuration.yml for Authelia " + v.String() + ", of which session.redis is described and everything else may be what it likes."},
		{"type", "object"},
		{"properties", object{
			{"session", object{
				{"description", "Sessions: where they are kept, and how long."},
				{"properties", object{{"redis", ref("redis")}}},
			}},
		}},
		{"$defs", s.definitions()},
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(document); err != nil {
		panic(err) // texts, numbers and objects: nothing that could fail
	}
	return out.Bytes()
}

// FileName is the name of the schema of a version as it is asked for ("4.39",
// "4.38.10"), in docs/schemas and below /schemas/.
func FileName(choice string) string { return "session.redis-" + choice + ".json" }

// A schema is being written for one version.
type schema struct{ version configschema.Version }

func (s schema) since(minor, patch int) bool {
	return s.version.Since(configschema.Version{Minor: minor, Patch: patch})
}

// viper tells whether this is 4.29, which takes an empty section, or one that
// holds nothing but nulls, for absent.
func (s schema) viper() bool { return !s.since(30, 0) }

// nests tells whether keys with dots are read like the nested form. The other
// versions accept them as well, and ignore them.
func (s schema) nests() bool { return s.viper() || s.since(36, 0) && !s.since(39, 0) }

// An object is a JSON object whose members keep their order.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in order.
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := encoder.Encode(m.name); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := encoder.Encode(m.value); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
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
