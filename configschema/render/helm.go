package render

import (
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/chart"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/phrase"
)

// writeHelm is values for Authelia's own chart, authelia/chartrepo.
// Source: templates/configMap.yaml, templates/deployment.yaml and
// values.schema.json of the chart, 0.10 and 0.11. What they do to a value:
//
//   - texts, numbers and switches as package chart says;
//   - keys that the chart does not have are refused by its schema.
//
// What cannot pass goes into pod.env: Authelia's variables win over the file.
func writeHelm(p *parts) {
	if p.empty() {
		return
	}
	h := helm{parts: p}
	h.file("values.redis.yaml", "yaml", h.values().String(), "Merge it into the values of your release: helm upgrade … -f your-values.yaml -f values.redis.yaml")
	if len(p.secrets) > 0 {
		p.secretManifest()
		h.need("", "the Secret authelia-redis", "The values name the Secret authelia-redis instead of containing the secrets. Create it before you upgrade the release.")
	}
	if !p.version.Profile().ConfigVariable {
		h.mind("", "The chart needs Authelia 4.38 or later from its release 0.9 on; these values are for release 0.11, and do not fit the chart of Authelia {version}.", "version", p.version.String())
	}
	if len(h.env) > 0 {
		h.mind("", "Helm does not merge lists: if your values have a pod.env already, put these entries into it.")
	}
	h.privateCA("The chart takes it from a Secret: certificates.existingSecret.")
}

// helm collects the values of the chart.
type helm struct {
	*parts
	env list
}

// values is the whole file.
func (h *helm) values() tree {
	ha := form.HasPrefix(h.options, authelia.HAPrefix)
	redis := tree{{Key: "enabled", Value: plain("true")}}
	h.put(&redis, authelia.KeyHost) // the chart has a host of its own as default
	h.port(&redis, ha)
	h.put(&redis, authelia.KeyUsername)
	h.password(&redis, authelia.KeyPassword)
	h.put(&redis, authelia.KeyIndex)
	h.put(&redis, authelia.KeyMaxActive)
	h.put(&redis, authelia.KeyMinIdle)
	h.tls(&redis)
	if ha {
		h.sentinel(&redis)
	}
	h.missing()
	top := tree{{Key: "configMap", Value: tree{{Key: "session", Value: tree{{Key: "redis", Value: redis}}}}}}
	if len(h.secrets) > 0 {
		var items list
		for _, s := range h.secrets {
			items = append(items, tree{{Key: "key", Value: s.file}, {Key: "path", Value: s.file}})
		}
		top.Add("secret", tree{{Key: "additionalSecrets", Value: tree{{Key: objectName, Value: tree{{Key: "items", Value: items}}}}}})
	}
	h.carryAll()
	if len(h.env) > 0 {
		top.Add("pod", tree{{Key: "env", Value: h.env}})
	}
	return top
}

// port writes the port. Behind Sentinel the chart's 6379 would be wrong, and
// with a socket any port is.
func (h *helm) port(t *tree, ha bool) {
	switch _, set := h.options[authelia.KeyPort]; {
	case set:
		h.put(t, authelia.KeyPort)
	case ha:
		t.Add("port", plain("26379"))
	case strings.HasPrefix(h.options[authelia.KeyHost], "/"):
		h.setEnv(authelia.Option{Key: authelia.KeyPort}.Env(), "0")
		h.mind(authelia.KeyHost, "The chart always writes a port, and with a port Authelia takes the path of a socket for a host name. The entry AUTHELIA_SESSION_REDIS_PORT=0 in pod.env takes it back. The directory of the socket has to be mounted by pod.extraVolumes and pod.extraVolumeMounts.")
	}
}

// put writes options. What the chart passes on though it is empty is always written.
func (h *helm) put(t *tree, keys ...string) {
	for _, key := range keys {
		f, _ := authelia.OptionOf(key)
		value, keeps := h.options[key], chart.Of(key).Keeps
		if value == "" && !(keeps && f.Type != authelia.Number) {
			continue
		}
		written, why := h.value(key, value, keeps)
		if why != "" {
			h.carry(key, why)
			continue
		}
		t.Add(chart.Name(key), written)
	}
}

// value is a value as the chart has to be given it, or why it would not pass it on.
func (h *helm) value(key, value string, keeps bool) (written any, why phrase.Text) {
	if written, why = chart.Write(key, value, keeps); strings.Contains(value, "{{") && why == "" {
		h.mind(key, "Option '{option}' contains '{braces}'. The chart switches Authelia's template filter on, so it is written as a template that prints it. If you set configMap.filters.disabled, write '{braces}' itself.", "option", authelia.ShortName(key), "braces", "{{")
	}
	return written, why
}

