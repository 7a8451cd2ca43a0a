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

// A section is a group of the form: options of one root that stand together.
type section struct {
	root *authelia.Root
	name configschema.Section
	// ID is the key that problems of the group as a whole carry: of the list or the
	// section that its options are in. Groups that share one with an earlier group
	// have none.
	ID string
	// list is the path of the list that the group holds the rows of; empty for none.
	list    string
	options []configschema.Field
}

// sections are the groups of the form, in the order of the options.
func sections() (all []section) {
	for _, root := range authelia.Known {
		for _, o := range root.Options {
			list, _, listed := strings.Cut(o.Key, "[]")
			if !listed {
				list = ""
			}
			at := slices.IndexFunc(all, func(s section) bool { return s.root == root && s.name == o.Section && s.list == list })
			if at < 0 {
				id := cmp.Or(list, o.Key[:strings.LastIndexByte(o.Key, '.')])
				if slices.ContainsFunc(all, func(other section) bool { return other.ID == id }) {
					id = ""
				}
				at, all = len(all), append(all, section{root: root, name: o.Section, ID: id, list: list})
			}
			all[at].options = append(all[at].options, o)
		}
	}
	return all
}

// titles are what groups are called, and what there is to say first.
var titles = map[configschema.Section]struct{ Title, Intro phrase.Text }{
	authelia.Server:     {Title: "Address"},
	authelia.Login:      {Title: "Authentication"},
	authelia.TLS:        {Title: "TLS"},
	authelia.Sentinels:  {Title: "Sentinel"},
	authelia.Nodes:      {"Sentinel nodes", "Every sentinel of the set, at least three, each with its name or address. Authelia asks them where Redis is; they are not Redis servers themselves."},
	authelia.Connection: {Title: "Timeouts and pool"},
}

func (s section) title(ctx context.Context) string {
	return say(ctx, cmp.Or(titles[s.name].Title, phrase.Text(s.name), phrase.Text(s.ID[strings.LastIndexByte(s.ID, '.')+1:])))
}

// rowWords are what the rows of a list are called.
type rowWords struct{ Name, Add, Up, Down, Remove phrase.Text }

func (s section) rowWords() rowWords {
	if s.name == authelia.Nodes {
		return rowWords{"Sentinel {number}", "Add a sentinel", "Move sentinel {number} up", "Move sentinel {number} down", "Remove sentinel {number}"}
	}
	return rowWords{"Authentication", "Add a row", "Move row {number} up", "Move row {number} down", "Remove row {number}"}
}

// switched tells whether the group has a switch of its own. Its fields come and go
// with that; the group itself stays for all kinds of set-up that use it.
func (s section) switched() bool { return s.ID != "" && s.ID == s.root.TLS() }

// kinds are the kinds of set-up that use the group.
func (s section) kinds() (kinds []string) {
	for _, kind := range s.root.Kinds {
		if s.root.For(kind, s.ID) {
			kinds = append(kinds, string(kind))
		}
	}
	return kinds
}

// controls are the fields of a group.
func (p Page) controls(s section, advanced bool) []Control {
	var out []Control
	for _, o := range s.options {
		if o.Advanced == advanced {
			out = append(out, p.control(o, o.Key))
		}
	}
	return out
}

// rowPlaceholder stands for the number of a row in the row's template, which the
// script clones.
const rowPlaceholder = "N"

// Row is one row of a list, a sentinel for instance.
type Row struct {
	Index       string // its number, counted from 0
	Number      string // counted from 1, for people
	First, Last bool
	Controls    []Control
}

// rows are the rows of a list in the form.
func (p Page) rows(s section) []Row {
	rows := make([]Row, p.Rows[s.list])
	for i := range rows {
		rows[i] = p.row(s, strconv.Itoa(i), strconv.Itoa(i+1))
		rows[i].First, rows[i].Last = i == 0, i == len(rows)-1
	}
	return rows
}

func (p Page) row(s section, index, number string) Row {
	row := Row{Index: index, Number: number}
	for _, o := range s.options {
		row.Controls = append(row.Controls, p.control(o, strings.Replace(o.Key, "[]", "."+index, 1)))
	}
	return row
}
