//go:build js && wasm

package main

import (
	"syscall/js"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/share"
)

// link makes a link for a form's input: redisWizard.share(input) gives
// {fragment, left}, or {error}.
func link(_ js.Value, args []js.Value) any {
	in, err := input(args)
	if err != nil {
		return refusal(err)
	}
	made := share.Encode(in)
	return map[string]any{"fragment": made.Fragment, "left": texts(made.Left)}
}

// open reads one: redisWizard.open(fragment) gives {authelia, kind, tls, values,
// missing}, or {error}.
func open(_ js.Value, args []js.Value) any {
	if len(args) == 0 || args[0].Type() != js.TypeString {
		return map[string]any{"error": "open takes the fragment of a link"}
	}
	setUp, err := share.Decode(args[0].String())
	if err != nil {
		return refusal(err)
	}
	result, err := configschema.Evaluate(setUp.Input)
	if err != nil {
		return refusal(err)
	}
	values := map[string]any{}
	for key, value := range setUp.Input.Values {
		values[key] = value
	}
	return map[string]any{
		"authelia": result.Authelia, "kind": string(result.Kind), "tls": string(setUp.Input.TLS), "values": values, "missing": texts(setUp.Missing),
	}
}

func refusal(err error) any { return map[string]any{"error": phrase.Explain(err, language)} }

func texts(list []string) []any {
	out := make([]any, len(list))
	for i, text := range list {
		out[i] = text
	}
	return out
}
