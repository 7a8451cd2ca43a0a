package configschema

import (
	"errors"
	"strings"
)

// JSON is a piece of JSON, whoever has parsed it: a browser, or encoding/json.
type JSON interface {
	// Type is JSON's own name for it: "object", "array", "string", "number",
	// "boolean" or "null"; empty for a member that is not there.
	Type() string
	// Text is a string, or the word that a boolean is.
	Text() string
	// Member is that of exactly this name in an object; of several, the last.
	Member(name string) JSON
	// Each goes through the members of an object, or the items of an array.
	Each(func(name string, value JSON))
}

// Asked reads what is asked out of a JSON object, in the same way and with the
// same words at every door. What is absent or null is empty, and members that
// nobody reads are left alone: who asks may be newer than who answers.
type Asked struct {
	object JSON
	// Err is the first thing that has the wrong shape. What was sent is not
	// repeated in it.
	Err error
}

// ReadAsked begins with an object.
func ReadAsked(object JSON) *Asked {
	a := &Asked{object: object}
	switch t := object.Type(); t {
	case "object":
	case "":
		a.fail("The input must be a JSON object, but there is none.")
	default:
		a.fail("The input must be a JSON object, but it is of type " + t + ".")
	}
	return a
}

// Input is the input of an evaluation, without its files.
func (a *Asked) Input() Input {
	return Input{
		Authelia: a.Text("authelia"),
		Kind:     Kind(a.choice("kind", string(Single), string(Socket), string(Sentinel))),
		TLS:      Switch(a.choice("tls", string(On), string(Off))),
		Values:   a.values(),
	}
}

// Text is a member that is a text.
func (a *Asked) Text(name string) string {
	value := a.member(name)
	if value == nil {
		return ""
	}
	if t := value.Type(); t != "string" {
		a.fail(`The field "` + name + `" must be a text, but it is of type ` + t + ".")
		return ""
	}
	return value.Text()
}

// Flag is a member that is true or false.
func (a *Asked) Flag(name string) bool {
	value := a.member(name)
	if value == nil {
		return false
	}
	if t := value.Type(); t != "boolean" {
		a.fail(`The field "` + name + `" must be true or false, but it is of type ` + t + ".")
	}
	return value.Text() == "true"
}

// Files are a list of texts with their names.
func (a *Asked) Files(name string) (files []File) {
	value := a.member(name)
	if value == nil {
		return nil
	}
	if t := value.Type(); t != "array" {
		a.fail(`The field "` + name + `" must be a list of objects with a name and a text, but it is of type ` + t + ".")
		return nil
	}
	value.Each(func(_ string, item JSON) {
		file := ReadAsked(item)
		files = append(files, File{Name: file.Text("name"), Text: file.Text("text")})
		if file.Err != nil {
			a.fail(`The field "` + name + `" must be a list of objects with a name and a text, each of them a text.`)
		}
	})
	return files
}

// choice is a member that is one of a few words.
func (a *Asked) choice(name string, words ...string) string {
	text := a.Text(name)
	for _, word := range words {
		if text == word {
			return text
		}
	}
	if text != "" {
		last := len(words) - 1
		a.fail(`The field "` + name + `" must be ` + strings.Join(words[:last], ", ") + " or " + words[last] + ", or be left out.")
	}
	return ""
}

func (a *Asked) values() Values {
	const wrong = `The field "values" must map each option to a text, as it is typed ("6379" with quotes).`
	object := a.member("values")
	if object == nil {
		return nil
	}
	if object.Type() != "object" {
		a.fail(wrong)
		return nil
	}
	values := Values{}
	object.Each(func(key string, value JSON) {
		switch value.Type() {
		case "string":
			values[key] = value.Text()
		case "null":
			values[key] = ""
		default:
			a.fail(wrong)
		}
	})
	return values
}

// member is nil for what is absent or null.
func (a *Asked) member(name string) JSON {
	if a.object.Type() != "object" {
		return nil
	}
	value := a.object.Member(name)
	if t := value.Type(); t == "" || t == "null" {
		return nil
	}
	return value
}

func (a *Asked) fail(message string) {
	if a.Err == nil {
		a.Err = errors.New(message)
	}
}
