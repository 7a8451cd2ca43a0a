package intake

import (
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/chart"
)

// readHelm takes the values of Authelia's Helm chart, those of a chart that has it as a
// dependency, and those within what installs the chart.
// Source: authelia/chartrepo, charts/authelia/values.yaml and
// templates/configMap.yaml, chart 0.11.5.
func readHelm(t *text) *reading {
	h := &helmReader{reading: &reading{text: t}}
	var others []*yaml.Node
	found := false
	for _, d := range t.documents {
		isChart := false
		for _, root := range h.charts(d) {
			isChart = h.chart(root) || isChart
		}
		if !isChart {
			others = append(others, d)
		}
		found = found || isChart
	}
	if !found {
		return nil
	}
	for _, d := range others { // a ConfigMap beside the chart, for instance
		h.variablesIn(d, true)
	}
	for _, name := range h.pending {
		h.note("{name} was not read. Give these values as well.", "name", name)
	}
	h.noteOthers()
	return h.reading
}

// chart takes the values of one chart, and tells whether they are Authelia's.
func (h *helmReader) chart(root *yaml.Node) bool {
	configMap, secret, prefix := h.configMap(root)
	if configMap == nil {
		return false
	}
	h.prefix, h.secret = prefix, secret
	h.variablesIn(root, true) // pod.env may add variables
	redis := child(child(configMap, "session"), "redis")
	if redis == nil {
		h.note("{section} is not among these values, so the chart leaves Redis out.", "section", prefix+authelia.SessionRedis)
		return true
	}
	if h.reading.chart == nil && !h.isPart {
		h.reading.chart = &chartValues{h.text, redis, h.inside[root], h.refusal}
	}
	at := h.at(redis.Line)
	if !isOn(child(redis, "enabled")) {
		at.warn("E09", "{option} is not true, so the chart leaves all of Redis out", "Set enabled: true. Until then sessions stay in memory and are lost at each restart.", "option", prefix+authelia.Prefix+"enabled")
	}
	h.options(authelia.Prefix, fields(redis))
	host := plainValue(child(redis, "host"))
	if host != "" && !h.isPart && plainValue(child(redis, "port")) == "" {
		at.set(authelia.KeyPort, "6379") // the chart always writes one
	}
	if strings.HasPrefix(host, "/") {
		at.warn("B11", "The chart always writes a port, so the unix socket of {option} cannot be used", "Reach Redis over TCP, or use a ConfigMap of your own.", "option", prefix+authelia.KeyHost)
	}
	return true
}

// configMap finds the part of some values that becomes the configuration.yml, the part
// about secrets beside it, and what stands before the names of its options: the values of
// a dependency are below its name, and excerpts begin further in.
func (h *helmReader) configMap(root *yaml.Node) (configMap, secret *yaml.Node, prefix string) {
	if configMap = child(root, "config_map"); configMap != nil {
		return configMap, child(root, "secret"), "configMap."
	}
	for _, f := range fields(root) {
		if configMap = child(f.value, "config_map"); configMap != nil && (f.key == "authelia" || child(configMap, "session") != nil) {
			if f.key != "authelia" { // which is what the chart is called
				h.note("The values below {name} were read.", "name", f.key+":")
			}
			return configMap, child(f.value, "secret"), "configMap."
		}
	}
	if isChartExcerpt(root) {
		h.at(root.Line).warn("chart-keys", "session.redis has keys of Authelia's Helm chart, and was read as values of it", "There it belongs below configMap:. Authelia refuses such keys in a configuration.yml: write its own options there.")
		return root, child(root, "secret"), ""
	}
	return nil, nil, ""
}

// isChartExcerpt tells whether values have the keys of the chart without configMap: above
// them: a switch that the configuration.yml does not have, for Redis and for what else is
// there.
func isChartExcerpt(root *yaml.Node) bool {
	redis := child(child(root, "session"), "redis")
	password := child(redis, "password")
	hasKeys := child(redis, "enabled") != nil || child(password, "value") != nil || child(password, "secret_name") != nil || child(redis, "enabled_secret") != nil
	if !hasKeys {
		return false
	}
	for _, f := range fields(root) {
		if f.key != "session" && isSection(f) {
			return hasSwitch(child(root, "authentication_backend")) || hasSwitch(child(root, "storage")) || hasSwitch(child(root, "notifier"))
		}
	}
	return true
}

// hasSwitch tells whether the chart's enabled is in one of the parts of a section.
func hasSwitch(n *yaml.Node) bool {
	return slices.ContainsFunc(fields(n), func(f field) bool { return child(f.value, "enabled") != nil })
}

// A helmReader takes configMap.session.redis.
type helmReader struct {
	*reading
	prefix string     // of its options' names
	secret *yaml.Node // what the chart puts into its Secret, in old charts
	// pending are what names values that are not in the text.
	pending []string
	inside  map[*yaml.Node]*block // of values that stand in a text
	refusal error                 // why nothing can be put into the values
	isPart  bool                  // of the values; the rest is somewhere else
}

// sentinelUsername is what the chart calls the user at the sentinels.
var sentinelUsername = authelia.HAPrefix + chart.Name(authelia.KeySentinelUsername)

// secretMount is where the chart mounts Secrets.
const secretMount = "/secrets/"

