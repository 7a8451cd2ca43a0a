package render

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/unknown"
	"redis-wizard/configschema/yamlwrite"
)

// A standIn is a variable whose value is not known here: it names a file, or what is
// written in it is put in by somebody else.
type standIn struct {
	option authelia.Option
	name   string // of the variable
	text   string
	isPath bool
}

// standInsOf are those among the values, in the order of their names.
func standInsOf(values configschema.Values) (all []standIn) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if o, isFile, ok := unknown.Of(name, values[name]); ok && yamlwrite.Printable(values[name]) {
			all = append(all, standIn{o, name, values[name], isFile && !unknown.IsExpression(values[name])})
		}
	}
	return all
}

// What a format can carry beside paths: it gives each reference to whoever fills it in.
var (
	// references are those that Compose and shells fill in.
	references = regexp.MustCompile(`^[^$"'\\` + "`" + `{}]*(?:\$\{[A-Za-z_][^{}"'\\` + "`" + `]*\}[^$"'\\` + "`" + `{}]*|\$[A-Za-z_][A-Za-z0-9_]*)+$`)
	// podReferences are those of Kubernetes: another variable, and what valueFrom can hold.
	podReferences = regexp.MustCompile(`^(?:\$\([\w.-]+\)|\{(?:secret|configMap)KeyRef: \{(?:(?:name|key|optional): [\w.-]+(?:, |\}\}$))+)$`)
	none          = regexp.MustCompile(`^\z.`)
)

// carry gives a format the variables that it can carry, and says what becomes of them and
// of the others.
func (p *parts) carry(carries *regexp.Regexp, add func(standIn)) {
	for _, s := range p.standIns {
		words := []string{"option", authelia.ShortName(s.option.Key), "text", s.said(), "variable", s.name}
		switch {
		case !s.isPath && !carries.MatchString(s.text):
			p.inexpressible(s.option.Key, "Option '{option}' comes from {text}, which is not known here and which this format cannot carry. Keep the variable {variable} where it is set now.", words...)
			continue
		case s.isPath:
			p.need(s.option.Key, "the file {text}", "Option '{option}' comes from the file {text}, which is not known here. {variable} goes on naming it: the file must be there when Authelia starts.", words...)
		default:
			p.mind(s.option.Key, "Option '{option}' comes from {text}, which is not known here. {variable} is written as it was.", words...)
		}
		add(s)
	}
}

// leave says that a format without variables leaves these where they are.
func (p *parts) leave() {
	for _, s := range p.standIns {
		p.inexpressible(s.option.Key, "Option '{option}' comes from {text}, which is not known here, so it is not in this file. Keep the variable {variable} where it is set now.",
			"option", authelia.ShortName(s.option.Key), "text", s.said(), "variable", s.name)
	}
}

// said is what may be said of what stands there: where a path belongs, people put the
// secret itself.
func (s standIn) said() string {
	if s.isPath && !unknown.IsPath(s.text) {
		return s.name
	}
	return s.text
}

// podVariable is such a variable of a container in Kubernetes.
func podVariable(s standIn) tree {
	if strings.HasPrefix(s.text, "{") {
		return tree{{Key: "name", Value: plain(s.name)}, {Key: "valueFrom", Value: plain(s.text)}}
	}
	if s.isPath {
		return pair(s.name, strings.ReplaceAll(s.text, "$", "$$"))
	}
	return pair(s.name, s.text)
}
