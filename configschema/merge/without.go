package merge

import (
	"context"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/bounds"
	"redis-wizard/configschema/internal/yamledit"
	"redis-wizard/configschema/internal/yamltree"
)

// Without removes the entries at some paths outside of the roots, such as session.host:
// what stood there by mistake has moved. In a list the first element that has such an
// entry loses it. The other lines stay as they are, and so does a file in which it cannot
// be done.
func Without(ctx context.Context, files []configschema.File, paths []string) ([]configschema.File, error) {
	out := slices.Clone(files)
	for i, f := range out {
		if err := bounds.New(ctx).Text(f.Name, f.Text); err != nil {
			return nil, err
		}
		for _, path := range paths {
			out[i].Text = without(out[i].Text, strings.Split(path, "."))
		}
	}
	return out, nil
}

func without(text string, path []string) string {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil || len(document.Content) == 0 {
		return text
	}
	plan := yamledit.NewPlan(yamledit.NewSource(text))
	if !remove(plan, document.Content[0], path) {
		return text
	}
	out, ok := plan.Apply()
	if !ok || yaml.Unmarshal([]byte(out), &document) != nil {
		return text
	}
	return out
}

// remove plans to remove the entry at a path, and tells whether it is there.
func remove(plan *yamledit.Plan, n *yaml.Node, path []string) bool {
	for _, item := range yamltree.Resolve(n).Content {
		if n.Kind == yaml.SequenceNode && remove(plan, item, path) {
			return true
		}
	}
	if n.Kind != yaml.MappingNode {
		return false
	}
	for k, v := range yamledit.Entries(n) {
		switch {
		case k.Value != path[0]:
		case len(path) > 1:
			return remove(plan, v, path[1:])
		default:
			plan.Remove(&yamledit.Mapping{Node: n, Step: 2, Gone: map[*yaml.Node]bool{k: true}})
			return true
		}
	}
	return false
}
