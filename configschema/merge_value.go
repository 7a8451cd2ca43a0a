package configschema

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// section gives an entry the part of the goal at its path for a value, in place
// of whatever it has.
func (e *mergeEdit) section(parent *mergeSection, o *mergeOption, path string) {
	values := Values{}
	for _, key := range e.want.keys(path + ".") {
		values[key] = e.want.values[key]
	}
	e.finish(path)
	e.forget(o.value)
	n := e.branch(values, path)
	v, t := o.value, e.text
	colon := t.colon(o.key)
	switch {
	case colon == 0 && parent.flow() && isUnwritten(v):
		end := t.end(o.key)
		e.changes = append(e.changes, change{start: end, end: end, text: ": " + flowText(n)})
	case colon == 0:
		e.failed = true
	case parent.flow(), v.Style&yaml.FlowStyle != 0 && len(v.Content) > 0:
		start, end := colon, colon
		if !isUnwritten(v) {
			start, end = t.start(v), t.end(v)
		}
		text := flowText(n)
		if start == colon {
			text = " " + text
		}
		e.changes = append(e.changes, change{start: start, end: end, text: text})
	default:
		first, end := t.nextLine(colon), max(colon, t.valueEnd(v))
		lines := layout(n, e.column(parent.node)+parent.step, parent.step)
		if isUnwritten(v) || t.lineOf(t.start(v)) == t.lineOf(colon) { // a null, an alias or the like beside the key
			if end > colon {
				e.changes = append(e.changes, change{start: colon, end: end})
			}
			e.insertLines(t.nextLine(end), lines)
			return
		}
		e.insertLines(first, lines)
		e.changes = append(e.changes, change{start: first, end: t.nextLine(end)})
	}
}

// scalar gives an option another text, and keeps the comment behind it.
func (e *mergeEdit) scalar(parent *mergeSection, o *mergeOption, value string) {
	e.forget(o.value)
	f, _ := FieldOf(o.path)
	e.replace(parent.flow(), o.key, o.value, typed(f, value), e.column(parent.node), parent.step)
}

func (e *mergeEdit) replace(flow bool, k, v *yaml.Node, n *node, column, step int) {
	t := e.text
	colon := t.colon(k)
	short := n.text
	if n.kind == text {
		short = inStyleOf(v, n.text)
	}
	br := t.lineBreak(t.start(k))
	if isUnwritten(v) {
		at, lead := colon, " "
		if colon == 0 {
			if at, lead = t.end(k), ": "; !flow {
				e.failed = true
			}
		}
		v = &yaml.Node{Kind: yaml.ScalarNode}
		e.substitute(flow, at, at, lead, "", short, n, column, step, br)
		return
	}
	start, end, comment := t.start(v), t.end(v), ""
	lead := ""
	if v.Anchor != "" && v.Kind != yaml.AliasNode {
		lead = "&" + v.Anchor + " "
	}
	if v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		head := t.text[t.body(v):t.lineEnd(t.body(v))]
		if i := strings.IndexByte(head, '#'); i > 0 {
			comment = head[len(strings.TrimRight(head[:i], " \t")):]
		}
	}
	e.substitute(flow, start, end, lead, comment, short, n, column, step, br)
}

// substitute writes a scalar over source[start:end]: in one line with the
// comment behind it, or as a block with the comment in its first line.
func (e *mergeEdit) substitute(flow bool, start, end int, lead, comment, short string, n *node, column, step int, br string) {
	t := e.text
	block, isBlock := "", false
	if n.kind == text && !flow {
		block, isBlock = Literal(n.text, strings.Repeat(" ", column+step))
	}
	if !isBlock {
		e.changes = append(e.changes, change{start: start, end: end, text: lead + short + comment})
		return
	}
	stop := t.lineEnd(end)
	if comment == "" {
		comment = t.text[end:stop]
	}
	head, body, _ := strings.Cut(block, "\n")
	text := lead + head + comment + br + strings.ReplaceAll(body, "\n", br)
	if stop == len(t.text) {
		text += br
	}
	e.changes = append(e.changes, change{start: start, end: stop, text: text})
}
