package views

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// A section is the options of one root that have a subject in common.
type section struct {
	root *authelia.Root
	name configschema.Section
	// ID is the key that problems of the section as a whole carry: of the list or the
	// section that its options are in. Sections that share one with an earlier section
	// have none.
	ID string
	// list is the path of the list that the section is the rows of; empty for none.
	list    string
	options []configschema.Field
}

// sections are those of all roots, in the order of the options.
func sections() (all []section) {
	for _, root := range authelia.Known {
		all = append(all, sectionsOf(root)...)
	}
	return all
}

func sectionsOf(root *authelia.Root) (all []section) {
	for _, o := range root.Options {
		list, _, listed := strings.Cut(o.Key, "[]")
		if !listed {
			list = ""
		}
		at := slices.IndexFunc(all, func(s section) bool { return s.name == o.Section && s.list == list })
		if at < 0 {
			id := cmp.Or(list, o.Key[:strings.LastIndexByte(o.Key, '.')])
			if slices.ContainsFunc(all, func(other section) bool { return other.ID == id }) {
				id = ""
			}
			at, all = len(all), append(all, section{root: root, name: o.Section, ID: id, list: list})
		}
		all[at].options = append(all[at].options, o)
	}
	return all
}

// switched tells whether the section has a switch of its own. Its fields come and go
// with that.
func (s section) switched() bool { return s.ID != "" && s.ID == s.root.TLS() }

// A group is a part of the form under one title.
type group struct {
	title    phrase.Text
	sections []section
}

// groups are the parts of the form that the chosen kind of set-up has.
func (p Page) groups() (groups []group) {
	root := authelia.RootFor(p.Kind())
	rest := sectionsOf(root)
	for _, g := range root.Groups {
		made := group{title: cmp.Or(g.Titles[p.Kind()], g.Title)}
		for _, name := range g.Sections {
			for i := 0; i < len(rest); {
				if rest[i].name != name {
					i++
					continue
				}
				made.sections, rest = append(made.sections, rest[i]), slices.Delete(rest, i, i+1)
			}
		}
		groups = append(groups, made)
	}
	for _, s := range rest {
		groups = append(groups, group{title: phrase.Text(s.name), sections: []section{s}})
	}
	return groups
}

// title is what a section is called: by the group that it is in.
func (p Page) title(ctx context.Context, s section) string {
	for _, g := range p.groups() {
		for _, other := range g.sections {
			if other.root == s.root && other.ID == s.ID && other.name == s.name {
				return say(ctx, g.title)
			}
		}
	}
	return string(s.name)
}

// A line is what stands side by side: one field, or two.
type line []Control

// lines are the fields of a section that are shown, those of the Advanced fold apart.
func (p Page) lines(s section, advanced bool) (lines []line) {
	for _, o := range s.options {
		c := p.control(o, o.Key)
		if o.Advanced != advanced || c.Hidden || c.Aside {
			continue
		}
		if last := len(lines) - 1; o.Beside && last >= 0 && len(lines[last]) == 1 && !advanced {
			lines[last] = append(lines[last], c)
			continue
		}
		lines = append(lines, line{c})
	}
	return lines
}

// asides are the options that count although nobody means them to.
func (p Page) asides() (asides []Control) {
	for _, o := range authelia.RootFor(p.Kind()).Options {
		if c := p.control(o, o.Key); c.Aside {
			asides = append(asides, c)
		}
	}
	return asides
}

// removal empties options that stand aside.
func removal(asides []Control) string {
	fix := configschema.Fix{Set: map[string]string{}}
	for _, c := range asides {
		fix.Set[c.ID] = ""
	}
	return action(&fix)
}

// advanced are the parts of the Advanced fold, and how many of its options are set.
func (p Page) advanced() (groups []group, set int, open bool) {
	for _, g := range p.groups() {
		used := group{title: g.title}
		for _, s := range g.sections {
			lines := p.lines(s, true)
			if len(lines) == 0 {
				continue
			}
			used.sections = append(used.sections, s)
			for _, l := range lines {
				if l[0].Value != "" {
					set++
				}
				open = open || l[0].Worst() != "" && l[0].Worst() != configschema.Info
			}
		}
		if len(used.sections) > 0 {
			groups = append(groups, used)
		}
	}
	return groups, set, open
}

// unseen are the values that have no control on the page: of options that the kind of
// set-up or the release does not use. They are kept for when it does again.
func (p Page) unseen() (keys []string) {
	root := authelia.RootFor(p.Kind())
	for key, value := range p.Input.Values {
		o, known := authelia.OptionOf(key)
		row, inRow := authelia.Key(key).Row()
		list := authelia.Key(key).List()
		switch {
		case !known || value == "" || inRow && row >= p.Rows[list]:
		case authelia.RootOf(key) != root, p.control(o, key).Hidden:
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}

// unseenSwitches are the sections that are on and have no switch on the page now.
func (p Page) unseenSwitches() (paths []string) {
	for path, on := range p.Switched {
		if root := authelia.RootOf(path); on && root != nil && !root.For(p.Kind(), path) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// Row is one row of a list, a sentinel for instance.
type Row struct {
	List        string
	Index       string // its number, counted from 0
	Number      string // counted from 1, for people
	First, Last bool
	Controls    []Control
}

// ID is that of an element of the row.
func (r Row) ID(name string) string { return r.List + "." + r.Index + "." + name }

// shows tells whether the rows of a section are for the chosen kind of set-up.
func (p Page) showsRows(s section) bool {
	return slices.ContainsFunc(s.options, func(o configschema.Field) bool { return !p.control(o, o.Key).Hidden })
}

// rows are the rows of a list in the form.
func (p Page) rows(s section) []Row {
	rows := make([]Row, p.Rows[s.list])
	for i := range rows {
		index := strconv.Itoa(i)
		rows[i] = Row{List: s.list, Index: index, Number: strconv.Itoa(i + 1), First: i == 0, Last: i == len(rows)-1}
		for _, o := range s.options {
			rows[i].Controls = append(rows[i].Controls, p.control(o, string(authelia.At(o.Key, i))))
		}
	}
	return rows
}

// columns are the options of a list, as what is above its rows.
func (p Page) columns(s section) (columns []Control) {
	for _, o := range s.options {
		columns = append(columns, p.control(o, o.Key))
	}
	return columns
}
