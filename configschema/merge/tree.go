package merge

import (
	"strings"

	"redis-wizard/configschema/authelia"
)

// A tree is values by the parts of their keys. Going through all values for each
// section would take minutes for a file made of nothing else.
type tree struct {
	text  string
	isSet bool
	inner map[string]*tree
	done  bool // nothing more is to be written for it
}

func newTree(values authelia.Values) *tree {
	root := &tree{}
	for key, text := range values {
		n := root
		for part := range strings.SplitSeq(key, ".") {
			if n.inner == nil {
				n.inner = map[string]*tree{}
			}
			if n.inner[part] == nil {
				n.inner[part] = &tree{}
			}
			n = n.inner[part]
		}
		n.text, n.isSet = text, true
	}
	return root
}

// at is what is at a path below; an empty tree where there is nothing.
func (t *tree) at(path string) *tree {
	for part := range strings.SplitSeq(path, ".") {
		if t = t.inner[part]; t == nil {
			return &tree{}
		}
	}
	return t
}

func (t *tree) isEmpty() bool { return !t.isSet && len(t.inner) == 0 }

func (t *tree) equal(other *tree) bool {
	if t.isSet != other.isSet || t.text != other.text || len(t.inner) != len(other.inner) {
		return false
	}
	for part, inner := range t.inner {
		if there := other.inner[part]; there == nil || !inner.equal(there) {
			return false
		}
	}
	return true
}

// collect adds the values that are not done, with keys that begin with a path.
func (t *tree) collect(out authelia.Values, path string) {
	if t.done {
		return
	}
	if t.isSet {
		out[path] = t.text
	}
	for part, inner := range t.inner {
		inner.collect(out, strings.TrimPrefix(path+"."+part, "."))
	}
}
