package workshop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"unicode/utf8"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
)

// Parse reads one JSON text as JSON.parse does in a browser: names are taken
// exactly as they are, and of two members of one name the last counts.
// encoding/json alone would match names in any case, and make one object of two.
// The errors do not repeat what was sent. One of package bounds is for more values
// than a request may bring, which are counted before anything is made of them.
func Parse(text []byte) (configschema.JSON, error) {
	if !utf8.Valid(text) {
		// JSON is UTF-8 (RFC 8259, 8.1). Whatever else would be taken for U+FFFD, and
		// another password than the one that was sent would be judged.
		return nil, refusal("The input is not in UTF-8, so its text cannot be read. Send JSON in UTF-8.")
	}
	if err := bounds.New(context.Background()).JSON(text); err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	var raw json.RawMessage
	if err := decoder.Decode(&raw); err != nil {
		return nil, explainSyntax(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, refusal("There is more after the end of the JSON object. Send one object.")
	}
	return &parsed{raw: raw}, nil
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

// parsed is valid JSON, which is taken apart as it is asked for.
type parsed struct {
	raw     json.RawMessage
	members map[string]json.RawMessage
}

func (p *parsed) Type() string {
	if len(p.raw) == 0 {
		return ""
	}
	switch p.raw[0] {
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

// Text has U+FFFD for half of a surrogate pair, as browsers do when they make
// UTF-8 of a string.
func (p *parsed) Text() (text string) {
	if p.Type() != "string" {
		return string(p.raw)
	}
	_ = json.Unmarshal(p.raw, &text)
	return text
}

func (p *parsed) Member(name string) configschema.JSON {
	p.open()
	return &parsed{raw: p.members[name]}
}

func (p *parsed) Each(do func(name string, value configschema.JSON)) {
	if p.Type() == "array" {
		var items []json.RawMessage
		_ = json.Unmarshal(p.raw, &items)
		for _, item := range items {
			do("", &parsed{raw: item})
		}
		return
	}
	p.open()
	for name, value := range p.members {
		do(name, &parsed{raw: value})
	}
}

func (p *parsed) open() {
	if p.members == nil {
		_ = json.Unmarshal(p.raw, &p.members)
	}
}

// Read reads a question from JSON.
func Read(text []byte) (Question, error) {
	object, err := Parse(text)
	if err != nil {
		return Question{}, err
	}
	return ReadFrom(object)
}

// ReadFrom reads a question out of an object.
func ReadFrom(object configschema.JSON) (Question, error) {
	asked := configschema.ReadAsked(object)
	in := asked.Input()
	q := Question{
		Authelia: in.Authelia, Kind: in.Kind, TLS: in.TLS, Values: in.Values,
		Text: asked.Text("text"), Texts: asked.Files("texts"), To: asked.Text("to"), From: asked.Text("from"), Fragment: asked.Text("fragment"),
	}
	return q, asked.Err
}
