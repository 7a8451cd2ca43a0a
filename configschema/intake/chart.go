package intake

import (
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// charts are the values of charts in a document: a file of values is some itself, and
// what installs a chart has them inside. What it takes from elsewhere is named.
func (h *helmReader) charts(d *yaml.Node) (roots []*yaml.Node) {
	spec := child(d, "spec")
	switch kind := plainValue(child(d, "kind")); kind {
	case "":
		return []*yaml.Node{d}
	case "HelmRelease": // of Flux
		if from := child(spec, "values_from"); from != nil {
			h.pending = append(h.pending, "valuesFrom")
		}
		if values := child(spec, "values"); values != nil {
			roots = append(roots, values)
		}
	case "HelmChart", "HelmChartConfig": // of k3s
		roots = h.valuesText(roots, child(spec, "values_content"))
	case "Application", "ApplicationSet": // of Argo CD
		if template := child(child(spec, "template"), "spec"); template != nil {
			spec = template
		}
		for _, source := range append([]*yaml.Node{child(spec, "source")}, items(child(spec, "sources"))...) {
			roots = h.argo(roots, child(source, "helm"))
		}
	}
	return roots
}

// maxParameters bounds the parameters of an Application that are taken.
const maxParameters = 500

// argo are the values of a chart in an Application: an object wins over a text, and
// parameters over both.
func (h *helmReader) argo(roots []*yaml.Node, helm *yaml.Node) []*yaml.Node {
	if helm == nil {
		return roots
	}
	if child(helm, "value_files") != nil {
		h.pending = append(h.pending, "valueFiles")
	}
	root := child(helm, "values_object")
	if root == nil {
		if inText := h.valuesText(nil, child(helm, "values")); len(inText) > 0 {
			root = inText[0]
		}
	}
	parameters := items(child(helm, "parameters"))
	if len(parameters) > maxParameters {
		h.note("More than {count} parameters are listed. The others were left aside.", "count", strconv.Itoa(maxParameters))
		parameters = parameters[:maxParameters]
	}
	if root == nil || root.Kind != yaml.MappingNode {
		root = &yaml.Node{Kind: yaml.MappingNode, Line: helm.Line}
	}
	for _, p := range parameters {
		if value := child(p, "value"); value != nil {
			if strings.Contains(plainValue(child(p, "name")), ".redis.") {
				h.refusal = phrase.New("The parameter in line {line} sets an option of Redis, and wins over the values; change it there", "line", strconv.Itoa(p.Line))
			}
			setPath(root, plainValue(child(p, "name")), value)
		}
	}
	return append(roots, root)
}

// valuesText reads values that stand in a text. Its lines count as in the text around it.
func (h *helmReader) valuesText(roots []*yaml.Node, n *yaml.Node) []*yaml.Node {
	content, ok := scalar(n)
	if !ok || h.request.Text("", content) != nil {
		return roots
	}
	documents, err := yamltree.ParseYAML(h.request, content)
	if err != nil || len(documents) == 0 {
		h.note("The values in line {line} cannot be read as YAML.", "line", strconv.Itoa(n.Line))
		return roots
	}
	above := n.Line - 1
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		above++
	}
	moved := map[*yaml.Node]bool{}
	var move func(n *yaml.Node)
	move = func(n *yaml.Node) {
		if n == nil || moved[n] {
			return
		}
		moved[n] = true
		n.Line += above
		for _, c := range n.Content {
			move(c)
		}
	}
	move(documents[0])
	if h.inside == nil {
		h.inside = map[*yaml.Node]*block{}
	}
	h.inside[documents[0]] = h.blockOf(content, target(n))
	return append(roots, documents[0])
}

// pathPart is a part of the name of a parameter: a key, in which dots are behind a
// backslash, or the number of an element.
var pathPart = regexp.MustCompile(`((?:\\.|[^.\[\]\\])+)|\[(\d{1,2})\]`)

// setPath puts a value into values, by a name such as a.b[0].c.
func setPath(n *yaml.Node, path string, value *yaml.Node) {
	parts := pathPart.FindAllStringSubmatch(path, -1)
	if len(parts) == 0 || len(parts) > 20 {
		return
	}
	for i, part := range parts {
		next := value
		if i+1 < len(parts) {
			kind := yaml.Kind(yaml.MappingNode)
			if parts[i+1][2] != "" {
				kind = yaml.SequenceNode
			}
			next = &yaml.Node{Kind: kind, Line: value.Line, Column: value.Column}
		}
		n = setPart(n, part, next, value)
		if n == nil {
			return
		}
	}
}

// setPart is the entry or the element of a node by a part of a path, which is made where
// it is not there, and replaced where it is of another kind or the last part.
func setPart(n *yaml.Node, part []string, next, value *yaml.Node) *yaml.Node {
	if part[2] != "" {
		at, _ := strconv.Atoi(part[2])
		for len(n.Content) <= at {
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.MappingNode, Line: next.Line, Column: next.Column})
		}
		if n.Content[at].Kind != next.Kind || next == value {
			n.Content[at] = next
		}
		return n.Content[at]
	}
	key := strings.ReplaceAll(part[1], `\`, "")
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			if target(n.Content[i+1]).Kind != next.Kind || next == value {
				n.Content[i+1] = next
			}
			return target(n.Content[i+1])
		}
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key, Line: next.Line, Column: next.Column}, next)
	return next
}

// tagBeside is the release in values and kustomizations, where the tag of an image has a
// line of its own.
var tagBeside = regexp.MustCompile(`(?m)^[ \t-]*(?:repository|name|newName):[ \t]*["']?(?:[\w.:-]+/)?authelia/authelia["']?[ \t\r]*\n(?:[ \t]*pullPolicy:.*\n)?[ \t]*(?:tag|newTag):[ \t]*["']?v?(4\.\d+(?:\.\d+)?)(?:[@"' \t\r]|$)`)

func releaseBeside(text string) string {
	if found := tagBeside.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}
