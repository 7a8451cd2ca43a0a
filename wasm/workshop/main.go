//go:build js && wasm

// Command workshop hands the work around an evaluation to JavaScript: the module
// that the page loads when a file is brought, a shape is chosen, a link opened.
// redisWorkshop.ask(name, question) takes and returns JSON texts, those of
// POST /api/v1/NAME; redisWorkshop.language(translations) says what the answers
// are in from then on. The shapes are declared in wasm.d.ts.
package main

import (
	"encoding/json"
	"errors"
	"syscall/js"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/workshop"
)

func main() {
	door := js.Global().Get("Object").New()
	door.Set("ask", js.FuncOf(ask))
	door.Set("language", js.FuncOf(setLanguage))
	js.Global().Set("redisWorkshop", door)
	select {} // the function lives as long as the page
}

// language is what answers are in.
var language phrase.Language

// setLanguage takes the translations by the English, as a JSON object. Null is
// English, and so is whatever else is no such object: the page shows English
// then, rather than nothing.
func setLanguage(_ js.Value, args []js.Value) any {
	var translations map[string]string
	if len(args) != 1 || args[0].Type() != js.TypeString || json.Unmarshal([]byte(args[0].String()), &translations) != nil || translations == nil {
		language = nil
		return nil
	}
	language = func(english string) string {
		if said, known := translations[english]; known {
			return said
		}
		return english
	}
	return nil
}

// ask answers with the workshop's document, or with {"error":"…"}. A panic would
// end the module for as long as the page is open, so it becomes an answer too.
func ask(_ js.Value, args []js.Value) (answer any) {
	defer func() {
		if recover() != nil {
			answer = string(configschema.Refusal(workshop.ErrBrokeOff, language))
		}
	}()
	if len(args) != 2 || args[0].Type() != js.TypeString || args[1].Type() != js.TypeString {
		return string(configschema.ErrorJSON(errors.New("ask takes the name of a question and its JSON")))
	}
	question, err := workshop.Read([]byte(args[1].String()))
	if err != nil {
		return string(configschema.Refusal(err, language))
	}
	question.Language = language
	document, err := workshop.Answer(args[0].String(), question)
	if err != nil {
		return string(configschema.Refusal(err, language))
	}
	return string(document)
}
