package configschema

import (
	"encoding/base64"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// A document is a configuration.yml, parsed the way the YAML library of one
// Authelia version does it: yaml.v2 until 4.35, yaml.v3 from 4.36.
type document struct {
	root     *node
	problems []Problem // faults that make Authelia discard the whole file

	v3 bool
	// visited and aliased count as yaml's decoder does, which refuses documents
	// whose nodes mostly come from aliases ("billion laughs").
	visited, aliased, depth int
	open                    map[*yaml.Node]bool
}

// maxProblems bounds how many faults of a file are listed.
const maxProblems = 200

// parse reads YAML for one version of Authelia. It never panics.
func parse(source string, version Version) (d *document) {
	d = &document{v3: version.Since(v436), open: map[*yaml.Node]bool{}, root: &node{kind: mapping, line: 1, column: 1}}
	defer func() {
		switch fault := recover().(type) {
		case nil:
		case yamlFault:
			d.problems = append(d.problems, fault.problem())
		default: // a bug in the parser: the file is unreadable for Authelia, too
			d.problems = append(d.problems, yamlFault{message: "yaml: " + fmt.Sprint(fault), line: 1, column: 1}.problem())
		}
	}()
	if fault, ok := tooDeep(source); ok {
		panic(fault)
	}
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(source), &root); err != nil {
		panic(d.locate(err.Error(), source))
	}
	if root.Kind == 0 {
		return d // nothing but comments
	}
	content := root.Content[0]
	if resolve(content).Kind == yaml.ScalarNode && content.ShortTag() == "!!null" {
		return d
	}
	if resolve(content).Kind != yaml.MappingNode {
		panic(yamlFault{"yaml: unmarshal errors:\n  line " + strconv.Itoa(content.Line) + ": cannot unmarshal " + content.ShortTag() + described(content) + " into map[string]interface {}", content.Line, content.Column})
	}
	d.root = d.build(content)
	return d
}

// described is the part of a scalar that yaml quotes in its errors.
func described(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		return ""
	}
	if len(n.Value) > 10 {
		return " `" + strings.ToValidUTF8(n.Value[:7], "") + "...`"
	}
	return " `" + n.Value + "`"
}

func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// build turns a YAML node into ours.
func (d *document) build(n *yaml.Node) *node {
	d.visited++
	if d.depth > 0 {
		d.aliased++
	}
	if d.aliased > 100 && d.visited > 1000 && float64(d.aliased)/float64(d.visited) > allowedAliasRatio(d.visited) {
		panic(yamlFault{"yaml: document contains excessive aliasing", n.Line, n.Column})
	}
	switch n.Kind {
	case yaml.AliasNode:
		if d.open[n.Alias] {
			panic(yamlFault{"yaml: anchor '" + n.Value + "' value contains itself", n.Line, n.Column})
		}
		d.open[n.Alias] = true
		d.depth++
		out := *d.build(n.Alias)
		d.depth--
		delete(d.open, n.Alias)
		out.line, out.column = n.Line, n.Column
		return &out
	case yaml.SequenceNode:
		out := &node{kind: list, line: n.Line, column: n.Column}
		for _, c := range n.Content {
			out.items = append(out.items, d.build(c))
		}
		return out
	case yaml.MappingNode:
		return d.mapping(n)
	}
	return d.scalar(n)
}

// allowedAliasRatio is yaml's own allowance: nearly all of a small document may
// come from aliases, a tenth of a large one.
func allowedAliasRatio(visited int) float64 {
	const low, high = 400_000, 4_000_000
	switch {
	case visited <= low:
		return 0.99
	case visited >= high:
		return 0.10
	}
	return 0.99 - 0.89*float64(visited-low)/float64(high-low)
}

