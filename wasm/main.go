//go:build js && wasm

// Command wasm hands configschema's evaluation to JavaScript, and the making and
// opening of links: redisWizard.evaluate(input) takes the object that POST
// /api/v1/evaluate takes as JSON, and returns the very same document as a string,
// in the language that redisWizard.language has set.
// The shapes are declared in wasm.d.ts.
//
// The input is read field by field through syscall/js, because a JSON parser
// would make the module a fifth larger.
package main

import (
	"errors"
	"runtime"
	"syscall/js"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

func main() {
	// Engines compile a function when it is first called. The collector's are many:
	// without this, one keystroke of the first few hundred takes 20 ms longer.
	runtime.GC()

	door := js.Global().Get("Object").New()
	door.Set("evaluate", js.FuncOf(evaluate))
	door.Set("share", js.FuncOf(link))
	door.Set("open", js.FuncOf(open))
	door.Set("language", js.FuncOf(setLanguage))
	js.Global().Set("redisWizard", door)
	select {} // the functions live as long as the page
}

// evaluate answers with configschema's document, or with {"error":"…"} when
// there is nothing to judge. A panic would end the module for as long as the
// page is open, so it becomes an answer too.
func evaluate(_ js.Value, args []js.Value) (answer any) {
	defer func() {
		if recover() != nil {
			answer = string(failure(phrase.New("the evaluation broke off; reload the page to start afresh")))
		}
	}()
	in, err := input(args)
	if err != nil {
		return string(failure(err))
	}
	in.Language = language
	result, err := configschema.Evaluate(in)
	if err != nil {
		return string(failure(err))
	}
	return string(result.JSON())
}

// input reads the object. As in JSON, what is absent or null is empty, and
// members of other names are left alone.
func input(args []js.Value) (configschema.Input, error) {
	var in configschema.Input
	if len(args) == 0 || args[0].Type() != js.TypeObject {
		return in, errors.New("evaluate takes one object: {authelia, kind, tls, values, yaml}")
	}
	object := args[0]
	var kind, tls string
	for _, member := range []struct {
		name string
		to   *string
	}{{"authelia", &in.Authelia}, {"kind", &kind}, {"tls", &tls}, {"yaml", &in.YAML}} {
		var err error
		if *member.to, err = text(member.name, object.Get(member.name)); err != nil {
			return in, err
		}
	}
	in.Kind, in.TLS = configschema.Kind(kind), configschema.Switch(tls)

	values := object.Get("values")
	switch values.Type() {
	case js.TypeUndefined, js.TypeNull:
		return in, nil
	case js.TypeObject:
	default:
		return in, errors.New(`"values" must be an object but it is a ` + values.Type().String())
	}
	// Entries, because a key with a lone surrogate in it cannot be asked for:
	// in Go it is another string.
	entries := js.Global().Get("Object").Call("entries", values)
	in.Values = make(configschema.Values, entries.Length())
	for i := range entries.Length() {
		key := entries.Index(i).Index(0).String()
		value, err := text("values."+key, entries.Index(i).Index(1))
		if err != nil {
			return in, err
		}
		in.Values[key] = value
	}
	return in, nil
}

func text(name string, value js.Value) (string, error) {
	switch value.Type() {
	case js.TypeUndefined, js.TypeNull:
		return "", nil
	case js.TypeString:
		return value.String(), nil
	}
	return "", errors.New(`"` + name + `" must be a string but it is a ` + value.Type().String())
}
