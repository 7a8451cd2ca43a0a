package render

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// sessionSection says what a file with the options is.
const sessionSection phrase.Text = "The session section of Authelia's configuration.yml. Where yours has one already, put redis: below it."

// writeYAML is one configuration.yml with everything in it, secrets included.
func writeYAML(m model) Rendering {
	p := m.parts()
	n := notes{language: m.input.Language}
	n.state(m.result, p.version)
	if m.result.YAML == "" {
		return Rendering{Format: YAML, Files: []File{}, Notes: n.list()}
	}
	n.sessionSecret()
	n.filtersOf(p.options, p.version)
	n.privateCA(p, "")
	holds := false
	for key := range p.options {
		f, known := configschema.FieldOf(key)
		holds = holds || f.Secret || !known // a misspelt password is one, too
	}
	file := File{Name: "configuration.yml", Language: "yaml", Text: m.result.YAML,
		Note: p.say(sessionSection)}
	if holds {
		file.Mode = "0600"
		n.mind("", "This file holds secrets in plain text. Let nobody but Authelia's user read it, and keep it out of version control. The format secrets keeps them in files of their own.")
	}
	return Rendering{Format: YAML, Files: []File{file}, Notes: n.list()}
}

// configuration is the YAML of the values alone, beginning at session:. It
// leaves nothing out, defaults included, and decides nothing.
func configuration(values configschema.Values) string {
	redis := redisTree(values)
	if len(redis) == 0 {
		return ""
	}
	return tree{{name: "session", value: tree{{name: "redis", value: redis}}}}.String()
}

// redisTree is what stands below redis: plain options first, then the sections.
func redisTree(values configschema.Values) tree {
	var redis, tls, ha tree
	var rows list
	row := -1
	for _, key := range sorted(values) {
		f, _ := configschema.FieldOf(key)
		to := &redis
		if number, ok := nodeOf(key); ok {
			if number != row || len(rows) == 0 {
				rows, row = append(rows, tree{}), number
			}
			node := rows[len(rows)-1].(tree)
			rows[len(rows)-1] = append(node, branch{name: f.Name(), value: typed(f, values[key])})
			continue
		}
		switch {
		case strings.HasPrefix(key, configschema.TLSPrefix):
			to = &tls
		case strings.HasPrefix(key, configschema.HAPrefix):
			to = &ha
		}
		to.add(f.Name(), typed(f, values[key]))
	}
	if len(rows) > 0 {
		ha.add("nodes", rows)
	}
	if len(tls) > 0 {
		redis.add("tls", tls)
	}
	if len(ha) > 0 {
		redis.add("high_availability", ha)
	}
	return redis
}

// typed is the value of an option as it stands in YAML: numbers and booleans
// plain where they are that beyond doubt, everything else quoted.
func typed(f configschema.Field, value string) any {
	switch f.Type {
	case configschema.Number, configschema.Duration:
		if isNumber(value) {
			return plain(value)
		}
	case configschema.Boolean:
		if value == "true" || value == "false" {
			return plain(value)
		}
	}
	return value
}

// isNumber tells whether a text is just how an integer is written.
func isNumber(s string) bool {
	n, err := strconv.ParseInt(s, 10, 64)
	return err == nil && strconv.FormatInt(n, 10) == s
}
