package configschema

import (
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
)

// The conversions are those of mapstructure with WeaklyTypedInput.

func (d *decoder) text(key string, n *node) (string, bool) {
	switch n.kind {
	case text:
		return n.text, true
	case boolean:
		if n.flag {
			return "1", true
		}
		return "0", true
	case integer:
		return strconv.FormatInt(n.number, 10), true
	case unsigned:
		return strconv.FormatUint(n.unsigned, 10), true
	case float:
		return strconv.FormatFloat(n.float, 'f', -1, 64), true
	}
	hint := phrase.Text("Put the value in single quotes.")
	if n.kind == mapping {
		hint = "Write one value behind the colon; when it begins with { or holds ': ', put it in single quotes."
	}
	d.fail(key, n, "not-text", d.unconvertible(key, "string", n), hint)
	return "", false
}

func (d *decoder) integer(key string, n *node, goType string) (int64, bool) {
	switch n.kind {
	case integer:
		return n.number, true
	case unsigned:
		return int64(n.unsigned), true
	case float:
		return asInteger(n.float), true
	case boolean:
		if n.flag {
			return 1, true
		}
		return 0, true
	case text:
		if n.text == "" && d.version.Since(v430) {
			return 0, true
		}
		v, err := strconv.ParseInt(n.text, 0, 64)
		if err == nil {
			return v, true
		}
		d.fail(key, n, "not-a-number", d.unparsable(key, "int", "strconv.ParseInt", err), "Write a whole number in plain digits, such as 6379.")
		return 0, false
	}
	d.fail(key, n, "not-a-number", d.unconvertible(key, goType, n), "Write a whole number in plain digits behind the colon.")
	return 0, false
}

func (d *decoder) boolean(key string, n *node) (bool, bool) {
	switch n.kind {
	case boolean:
		return n.flag, true
	case integer:
		return n.number != 0, true
	case unsigned:
		return true, true
	case float:
		return n.float != 0, true
	case text:
		if n.text == "" {
			return false, true
		}
		v, err := strconv.ParseBool(n.text)
		if err == nil {
			return v, true
		}
		d.fail(key, n, "not-a-boolean", d.unparsable(key, "bool", "strconv.ParseBool", err), "Write true or false. Since Authelia 4.36, yes, no, on and off are plain words.")
		return false, false
	}
	d.fail(key, n, "not-a-boolean", d.unconvertible(key, "bool", n), "Write true or false.")
	return false, false
}

// duration reads numbers as seconds and texts with parseDuration.
// Source: Authelia's internal/configuration/decode_hooks.go.
func (d *decoder) duration(key string, n *node) (time.Duration, bool) {
	switch n.kind {
	case text:
		v, err := parseDuration(n.text)
		if err != nil {
			d.fail(key, n, "not-a-duration", d.hook(key, "could not decode '"+n.text+"' to a time.Duration: "+err.Error()),
				"Write a whole number of seconds, or a number and a unit such as '5 seconds' or '1m'.")
		}
		return v, err == nil
	case integer:
		return time.Duration(n.number) * time.Second, true
	case float:
		const longest = float64(1<<63-1) / float64(time.Second)
		if n.float > longest {
			return 1<<63 - 1, true
		}
		seconds, _ := strconv.Atoi(strconv.FormatFloat(n.float, 'f', 0, 64))
		return time.Duration(seconds) * time.Second, true
	}
	v, ok := d.integer(key, n, "time.Duration")
	return time.Duration(v), ok
}

// tlsVersion reads a schema.TLSVersion. A date or an empty mapping leaves it
// at zero, which stands for the default.
func (d *decoder) tlsVersion(key string, n *node) (uint16, bool) {
	if n.kind != text {
		ok := n.kind == mapping || n.kind == date
		if !ok {
			d.fail(key, n, "tls-version", d.expectedMap(key, n), "Put it in quotes, as in 'TLS1.2': a bare 1.2 is a number to YAML.")
		}
		return 0, ok
	}
	v, ok := namedTLSVersion(n.text, d.version)
	if !ok {
		d.fail(key, n, "tls-version", d.hook(key, "could not decode '"+n.text+"' to a schema.TLSVersion: supplied tls version isn't supported"),
			"Write one of {choices}.", "choices", strings.Join(tlsVersions, ", "))
	}
	return v, ok
}

const ssl30 = 0x0300

// namedTLSVersion is Authelia's NewTLSVersion: any case, blanks anywhere.
func namedTLSVersion(name string, v Version) (uint16, bool) {
	switch strings.ReplaceAll(strings.ToUpper(name), " ", "") {
	case "TLS1.3", "1.3":
		return 0x0304, true
	case "TLS1.2", "1.2":
		return 0x0303, true
	case "TLS1.1", "1.1":
		return 0x0302, true
	case "TLS1.0", "1.0":
		return 0x0301, true
	case "SSL3.0":
		return ssl30, true
	case "SSLV3":
		return ssl30, v.Since(v439)
	}
	return 0, false
}
