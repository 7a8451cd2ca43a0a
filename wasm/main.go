//go:build js && wasm

// Command wasm hands packages api and answer to JavaScript: redisWizard.ask(name, question)
// takes and returns JSON texts, those of POST /api/v1/NAME and "page", the page itself.
// redisWizard.settings(settings) says what the server knows of that, and
// redisWizard.language(translations) what the answers are in from then on. The page runs
// it in a worker. The shapes are declared in wasm.d.ts.
package main

import (
	"encoding/json"
	"errors"
	"syscall/js"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/phrase"
	"redis-wizard/web/answer"
	"redis-wizard/web/views"
)

func main() {
	door := js.Global().Get("Object").New()
	door.Set("ask", js.FuncOf(ask))
	door.Set("language", js.FuncOf(setLanguage))
	door.Set("settings", js.FuncOf(setSettings))
	js.Global().Set("redisWizard", door)
	select {} // the functions live as long as the worker
}

// language is what answers are in; nil is English.
var language phrase.Language

// page draws the page.
var page answer.Door

// setLanguage takes the translations by the English, as a JSON object: the module
// holds none of its own, so a language costs only those who speak it. Null is
// English, and so is whatever else is no such object: the page shows English then,
// rather than nothing.
func setLanguage(_ js.Value, args []js.Value) any {
	language = nil
	var translations map[string]string
	if text, ok := texts(args, 1); !ok || json.Unmarshal([]byte(text[0]), &translations) != nil || translations == nil {
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

// setSettings takes the settings of the page that the server sent.
func setSettings(_ js.Value, args []js.Value) any {
	var settings views.Settings
	if text, ok := texts(args, 1); ok && json.Unmarshal([]byte(text[0]), &settings) == nil {
		page = answer.Door{Settings: settings}
	}
	return nil
}

func ask(_ js.Value, args []js.Value) any {
	text, ok := texts(args, 2)
	switch {
	case !ok:
		return string(configschema.ErrorJSON(errors.New("ask takes the name of a question and its JSON")))
	case text[0] == answer.Name:
		return string(page.Ask([]byte(text[1]), language))
	}
	return string(api.Ask(text[0], []byte(text[1]), language))
}

// texts are the arguments of a call, if they are as many texts.
func texts(args []js.Value, n int) (out []string, ok bool) {
	for _, arg := range args {
		if arg.Type() != js.TypeString {
			return nil, false
		}
		out = append(out, arg.String())
	}
	return out, len(out) == n
}
