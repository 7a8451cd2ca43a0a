package yamledit

import (
	"iter"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/yamlwrite"
)

// Entries are the keys and values of a mapping.
func Entries(m *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		for i := 0; i+1 < len(m.Content); i += 2 {
			if !yield(m.Content[i], m.Content[i+1]) {
				return
			}
		}
	}
}

// An Item is a mapping in a list that has its lines to itself.
type Item struct {
	Node       *yaml.Node
	start, end int
	column     int // of its dash
}

// Items lists the items of a block list of mappings; ok is false when one of them is
// something else.
func (s *Source) Items(list *yaml.Node) (items []Item, ok bool) {
	if list.Kind != yaml.SequenceNode || isFlow(list) || len(list.Content) == 0 {
		return nil, false
	}
	at := s.body(list)
	for _, n := range list.Content {
		dash := s.skipBlank(at)
		if n.Kind != yaml.MappingNode || dash >= len(s.Text) || s.Text[dash] != '-' || !s.firstOnLine(dash) {
			return nil, false
		}
		at = s.end(n)
		items = append(items, Item{n, s.lineStart(dash), s.nextLine(at), s.column(dash)})
	}
	return items, true
}

// InsertItem puts a new item behind one of a list, or before its first.
func (p *Plan) InsertItem(items []Item, behind int, value any) {
	at := items[0].start
	if behind >= 0 {
		at = items[behind].end
	}
	p.insertLines(at, itemLines(items[0], value))
}

// ReplaceItem writes an item anew.
func (p *Plan) ReplaceItem(item Item, value any) {
	p.RemoveItem(item)
	p.insertLines(item.start, itemLines(item, value))
}

// RemoveItem takes an item out.
func (p *Plan) RemoveItem(item Item) {
	p.Forget(item.Node)
	p.replace(item.start, item.end, "")
}

func itemLines(like Item, value any) []string {
	return yamlwrite.Lines(yamlwrite.List{value}, like.column, 2)
}
