package yamledit

import (
	"sort"
	"strings"

	"gopkg.in/yaml.v3"
)

// A Plan is the edits that are to be made in one text.
type Plan struct {
	*Source
	// Failed tells of an entry that is written in a shape which cannot be edited.
	Failed bool

	edits     []edit
	forgotten map[*yaml.Node]bool // anchors that go, or get another value
}

// An edit replaces a range of bytes by a text. Lines are put between two lines of the
// source, and bring a line break for when there is none to begin with.
type edit struct {
	start, end int
	text       string
	lineBreak  string
}

// NewPlan has no edits yet.
func NewPlan(s *Source) *Plan { return &Plan{Source: s, forgotten: map[*yaml.Node]bool{}} }

func (p *Plan) replace(start, end int, text string) {
	p.edits = append(p.edits, edit{start: start, end: end, text: text})
}

// insertLines puts lines before the line that begins at i.
func (p *Plan) insertLines(i int, lines []string) {
	if len(lines) == 0 {
		return
	}
	br := p.lineBreak(max(i-1, 0))
	p.edits = append(p.edits, edit{start: i, end: i, text: strings.Join(lines, br) + br, lineBreak: br})
}

// Try takes back the edits of a function that fails, and tells whether it did not.
func (p *Plan) Try(edits func()) bool {
	planned, failed := len(p.edits), p.Failed
	p.Failed = false
	edits()
	done := !p.Failed
	if p.Failed = failed; !done {
		p.edits = p.edits[:planned]
	}
	return done
}

// Forget notes the anchors that go with a value.
func (p *Plan) Forget(n *yaml.Node) {
	if n.Anchor != "" {
		p.forgotten[n] = true
	}
	for _, c := range n.Content {
		p.Forget(c)
	}
}

// WriteOut puts a value in place of an alias, if what that stands for is forgotten.
func (p *Plan) WriteOut(alias *yaml.Node, value any) {
	if p.forgotten[alias.Alias] {
		p.replace(p.Start(alias), p.end(alias), flow(value))
	}
}

// Apply makes the edits; ok is false when one failed, or they get into each other's way.
func (p *Plan) Apply() (out string, ok bool) {
	sort.SliceStable(p.edits, func(i, j int) bool {
		a, b := p.edits[i], p.edits[j]
		if a.start != b.start {
			return a.start < b.start
		}
		return a.end == a.start && b.end != b.start
	})
	var b strings.Builder
	at := 0
	for _, e := range p.edits {
		if e.start < at {
			return "", false
		}
		b.WriteString(p.Text[at:e.start])
		if before := strings.TrimPrefix(b.String(), ByteOrderMark); before != "" && !strings.ContainsAny(before[len(before)-1:], "\r\n") {
			b.WriteString(e.lineBreak)
		}
		b.WriteString(e.text)
		at = e.end
	}
	b.WriteString(p.Text[at:])
	return b.String(), !p.Failed
}
