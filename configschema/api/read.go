package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
)

// Read reads a question of a name from JSON.
func Read(name string, text []byte) (Question, error) {
	if name == Evaluate {
		var e Evaluation
		err := Decode(text, &e)
		return Question{Authelia: e.Authelia, Kind: e.Kind, TLS: e.TLS, Values: e.Values, YAML: e.YAML, Text: e.Text, Variables: e.variables(), Filters: e.Filters, Contents: e.Contents}, err
	}
	var q Question
	return q, Decode(text, &q)
}

// Decode reads a JSON object into a struct, by its json tags, as JSON.parse does in a
// browser: names are taken exactly as they are, and of two members of one name the
// last counts. encoding/json alone would match names in any case, and make one object
// of two. What is absent or null stays as it is, and members that nobody reads are
// left alone: who asks may be newer than who answers. The error says in sentences
// what is wrong, and repeats nothing that was sent. One of package bounds is for more
// values than a request may bring, which are counted before anything is made of them.
func Decode(text []byte, into any) error {
	if !utf8.Valid(text) {
		// JSON is UTF-8 (RFC 8259, 8.1). Whatever else would be taken for U+FFFD, and
		// another password than the one that was sent would be judged.
		return refusal("The input is not in UTF-8, so its text cannot be read. Send JSON in UTF-8.")
	}
	if err := bounds.New(context.Background()).JSON(text); err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	var object json.RawMessage
	if err := decoder.Decode(&object); err != nil {
		return explainSyntax(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return refusal("There is more after the end of the JSON object. Send one object.")
	}
	return readObject(object, reflect.ValueOf(into).Elem())
}

// A refusal says in sentences what is wrong with a question.
type refusal string

func (r refusal) Error() string { return string(r) }

func explainSyntax(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.Is(err, io.EOF):
		return refusal(`The input is empty. Send a JSON object such as {"authelia":"4.39","values":{"session.redis.host":"redis"}}.`)
	case errors.As(err, &syntax):
		return refusal("The input is no JSON: " + syntax.Error() + ".")
	}
	return refusal("The JSON ends in the middle.")
}

// readObject reads the members of valid JSON into the fields of a struct, in the order
// of the fields, and ends at the first that is of another type.
func readObject(object json.RawMessage, into reflect.Value) error {
	var members map[string]json.RawMessage
	if t := typeOf(object); t != "object" {
		return refusal("The input must be a JSON object, but it is of type " + t + ".")
	}
	if err := json.Unmarshal(object, &members); err != nil {
		return err
	}
	return readFields(members, into)
}

func readFields(members map[string]json.RawMessage, into reflect.Value) error {
	for i := range into.NumField() {
		field, err := into.Type().Field(i), error(nil)
		member := members[field.Tag.Get("json")]
		switch {
		case field.Anonymous:
			err = readFields(members, into.Field(i))
		case member != nil && typeOf(member) != "null":
			err = readMember(field.Tag.Get("json"), member, into.Field(i).Addr().Interface())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func readMember(name string, member json.RawMessage, into any) error {
	must := func(be string) error { return refusal(`The field "` + name + `" must ` + be + ".") }
	shape := "be a text"
	switch into := into.(type) {
	case *authelia.Values:
		if json.Unmarshal(member, into) != nil {
			return must(`map each option to a text, as it is typed ("6379" with quotes)`)
		}
		return nil
	case *[]configschema.File:
		shape = "be a list of objects with a name and a text"
		var items []json.RawMessage
		if json.Unmarshal(member, &items) != nil {
			break
		}
		*into = make([]configschema.File, len(items))
		for i, item := range items {
			if readObject(item, reflect.ValueOf(&(*into)[i]).Elem()) != nil {
				return must(shape + ", each of them a text")
			}
		}
		return nil
	case *bool:
		shape = "be true or false"
	}
	if json.Unmarshal(member, into) != nil {
		return must(shape + ", but it is of type " + typeOf(member))
	}
	switch choice := into.(type) {
	case *authelia.Kind:
		return oneOf(*choice, must, authelia.Kinds()...)
	case *configschema.Switch:
		return oneOf(*choice, must, configschema.On, configschema.Off)
	}
	return nil
}

// oneOf holds a text to a few words, unless it is empty.
func oneOf[T ~string](text T, must func(string) error, choices ...T) error {
	if text == "" || slices.Contains(choices, text) {
		return nil
	}
	var words []string
	for _, choice := range choices {
		words = append(words, string(choice))
	}
	last := len(words) - 1
	return must("be " + strings.Join(words[:last], ", ") + " or " + words[last] + ", or be left out")
}

// typeOf is JSON's own name for the type of a valid value.
func typeOf(value json.RawMessage) string {
	switch value[0] {
	case '{':
		return "object"
	case '[':
		return "array"
	case '"':
		return "string"
	case 't', 'f':
		return "boolean"
	case 'n':
		return "null"
	}
	return "number"
}
