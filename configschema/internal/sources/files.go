package sources

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// File is one configuration file by its name.
type File struct {
	Name string `json:"name"`
	Text string `json:"text"`
	// Above is how many lines stand above the text, where it is a part of another one.
	Above int `json:"-"`
	// Filled tells that the program whose text this is a part of fills in ${…}.
	Filled bool `json:"-"`
}

// Variable is one environment variable, AUTHELIA_SESSION_REDIS_HOST for example.
type Variable struct {
	Name, Value string
	// Elsewhere tells that the value is not known here, such as that of a
	// Kubernetes secretKeyRef. Value is what is written in its place, if anything.
	Elsewhere bool
	// Content is what the value stands for, the file that it names for instance, where that
	// is known here all the same; empty where it is not.
	Content string
	// File and Line say where it was read, for problems; both may be absent.
	File string
	Line int
}

// Setting is the value of one option by its key, as in Values.
type Setting struct {
	Key, Value string
	// File and Line say where it was read, for problems; both may be absent.
	File string
	Line int
}

// The filters that Authelia can read its files through. Source: internal/configuration/file_filters.go since 4.38.
const (
	Template  = "template"
	ExpandEnv = "expand-env"
)

// ReadFiles parses the files, and merges them in their order. Authelia 4.29
// reads one file only.
func ReadFiles(request *bounds.Request, files []File, filters []string, version authelia.Version, at *yamltree.Positions) (all *yamltree.Document, notes []causes.Problem, err error) {
	if n := len(files); n > 1 && !version.Profile().SeveralFiles {
		files = files[n-1:]
		hint := phrase.Of("Only '{file}' is looked at here. Put everything into one file, or upgrade: several files work since Authelia 4.30.", "file", files[0].Name)
		if files[0].Name == "" {
			hint = phrase.Of("Only the last one is looked at here. Put everything into one file, or upgrade: several files work since Authelia 4.30.")
		}
		notes = append(notes, causes.Problem{Severity: causes.Warning, Code: "one-file", HintText: hint,
			MessageText: phrase.Of("Authelia 4.29 reads one configuration file, and {number} are given", "number", strconv.Itoa(n))})
	}
	for i, f := range files {
		d, filled, err := parseFiltered(request, f, filters, version)
		if err != nil {
			return nil, nil, err
		}
		if line := secondDocument(f.Text); line > 0 && len(d.Problems) == 0 {
			filled = append(filled, causes.Problem{Line: line, Column: 1, Severity: causes.Warning, Code: "second-document",
				MessageText: phrase.Of("Authelia reads the first YAML document of a file only, and a second one begins here"),
				HintText:    phrase.Of("Everything below this line has no effect. Put everything into one document.")})
		}
		base := at.Text(f.Name, f.Text, f.Above)
		if base > 0 {
			d.Root.Shift(base)
			for p := range d.Problems {
				d.Problems[p].Line += base
			}
		}
		for _, p := range filled {
			p.Line += base
			notes = append(notes, p)
		}
		if i == 0 {
			all = d
			continue
		}
		all.Root.Merge(d.Root)
		listed := min(len(d.Problems), max(authelia.MaxProblems-len(all.Problems), 0))
		all.Problems = append(all.Problems, d.Problems[:listed]...)
		all.Unlisted += d.Unlisted + len(d.Problems) - listed
	}
	return all, notes, nil
}

// secondDocument is the line of the --- at which a second document begins; 0 where there
// is none, or nothing in it. Source: koanf's parser is yaml.Unmarshal, which reads one.
func secondDocument(text string) int {
	begun, number, mark := false, 0, 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(strings.TrimPrefix(line, "\uFEFF"), " \t\r\n")
		switch bare := strings.TrimSpace(line); {
		case bare == "" || bare[0] == '#' || line == "...":
		case line == "---" || strings.HasPrefix(line, "--- "):
			if begun && mark == 0 {
				mark = number
			}
		case mark > 0:
			return mark
		default:
			begun = true
		}
	}
	return 0
}

// Trees are what is to stand at the roots, by their paths.
type Trees map[string]*yamltree.Value

// set sets the value of an option in the tree of its root.
func (t Trees) set(key string, value *yamltree.Value) {
	root := authelia.RootOf(key)
	path := strings.SplitN(strings.TrimPrefix(key, root.Prefix()), ".", yamltree.MaxNesting)
	tree := t[root.Path]
	if tree == nil {
		tree = &yamltree.Value{Kind: yamltree.Mapping, Line: value.Line, Column: 1}
		t[root.Path] = tree
	}
	k := authelia.Key(key)
	row, inList := k.Row()
	if !inList {
		tree.SetPath(path, value)
		return
	}
	inner := strings.TrimPrefix(k.Option(), k.List()+"[]")
	items := list(tree, strings.Split(strings.TrimPrefix(k.List(), root.Prefix()), "."), value)
	if row >= len(items.Items) { // gaps close up
		row = len(items.Items)
		items.Items = append(items.Items, &yamltree.Value{Kind: yamltree.Mapping, Line: value.Line, Column: value.Column})
	}
	if inner == "" {
		items.Items[row] = value
		return
	}
	items.Items[row].SetPath([]string{inner[1:]}, value)
}

// list finds a list, and makes it where there is none.
func list(tree *yamltree.Value, path []string, like *yamltree.Value) *yamltree.Value {
	if at := tree.At(path); at != nil {
		return at.Value
	}
	out := &yamltree.Value{Kind: yamltree.List, Line: like.Line, Column: like.Column}
	tree.SetPath(path, out)
	return out
}

// SettingsTrees are the trees that the settings stand for.
func SettingsTrees(settings []Setting, at *yamltree.Positions) Trees {
	trees := Trees{}
	for _, s := range settings {
		root := authelia.RootOf(s.Key)
		if root == nil || s.Key == root.Path || s.Value == "" {
			continue
		}
		f, _ := authelia.OptionOf(s.Key)
		value := form.Typed(f, s.Value)
		value.Line, value.Column = at.Value(s.File, s.Line, false), 1
		trees.set(s.Key, value)
	}
	return trees
}

// Add merges a later source into what stands at the roots. What is no mapping there
// gives way to it.
func (p *Place) Add(trees Trees) {
	for path, tree := range trees {
		if old := p.Roots[path]; old != nil && old.Value.Kind == yamltree.Mapping {
			old.Value.Merge(tree)
			continue
		}
		p.Roots[path] = &yamltree.Entry{Key: path[strings.LastIndexByte(path, '.')+1:], Line: tree.Line, Column: tree.Column, Value: tree}
	}
}