// options takes the options of a section, and of those in it.
func (h *helmReader) options(section string, all []field) {
	for _, f := range all {
		switch key := section + snake(f.key); key {
		case section + "enabled":
		case section + "enabled_secret":
			h.oldSecret(section, f)
		case authelia.Prefix + "deploy":
			if isOn(f.value) {
				h.at(f.line).warn("F14", "{option} has no effect: the chart includes no Redis since 0.11.0", "Install Redis on its own, and write its Service into host.", "option", h.prefix+key)
			}
		case authelia.TLSPath, authelia.HAPath:
			h.section(key, f)
		case authelia.KeyPassword:
			h.password(f, key, key+".txt")
		case authelia.HAPrefix + "password":
			h.password(f, authelia.KeySentinelPassword, authelia.Prefix+"sentinel.password.txt")
		case authelia.KeyNodes:
			h.sentinels(f)
		default:
			h.option(f, key)
		}
	}
}

// section takes tls or highAvailability, when it is enabled.
func (h *helmReader) section(path string, f field) {
	inner := fields(f.value)
	if !isOn(child(f.value, "enabled")) {
		var names []string
		for _, f := range inner {
			if name := snake(f.key); name != "enabled" && name != "enabled_secret" {
				names = append(names, f.key)
			}
		}
		if len(names) > 0 {
			h.note("{option} is not true, so the chart leaves {options} out, and so was done here.", "option", h.prefix+path+".enabled", "options", h.list(names))
		}
		return
	}
	h.options(path+".", inner)
	ofTLS := func(s configschema.Setting) bool { return strings.HasPrefix(s.Key, authelia.TLSPrefix) }
	if path == authelia.TLSPath && !slices.ContainsFunc(h.settings, ofTLS) {
		h.at(f.line).set(authelia.KeyMinVersion, "TLS1.2") // what the chart writes
	}
}

// option takes one option, if the chart writes it; of the others it says so.
func (h *helmReader) option(f field, key string) {
	_, isScalar := scalar(f.value)
	value, option := plainValue(f.value), key
	if key == sentinelUsername {
		option = authelia.KeySentinelUsername
	}
	at := h.at(lineOf(f))
	path := h.prefix + key[:len(key)-len(snake(f.key))] + f.key
	switch {
	case isOption(option) && h.placeIn(value) != "":
		h.filledIn(f, option, path)
		return
	case isExpression(f.value) && isOption(option):
		h.expression(f.line, envOf(option), path)
		return
	case !isOption(option):
		h.note("{option} is no value of the chart that concerns Redis, and was left aside.", "option", path)
		return
	case !isScalar:
		h.note("{option} has no plain value, and was left aside.", "option", path)
		return
	case chart.Of(option) == nil || !strings.HasSuffix(key, "."+chart.Name(option)):
		at.warn("F13", "The chart does not write {option}, so Authelia never gets it", "Set the variable {variable} in the pod instead.", "option", path, "variable", envOf(option))
	default:
		value = chart.Read(value)
	}
	at.set(option, value)
}

func (h *helmReader) sentinels(f field) {
	for _, item := range items(f.value) {
		host, port := chart.Read(plainValue(child(item, "host"))), plainValue(child(item, "port"))
		if text, ok := scalar(item); ok {
			host, port = splitHost(text)
			h.note("A node of the chart has host: and port:. Plain texts were taken apart.")
		}
		h.at(item.Line).node(host, port)
	}
}

// password takes a secret of the chart: a value that the chart puts into a
// Secret, or the path of the file in one that is there already.
func (h *helmReader) password(f field, key, standard string) {
	at := h.at(f.line)
	if isExpression(f.value) || isExpression(child(f.value, "value")) {
		h.expression(f.line, envOf(key), h.prefix+key)
		return
	}
	if value, ok := scalar(f.value); ok {
		at.set(key, value)
		return
	}
	value, isOff := plainValue(child(f.value, "value")), isOn(child(f.value, "disabled"))
	switch {
	case isOff && value != "":
		h.note("{option} is true, so its value was left aside.", "option", h.prefix+key+".disabled")
	case isOff:
	case value != "":
		at.set(key, value)
		h.note("The chart keeps {option} in a Secret and hands Authelia its path.", "option", h.prefix+key+".value")
	default:
		path := cmp.Or(plainValue(child(f.value, "path")), standard)
		if !strings.HasPrefix(path, "/") {
			secret := cmp.Or(strings.Trim(plainValue(child(f.value, "secret_name")), "~"), "internal")
			path = secretMount + secret + "/" + path
		}
		at.variable(envOf(key)+"_FILE", path)
	}
}

// oldSecret takes the password of charts before 0.9, which stands among the secrets.
func (h *helmReader) oldSecret(section string, f field) {
	key, name := authelia.KeyPassword, "redis"
	if section == authelia.HAPrefix {
		key, name = authelia.KeySentinelPassword, "redis_sentinel"
	}
	if !isOn(f.value) {
		return
	}
	if value := child(child(h.secret, name), "value"); plainValue(value) != "" {
		h.at(value.Line).set(key, plainValue(value))
		return
	}
	h.note("{option} is true, so the password comes from a Secret. Its value is not in the text.", "option", h.prefix+section+f.key)
	h.at(f.line).elsewhere(envOf(key), "")
}
