// Package decode turns the values below session.redis into Authelia's options, with
// the weak typing of mapstructure and Authelia's own decode hooks. What cannot be
// decoded is a fault in the words of the release.
//
// It is not a call of mapstructure: that has no positions, and the two generations
// that releases use would both have to be in the module, with the patches that
// Authelia's hooks have had.
package decode

import (
	"crypto/x509"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/unknown"
)

// Settings are the decoded options: what Authelia's Go structs hold after
// mapstructure has read the file, before the validator fills in defaults.
// An option that is absent, or null, is in none of the maps.
type Settings struct {
	Texts     map[authelia.Key]string
	Numbers   map[authelia.Key]int64
	Flags     map[authelia.Key]bool
	Durations map[authelia.Key]time.Duration
	Versions  map[authelia.Key]uint16
	FromFile  map[authelia.Key]bool // what Authelia gets from elsewhere, such as a secret in a file
	Unknown   map[authelia.Key]bool // those of them whose value is not known here
	Key       privateKey
	Chain     []*x509.Certificate

	TLS, Sentinel bool            // the section is there
	Ignored       bool            // 4.29 drops everything below redis
	Sections      map[string]bool // the sections that are there, by their paths
	Rows          map[string]int  // how many each list has, by its path
}

// A Decoder reads the redis mapping with the weak typing of mapstructure, in
// the version that one Authelia uses: v1 until 4.37, v2 in 4.38 and 4.39.
type Decoder struct {
	version authelia.Version
	root    *authelia.Root
	Settings
	Faults   []fault
	Unlisted int // how many more there are
}

// A fault is one line of Authelia's decoding error.
type fault struct {
	Key     authelia.Key
	At      *yamltree.Value
	Code    string
	Message string
	Allowed phrase.Said // what the value must be
	Hint    phrase.Said
}

// Decode reads what stands at a root.
func Decode(root *authelia.Root, value *yamltree.Value, version authelia.Version) *Decoder {
	d := &Decoder{version: version, root: root, Settings: Settings{
		Texts: map[authelia.Key]string{}, Numbers: map[authelia.Key]int64{}, Flags: map[authelia.Key]bool{},
		Durations: map[authelia.Key]time.Duration{}, Versions: map[authelia.Key]uint16{}, FromFile: map[authelia.Key]bool{}, Unknown: map[authelia.Key]bool{},
		Sections: map[string]bool{}, Rows: map[string]int{},
	}}
	if !d.isStruct(authelia.Key(root.Path), value) {
		return d
	}
	values := map[string]*yamltree.Value{root.Path: value}
	d.options(root.Path, value)
	for _, path := range root.Sections() {
		at := strings.LastIndexByte(path, '.')
		outer := values[path[:at]]
		if outer == nil {
			continue
		}
		e := outer.Lookup(path[at+1:]) // it may be there as an empty mapping only
		if e != nil && e.Value.FromFile {
			d.notKnown(authelia.Key(path))
		}
		if e == nil || e.Value.Kind == yamltree.Null || e.Value.ViperAbsent || !d.isStruct(authelia.Key(path), e.Value) {
			continue
		}
		values[path], d.Sections[path] = e.Value, true
		d.options(path, e.Value)
	}
	d.TLS, d.Sentinel = d.Sections[root.TLS()], d.Sections[authelia.HAPath]
	return d
}

// isStruct tells whether a value can fill a struct. A date can: it is one.
func (d *Decoder) isStruct(key authelia.Key, n *yamltree.Value) bool {
	if n.Kind == yamltree.Mapping || n.Kind == yamltree.Date {
		return true
	}
	if n.FromFile {
		return false // what it will be is not known
	}
	d.fail(key, n, "not-a-section", d.expectedMap(key, n), "a section with options below it", "Write the options below it, one on each line, two spaces further in.")
	return false
}

// options decodes the options that stand directly below a section, and then the lists.
func (d *Decoder) options(section string, n *yamltree.Value) {
	for _, f := range d.root.Options {
		if f.Key != section+"."+f.Name() || !f.Decoded(d.version) {
			continue
		}
		if e := n.Lookup(f.Name()); e != nil && e.Value.Kind != yamltree.Null {
			d.field(f, authelia.Key(f.Key), e.Value)
		}
	}
	for _, list := range d.root.Lists() {
		name, ok := strings.CutPrefix(list, section+".")
		known := slices.ContainsFunc(d.root.Options, func(f authelia.Option) bool { return strings.HasPrefix(f.Key, list+"[]") && f.In(d.version) })
		if e := n.Lookup(name); ok && known && e != nil {
			d.list(list, e.Value)
		}
	}
}

