package decode

import (
	"strconv"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
)

// How each version words the faults that decoding finds.

func (d *Decoder) fail(key authelia.Key, n *yamltree.Value, code, message string, allowed, hint phrase.Text, words ...string) {
	if len(d.Faults) == authelia.MaxProblems {
		d.Unlisted++
		return
	}
	d.Faults = append(d.Faults, fault{key, n, code, message, phrase.Of(allowed, words...), phrase.Of(hint, words...)})
}

// Plain says in our words what the value must be, and what it is.
func (f *fault) Plain(l phrase.Language) phrase.Said {
	words := []string{"option", authelia.ShortName(f.Key.Spelled()), "allowed", f.Allowed.In(l)}
	option, _ := authelia.OptionOf(string(f.Key.Option()))
	switch {
	case f.At.Kind == yamltree.List:
		return phrase.Of("{option} must be {allowed}, but is a list", words...)
	case f.At.Kind == yamltree.Mapping:
		return phrase.Of("{option} must be {allowed}, but has options of its own below it", words...)
	case f.At.Kind == yamltree.Null, f.At.Kind == yamltree.Text && f.At.Text == "":
		return phrase.Of("{option} must be {allowed}, but is empty", words...)
	case option.Secret, option.Type == authelia.PEM: // what is there is not shown, and would not fit
		return phrase.Of("{option} must be {allowed}, but is something else", words...)
	}
	return phrase.Of("{option} must be {allowed}, but is “{value}”", append(words, "value", visible.Clip(yamltree.ScalarText(f.At), maxPlain))...)
}

// maxPlain is how much of a value a sentence of ours repeats.
const maxPlain = 60

// says picks between the words since 4.39, which leave values out, and those before.
func (d *Decoder) says(hiding, showing string) string {
	if d.version.Profile().HidesValues {
		return hiding
	}
	return showing
}

// unconvertible is mapstructure's complaint about a value of a wrong type. The
// one for booleans was misformatted in the version that 4.38 uses.
func (d *Decoder) unconvertible(key authelia.Key, goType string, n *yamltree.Value) string {
	shown := "', got unconvertible type '" + n.TypeName() + "', value: '" + n.Printed() + "'"
	if goType == "bool" && d.version.Profile().MisprintsBooleans {
		shown = "', got unconvertible type '" + n.Syntax() + "', value: '" + n.Syntax() + "'"
		goType = "%!s(bool=false)"
	}
	return "'" + key.Spelled() + "' expected type '" + goType + d.says("', got unconvertible type '"+n.TypeName()+"'", shown)
}

// notAssignable is the complaint about a private key that is no text.
func (d *Decoder) notAssignable(key authelia.Key, n *yamltree.Value) string {
	return "'" + key.Spelled() + "' expected type 'schema.CryptographicPrivateKey', got " + d.says("unconvertible type '", "'") + n.TypeName() + "'"
}

// unparsable is mapstructure's complaint about a text that is no number or boolean.
func (d *Decoder) unparsable(key authelia.Key, goType, function string, err error) string {
	cause := err
	if e, ok := err.(*strconv.NumError); ok {
		cause = e.Err
	}
	return d.says("'"+key.Spelled()+"' cannot parse value as '"+goType+"': "+function+": "+cause.Error(), "cannot parse '"+key.Spelled()+"' as "+goType+": "+err.Error())
}

// hook is how an error of one of Authelia's own decode hooks is reported.
func (d *Decoder) hook(key authelia.Key, message string) string {
	return d.says("", "error decoding ") + "'" + key.Spelled() + "'" + d.says(" ", ": ") + message
}

// expectedMap is the complaint about a value that cannot fill a struct.
func (d *Decoder) expectedMap(key authelia.Key, n *yamltree.Value) string {
	return "'" + key.Spelled() + "' expected a map" + d.says(" or struct, got \""+n.KindName()+"\"", ", got '"+n.KindName()+"'")
}