func (d *document) mapping(n *yaml.Node) *node {
	out := &node{kind: mapping, line: n.Line, column: n.Column}
	if d.v3 {
		d.duplicates(n)
	}
	at := make(map[string]int, len(n.Content)/2) // key to place in out.entries
	merged := map[string]bool{}                  // keys that only a merge has set
	put := func(e entry, viaMerge bool) {
		i, seen := at[e.key]
		switch {
		case !seen:
			at[e.key] = len(out.entries)
			out.entries = append(out.entries, e)
			merged[e.key] = viaMerge
		case viaMerge && d.v3: // what is written, or merged earlier, stays
		default: // last wins; yaml.v2 lets a merge override what stands above it
			out.entries[i] = e
			merged[e.key] = viaMerge
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if isMerge(k) {
			d.mergeInto(v, put)
			continue
		}
		put(entry{d.key(k), k.Line, k.Column, d.build(v)}, false)
	}
	return out
}

func isMerge(k *yaml.Node) bool {
	return k.Kind == yaml.ScalarNode && k.Value == "<<" && (k.Tag == "" || k.Tag == "!" || k.ShortTag() == "!!merge")
}

// mergeInto adds the entries of a "<<" value; in a list, earlier maps win.
func (d *document) mergeInto(v *yaml.Node, put func(entry, bool)) {
	bad := func(n *yaml.Node) {
		panic(yamlFault{"yaml: map merge requires map or sequence of maps as the value", n.Line, n.Column})
	}
	var sources []*yaml.Node
	switch target := resolve(v); target.Kind {
	case yaml.MappingNode:
		sources = []*yaml.Node{v}
	case yaml.SequenceNode:
		if v.Kind == yaml.AliasNode {
			bad(v)
		}
		for _, item := range target.Content {
			if resolve(item).Kind != yaml.MappingNode {
				bad(item)
			}
			sources = append(sources, item)
		}
	default:
		bad(v)
	}
	if !d.v3 { // yaml.v2 overrides, so it goes backwards
		for i, j := 0, len(sources)-1; i < j; i, j = i+1, j-1 {
			sources[i], sources[j] = sources[j], sources[i]
		}
	}
	for _, source := range sources {
		for _, e := range d.build(source).entries {
			put(e, true)
		}
	}
}

// key is the text that a key becomes in a map[string]any.
func (d *document) key(k *yaml.Node) string {
	n := d.build(k)
	switch n.kind {
	case list, mapping:
		panic(yamlFault{fmt.Sprintf("yaml: invalid map key: %#v", n.value()), k.Line, k.Column})
	case null:
		if k.Value == "" || k.Value == "~" || strings.EqualFold(k.Value, "null") {
			return "<nil>"
		}
	case text:
		return n.text
	}
	return n.printed()
}

// duplicates lists the keys that yaml.v3 finds twice in one mapping.
func (d *document) duplicates(n *yaml.Node) {
	seen := make(map[string]*yaml.Node, len(n.Content)/2)
	for i := 0; i < len(n.Content); i += 2 {
		k := n.Content[i]
		if k.Kind != yaml.ScalarNode {
			continue
		}
		first, dup := seen[k.Value]
		if !dup {
			seen[k.Value] = k
			continue
		}
		if len(d.problems) < maxProblems {
			d.problems = append(d.problems, yamlFault{
				fmt.Sprintf("yaml: unmarshal errors:\n  line %d: mapping key %#v already defined at line %d", k.Line, k.Value, first.Line), k.Line, k.Column,
			}.problem())
		}
	}
}

func (d *document) scalar(n *yaml.Node) *node {
	out := &node{kind: text, text: n.Value, line: n.Line, column: n.Column}
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 && n.Style&yaml.TaggedStyle == 0 {
		return out
	}
	if !d.v3 && n.Style&yaml.TaggedStyle == 0 {
		if flag, ok := oldBoolean(n.Value); ok {
			out.kind, out.flag = boolean, flag
			return out
		}
	}
	if n.ShortTag() == "!!binary" {
		data, err := base64.StdEncoding.DecodeString(n.Value)
		if err != nil {
			panic(yamlFault{"yaml: !!binary value contains invalid base64 data", n.Line, n.Column})
		}
		out.text = string(data)
		return out
	}
	var v any
	if err := n.Decode(&v); err != nil {
		panic(yamlFault{err.Error(), n.Line, n.Column})
	}
	switch v := v.(type) {
	case nil:
		out.kind = null
	case bool:
		out.kind, out.flag = boolean, v
	case int:
		out.kind, out.number = integer, int64(v)
	case int64:
		out.kind, out.number = integer, v
	case uint64:
		out.kind, out.unsigned = unsigned, v
	case float64:
		out.kind, out.float = float, v
	case time.Time:
		if d.v3 { // yaml.v2 keeps the text
			out.kind, out.when = date, v
		}
	case string:
		out.text = v
	}
	return out
}

// oldBoolean knows the words of YAML 1.1 that yaml.v2 reads as booleans.
func oldBoolean(s string) (flag, ok bool) {
	switch s {
	case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON":
		return true, true
	case "n", "N", "no", "No", "NO", "off", "Off", "OFF":
		return false, true
	}
	return false, false
}

// maxDepth bounds the nesting. yaml's own bound of 10000 levels exhausts the
// stack of a browser, which ends a WebAssembly module for good.
const maxDepth = 2000

// tooDeep looks for deep nesting before the parser recurses into it. Brackets
// in quotes count as well: nobody writes two thousand that are never closed.
func tooDeep(source string) (yamlFault, bool) {
	brackets, marks := 0, 0 // open brackets; "- - -" in one line
	line, start := 1, 0
	for i := 0; i < len(source); i++ {
		switch source[i] {
		case '[', '{':
			brackets++
		case ']', '}':
			brackets = max(brackets-1, 0)
		case '-', '?':
			if i+1 < len(source) && source[i+1] == ' ' {
				marks++
			}
		case '\n':
			marks, line, start = 0, line+1, i+1
		}
		if brackets+marks > maxDepth {
			return yamlFault{"yaml: nested more than " + strconv.Itoa(maxDepth) + " levels deep", line, i - start + 1}, true
		}
	}
	return yamlFault{}, false
}

// A yamlFault is why Authelia cannot read the file at all.
type yamlFault struct {
	message      string
	line, column int
}

func (f yamlFault) problem() Problem {
	p := Problem{Line: f.line, Column: f.column, Severity: Error, Code: "yaml-syntax", Message: f.message,
		Hint: "Authelia cannot read any of the file until this is mended."}
	switch m := f.message; {
	case strings.Contains(m, "already defined"):
		p.Code, p.Hint = "F10", "Keep one of the two. Authelia before 4.36 silently used the last one."
	case strings.Contains(m, "cannot start any token"):
		p.Hint = "YAML is indented with spaces, never with tabs, and a value that begins with %, @, ` or a tab stands in quotes."
	case strings.Contains(m, "mapping values are not allowed"):
		p.Hint = "A value that contains ': ' stands in single quotes. Otherwise look at the indentation of this line and the one above."
	case strings.Contains(m, "unknown anchor"):
		p.Hint = "A value that begins with * or & stands in single quotes."
	case strings.Contains(m, "control characters"):
		p.Hint = "There is an invisible character here. Delete it and type the value again."
	case strings.Contains(m, "unknown escape"):
		p.Hint = "Put the value in single quotes: a backslash then is just a backslash."
	case strings.Contains(m, "end of stream"):
		p.Hint = "A quote or a bracket is opened and never closed."
	}
	return p
}

// locate finds the place that a message of yaml's parser speaks of. The number
// in the message is not always the line of the fault: yaml.v3 names the line
// where the enclosing block begins, and yaml.v2 counts parser faults from 0.
func (d *document) locate(message, source string) yamlFault {
	fault := yamlFault{message: message, line: 1, column: 1}
	if rest, ok := strings.CutPrefix(message, "yaml: line "); ok {
		digits, words, _ := strings.Cut(rest, ": ")
		line, _ := strconv.Atoi(digits)
		fault.line = max(line, 1)
		switch {
		case strings.HasPrefix(words, "did not find expected"):
			fault.line = max(firstBadLine(source), fault.line)
			line = fault.line - 1
		case strings.HasPrefix(words, "could not find expected"):
			line++
		}
		if !d.v3 {
			fault.message = "yaml: line " + strconv.Itoa(line) + ": " + words
		}
		return fault
	}
	at := -1
	switch {
	case strings.Contains(message, "unknown anchor"):
		if _, rest, ok := strings.Cut(message, "'"); ok {
			name, _, _ := strings.Cut(rest, "'")
			at = strings.Index(source, "*"+name)
		}
	case strings.Contains(message, "control characters are not allowed"):
		at = strings.IndexFunc(source, isControl)
	case strings.Contains(message, "UTF-8"):
		at = firstInvalid(source)
	}
	if at >= 0 {
		before := source[:at]
		fault.line = 1 + strings.Count(before, "\n")
		fault.column = 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	}
	return fault
}

// firstBadLine is the first line with which the source cannot be parsed any
// more, found by halving; 0 for a file too long to parse a dozen times.
func firstBadLine(source string) int {
	if len(source) > 64<<10 {
		return 0
	}
	lines := strings.SplitAfter(source, "\n")
	return 1 + sort.Search(len(lines)-1, func(i int) bool {
		var root yaml.Node
		return yaml.Unmarshal([]byte(strings.Join(lines[:i+1], "")), &root) != nil
	})
}

func isControl(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7F && r <= 0x9F && r != 0x85 ||
		r == 0xFFFE || r == 0xFFFF
}

func firstInvalid(s string) int {
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}
