//go:build js && wasm

package main

import (
	"syscall/js"

	"redis-wizard/configschema"
)

// value is JavaScript's side of JSON. It is read through syscall/js, because a
// JSON parser would make the module a fifth larger.
type value struct{ js.Value }

func (v value) Type() string {
	switch v.Value.Type() {
	case js.TypeObject:
		if js.Global().Get("Array").Call("isArray", v.Value).Bool() {
			return "array"
		}
		return "object"
	case js.TypeUndefined:
		return ""
	}
	return v.Value.Type().String()
}

func (v value) Text() string { return v.String() }

func (v value) Member(name string) configschema.JSON { return value{v.Get(name)} }

// Each asks for entries, because a key with a lone surrogate in it cannot be
// asked for: in Go it is another string.
func (v value) Each(do func(name string, value configschema.JSON)) {
	entries := js.Global().Get("Object").Call("entries", v.Value)
	for i := range entries.Length() {
		entry := entries.Index(i)
		do(entry.Index(0).String(), value{entry.Index(1)})
	}
}
