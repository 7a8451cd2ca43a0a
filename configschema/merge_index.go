package configschema

import (
	"strings"
)

// A valueIndex finds values by what their keys begin with. Going through all of
// them for each section would take minutes for a file made of nothing else.
type valueIndex struct {
	values Values
	below  map[string][]string // "session.redis.tls." to the keys that begin with it
}

// maxIndexed is how many levels the index knows; Authelia's options have five.
const maxIndexed = 16

func newValueIndex(values Values) valueIndex {
	x := valueIndex{values, map[string][]string{}}
	for key := range values {
		levels := 0
		for i := 0; i < len(key) && levels < maxIndexed; i++ {
			if key[i] == '.' {
				levels++
				x.below[key[:i+1]] = append(x.below[key[:i+1]], key)
			}
		}
	}
	return x
}

// keys are the keys that begin with a prefix, which ends with a dot.
func (x valueIndex) keys(prefix string) []string {
	if strings.Count(prefix, ".") <= maxIndexed {
		return x.below[prefix]
	}
	var keys []string
	for key := range x.values {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	return keys
}

// under are the values below a prefix, by the rest of their keys.
func (x valueIndex) under(prefix string) Values {
	out := Values{}
	for _, key := range x.keys(prefix) {
		out[key[len(prefix):]] = x.values[key]
	}
	return out
}

func equalValues(a, b Values) bool {
	if len(a) != len(b) {
		return false
	}
	for key, value := range a {
		if other, ok := b[key]; !ok || other != value {
			return false
		}
	}
	return true
}
