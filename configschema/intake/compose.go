package intake

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
)

// namesFiles tells whether a text names others that are parts of it.
func (t *text) namesFiles() bool {
	return strings.Contains(t.Text, "--env-file") || strings.Contains(t.Text, "--set-file") || strings.Contains(t.Text, "EnvironmentFile=") || fileVariable.MatchString(t.Text) || t.looksLikeCompose()
}

// fileVariable is one that names a file with a secret.
var fileVariable = regexp.MustCompile(envPrefix + `[A-Z_]+_FILE`)

// looksLikeCompose tells whether a text is a compose file, or a part of one.
func (t *text) looksLikeCompose() bool {
	if t.broken || len(t.documents) == 0 {
		return false
	}
	for _, f := range fields(t.documents[0]) {
		if f.key == "services" || child(f.value, "image") != nil {
			return true
		}
	}
	return child(t.documents[0], "image") != nil
}

// readCompose takes a compose file, or the part of one below services:.
func readCompose(t *text) *reading {
	if t.broken || len(t.documents) == 0 {
		return nil
	}
	root := t.documents[0]
	all := fields(child(root, "services"))
	switch {
	case len(all) > 0:
	case child(root, "config_map") != nil || child(root, "kind") != nil:
		return nil
	case child(root, "environment") != nil || child(root, "image") != nil:
		all = []field{{"", 1, root}} // the service alone
	default:
		all = fields(root)
	}
	c := &composeReader{reading: &reading{text: t}, root: root, extendedFrom: map[*yaml.Node]*text{}, others: map[*text]*composeReader{}}
	for i := range all {
		all[i].value = c.extended(all[i].value, 0)
	}
	services := slices.DeleteFunc(slices.Clone(all), func(s field) bool { return !isAuthelia(s.value) })
	if len(services) == 0 {
		return nil
	}
	c.name, c.of, c.known = services[0].key, target(services[0].value), t.variablesBeside()
	c.configs, c.secrets, c.servers = c.definitions("configs"), c.definitions("secrets"), map[string]directives{}
	c.services = c.serviceNames()
	c.service()
	for _, s := range all {
		c.redis(s)
	}
	c.included()
	var others []string
	for _, s := range services[1:] {
		others = append(others, s.key)
	}
	switch {
	case len(others) > 0:
		c.note("The service {service} was read. {others} could be Authelia as well, but only the first was taken.", "service", c.name, "others", c.list(others))
	case c.name != "":
		c.note("The service {service} was read.", "service", c.name)
	}
	return c.reading
}

var image = regexp.MustCompile(`^(?:authelia|.*authelia/authelia)(?::[^/@]*)?(?:@.*)?$`)

// isAuthelia tells whether a service runs Authelia: by its image, or by the
// variables that it sets.
func isAuthelia(n *yaml.Node) bool {
	if child(n, "script") != nil { // a job of a pipeline
		return false
	}
	name, _ := scalar(child(n, "image"))
	if name, _, _ = interpolate(name, nil); image.MatchString(name) {
		return true
	}
	environment := child(n, "environment")
	return slices.ContainsFunc(fields(environment), func(f field) bool { return isOurName(f.key) }) ||
		slices.ContainsFunc(items(environment), func(item *yaml.Node) bool {
			text, _ := scalar(item)
			name, _, _ := strings.Cut(text, "=")
			return isOurName(name)
		})
}

// A composeReader takes one service.
type composeReader struct {
	*reading
	root *yaml.Node
	name string // of the service; empty where it stands alone
	of   *yaml.Node

	configs, secrets map[string]*yaml.Node // what the file defines, by name
	servers          map[string]directives // of the configs and files that are mounted, by name
	services         []string              // all names that a host may have
	// extendedFrom are the other texts in which variables stand that are taken over.
	extendedFrom map[*yaml.Node]*text
	byName       map[string]*yaml.Node    // the services, once one of them is extended
	others       map[*text]*composeReader // those of other files
}

