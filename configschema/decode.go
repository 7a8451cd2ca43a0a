package configschema

import (
	"strconv"
	"strings"
	"time"
)

// settings are the decoded options: what Authelia's Go structs hold after
// mapstructure has read the file, before the validator fills in defaults.
// An option that is absent, or null, is in none of the maps.
type settings struct {
	texts     map[string]string
	numbers   map[string]int64
	flags     map[string]bool
	durations map[string]time.Duration
	versions  map[string]uint16
	key       *privateKey
	chain     []certificate

	tls, sentinel bool // the section is there
	ignored       bool // 4.29 drops everything below redis
	nodes         int  // rows in high_availability.nodes
}

// A decoder reads the redis mapping with the weak typing of mapstructure, in
// the version that one Authelia uses: v1 until 4.37, v2 in 4.38 and 4.39.
type decoder struct {
	version Version
	settings
	faults []fault
}

// A fault is one line of Authelia's decoding error.
type fault struct {
	key     string // Authelia's name for it, with [n] for list elements
	at      *node
	code    string
	message string
	hint    string
}

func decode(redis *node, version Version) *decoder {
	d := &decoder{version: version, settings: settings{
		texts: map[string]string{}, numbers: map[string]int64{}, flags: map[string]bool{},
		durations: map[string]time.Duration{}, versions: map[string]uint16{},
	}}
	if !d.isStruct(strings.TrimSuffix(prefix, "."), redis) {
		return d
	}
	d.options(prefix, redis)
	if tls := d.section(redis, "tls"); tls != nil {
		d.tls = true
		d.options(tlsPrefix, tls)
	}
	if ha := d.section(redis, "high_availability"); ha != nil {
		d.sentinel = true
		d.options(haPrefix, ha)
		if nodes := ha.lookup("nodes"); nodes != nil {
			d.list(nodes.value)
		}
	}
	return d
}

// section finds a nested section that is there, if only as an empty mapping.
func (d *decoder) section(n *node, name string) *node {
	e := n.lookup(name)
	if e == nil || e.value.kind == null || e.value.viperAbsent {
		return nil
	}
	if !d.isStruct(prefix+name, e.value) {
		return nil
	}
	return e.value
}

// isStruct tells whether a value can fill a struct. A date can: it is one.
func (d *decoder) isStruct(key string, n *node) bool {
	if n.kind == mapping || n.kind == date {
		return true
	}
	d.fail(key, n, "not-a-section", d.expectedMap(key, n), "Write the options below it, one on each line, two spaces further in.")
	return false
}

func (d *decoder) expectedMap(key string, n *node) string {
	if d.version.Since(v439) {
		return "'" + key + "' expected a map or struct, got \"" + n.kindName() + "\""
	}
	return "'" + key + "' expected a map, got '" + n.kindName() + "'"
}

// options decodes the options that stand directly below a section.
func (d *decoder) options(section string, n *node) {
	for _, f := range Fields {
		name, ok := strings.CutPrefix(f.Key, section)
		if !ok || strings.ContainsRune(name, '.') || !d.hasField(f) {
			continue
		}
		if e := n.lookup(name); e != nil && e.value.kind != null {
			d.field(f, f.Key, e.value)
		}
	}
}

// hasField tells whether the version's struct has the option. It is wider than
// Field.In for one option: 4.33.0 to 4.34.4 decode sentinel_username, and then
// refuse it as an unexpected key (mended in e65a64c9a).
func (d *decoder) hasField(f Field) bool {
	if f.Key == keySentinelUsername {
		return d.version.Since(Version{33, 0})
	}
	return f.In(d.version)
}

// list decodes high_availability.nodes. What is no list becomes one of a
// single element; until 4.37, a text is split at its commas first.
func (d *decoder) list(n *node) {
	var items []*node
	splits := n.kind == text && !d.version.Since(v438)
	switch {
	case n.kind == null, n.kind == mapping && len(n.entries) == 0, splits && n.text == "":
		return
	case n.kind == list:
		items = n.items
	case splits:
		for _, part := range strings.Split(n.text, ",") {
			items = append(items, &node{kind: text, text: part, line: n.line, column: n.column})
		}
	default:
		items = []*node{n}
	}
	d.nodes = len(items)
	for i, item := range items {
		row := keyNodes + "[" + strconv.Itoa(i) + "]"
		if item.kind == null || !d.isStruct(row, item) {
			continue
		}
		for _, general := range []string{keyNodeHost, keyNodePort} {
			f, _ := FieldOf(general)
			if e := item.lookup(f.Name()); e != nil && e.value.kind != null {
				d.field(f, row+"."+f.Name(), e.value)
			}
		}
	}
}

func (d *decoder) field(f Field, key string, n *node) {
	switch {
	case f.Type == Number:
		if v, ok := d.integer(key, n, "int"); ok {
			d.numbers[key] = v
		}
	case f.Type == Boolean:
		if v, ok := d.boolean(key, n); ok {
			d.flags[key] = v
		}
	case f.Type == Duration:
		if v, ok := d.duration(key, n); ok {
			d.durations[key] = v
		}
	case f.Type == TLSVersion && d.version.Since(v437):
		if v, ok := d.tlsVersion(key, n); ok {
			d.versions[key] = v
		}
	case f.Key == keyPrivateKey:
		d.privateKey(key, n)
		d.texts[key] = scalarText(n)
	case f.Key == keyChain:
		d.certificates(key, n)
		d.texts[key] = scalarText(n)
	default: // a TLS version was plain text until 4.36
		if v, ok := d.text(key, n); ok {
			d.texts[key] = v
		}
	}
}

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
	hint := "Put the value in single quotes."
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
			"Write one of "+strings.Join(tlsVersions, ", ")+".")
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

func (d *decoder) fail(key string, n *node, code, message, hint string) {
	d.faults = append(d.faults, fault{key, n, code, message, hint})
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
