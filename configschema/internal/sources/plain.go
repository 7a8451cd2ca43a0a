package sources

import (
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/internal/yamltree"
)

// plainRoot is what is plain to see of the roots in a text that is no YAML as a whole. A
// line in them that cannot be read either is left out.
func plainRoot(request *bounds.Request, text string, version authelia.Version) (*yamltree.Value, error) {
	lines := plainLines(text, version)
	for range maxFaults {
		d, err := yamltree.Parse(request, strings.Join(lines, "\n"), version)
		if err != nil || len(d.Problems) == 0 || len(d.Root.Entries) > 0 {
			return d.Root, err
		}
		at := d.Problems[0].Line - 1
		if at >= len(lines) || lines[at] == "" {
			break
		}
		lines[at] = ""
	}
	return &yamltree.Value{Kind: yamltree.Mapping, Line: 1, Column: 1}, nil
}

// maxFaults bounds the lines that are left out.
const maxFaults = 8

// keyLine is a line that begins with a key.
var keyLine = regexp.MustCompile(`^["']?([A-Za-z_][\w.-]*)["']?[ \t]*:(?:[ \t]+([^ \t#].*))?(?:[ \t]+#.*)?$`)

// plainLines are the lines of a text without those that belong to no root. Of a merge
// conflict the first side counts. Tabs become the blanks that they look like.
func plainLines(text string, version authelia.Version) []string {
	type section struct{ indent, line int }
	var around []section
	var names []string
	lines := strings.Split(text, "\n")
	kept := make([]string, len(lines))
	inside, otherSide := -1, false // how far the root is indented
	for i, raw := range lines {
		line := strings.TrimRight(raw, " \t\r")
		rest := strings.TrimLeft(line, " \t")
		if mark := yamltree.ConflictMark(line); mark != 0 {
			otherSide = mark == '=' || mark == '|'
			continue
		}
		if rest == "" || otherSide {
			continue
		}
		indent := 0
		for _, c := range line[:len(line)-len(rest)] {
			if c == '\t' {
				indent += 8 - indent%8
			} else {
				indent++
			}
		}
		line = strings.Repeat(" ", indent) + rest
		if inside >= 0 && indent > inside {
			kept[i] = line
			continue
		}
		key := keyLine.FindStringSubmatch(rest)
		if key == nil && !strings.HasPrefix(rest, "- ") {
			continue // a comment, or what does not belong here
		}
		inside = -1
		for len(around) > 0 && around[len(around)-1].indent >= indent {
			around, names = around[:len(around)-1], names[:len(names)-1]
		}
		if key == nil {
			continue
		}
		around, names = append(around, section{indent, i}), append(names, key[1])
		path := strings.Join(names, ".")
		if path == FragmentName || slices.ContainsFunc(version.Roots(), func(r *authelia.Root) bool { return r.Path == path }) {
			for _, s := range around {
				kept[s.line] = strings.Repeat(" ", s.indent) + strings.TrimLeft(strings.TrimRight(lines[s.line], " \t\r"), " \t")
			}
			inside = indent
		}
	}
	return kept
}
