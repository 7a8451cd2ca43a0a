package intake

import (
	"strings"

	"redis-wizard/configschema"

	"gopkg.in/yaml.v3"
)

// readHelm takes the values of Authelia's Helm chart, or those of a chart that
// has it as a dependency.
// Source: authelia/chartrepo, charts/authelia/values.yaml and
// templates/configMap.yaml, chart 0.11.5.
func readHelm(t *text) *reading {
	if len(t.documents) == 0 {
		return nil
	}
	root := t.documents[0]
	configMap := childOf(root, "configMap")
	if configMap == nil {
		configMap = childOf(child(root, "authelia"), "configMap")
	}
	if configMap == nil {
		return nil
	}
	out := t.reading(Helm)
	h := &helmReader{reading: out, text: t}
	m := &manifestReader{composeReader: composeReader{reading: out, text: t}, literal: true}
	m.walk(root, 0) // pod.env may add variables
	redis := childOf(childOf(configMap, "session"), "redis")
	if redis == nil {
		out.note("configMap.session.redis is not among these values, so the chart leaves Redis out.")
		out.noteOthers()
		return out
	}
	h.redis(redis)
	out.noteOthers()
	return out
}

// childOf finds an entry in either spelling: highAvailability, high_availability.
func childOf(n *yaml.Node, key string) *yaml.Node {
	want := snake(key)
	for _, f := range fields(n) {
		if snake(f.key) == want {
			return target(f.value)
		}
	}
	return nil
}

// A helmReader takes configMap.session.redis.
type helmReader struct {
	*reading
	text *text
}

func (h *helmReader) redis(redis *yaml.Node) {
	at := h.at(h.text.Name, redis.Line)
	if !truth(childOf(redis, "enabled")) {
		at.warn("E09", "configMap.session.redis.enabled is not true, so the chart leaves all of Redis out", "Set enabled: true. Until then sessions stay in memory and are lost at each restart.")
	}
	hasPort := false
	for _, f := range fields(redis) {
		name := snake(f.key)
		at := h.at(h.text.Name, f.line)
		switch name {
		case "enabled", "enabled_secret":
		case "deploy":
			if truth(f.value) {
				at.warn("F14", "configMap.session.redis.deploy has no effect: the chart brings no Redis since 0.11.0", "Install Redis on its own, and write its Service into host.")
			}
		case "tls":
			h.section(f, configschema.TLSPrefix, "server_name", "skip_verify", "minimum_version", "maximum_version")
		case "high_availability":
			h.section(f, configschema.HAPrefix, "sentinel_name", "username", "nodes", "route_by_latency", "route_randomly", "password")
		case "password":
			h.password(f, configschema.KeyPassword, "session.redis.password.txt")
		default:
			hasPort = hasPort || name == "port" && plainValue(f.value) != ""
			h.option(f, configschema.Prefix, "host", "port", "username", "database_index", "maximum_active_connections", "minimum_idle_connections")
		}
	}
	host, _ := scalar(childOf(redis, "host"))
	if !hasPort && host != "" {
		at.set(configschema.KeyPort, "6379") // the chart always writes one
	}
	if strings.HasPrefix(host, "/") {
		at.warn("B11", "the chart always writes a port, so the unix socket of configMap.session.redis.host cannot be used", "Reach Redis over TCP, or bring a ConfigMap of your own.")
	}
}

// option takes one option that the chart writes; of the others it says so.
func (h *helmReader) option(f field, section string, written ...string) {
	name := snake(f.key)
	key := section + name
	if section == configschema.HAPrefix && name == "username" {
		key = configschema.KeySentinelUsername
	}
	at := h.at(h.text.Name, lineOf(f))
	path := "configMap." + strings.TrimSuffix(section, ".") + "." + f.key
	value := plainValue(f.value)
	switch _, isScalar := scalar(f.value); {
	case !isOption(key):
		h.note("{option} is no value of the chart that concerns Redis, and was left aside.", "option", path)
		return
	case !isScalar:
		h.note("{option} holds no plain value, and was left aside.", "option", path)
		return
	case !has(written, name):
		at.warn("F13", "the chart does not write {option}, so Authelia never gets it", "Set the variable {variable} in the pod instead.", "option", path, "variable", envOf(key))
	default:
		value = rendered(value)
	}
	at.set(key, value)
}

// rendered is what Authelia reads of a text that the chart puts between single
// quotes and its template filter goes over: a quote is written twice, and
// braces as a template that prints them.
func rendered(value string) string {
	return strings.ReplaceAll(strings.ReplaceAll(value, "''", "'"), `{{ "{{" }}`, "{{")
}

func has(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

// section takes tls or highAvailability, when it is enabled.
func (h *helmReader) section(f field, section string, written ...string) {
	path := "configMap." + strings.TrimSuffix(section, ".")
	var set []string
	on := truth(childOf(f.value, "enabled"))
	for _, inner := range fields(f.value) {
		name := snake(inner.key)
		switch {
		case name == "enabled" || name == "enabled_secret":
		case !on:
			set = append(set, inner.key)
		case name == "nodes":
			h.sentinels(inner)
		case section == configschema.HAPrefix && name == "password":
			h.password(inner, configschema.KeySentinelPassword, "session.redis.sentinel.password.txt")
		default:
			h.option(inner, section, written...)
		}
	}
	if len(set) > 0 {
		h.note("{option} is not true, so the chart leaves {options} out, and so was done here.", "option", path+".enabled", "options", h.list(set))
	}
	if on && section == configschema.TLSPrefix && !h.hasSetting(configschema.TLSPrefix) {
		h.at(h.text.Name, f.line).set(configschema.KeyMinVersion, "TLS1.2") // what the chart writes
	}
}

func (h *helmReader) hasSetting(start string) bool {
	for _, s := range h.settings {
		if strings.HasPrefix(s.Key, start) {
			return true
		}
	}
	return false
}

func (h *helmReader) sentinels(f field) {
	for _, item := range items(f.value) {
		at := h.at(h.text.Name, item.Line)
		host, port := rendered(plainValue(childOf(item, "host"))), plainValue(childOf(item, "port"))
		if text, ok := scalar(item); ok {
			host, port = splitHost(text)
			h.note("A node of the chart has host: and port:. Plain texts were taken apart.")
		}
		at.node(host, port)
	}
}

// password takes a secret of the chart: a value that the chart puts into a
// Secret, or the path of the file in one that is there already.
func (h *helmReader) password(f field, key, standard string) {
	at := h.at(h.text.Name, f.line)
	if value, ok := scalar(f.value); ok {
		at.set(key, value)
		return
	}
	value := plainValue(child(f.value, "value"))
	path := plainValue(childOf(f.value, "path"))
	name := plainValue(childOf(f.value, "secret_name"))
	switch {
	case truth(childOf(f.value, "disabled")):
		if value != "" {
			h.note("{option} is true, so its value was left aside.", "option", "configMap."+key+".disabled")
		}
	case value != "":
		at.set(key, value)
		h.note("The chart keeps {option} in a Secret and hands Authelia its path.", "option", "configMap."+key+".value")
	default:
		if path == "" {
			path = standard
		}
		if name == "" || name == "~" {
			name = "internal"
		}
		if !strings.HasPrefix(path, "/") {
			path = "/secrets/" + name + "/" + path
		}
		at.variable(envOf(key)+"_FILE", path)
	}
}
