package yamltree

import (
	"testing"
)

// Who asks again with the same text has it parsed once, and one that is not asked about any
// more is forgotten.
func TestMemory(t *testing.T) {
	var memory Memory
	parse := func(sources ...string) *parsedTexts {
		texts := memory.Context(t.Context()).(*parsedTexts)
		texts.known = map[versionedText]firstDocument{}
		for _, source := range sources {
			first, ok := texts.find(source, false)
			if !ok {
				first = (&Document{}).parseFirst(source)
			}
			texts.known[versionedText{source, false}] = first
		}
		return texts
	}
	first := parse("a: 1", "b: 2").known
	second := parse("a: 1").known
	if text := (versionedText{"a: 1", false}); first[text].content == nil || first[text] != second[text] {
		t.Error("the same text was parsed again")
	}
	if _, kept := parse().find("b: 2", false); kept {
		t.Error("a text is kept that nobody asks about")
	}
}
