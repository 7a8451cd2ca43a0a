package render

import (
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// writeHelm is values for Authelia's own chart, authelia/chartrepo.
// Source: templates/configMap.yaml, templates/deployment.yaml and
// values.schema.json of the chart, 0.10 and 0.11. What they do to a value:
//
//   - texts go between single quotes as they are, so a single quote in one is
//     doubled here;
//   - then Authelia's template filter reads the file, unless
//     configMap.filters.disabled is set, so "{{" is written as a template that
//     prints it;
//   - numbers pass through "default", for which 0 is the same as nothing;
//   - keys that the chart does not have are refused by its schema.
//
// What cannot pass goes into pod.env: Authelia's variables win over the file.
func writeHelm(m model) Rendering {
	p := m.parts()
	h := helm{parts: p, notes: p.notes}
	r := Rendering{Format: Helm, Files: []File{}}
	if len(p.secrets)+len(p.public) == 0 {
		r.Notes = h.notes.list()
		return r
	}
	values := h.values()
	r.Files = append(r.Files, File{Name: "values.yaml", Language: "yaml", Text: values.String(),
		Note: p.say("Merge it into the values of your release: helm upgrade … -f your-values.yaml -f values.yaml")})
	if len(p.secrets) > 0 {
		r.Files = append(r.Files, p.secretManifest())
		h.notes.secretManifest()
		h.notes.mind("", "The values name the Secret authelia-redis instead of holding the secrets. Create it before you upgrade the release.")
	}
	if !p.version.Since(v438) {
		h.notes.mind("", "The chart needs Authelia 4.38 or later from its release 0.9 on; these values are for release 0.11, and do not fit the chart of Authelia {version}.", "version", p.version.String())
	}
	if len(h.env) > 0 {
		h.notes.mind("", "Helm does not merge lists: if your values have a pod.env already, put these entries into it.")
	}
	h.notes.privateCA(p, "The chart takes it from a Secret: certificates.existingSecret.")
	r.Notes = h.notes.list()
	return r
}

// helm collects the values of the chart.
type helm struct {
	parts
	notes notes
	env   list
}

// values is the whole file.
func (h *helm) values() tree {
	ha := has(h.options, configschema.HAPrefix)
	redis := tree{{name: "enabled", value: plain("true")}}
	h.text(&redis, "host", configschema.KeyHost, true) // the chart has a host of its own as default
	h.port(&redis, ha)
	h.text(&redis, "username", configschema.Prefix+"username", false)
	h.password(&redis, configschema.Prefix+"password")
	h.number(&redis, "database_index", configschema.Prefix+"database_index", true)
	h.number(&redis, "maximum_active_connections", configschema.KeyMaxActive, false)
	h.number(&redis, "minimum_idle_connections", configschema.Prefix+"minimum_idle_connections", true)
	h.tls(&redis)
	if ha {
		h.sentinel(&redis)
	}
	h.missing()
	top := tree{{name: "configMap", value: tree{{name: "session", value: tree{{name: "redis", value: redis}}}}}}
	if len(h.secrets) > 0 {
		var items list
		for _, s := range h.secrets {
			items = append(items, tree{{name: "key", value: s.file}, {name: "path", value: s.file}})
		}
		top.add("secret", tree{{name: "additionalSecrets", value: tree{{name: objectName, value: tree{{name: "items", value: items}}}}}})
	}
	if len(h.env) > 0 {
		top.add("pod", tree{{name: "env", value: h.env}})
	}
	return top
}

// port writes the port. Behind Sentinel the chart's 6379 would be wrong, and
// with a socket any port is.
func (h *helm) port(t *tree, ha bool) {
	switch _, set := h.options[configschema.KeyPort]; {
	case set:
		h.number(t, "port", configschema.KeyPort, false)
	case ha:
		t.add("port", plain("26379"))
	case strings.HasPrefix(h.options[configschema.KeyHost], "/"):
		h.setEnv("AUTHELIA_SESSION_REDIS_PORT", "0")
		h.notes.mind(configschema.KeyHost, "The chart always writes a port, and with a port Authelia takes the path of a socket for a host name. The entry AUTHELIA_SESSION_REDIS_PORT=0 in pod.env takes it back. The directory of the socket has to be mounted by pod.extraVolumes and pod.extraVolumeMounts.")
	}
}

// text writes a text, if it is set or always.
func (h *helm) text(t *tree, name, key string, always bool) {
	value := h.options[key]
	switch {
	case value == "" && !always:
	case !configschema.Printable(value):
		h.carry(key, "Option '{option}' holds a line break or an invisible character, which the chart would break, so it is a variable in pod.env, which wins over the file.")
	default:
		t.add(name, h.templated(key, value))
	}
}

// templated is a text as the chart has to be given it.
func (h *helm) templated(key, value string) string {
	if strings.Contains(value, "{{") {
		h.notes.mind(key, "Option '{option}' contains '{braces}'. The chart switches Authelia's template filter on, so it is written as a template that prints it. If you set configMap.filters.disabled, write '{braces}' itself.", "option", below(key), "braces", "{{")
	}
	return strings.ReplaceAll(strings.ReplaceAll(value, "'", "''"), "{{", `{{ "{{" }}`)
}

// number writes a number; zero tells whether 0 is what the chart writes for 0.
func (h *helm) number(t *tree, name, key string, zero bool) {
	value := h.options[key]
	switch {
	case value == "":
	case value == "0" && !zero:
		h.carry(key, "Option '{option}' is 0, which the chart replaces by its own default, so it is a variable in pod.env, which wins over the file.")
	case isNumber(value) && len(value) <= 6: // more digits would come out as 1e+06
		t.add(name, plain(value))
	default:
		h.carry(key, "Option '{option}' is not a number that the chart passes on unchanged, so it is a variable in pod.env, which wins over the file.")
	}
}

// flag writes a boolean.
func (h *helm) flag(t *tree, name, key string) {
	switch value := h.options[key]; value {
	case "":
	case "true", "false":
		t.add(name, plain(value))
	default:
		h.carry(key, "Option '{option}' is neither true nor false, so it is a variable in pod.env, which wins over the file.")
	}
}

// password names the key of the Secret. Without a password the chart has to be
// told so: otherwise it makes one up, and Redis refuses it.
func (h *helm) password(t *tree, key string) {
	for _, s := range h.secrets {
		if s.key == key {
			t.add("password", tree{{name: "secret_name", value: objectName}, {name: "path", value: s.file}})
			return
		}
	}
	t.add("password", tree{{name: "disabled", value: plain("true")}})
}

func (h *helm) tls(t *tree) {
	if !has(h.options, configschema.TLSPrefix) {
		return
	}
	tls := tree{{name: "enabled", value: plain("true")}}
	h.text(&tls, "server_name", configschema.TLSPrefix+"server_name", false)
	h.flag(&tls, "skip_verify", configschema.TLSPrefix+"skip_verify")
	h.text(&tls, "minimum_version", configschema.TLSPrefix+"minimum_version", false)
	h.text(&tls, "maximum_version", configschema.TLSPrefix+"maximum_version", false)
	t.add("tls", tls)
}

func (h *helm) sentinel(t *tree) {
	ha := tree{{name: "enabled", value: plain("true")}}
	h.text(&ha, "sentinel_name", configschema.HAPrefix+"sentinel_name", true)
	h.text(&ha, "username", configschema.HAPrefix+"sentinel_username", false)
	h.password(&ha, configschema.HAPrefix+"sentinel_password")
	if rows := h.rows(); len(rows) > 0 {
		ha.add("nodes", rows)
	}
	h.flag(&ha, "route_by_latency", configschema.HAPrefix+"route_by_latency")
	h.flag(&ha, "route_randomly", configschema.HAPrefix+"route_randomly")
	t.add("high_availability", ha)
	if h.options[configschema.KeyMaxActive] == "" {
		h.notes.mind(configschema.KeyMaxActive, "The chart writes maximum_active_connections: 8 where you leave it out. Without the chart, Authelia would open up to 10 connections for each processor with Sentinel.")
	}
}

// rows are the nodes. No variable can carry one, so what the chart would break
// is lost.
func (h *helm) rows() list {
	var rows list
	last := -1
	for _, key := range sorted(h.public) {
		row, ok := nodeOf(key)
		if !ok {
			continue
		}
		if row != last {
			rows, last = append(rows, tree{}), row
		}
		node := rows[len(rows)-1].(tree)
		value := h.public[key]
		switch f, _ := configschema.FieldOf(key); {
		case f.Type == configschema.Number && isNumber(value) && len(value) <= 6:
			node.add("port", plain(value))
		case f.Type != configschema.Number && configschema.Printable(value):
			node.add("host", h.templated(key, value))
		default:
			h.notes.inexpressible(key, "Option '{option}' is left out: the chart would not pass on its value unchanged, and no variable can carry a node.", "option", below(key))
		}
		rows[len(rows)-1] = node
	}
	return rows
}

// missing carries the options that the chart has no value for.
func (h *helm) missing() {
	for _, name := range []string{"timeout", "max_retries"} {
		if h.options[configschema.Prefix+name] != "" {
			h.carry(configschema.Prefix+name, "Option '{option}' has no value in the chart, so it is a variable in pod.env, which wins over the file.")
		}
	}
	for _, s := range h.secrets {
		if strings.HasPrefix(s.key, configschema.TLSPrefix) {
			h.setEnv(s.env, secretMount+"/"+s.file)
			h.notes.mind(s.key, "Option '{option}' has no value in the chart, so it is a file of the Secret, named by a variable in pod.env.", "option", below(s.key))
		}
	}
}

// carry puts an option into pod.env and says why.
func (h *helm) carry(key string, why phrase.Text) {
	f, _ := configschema.FieldOf(key)
	h.setEnv(f.Env(), h.options[key])
	h.notes.mind(key, why, "option", below(key))
}

// setEnv adds a variable of the container. Kubernetes replaces $(NAME) in it,
// and $$ is one dollar sign.
func (h *helm) setEnv(name, value string) {
	h.env = append(h.env, pair(name, strings.ReplaceAll(value, "$", "$$")))
}
