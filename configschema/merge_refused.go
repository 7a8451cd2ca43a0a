package configschema

import "iter"

// Values are what a file says; an entry without a value says nothing, and yet
// Authelia may refuse it. A merge takes such entries out.

// refuses tells whether a version does not know a key, or wants more there than
// an empty text.
func (v Version) refuses(key string, n *node) bool {
	f, _ := FieldOf(key)
	return !expected(key, v) || f.Type == TLSVersion && n.kind == text && n.text == "" && v.Since(v437)
}

// refusedLeaves go through the entries at a path that say nothing and are refused.
func refusedLeaves(path string, e entry, values Values, v Version) iter.Seq[leaf] {
	if !v.Since(v430) {
		e.value = asViper(e.value)
	}
	return func(yield func(leaf) bool) {
		for l := range leaves(path, e, v) {
			if l.key != redisPath && values[l.form] == "" && v.refuses(l.key, l.value) && !yield(l) {
				return
			}
		}
	}
}

// refusedIn tells whether there is one in a text, but for an empty section,
// which only goes when something else changes.
func (s *mergeSource) refusedIn(source string) bool {
	doc, err := parse(nil, source, s.version)
	if err != nil {
		return false
	}
	redis := doc.find(s.version, &sources{}).redis
	if redis == nil {
		return false
	}
	r, err := evaluateCounted(nil, Input{Authelia: s.asked, YAML: source})
	if err != nil {
		return false
	}
	for l := range refusedLeaves(redisPath, *redis, r.Values, s.version) {
		if !isSection(l.key) {
			return true
		}
	}
	return false
}

// refusedAt tells whether there is one in an entry of the source, and whether
// that is only a part of the entry.
func (e *mergeEdit) refusedAt(o *mergeOption) (refused, part bool) {
	at := entry{value: e.doc.build(o.value)}
	all, left := 0, 0
	for range leaves(o.path, at, e.version) {
		all++
	}
	for range refusedLeaves(o.path, at, e.had.values, e.version) {
		left++
	}
	return left > 0, left < all
}
