package yamledit

import (
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/yamlwrite"
)

// Set gives an entry of a mapping another value. A scalar stands in one line with the
// comment behind it, or as a block with the comment in its first line; what is nested has
// lines of its own, or braces where there are some.
func (p *Plan) Set(m *Mapping, k, v *yaml.Node, value any) {
	p.Forget(v)
	colon := p.colon(k)
	start, end, lead := colon, colon, " "
	switch {
	case colon == 0 && m.Flow() && isUnwritten(v):
		start, end, lead = p.end(k), p.end(k), ": "
	case colon == 0:
		p.Failed = true
		return
	case !isUnwritten(v):
		start, end, lead = p.Start(v), p.end(v), ""
	}
	switch text, isText := value.(string); {
	case yamlwrite.Nested(value) && (m.Flow() || isFlow(v) && len(v.Content) > 0):
		p.replace(start, end, lead+flow(value))
	case yamlwrite.Nested(value):
		p.setLines(v, colon, yamlwrite.Lines(value, p.columnOf(m.Node)+m.Step, m.Step))
	default:
		if v.Anchor != "" && v.Kind != yaml.AliasNode {
			lead = "&" + v.Anchor + " "
		}
		if block, isBlock := yamlwrite.Literal(text, strings.Repeat(" ", p.columnOf(m.Node)+m.Step)); isBlock && !m.Flow() {
			p.setBlock(k, v, start, end, lead, block)
			return
		}
		short := flow(value)
		if isText {
			short = inStyleOf(v, text)
		}
		p.replace(start, end, lead+short+p.blockComment(v))
	}
}

// setLines puts lines below a key, in place of its value.
func (p *Plan) setLines(v *yaml.Node, colon int, lines []string) {
	first, end := p.nextLine(colon), max(colon, p.valueEnd(v))
	if isUnwritten(v) || p.LineOf(p.Start(v)) == p.LineOf(colon) { // a null, an alias or the like beside the key
		first = p.nextLine(end)
		if end > colon {
			p.replace(colon, end, "")
		}
	} else {
		p.replace(first, p.nextLine(end), "")
	}
	p.insertLines(first, lines)
}

// setBlock puts a block of text in place of a value.
func (p *Plan) setBlock(k, v *yaml.Node, start, end int, lead, block string) {
	stop, comment := p.lineEnd(end), p.blockComment(v)
	if comment == "" {
		comment = p.Text[end:stop]
	}
	br := p.lineBreak(p.Start(k))
	head, body, _ := strings.Cut(block, "\n")
	text := lead + head + comment + br + strings.ReplaceAll(body, "\n", br)
	if stop == len(p.Text) {
		text += br
	}
	p.replace(start, stop, text)
}

// blockComment is the comment in the first line of a block of text, with the blanks
// before it.
func (p *Plan) blockComment(v *yaml.Node) string {
	if isUnwritten(v) || v.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
		return ""
	}
	head := p.Text[p.body(v):p.lineEnd(p.body(v))]
	if i := strings.IndexByte(head, '#'); i > 0 {
		return head[len(strings.TrimRight(head[:i], " \t")):]
	}
	return ""
}

// flow is a value with braces, in one line.
func flow(value any) string { return yamlwrite.Flow(value) }

// inStyleOf writes a text with the quotes of the one that it replaces, if they
// do as well.
func inStyleOf(old *yaml.Node, s string) string {
	switch {
	case old.Kind != yaml.ScalarNode || old.Style&yaml.TaggedStyle != 0:
	case old.Style&yaml.DoubleQuotedStyle != 0 && yamlwrite.Printable(s) && !strings.ContainsAny(s, `"\`):
		return `"` + s + `"`
	case old.Style == 0 && old.Value != "" && yamlwrite.Unambiguous(s):
		return s
	}
	return yamlwrite.Quoted(s)
}
