package render

import (
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
)

// A Shape is a format and what the page calls it.
type Shape struct {
	Format         Format
	Title, Explain phrase.Text
	write          func(*parts)
}

// Shapes lists the formats in the order of the page's tabs.
var Shapes = []Shape{
	{YAML, "YAML", "One configuration.yml with everything in it.", writeYAML},
	{Secrets, "YAML and secret files", "The configuration without its secrets, and a file for each of them.", inParts(writeSecrets)},
	{Environment, "Environment", "Variables for a shell, an env_file or an EnvironmentFile.", inParts(writeEnvironment)},
	{Compose, "Docker Compose", "What the authelia service of a compose file needs.", inParts(writeCompose)},
	{Kubernetes, "Kubernetes", "A ConfigMap, a Secret, and a patch for the Deployment.", inParts(writeKubernetes)},
	{Helm, "Helm", "Values for Authelia's own chart.", inParts(writeHelm)},
	{Systemd, "systemd", "A drop-in for authelia.service.", inParts(writeSystemd)},
	{Redis, "Redis server", "The Redis side: redis.conf, the ACL user and sentinel.conf to match.", writeRedis},
}

// otherNames are what people call a format beside its own name.
var otherNames = map[string]Format{
	"yml": YAML, "configuration": YAML, "configuration-yml": YAML,
	"secret": Secrets, "secret-files": Secrets, "files": Secrets,
	"environment": Environment, "env-file": Environment, "dotenv": Environment, "variables": Environment,
	"docker": Compose, "docker-compose": Compose,
	"k8s": Kubernetes, "kube": Kubernetes, "kustomize": Kubernetes,
	"helm-values": Helm, "values": Helm, "chart": Helm,
	"drop-in": Systemd, "unit": Systemd, "service": Systemd,
	"redis-conf": Redis, "sentinel": Redis, "sentinel-conf": Redis, "acl": Redis,
}

// Parse reads the name of a format, in any case and with "_" or "." for "-", or
// one of the names that people use instead: "k8s", "docker-compose",
// "helm-values". The error is an *UnknownFormatError.
func Parse(name string) (Format, error) {
	plain := strings.NewReplacer("_", "-", ".", "-", " ", "-").Replace(strings.ToLower(strings.TrimSpace(name)))
	format, ok := otherNames[plain]
	if !ok {
		format = Format(plain)
	}
	if !slices.ContainsFunc(Shapes, func(s Shape) bool { return s.Format == format }) {
		return "", &UnknownFormatError{name}
	}
	return format, nil
}

// UnknownFormatError says which formats there are.
type UnknownFormatError struct{ Asked string }

func (e *UnknownFormatError) Error() string { return e.In(nil) }

// In says it in a language.
func (e *UnknownFormatError) In(language phrase.Language) string {
	var known []string
	for _, shape := range Shapes {
		known = append(known, string(shape.Format))
	}
	return language.Say("Format {format} is not known; choose one of {formats}", "format", strconv.Quote(visible.Clip(e.Asked, 40)), "formats", strings.Join(known, ", "))
}
