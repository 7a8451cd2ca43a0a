package decode

import (
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// The conversions are those of mapstructure with WeaklyTypedInput, and no calls of it:
// of a float that no integer holds, the module would make another number than the
// server, and one linked version words its faults in one release's way only. A test
// compares them with both versions of the library.

func (d *Decoder) text(key authelia.Key, n *yamltree.Value) (string, bool) {
	switch n.Kind {
	case yamltree.Text:
		return n.Text, true
	case yamltree.Boolean:
		if n.Flag {
			return "1", true
		}
		return "0", true
	case yamltree.Integer:
		return strconv.FormatInt(n.Number, 10), true
	case yamltree.Unsigned:
		return strconv.FormatUint(n.Unsigned, 10), true
	case yamltree.Float:
		return strconv.FormatFloat(n.Float, 'f', -1, 64), true
	}
	hint := phrase.Text("Put the value in single quotes.")
	if n.Kind == yamltree.Mapping {
		hint = "Write one value after the colon; when it begins with { or contains ': ', put it in single quotes."
	}
	d.fail(key, n, "not-text", d.unconvertible(key, "string", n), "a single value", hint)
	return "", false
}

func (d *Decoder) integer(key authelia.Key, n *yamltree.Value, goType string) (int64, bool) {
	switch n.Kind {
	case yamltree.Integer:
		return n.Number, true
	case yamltree.Unsigned:
		return int64(n.Unsigned), true
	case yamltree.Float:
		return yamltree.AsInteger(n.Float), true
	case yamltree.Boolean:
		if n.Flag {
			return 1, true
		}
		return 0, true
	case yamltree.Text:
		if n.Text == "" && d.version.Profile().EmptyIsZero {
			return 0, true
		}
		v, err := strconv.ParseInt(n.Text, 0, 64)
		if err == nil {
			return v, true
		}
		d.fail(key, n, "not-a-number", d.unparsable(key, "int", "strconv.ParseInt", err), "a whole number", "Write a whole number in plain digits, such as 6379.")
		return 0, false
	}
	d.fail(key, n, "not-a-number", d.unconvertible(key, goType, n), "a whole number", "Write a whole number in plain digits behind the colon.")
	return 0, false
}

func (d *Decoder) boolean(key authelia.Key, n *yamltree.Value) (bool, bool) {
	switch n.Kind {
	case yamltree.Boolean:
		return n.Flag, true
	case yamltree.Integer:
		return n.Number != 0, true
	case yamltree.Unsigned:
		return true, true
	case yamltree.Float:
		return n.Float != 0, true
	case yamltree.Text:
		if n.Text == "" {
			return false, true
		}
		v, err := strconv.ParseBool(n.Text)
		if err == nil {
			return v, true
		}
		d.fail(key, n, "not-a-boolean", d.unparsable(key, "bool", "strconv.ParseBool", err), "true or false", "Write true or false. Since Authelia 4.36, yes, no, on and off are plain words.")
		return false, false
	}
	d.fail(key, n, "not-a-boolean", d.unconvertible(key, "bool", n), "true or false", "Write true or false.")
	return false, false
}

// duration reads numbers as seconds and texts with ParseDuration.
// Source: Authelia's internal/configuration/decode_hooks.go.
func (d *Decoder) duration(key authelia.Key, n *yamltree.Value) (time.Duration, bool) {
	switch n.Kind {
	case yamltree.Text:
		v, err := ParseDuration(n.Text)
		if err != nil {
			d.fail(key, n, "not-a-duration", d.hook(key, "could not decode '"+n.Text+"' to a time.Duration: "+err.Error()),
				"a length of time, such as 5 seconds", "Write a whole number of seconds, or a number and a unit such as '5 seconds' or '1m'.")
		}
		return v, err == nil
	case yamltree.Integer:
		return time.Duration(n.Number) * time.Second, true
	case yamltree.Float:
		const longest = float64(1<<63-1) / float64(time.Second)
		if n.Float > longest {
			return 1<<63 - 1, true
		}
		seconds, _ := strconv.Atoi(strconv.FormatFloat(n.Float, 'f', 0, 64))
		return time.Duration(seconds) * time.Second, true
	}
	v, ok := d.integer(key, n, "time.Duration")
	return time.Duration(v), ok
}

// tlsVersion reads a schema.TLSVersion. A date or an empty mapping leaves it
// at zero, which stands for the default.
func (d *Decoder) tlsVersion(key authelia.Key, n *yamltree.Value) (uint16, bool) {
	if n.Kind != yamltree.Text {
		ok := n.Kind == yamltree.Mapping || n.Kind == yamltree.Date
		if !ok {
			d.fail(key, n, "tls-version", d.expectedMap(key, n), oneOfThem, "Put it in quotes, as in 'TLS1.2': a bare 1.2 is a number to YAML.", "choices", strings.Join(authelia.TLSVersions, ", "))
		}
		return 0, ok
	}
	v, ok := NamedTLSVersion(n.Text, d.version.Profile())
	if !ok {
		d.fail(key, n, "tls-version", d.hook(key, "could not decode '"+n.Text+"' to a schema.TLSVersion: supplied tls version isn't supported"),
			oneOfThem, "Write one of {choices}.", "choices", strings.Join(authelia.TLSVersions, ", "))
	}
	return v, ok
}

const oneOfThem phrase.Text = "one of {choices}"

const Ssl30 = 0x0300

// NamedTLSVersion is Authelia's NewTLSVersion: any case, blanks anywhere.
func NamedTLSVersion(name string, release *authelia.Profile) (version uint16, ok bool) {
	name = strings.ReplaceAll(strings.ToUpper(name), " ", "")
	version, ok = namedTLSVersions[name]
	return version, ok && (name != "SSLV3" || release.SSLv3)
}

var namedTLSVersions = map[string]uint16{
	"TLS1.3": 0x0304, "1.3": 0x0304, "TLS1.2": 0x0303, "1.2": 0x0303, "TLS1.1": 0x0302, "1.1": 0x0302, "TLS1.0": 0x0301, "1.0": 0x0301,
	"SSL3.0": Ssl30, "SSLV3": Ssl30,
}

// OldTLSVersion is what Authelia until 4.36 made of minimum_version at run
// time; 0 for a text that it did not know.
func OldTLSVersion(name string) uint16 {
	v, _ := NamedTLSVersion(name, &authelia.Profile{})
	if strings.Contains(name, " ") || v == Ssl30 {
		return 0
	}
	return v
}
