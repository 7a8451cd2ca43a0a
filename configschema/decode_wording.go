package configschema

import (
	"strconv"

	"redis-wizard/configschema/phrase"
)

// How each version words the faults that decoding finds.

func (d *decoder) fail(key string, n *node, code, message string, hint phrase.Text, words ...string) {
	if len(d.faults) == maxProblems {
		return // as many as are listed
	}
	d.faults = append(d.faults, fault{key, n, code, message, phrase.Of(hint, words...)})
}

// unconvertible is mapstructure's complaint about a value of a wrong type. The
// one for booleans was misformatted in the version that 4.38 uses.
func (d *decoder) unconvertible(key, goType string, n *node) string {
	switch {
	case d.version.Since(v439):
		return "'" + key + "' expected type '" + goType + "', got unconvertible type '" + n.typeName() + "'"
	case d.version.Since(v438) && goType == "bool":
		return "'" + key + "' expected type '%!s(bool=false)', got unconvertible type '" + n.syntax() + "', value: '" + n.syntax() + "'"
	}
	return "'" + key + "' expected type '" + goType + "', got unconvertible type '" + n.typeName() + "', value: '" + n.printed() + "'"
}

// unparsable is mapstructure's complaint about a text that is no number or
// boolean; since 4.39 without the text.
func (d *decoder) unparsable(key, goType, function string, err error) string {
	cause := err
	if e, ok := err.(*strconv.NumError); ok {
		cause = e.Err
	}
	if d.version.Since(v439) {
		return "'" + key + "' cannot parse value as '" + goType + "': " + function + ": " + cause.Error()
	}
	return "cannot parse '" + key + "' as " + goType + ": " + err.Error()
}

// hook is how an error of one of Authelia's own decode hooks is reported.
func (d *decoder) hook(key, message string) string {
	if d.version.Since(v439) {
		return "'" + key + "' " + message
	}
	return "error decoding '" + key + "': " + message
}

// expectedMap is the complaint about a value that cannot fill a struct.
func (d *decoder) expectedMap(key string, n *node) string {
	if d.version.Since(v439) {
		return "'" + key + "' expected a map or struct, got \"" + n.kindName() + "\""
	}
	return "'" + key + "' expected a map, got '" + n.kindName() + "'"
}
