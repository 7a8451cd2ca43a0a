// Package authelia holds the facts about Authelia that everything else reads: its
// releases and what each does in another way than the one before, the roots (sections
// that say how to reach Redis, of which session.redis is the one there is), and their
// options with types, defaults and first releases. A new release, root or option is a
// row. There is no logic here beyond look-ups: what is done with the facts is no
// business of this package.
package authelia

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// Kind is the way Authelia is to reach Redis.
type Kind string

// The kinds of set-up that the form offers.
const (
	Single   Kind = "single"   // one Redis server over TCP
	Socket   Kind = "socket"   // one Redis server through a unix socket
	Sentinel Kind = "sentinel" // a replicated set, found through Redis Sentinel
)

// Known is the kind, or empty for what is none: the kind then follows from the
// values.
func (k Kind) Known() Kind {
	if slices.Contains(Kinds(), k) {
		return k
	}
	return ""
}

// Root is a section of Authelia's configuration that says how to reach Redis. What
// is below it follows from the keys of its options: "a.b" is an option b in a
// section a, "a[].b" an option in the rows of a list, and "a[]" a list of values.
type Root struct {
	// Path is where it stands, "session.redis".
	Path string
	// First is the first release that has it, and Until the first that has it no
	// longer; zero where there is none.
	First, Until Version
	// Bare roots may begin a text by their name alone, without the section around them.
	Bare bool
	// Kinds are the kinds of set-up that it is for. The first of them is meant where
	// nothing says more.
	Kinds []Kind
	// Words are what its kinds are offered by; without them, a kind has its own name.
	Words map[Kind]KindWords
	// Presets are set-ups to begin with, in the order of the page.
	Presets []Preset
	// Alone roots have no other such root beside them: a set-up has one of them.
	Alone bool
	// Names are what a connection test calls its options.
	Names Names
	// Groups are the parts of the form that it makes, in their order; sections that are in
	// none come after them, each by itself.
	Groups []Group
	// Rows are what the rows of its lists are called, by the paths of those.
	Rows map[string]RowWords
	// Docs is the address of Authelia's own documentation of it.
	Docs string
	// Options are in the order of Authelia's documentation.
	Options []Option

	once  sync.Once
	known outline
}

// RootFor is the section that a kind of set-up is for; the first of all for none.
func RootFor(kind Kind) *Root {
	for _, r := range Known {
		if slices.Contains(r.Kinds, kind) {
			return r
		}
	}
	return Known[0]
}

// Known are the sections that there are, in the order of the form.
var Known = []*Root{&sessionRedis}

// Kinds are those of all sections.
func Kinds() (kinds []Kind) {
	for _, r := range Known {
		kinds = append(kinds, r.Kinds...)
	}
	return kinds
}

// Roots are the sections that a release has.
func (v Version) Roots() (roots []*Root) {
	for _, r := range Known {
		if r.In(v) {
			roots = append(roots, r)
		}
	}
	return roots
}

// Parents are the sections at the top level that a release has roots in.
func Parents(v Version) (names []string) {
	for _, r := range v.Roots() {
		if name, _, nested := strings.Cut(r.Path, "."); nested && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// RootOf is the section that a key stands in; nil for none.
func RootOf(key string) *Root {
	for _, r := range Known {
		if Within(key, r.Path) {
			return r
		}
	}
	return nil
}

// In tells whether Authelia v has the section.
func (r *Root) In(v Version) bool {
	return v.Since(r.First) && (r.Until == Version{} || !v.Since(r.Until))
}

// Parent is the path of the section that it stands in.
func (r *Root) Parent() string { return r.Path[:max(strings.LastIndexByte(r.Path, '.'), 0)] }

// Name is the last part of its path.
func (r *Root) Name() string { return r.Path[strings.LastIndexByte(r.Path, '.')+1:] }

// Prefix is what the keys in it begin with.
func (r *Root) Prefix() string { return r.Path + "." }

// Parts are the names on the way to it.
func (r *Root) Parts() []string { return strings.Split(r.Path, ".") }

// TLS is the path of its section about TLS; empty for none.
func (r *Root) TLS() string { return r.outline().tls }

// For tells whether a kind of set-up uses a key: of an option, of a section with such
// options in it, or one that is not known.
func (r *Root) For(kind Kind, key string) bool {
	if !slices.Contains(r.Kinds, kind) {
		return false
	}
	for _, section := range append(r.Sections(), r.Path) {
		uses := func(o Option) bool { return Within(o.Key, section) && o.For(kind) }
		if Within(key, section) && !slices.ContainsFunc(r.Options, uses) {
			return false
		}
	}
	o, known := OptionOf(key)
	return !known || o.For(kind)
}

// Within tells whether a key is that of a section, or of something in it.
func Within(key, section string) bool {
	rest, ok := strings.CutPrefix(key, section)
	return ok && section != "" && (rest == "" || rest[0] == '.')
}

// Env is what the variables of its options begin with.
func (r *Root) Env() string { return "AUTHELIA_" + variable(r.Path) }

// outline is what follows from the keys of a root's options, worked out once.
type outline struct {
	sections, lists []string
	tls             string
	options         map[string]*Option
	names           map[string]bool
}

func (r *Root) outline() *outline {
	r.once.Do(func() {
		r.known = outline{options: map[string]*Option{}, names: map[string]bool{}}
		for i := range r.Options {
			o := &r.Options[i]
			r.known.options[o.Key] = o
			list, _, isList := strings.Cut(o.Key, "[]")
			if isList && !slices.Contains(r.known.lists, list) {
				r.known.lists = append(r.known.lists, list)
			}
			if section := list[:strings.LastIndexByte(list, '.')]; o.Section == TLS && section != r.Path {
				r.known.tls = cmp.Or(r.known.tls, section)
			}
			for at := len(r.Path) + 1; at < len(list); at++ {
				if path := list[:at]; list[at] == '.' && !slices.Contains(r.known.sections, path) {
					r.known.sections = append(r.known.sections, path)
				}
			}
			for _, name := range strings.Split(strings.ReplaceAll(o.Key, "[]", ""), ".") {
				r.known.names[name] = true
			}
		}
	})
	return &r.known
}

// Sections are the paths of the sections in it, as they come in the options.
func (r *Root) Sections() []string { return slices.Clip(r.outline().sections) }

// Lists are the paths of the lists in it.
func (r *Root) Lists() []string { return r.outline().lists }

// IsList tells whether a path is that of a list.
func IsList(path string) bool {
	r := RootOf(path)
	return r != nil && slices.Contains(r.Lists(), path)
}

// IsSection tells whether a path is that of a section within a root.
func IsSection(path string) bool {
	r := RootOf(path)
	return r != nil && slices.Contains(r.Sections(), path)
}

// IsName tells whether a word is a part of the key of an option.
func IsName(word string) bool {
	return slices.ContainsFunc(Known, func(r *Root) bool { return r.outline().names[word] })
}

// Options are those of all sections, in the order of the form.
func Options() (options []Option) {
	if len(Known) == 1 {
		return Known[0].Options
	}
	for _, r := range Known {
		options = append(options, r.Options...)
	}
	return options
}

// OptionOf returns the row for a key; the number of a row of a list counts as "[]".
func OptionOf(key string) (Option, bool) {
	if r := RootOf(key); r != nil {
		if o := r.outline().options[Key(key).Option()]; o != nil {
			return *o, true
		}
	}
	return Option{}, false
}

func variable(path string) string { return strings.ToUpper(strings.ReplaceAll(path, ".", "_")) }
