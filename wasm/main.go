//go:build js && wasm

// Command wasm hands configschema's evaluation to JavaScript, and the making and
// opening of links: redisWizard.evaluate(input) takes the object that POST
// /api/v1/evaluate takes as JSON, and returns the very same document as a string,
// in the language that redisWizard.language has set.
// The shapes are declared in wasm.d.ts.
package main

import (
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

// input reads the object, as the server reads its JSON.
func input(args []js.Value) (configschema.Input, error) {
	object := js.Undefined()
	if len(args) > 0 {
		object = args[0]
	}
	asked := configschema.ReadAsked(value{object})
	in := asked.Input()
	in.YAML = asked.Text("yaml")
	return in, asked.Err
}
