package jsonschema

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
)

const (
	prefix   = "session.redis."
	tls      = "tls"
	sentinel = "high_availability"
	keyPort  = prefix + "port"
	keyNode  = prefix + sentinel + ".nodes[]."
)

// definitions are the schemas of the sections, then of the types.
func (s schema) definitions() object {
	out := object{{"redis", s.redis()}, {tls, s.tls()}, {sentinel, s.sentinel()}, {"node", s.node()}}
	return append(out, s.types()...)
}

// redis is the section itself: its options, its sections, the keys with dots
// that are accepted in it, and the rules that look at several of them.
func (s schema) redis() object {
	properties := s.options(prefix)
	properties = append(properties, member{tls, ref(tls)}, member{sentinel, ref(sentinel)})
	if s.toleratesTimeouts() {
		properties = append(properties, member{"timeouts", s.timeouts()})
	}
	properties = append(properties, s.dotted()...)
	return append(s.section("Where and how Authelia reaches Redis. Without this section it keeps its sessions in memory.", properties), s.rules()...)
}

// section is a closed mapping. An empty one is refused, except by 4.29.
func (s schema) section(description string, properties object) object {
	out := object{{"description", description}, {"type", "object"}}
	if !s.viper() {
		out = append(out, member{"minProperties", 1})
	}
	return append(out, member{"properties", properties}, member{"additionalProperties", false})
}

func (s schema) tls() object {
	out := s.section("TLS to Redis, and to the sentinels. The section switches it on, whatever stands in it.", s.options(prefix+tls+"."))
	return append(out, s.tlsRules()...)
}

func (s schema) sentinel() object {
	properties := append(s.options(prefix+sentinel+"."), member{"nodes", s.nodes()})
	return s.section("Redis found through Sentinel. The section switches it on.", properties)
}

func (s schema) nodes() object {
	forms := []any{object{{"type", "array"}, {"items", ref("node")}}, types("null"), object{{"type", "object"}, {"maxProperties", 0}}}
	if !s.since(38, 0) {
		forms = append(forms, object{{"const", ""}}) // a text is split at its commas: no node
	}
	return append(object{{"title", "Nodes"}, {"description", "The sentinels: list every one of the set, at least three. No environment variable can set them."}}, anyOf(forms...)...)
}

// node is one sentinel. Until 4.35 nobody looks at its other keys.
func (s schema) node() object {
	out := object{{"description", "One sentinel."}, {"type", "object"}, {"properties", s.options(keyNode)}, required("host")}
	if s.since(36, 0) {
		out = append(out, member{"additionalProperties", false})
	}
	return out
}

// options are the options that stand directly in a section.
func (s schema) options(section string) (out object) {
	for _, f := range configschema.Fields {
		if name, ok := strings.CutPrefix(f.Key, section); ok && !strings.Contains(name, ".") && f.In(s.version) {
			out = append(out, member{name, s.option(f)})
		}
	}
	return out
}

// option is the schema of one option.
func (s schema) option(f configschema.Field) object {
	out := object{{"title", string(f.Label)}, {"description", s.describe(f)}}
	if value, ok := s.standard(f); ok {
		out = append(out, member{"default", value})
	}
	if f.Example != "" && f.Type == configschema.Text {
		out = append(out, member{"examples", []string{f.Example}})
	}
	return append(out, s.valueOf(f)...)
}

func (s schema) valueOf(f configschema.Field) object {
	name := f.Name()
	switch {
	case f.Key == keyNode+"host":
		return ref("given_text")
	case f.Type == configschema.Number:
		return ref("integer")
	case f.Type == configschema.Boolean:
		return ref("boolean")
	case f.Type == configschema.Duration:
		return ref("duration")
	case f.Type == configschema.TLSVersion && s.since(37, 0):
		return ref("tls_version")
	case f.Type == configschema.PEM:
		return ref(name)
	}
	return ref("text")
}

// describe says what the option is for, and what people look up.
func (s schema) describe(f configschema.Field) string {
	text := string(f.Help)
	single, behind := f.DefaultIn(s.version, configschema.Single), f.DefaultIn(s.version, configschema.Sentinel)
	switch {
	case f.Key == keyPort && single == "":
		text += " It must be set, except for a socket; with Sentinel the default is " + behind + "."
	case single != behind && single != "" && behind != "":
		text += " Default: " + single + ", with Sentinel " + behind + "."
	case single != behind:
		text += " Default: " + single + "; none with Sentinel."
	case single != "":
		text += " Default: " + single + "."
	}
	if f.FirstVersion != (configschema.Version{}) {
		text += " Since Authelia " + f.FirstVersion.String() + "."
	}
	var names []string
	if f.Env() != "" && !s.viper() {
		names = append(names, f.Env())
	}
	if f.EnvFile() != "" {
		names = append(names, f.EnvFile()+" (a file)")
	}
	if len(names) > 0 {
		text += " Environment: " + strings.Join(names, " or ") + "."
	}
	return text
}

// standard is the default as a JSON value, where there is one for every set-up.
func (s schema) standard(f configschema.Field) (any, bool) {
	text := f.DefaultIn(s.version, configschema.Single)
	if text == "" || text != f.DefaultIn(s.version, configschema.Sentinel) {
		return nil, false
	}
	switch f.Type {
	case configschema.Number:
		number, err := strconv.Atoi(text)
		return number, err == nil
	case configschema.Boolean:
		return text == "true", true
	}
	return text, true
}

// toleratesTimeouts tells whether timeouts.* is among the known keys, though no
// version ever used it.
func (s schema) toleratesTimeouts() bool { return !s.since(34, 5) }

var timeoutNames = []string{"dial", "idle", "pool", "read", "write"}

func (s schema) timeouts() object {
	var properties object
	for _, name := range timeoutNames {
		properties = append(properties, member{name, leaf()})
	}
	return append(s.section("Accepted until Authelia 4.34.4, and never used.", properties), member{"deprecated", true})
}

// leaf is whatever has no keys of its own.
func leaf() object { return object{{"not", object{{"type", "object"}, {"minProperties", 1}}}} }

// dotted are the keys with dots that stand in place of nested ones.
func (s schema) dotted() (out object) {
	ignored := append(object{{"description", "Accepted and ignored: write the nested form."}, {"deprecated", true}}, leaf()...)
	add := func(name string, value object) {
		if !s.nests() {
			value = ignored
		}
		out = append(out, member{name, value})
	}
	for _, f := range configschema.Fields {
		name := strings.TrimPrefix(f.Key, prefix)
		if strings.Contains(name, ".") && !strings.Contains(name, "[]") && f.In(s.version) {
			add(name, s.option(f))
		}
	}
	add(sentinel+".nodes", s.nodes())
	if s.toleratesTimeouts() {
		for _, name := range timeoutNames {
			add("timeouts."+name, leaf())
		}
	}
	return out
}