func (c *composeReader) service() {
	if name, _, _ := interpolate(plainValue(child(c.of, "image")), c.known); name != "" {
		c.release = releaseOf(name)
	}
	isComplete := c.envFiles()
	c.environment(child(c.of, "environment"), c.text)
	if !isComplete {
		c.note("env_file was not read. Give that file as well.")
	}
	c.unused()
	c.configurations()
	c.secretFiles()
	c.noteOthers()
	ofRedis := func(v configschema.Variable) bool { return strings.HasPrefix(v.Name, envRedis) }
	if len(c.reading.files) == 0 && !slices.ContainsFunc(c.variables, ofRedis) && !c.hasConfiguration() {
		c.note("The service sets no variable of session.redis, so the options are in its configuration.yml. Give that file as well.")
	}
}

// hasConfiguration tells whether a configuration.yml was given beside the compose file.
func (c *composeReader) hasConfiguration() bool {
	return slices.ContainsFunc(c.given.all, func(t *text) bool { return t != c.text && !t.looksLikeCompose() && readConfiguration(t) != nil })
}

// envFiles takes the variables of the files that env_file names, and tells whether all of
// them were given.
func (c *composeReader) envFiles() bool {
	entry := child(c.of, "env_file")
	names := items(entry)
	if names == nil && entry != nil {
		names = []*yaml.Node{entry}
	}
	missing := false
	for _, n := range names {
		name := nameOf(n, "path")
		name, _, _ = interpolate(name, c.known)
		other := c.besides(name)
		if other == nil {
			missing = true
			continue
		}
		c.include(name, "")
		c.note("The variables in {file} were read: env_file names it.", "file", c.nameOf(other.Name))
	}
	return !missing
}

// variablesBeside are those of a file .env beside a compose file, by which compose fills
// in ${NAME}. The file is a part of it.
func (t *text) variablesBeside() map[string]configschema.Variable {
	for _, other := range t.given.all {
		if other == t || path.Base(other.Name) != ".env" {
			continue
		}
		other.isPart = true
		r := &reading{text: other}
		r.lines(true)
		known := map[string]configschema.Variable{}
		for _, v := range r.variables {
			known[v.Name] = v
		}
		return known
	}
	return nil
}

// unused names the variables of .env that look as if they were meant for Authelia, which
// never gets them.
func (c *composeReader) unused() {
	var names []string
	for name := range c.known {
		if strings.HasPrefix(name, envRedis) && !slices.ContainsFunc(c.variables, func(v configschema.Variable) bool { return v.Name == name }) {
			names = append(names, name)
		}
	}
	if slices.Sort(names); len(names) > 0 {
		c.note("Authelia does not get {variables} from .env: that file only fills in ${NAME} of the compose file. List them below environment:, or name the file by env_file.", "variables", c.list(names))
	}
}

// definitions are the entries of configs: or secrets:, by their names.
func (c *composeReader) definitions(section string) map[string]*yaml.Node {
	all := map[string]*yaml.Node{}
	for _, f := range fields(child(c.root, section)) {
		all[f.key] = f.value
	}
	return all
}

// configurations reads those that stand in the compose file itself.
func (c *composeReader) configurations() {
	read := map[string]bool{} // mounted twice, it is still one
	for _, item := range items(child(c.of, "configs")) {
		name := nameOf(item, "source")
		content := child(c.configs[name], "content")
		text, ok := scalar(content)
		if !ok || read[name] {
			continue
		}
		read[name] = true
		plain, _, _ := interpolate(text, c.known)
		if c.configuration(plain, content) {
			c.note("The configuration in configs: {config} was read as well.", "config", name)
		}
	}
}

// releaseTag is the release in the tag of Authelia's image.
var releaseTag = regexp.MustCompile(`(?:^|[\s"'/=>])authelia(?:/authelia)?:v?(4\.\d+(?:\.\d+)?)(?:[-@"'\s,;<]|$)`)

// releaseIn is the release of the first image in a text, outside comments.
func releaseIn(text string) string {
	for line := range strings.Lines(text) {
		if release := releaseOf(line); release != "" && !strings.HasPrefix(strings.TrimLeft(line, " \t"), "#") {
			return release
		}
	}
	return ""
}

// releaseOf is the release that an image has by its tag; empty where it has none.
func releaseOf(image string) string {
	if found := releaseTag.FindStringSubmatch(image); found != nil {
		return found[1]
	}
	return ""
}
