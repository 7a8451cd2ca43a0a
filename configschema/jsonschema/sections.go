package jsonschema

import (
	"strings"

	"redis-wizard/configschema/authelia"
)

// A description is what is said about a section of a root or a list in it, by its path;
// a list's rows have "[]" behind it.
type description struct{ name, text string }

var descriptions = map[string]description{
	authelia.SessionRedis:    {"redis", "Where and how Authelia reaches Redis. Without this section it keeps its sessions in memory."},
	authelia.TLSPath:         {"tls", "TLS to Redis, and to the sentinels. The section switches it on, whatever is in it."},
	authelia.HAPath:          {authelia.HAName, "Redis found through Sentinel. The section switches it on."},
	authelia.KeyNodes:        {"Nodes", "The sentinels: list every one of the set, at least three. No environment variable can set them."},
	authelia.KeyNodes + "[]": {"node", "One sentinel."},
}

// described is what is said at a path; without more, the path itself.
func described(path string) description {
	if d, ok := descriptions[path]; ok {
		return d
	}
	return description{path, path}
}

// rules are those that look at several options of a section.
var rules = map[string]func(schema) object{authelia.SessionRedis: schema.redisRules, authelia.TLSPath: schema.tlsRules}

// roots are the sections in which a release has its options: each of them refers to a
// definition, and everything around it may be what it likes.
func (s schema) roots() (out object) {
	for _, parent := range append([]string{""}, authelia.Parents(s.version)...) {
		var inside object
		for _, r := range s.version.Roots() {
			if r.Parent() == parent {
				inside = append(inside, member{r.Name(), ref(described(r.Path).name)})
			}
		}
		switch parent {
		case "":
			out = inside
		case "session":
			const about = "Sessions: where they are kept, and how long."
			out = append(out, member{parent, object{{"description", about}, {"properties", inside}}})
		default:
			out = append(out, member{parent, object{{"properties", inside}}})
		}
	}
	return out
}

// definitions are the schemas of the sections and rows, then of the types.
func (s schema) definitions() (out object) {
	for _, r := range s.version.Roots() {
		for _, path := range append([]string{r.Path}, r.Sections()...) {
			out = append(out, member{described(path).name, s.section(r, path)})
		}
		for _, list := range r.Lists() {
			if options, _ := s.options(r, list+"[]"); len(options) > 0 {
				out = append(out, member{described(list + "[]").name, s.row(r, list+"[]")})
			}
		}
	}
	return append(out, s.types()...)
}

// section is a section with its options, the sections and lists in it, and the keys with
// dots that are accepted in a root.
func (s schema) section(r *authelia.Root, path string) object {
	properties, needed := s.options(r, path)
	for _, section := range r.Sections() {
		if name, ok := below(section, path); ok {
			properties = append(properties, member{name, ref(described(section).name)})
		}
	}
	for _, list := range r.Lists() {
		if name, ok := below(list, path); ok {
			properties = append(properties, member{name, s.list(r, list)})
		}
	}
	if path == authelia.SessionRedis && s.IgnoresTimeouts {
		properties = append(properties, member{"timeouts", s.timeouts()})
	}
	if path == r.Path {
		properties = append(properties, s.dotted(r)...)
	}
	out := append(s.closed(described(path).text, properties), needed...)
	if more := rules[path]; more != nil {
		out = append(out, more(s)...)
	}
	return out
}

// below is the name of what stands directly in a section.
func below(key, path string) (name string, ok bool) {
	name, ok = strings.CutPrefix(key, path+".")
	return name, ok && !strings.Contains(name, ".")
}

// closed is a mapping with no other keys. An empty one is refused, except by 4.29.
func (s schema) closed(description string, properties object) object {
	out := object{{"description", description}, {"type", "object"}}
	if !s.Viper {
		out = append(out, member{"minProperties", 1})
	}
	return append(out, member{"properties", properties}, member{"additionalProperties", false})
}

// options are the options directly in a section or row, and which have to be there.
func (s schema) options(r *authelia.Root, path string) (properties, needed object) {
	var names []string
	for _, o := range r.Options {
		name, ok := below(o.Key, path)
		if !ok || strings.HasSuffix(name, "[]") || !o.In(s.version) {
			continue
		}
		properties = append(properties, member{name, s.option(o)})
		if isNeeded(o) {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		needed = object{required(names...)}
	}
	return properties, needed
}

// list is a list of rows or of values.
func (s schema) list(r *authelia.Root, list string) object {
	if values, ok := authelia.OptionOf(list + "[]"); ok {
		return anyOf(object{{"type", "array"}, {"items", s.option(values)}}, s.option(values))
	}
	rows := ref(described(list + "[]").name)
	forms := []any{object{{"type", "array"}, {"items", rows}}, types("null"), object{{"type", "object"}, {"maxProperties", 0}}}
	if s.SplitsTexts {
		forms = append(forms, object{{"const", ""}}) // a text is split at its commas: no row
	}
	d := described(list)
	return append(object{{"title", d.name}, {"description", d.text}}, anyOf(forms...)...)
}

// row is a row of a list. Until 4.35 nobody looks at its other keys.
func (s schema) row(r *authelia.Root, path string) object {
	properties, needed := s.options(r, path)
	out := append(object{{"description", described(path).text}, {"type", "object"}, {"properties", properties}}, needed...)
	if s.ChecksRows {
		out = append(out, member{"additionalProperties", false})
	}
	return out
}

// dotted are the keys with dots that stand in place of nested ones.
func (s schema) dotted(r *authelia.Root) (out object) {
	add := func(name string, value object) {
		if !s.NestsDots {
			value = append(object{{"description", "Accepted and ignored: write the nested form."}, {"deprecated", true}}, leaf()...)
		}
		out = append(out, member{name, value})
	}
	for _, o := range r.Options {
		name := strings.TrimPrefix(o.Key, r.Prefix())
		if strings.Contains(name, ".") && !strings.Contains(name, "[]") && o.In(s.version) {
			add(name, s.option(o))
		}
	}
	for _, list := range r.Lists() {
		if name := strings.TrimPrefix(list, r.Prefix()); strings.Contains(name, ".") {
			add(name, s.list(r, list))
		}
	}
	if r.Path == authelia.SessionRedis && s.IgnoresTimeouts {
		for _, name := range authelia.IgnoredTimeouts {
			add("timeouts."+name, leaf())
		}
	}
	return out
}

// timeouts were among the known keys, though no version ever used them.
func (s schema) timeouts() object {
	var properties object
	for _, name := range authelia.IgnoredTimeouts {
		properties = append(properties, member{name, leaf()})
	}
	return append(s.closed("Accepted until Authelia 4.34.4, and never used.", properties), member{"deprecated", true})
}

// leaf is whatever has no keys of its own.
func leaf() object { return object{{"not", object{{"type", "object"}, {"minProperties", 1}}}} }
