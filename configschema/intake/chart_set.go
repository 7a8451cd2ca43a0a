package intake

import (
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema/authelia"
)

// helmCommand installs a chart from the command line.
var helmCommand = regexp.MustCompile(`(?m)^[ \t]*(?:[$#>] |sudo |exec )*helm3?(?: -[^\s]+(?: [^\s-]+)?)* (?:install|upgrade|template)\s`)

// A chartSetter collects values that are given one by one, by names such as
// configMap.session.redis.host. The rest of the values is somewhere else.
type chartSetter struct {
	*reading
	root  *yaml.Node
	count int
}

func newChartSetter(r *reading) *chartSetter {
	return &chartSetter{reading: r, root: &yaml.Node{Kind: yaml.MappingNode, Line: 1}}
}

// key is the option that a name stands for; empty where it stands for none.
func (c *chartSetter) key(name string) string {
	_, path, found := strings.Cut("."+name, ".configMap.")
	if key := snake(path); found && strings.HasPrefix(key, authelia.Prefix) {
		return key
	}
	return ""
}

// set takes a value of the chart, if it concerns Redis.
func (c *chartSetter) set(name string, value *yaml.Node) {
	if c.key(name) == "" || c.count == maxParameters {
		return
	}
	c.count++
	_, path, _ := strings.Cut("."+name, ".configMap.")
	setPath(c.root, "configMap."+path, value)
}

// unknown takes a value that is not in the text.
func (c *chartSetter) unknown(name string, line int) {
	key := strings.TrimSuffix(c.key(name), ".value")
	if key == authelia.HAPrefix+"password" {
		key = authelia.KeySentinelPassword
	}
	if isOption(key) {
		c.expression(line, envOf(key), name)
	}
}

// read reads what was set as values of the chart. Switches that are not among them are
// taken to be on: they are in the rest of the values.
func (c *chartSetter) read() {
	if c.count == 0 {
		return
	}
	redis := child(child(child(c.root, "config_map"), "session"), "redis")
	for _, section := range []string{"", "tls", authelia.HAName} {
		n := redis
		if section != "" {
			n = child(redis, section)
		}
		if n != nil && n.Kind == yaml.MappingNode && child(n, "enabled") == nil {
			setPath(n, "enabled", &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!bool", Value: "true", Line: n.Line})
		}
	}
	h := &helmReader{reading: c.reading, isPart: true}
	h.chart(c.root)
	c.note("Values of Authelia's chart that are set one by one were read, as if the rest of the values switched Redis on.")
}

// blocks takes the set blocks of a helm_release of Terraform, and its list of them.
func (c *chartSetter) blocks(n *yaml.Node) {
	name, isName := scalar(child(n, "name"))
	if value := child(n, "value"); isName && value != nil {
		if isExpression(value) {
			c.unknown(name, value.Line)
		} else {
			c.set(name, value)
		}
	}
	for _, f := range fields(n) {
		c.blocks(f.value)
	}
	for _, item := range items(n) {
		c.blocks(item)
	}
}

// setPair is one of the pairs behind --set, which are separated by commas; those in
// braces and behind a backslash belong to the value.
var setPair = regexp.MustCompile(`((?:\\.|[^=,\\])+)=(\{[^}]*\}|(?:\\.|[^,\\])*)`)

// readHelmCommand takes what stands behind --set in a command line of Helm.
func readHelmCommand(t *text) *reading {
	if !helmCommand.MatchString(t.unmarked()) {
		return nil
	}
	r := &reading{text: t, overrides: true}
	c := newChartSetter(r)
	behind := ""
	for w := range r.scan(t.unmarked(), 1).words() {
		option, value, joined := strings.Cut(w.text, "=")
		if behind != "" {
			option, value, joined, behind = behind, w.text, true, ""
		}
		switch isValues := option == "-f" || option == "--values"; {
		case !isValues && option != "--set" && option != "--set-string" && option != "--set-file" && option != "--set-literal":
		case !joined:
			behind = option
		case isValues:
			if r.besides(value) == nil {
				r.note("{name} was not read. Give these values as well.", "name", value)
			}
		default:
			c.pairs(option, value, w)
		}
	}
	c.read()
	if len(r.settings)+len(r.variables) == 0 {
		return nil
	}
	return r
}

// pairs takes what one option of the command line sets.
func (c *chartSetter) pairs(option, text string, w word) {
	all := setPair.FindAllStringSubmatch(text, -1)
	if name, value, _ := strings.Cut(text, "="); option == "--set-literal" {
		all = [][]string{{text, name, value}}
	}
	for _, pair := range all {
		name, value := pair[1], pair[2]
		if option != "--set-literal" {
			value = unescaped.Replace(value)
		}
		n := &yaml.Node{Kind: yaml.ScalarNode, Value: value, Line: w.line}
		if option != "--set" {
			n.Tag = "!!str"
		}
		switch other := c.besides(value); {
		case option == "--set-file" && other != nil:
			other.isPart = true
			n.Value = other.Text
			c.set(name, n)
		case option == "--set-file":
			c.unknown(name, w.line)
		case w.reference && strings.Contains(value, "$"):
			c.unknown(name, w.line)
		default:
			c.set(name, n)
		}
	}
}

var unescaped = strings.NewReplacer(`\,`, `,`, `\\`, `\`, `\.`, `.`, `\=`, `=`)
