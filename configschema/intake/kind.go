package intake

import (
	"regexp"
	"strings"

	"redis-wizard/configschema/phrase"
)

// otherKinds are texts that are no configuration.yml, whatever sections of Authelia are
// in them, by what begins one of their lines that is not further in. The first that fits
// counts.
var otherKinds = []struct {
	line *regexp.Regexp
	name phrase.Text
}{
	{regexp.MustCompile(`(?m)^["']?apiVersion["']?:[ \t]*["']?[\w./-]+["']?[ \t\r]*(?:#.*)?$`), "a manifest of Kubernetes"}, // see kindLine
	{regexp.MustCompile(`(?m)^["']?services["']?:[ \t\r]*(?:#.*)?$`), "a file for Docker Compose"},
	{regexp.MustCompile(`(?m)^(?:configMapGenerator|secretGenerator|patchesStrategicMerge):`), "a kustomization"},
	{regexp.MustCompile(`(?m)^configMap:`), "values of a Helm chart"},
	{regexp.MustCompile(`(?m)^-[ \t]+(?:name|hosts|import_playbook|include_tasks|ansible\.[\w.]+):`), "a list of tasks"},
	{regexp.MustCompile(`(?m)^(?:replicaCount|serviceAccount|podAnnotations|podSecurityContext|nodeSelector|tolerations|ingress|controllers|persistence|fullnameOverride|nameOverride|imagePullSecrets|architecture):`), "values of a Helm chart"},
	{regexp.MustCompile(`(?m)^(?:entryPoints|certificatesResolvers):`), "a configuration of Traefik"},
	{regexp.MustCompile(`\A\s*<\?xml|\A\s*<Container `), "a file in XML"},
	{regexp.MustCompile(`(?m)^jobs:[ \t\r]*$`), "a workflow"},
}

// kindLine names what a manifest describes.
var kindLine = regexp.MustCompile(`(?m)^["']?kind["']?:[ \t]*["']?(\w+)`)

// otherKind says what a text is that can be no configuration.yml; nothing where it can.
func (t *text) otherKind() *phrase.Said {
	if t.kind != nil {
		return t.kind
	}
	said := phrase.Said{}
	var outer strings.Builder // nearly all of a large text is further in, or a comment
	for line := range strings.Lines(t.unmarked()) {
		if !strings.ContainsRune(" #\t\r\n", rune(line[0])) {
			outer.WriteString(line)
		}
	}
	kind := kindLine.FindStringSubmatch(outer.String())
	for _, other := range otherKinds {
		switch isManifest := strings.HasSuffix(string(other.name), "Kubernetes"); {
		case said.Text != "" || !other.line.MatchString(outer.String()) || isManifest && kind == nil:
		case isManifest:
			said = phrase.Of("a {kind} of Kubernetes", "kind", kind[1])
		default:
			said = phrase.Of(other.name)
		}
	}
	t.kind = &said
	return t.kind
}

// isOther tells whether a text can be no configuration.yml.
func (t *text) isOther() bool { return t.otherKind().Text != "" }
