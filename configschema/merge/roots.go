package merge

import (
	"slices"

	"redis-wizard/configschema/authelia"
)

// isRoot tells whether a root stands at a path.
func isRoot(path string) bool {
	r := authelia.RootOf(path)
	return r != nil && r.Path == path
}

// isBelow tells whether a path is below a root.
func isBelow(path string) bool { return authelia.RootOf(path) != nil && !isRoot(path) }

// isParent tells whether a release has roots in a section.
func isParent(path string, v authelia.Version) bool {
	return slices.Contains(authelia.Parents(v), path)
}

// listsOf are the lists that a release has, in the order of the form.
func listsOf(v authelia.Version) (lists []string) {
	for _, r := range v.Roots() {
		lists = append(lists, r.Lists()...)
	}
	return lists
}
