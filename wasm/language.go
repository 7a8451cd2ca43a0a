//go:build js && wasm

package main

import (
	"syscall/js"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// language is what every answer is given in; nil is English.
var language phrase.Language

// setLanguage takes the translations of what the module says, by their English:
// redisWizard.language(translations). The module holds none of its own, so a
// language costs only those who speak it. Null is English again.
func setLanguage(_ js.Value, args []js.Value) any {
	language = nil
	if len(args) == 0 || args[0].Type() != js.TypeObject {
		return nil
	}
	translations := args[0]
	language = func(english string) string {
		if said := translations.Get(english); said.Type() == js.TypeString {
			return said.String()
		}
		return english
	}
	return nil
}

// failure is the document for an error, in the language.
func failure(err error) []byte {
	return configschema.Refusal(err, language)
}
