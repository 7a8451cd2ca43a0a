package configschema

import (
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
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
	fromFile  map[string]bool // secrets whose value is known to Authelia alone
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
	hint    phrase.Said
}

func decode(redis *node, version Version) *decoder {
	d := &decoder{version: version, settings: settings{
		texts: map[string]string{}, numbers: map[string]int64{}, flags: map[string]bool{},
		durations: map[string]time.Duration{}, versions: map[string]uint16{}, fromFile: map[string]bool{},
	}}
	if !d.isStruct(strings.TrimSuffix(Prefix, "."), redis) {
		return d
	}
	d.options(Prefix, redis)
	if tls := d.section(redis, "tls"); tls != nil {
		d.tls = true
		d.options(TLSPrefix, tls)
	}
	if ha := d.section(redis, "high_availability"); ha != nil {
		d.sentinel = true
		d.options(HAPrefix, ha)
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
	if !d.isStruct(Prefix+name, e.value) {
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
	if f.Key == KeySentinelUsername {
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
		row := KeyNodes + "[" + strconv.Itoa(i) + "]"
		if item.kind == null || !d.isStruct(row, item) {
			continue
		}
		for _, general := range []string{KeyNodeHost, KeyNodePort} {
			f, _ := FieldOf(general)
			if e := item.lookup(f.Name()); e != nil && e.value.kind != null {
				d.field(f, row+"."+f.Name(), e.value)
			}
		}
	}
}

func (d *decoder) field(f Field, key string, n *node) {
	if n.fromFile || n.alsoFile {
		d.fromFile[key] = true
	}
	switch {
	case n.fromFile:
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
	case f.Key == KeyPrivateKey:
		d.privateKey(key, n)
		d.texts[key] = scalarText(n)
	case f.Key == KeyChain:
		d.certificates(key, n)
		d.texts[key] = scalarText(n)
	default: // a TLS version was plain text until 4.36
		if v, ok := d.text(key, n); ok {
			d.texts[key] = v
		}
	}
}