// password names the key of the Secret. Without a password the chart has to be
// told so: otherwise it makes one up, and Redis refuses it.
func (h *helm) password(t *tree, key string) {
	if at := slices.IndexFunc(h.secrets, func(s secret) bool { return s.key == key }); at >= 0 {
		t.Add("password", tree{{Key: "secret_name", Value: objectName}, {Key: "path", Value: h.secrets[at].file}})
		return
	}
	if path := h.secretPath(key); path != nil {
		t.Add("password", tree{{Key: "secret_name", Value: path[1]}, {Key: "path", Value: path[2]}})
		return
	}
	t.Add("password", tree{{Key: "disabled", Value: plain("true")}})
}

// secretPath is where the chart mounts the file of a password that is not known here: the
// name of the Secret, and the path in it; nil for one that it does not mount.
func (h *helm) secretPath(key string) []string {
	for _, s := range h.standIns {
		if s.option.Key == key && s.isPath {
			return chartPath.FindStringSubmatch(s.text)
		}
	}
	return nil
}

var chartPath = regexp.MustCompile(`^/secrets/([^/]+)/(.+)$`)

// carryAll puts what is not known here into pod.env, but for the passwords that the chart
// has from a Secret.
func (h *helm) carryAll() {
	h.parts.carry(podReferences, func(s standIn) {
		isPassword := s.option.Key == authelia.KeyPassword || s.option.Key == authelia.KeySentinelPassword && form.HasPrefix(h.options, authelia.HAPrefix)
		if !isPassword || h.secretPath(s.option.Key) == nil {
			h.env = append(h.env, podVariable(s))
		}
	})
}

func (h *helm) tls(t *tree) {
	if !form.HasPrefix(h.options, authelia.TLSPrefix) {
		return
	}
	tls := tree{{Key: "enabled", Value: plain("true")}}
	h.put(&tls, authelia.KeyServerName, authelia.KeySkipVerify, authelia.KeyMinVersion, authelia.KeyMaxVersion)
	t.Add("tls", tls)
}

func (h *helm) sentinel(t *tree) {
	ha := tree{{Key: "enabled", Value: plain("true")}}
	h.put(&ha, authelia.KeySentinelName)
	h.put(&ha, authelia.KeySentinelUsername)
	h.password(&ha, authelia.KeySentinelPassword)
	if rows := h.rows(); len(rows) > 0 {
		ha.Add("nodes", rows)
	}
	h.put(&ha, authelia.KeyRouteLatency, authelia.KeyRouteRandomly)
	t.Add(authelia.HAName, ha)
	if h.options[authelia.KeyMaxActive] == "" {
		h.mind(authelia.KeyMaxActive, "The chart writes maximum_active_connections: 8 where you leave it out. Without the chart, Authelia would open up to 10 connections for each processor with Sentinel.")
	}
}

// rows are the nodes. No variable can carry one, so what the chart would break
// is lost.
func (h *helm) rows() list {
	var rows list
	last := -1
	for _, key := range sorted(h.public) {
		row, ok := authelia.Key(key).Row()
		if !ok {
			continue
		}
		if row != last {
			rows, last = append(rows, tree{}), row
		}
		node := rows[len(rows)-1].(tree)
		f, _ := authelia.OptionOf(key)
		if written, why := h.value(key, h.public[key], true); why == "" {
			node.Add(f.Name(), written)
		} else {
			h.inexpressible(key, "Option '{option}' is left out: the chart would not pass on its value unchanged, and no variable can carry a node.", "option", authelia.ShortName(key))
		}
		rows[len(rows)-1] = node
	}
	return rows
}

// missing carries the options that the chart has no value for.
func (h *helm) missing() {
	for _, key := range []string{authelia.KeyTimeout, authelia.KeyRetries} {
		if h.options[key] != "" {
			h.carry(key, "Option '{option}' has no value in the chart, so it is a variable in pod.env, which wins over the file.")
		}
	}
	for _, s := range h.secrets {
		if strings.HasPrefix(s.key, authelia.TLSPrefix) {
			h.setEnv(s.env, secretMount+"/"+s.file)
			h.mind(s.key, "Option '{option}' has no value in the chart, so it is a file of the Secret, named by a variable in pod.env.", "option", authelia.ShortName(s.key))
		}
	}
}

// carry puts an option into pod.env and says why.
func (h *helm) carry(key string, why phrase.Text) {
	f, _ := authelia.OptionOf(key)
	h.setEnv(f.Env(), h.options[key])
	h.mind(key, why, "option", authelia.ShortName(key))
}

// setEnv adds a variable of the container. Kubernetes replaces $(NAME) in it,
// and $$ is one dollar sign.
func (h *helm) setEnv(name, value string) {
	h.env = append(h.env, pair(name, strings.ReplaceAll(value, "$", "$$")))
}