// list decodes the rows of a list. What is no list becomes one of a single element;
// until 4.37, a text is split at its commas first.
func (d *Decoder) list(path string, n *yamltree.Value) {
	var items []*yamltree.Value
	splits := n.Kind == yamltree.Text && d.version.Profile().SplitsTexts
	switch {
	case n.FromFile:
		d.notKnown(authelia.Key(path))
		return
	case n.Kind == yamltree.Null, n.Kind == yamltree.Mapping && len(n.Entries) == 0, splits && n.Text == "":
		return
	case n.Kind == yamltree.List:
		items = n.Items
	case splits:
		for _, part := range strings.Split(n.Text, ",") {
			items = append(items, &yamltree.Value{Kind: yamltree.Text, Text: part, Line: n.Line, Column: n.Column})
		}
	default:
		items = []*yamltree.Value{n}
	}
	d.Rows[path] = len(items)
	values, isValues := authelia.OptionOf(path + "[]")
	for i, item := range items {
		row := authelia.At(path+"[]", i)
		if item.Kind == yamltree.Null {
			continue
		}
		if isValues {
			d.field(values, row, item)
			continue
		}
		if !d.isStruct(row, item) {
			continue
		}
		for _, f := range d.root.Options {
			name, ok := strings.CutPrefix(f.Key, path+"[].")
			if e := item.Lookup(name); ok && e != nil && e.Value.Kind != yamltree.Null {
				d.field(f, authelia.At(f.Key, i), e.Value)
			}
		}
	}
}

func (d *Decoder) field(f authelia.Option, key authelia.Key, n *yamltree.Value) {
	if n.FromFile || n.AlsoFile {
		d.FromFile[key] = true
	}
	if n.AlsoFile {
		d.Unknown[key] = true
	}
	if n.FromFile && n.Content != "" {
		n = &yamltree.Value{Kind: yamltree.Text, Text: n.Content, Line: n.Line, Column: n.Column}
	}
	switch {
	case n.FromFile:
		d.Unknown[key] = true
	case f.Type == authelia.Number:
		keep(d.Numbers, key)(d.integer(key, n, "int"))
	case f.Type == authelia.Boolean:
		keep(d.Flags, key)(d.boolean(key, n))
	case f.Type == authelia.Duration:
		keep(d.Durations, key)(d.duration(key, n))
	case f.Type == authelia.TLSVersion && d.version.Profile().DecodesTLS:
		keep(d.Versions, key)(d.tlsVersion(key, n))
	case f.Key == authelia.KeyPrivateKey:
		d.privateKey(key, n)
		d.Texts[key] = yamltree.ScalarText(n)
	case f.Key == authelia.KeyChain:
		d.certificates(key, n)
		d.Texts[key] = yamltree.ScalarText(n)
	case f.Type == authelia.Text && standsForAnother(n):
		d.notKnown(key)
	default: // a TLS version was plain text until 4.36
		keep(d.Texts, key)(d.text(key, n))
	}
}

// notKnown keeps that a value comes from elsewhere, and is not known here.
func (d *Decoder) notKnown(key authelia.Key) { d.FromFile[key], d.Unknown[key] = true, true }

// standsForAnother tells whether a text is there for another program, and so not known here.
func standsForAnother(n *yamltree.Value) bool {
	_, _, ok := unknown.Program(n.Text)
	return ok && n.Kind == yamltree.Text
}

// keep puts a value that could be decoded into its map.
func keep[T any](values map[authelia.Key]T, key authelia.Key) func(value T, ok bool) {
	return func(value T, ok bool) {
		if ok {
			values[key] = value
		}
	}
}

// FromFileKeys lists the options whose value comes from elsewhere, in the order of the
// form, and UnknownKeys those of them whose value is not known here.
func (s *Settings) FromFileKeys() []string { return inOrder(s.FromFile) }

func (s *Settings) UnknownKeys() []string { return inOrder(s.Unknown) }

func inOrder(of map[authelia.Key]bool) (keys []string) {
	for key := range of {
		keys = append(keys, string(key))
	}
	authelia.Sort(keys)
	return keys
}

// Given tells whether a text is there, known or not.
func (s *Settings) Given(key authelia.Key) bool { return s.Texts[key] != "" || s.FromFile[key] }

// HasKey and HasChain tell whether the halves of a client certificate are given.
func (s *Settings) HasKey() bool { return s.Key != nil || s.Unknown[authelia.KeyPrivateKey] }

func (s *Settings) HasChain() bool { return len(s.Chain) > 0 || s.Unknown[authelia.KeyChain] }

// Number is a decoded number for a message.
func (s *Settings) Number(key authelia.Key) string { return strconv.FormatInt(s.Numbers[key], 10) }

// Keys lists the texts and numbers that were decoded, sorted.
func (s *Settings) Keys() (keys []authelia.Key) {
	keys = slices.AppendSeq(slices.Collect(maps.Keys(s.Texts)), maps.Keys(s.Numbers))
	slices.Sort(keys)
	return keys
}

// Shown is the text of an option in the form.
func (s *Settings) Shown(key string, n *yamltree.Value) string {
	f, _ := authelia.OptionOf(key)
	name := authelia.Key(key)
	switch n.Kind {
	case yamltree.Text:
		return n.Text
	case yamltree.Date:
		if f.Type == authelia.TLSVersion || f.Type == authelia.PEM {
			return "" // a struct without the expected fields to mapstructure: the default
		}
	case yamltree.Integer:
		if f.Type != authelia.Boolean {
			return strconv.FormatInt(n.Number, 10)
		}
	}
	if v, ok := s.Texts[name]; ok {
		return v
	}
	if v, ok := s.Numbers[name]; ok {
		return strconv.FormatInt(v, 10)
	}
	if v, ok := s.Flags[name]; ok {
		return strconv.FormatBool(v)
	}
	if v, ok := s.Durations[name]; ok {
		if v%time.Second == 0 {
			return strconv.FormatInt(int64(v/time.Second), 10)
		}
		return strconv.FormatInt(int64(v), 10) + "ns"
	}
	return yamltree.ScalarText(n)
}
