package views

import (
	"encoding/json"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// A preset is a set-up that many people have: a beginning, to be corrected.
type preset struct {
	Name           string
	Title, Explain phrase.Text
	Kind           configschema.Kind
	TLS            configschema.Switch
	Values         configschema.Values
}

// presets, in the order of the page.
var presets = []preset{
	{"compose", "Docker Compose", "Redis is a service named redis in the same compose file.",
		configschema.Single, configschema.Off, configschema.Values{"session.redis.host": "redis", "session.redis.port": ""}},
	{"kubernetes", "Kubernetes with Sentinel", "Three pods of a StatefulSet, each with a sentinel, behind a headless Service.",
		configschema.Sentinel, configschema.Off, configschema.Values{
			"session.redis.host": "", "session.redis.port": "", "session.redis.high_availability.sentinel_name": "mymaster",
			nodes + ".0.host": "redis-node-0.redis-headless.redis.svc.cluster.local",
			nodes + ".1.host": "redis-node-1.redis-headless.redis.svc.cluster.local",
			nodes + ".2.host": "redis-node-2.redis-headless.redis.svc.cluster.local",
		}},
	{"managed", "Managed Redis with TLS", "A hosted Redis with a certificate that every system trusts.",
		configschema.Single, configschema.On, configschema.Values{"session.redis.host": "redis.example.com", "session.redis.port": "", "session.redis.tls.minimum_version": "TLS1.2"}},
	{"socket", "Unix socket on the same host", "Redis on the machine that Authelia runs on, without a network.",
		configschema.Socket, configschema.Off, configschema.Values{"session.redis.host": "/run/redis/redis.sock", "session.redis.port": ""}},
}

// json is what the script does when the preset is chosen.
func (p preset) json() string {
	text, err := json.Marshal(map[string]any{"kind": p.Kind, "tls": p.TLS, "values": p.Values})
	if err != nil {
		return "" // texts always have a JSON form
	}
	return string(text)
}

// Preset is the input of a preset by its name.
func Preset(name string) (configschema.Input, bool) {
	for _, p := range presets {
		if p.Name == name {
			return configschema.Input{Kind: p.Kind, TLS: p.TLS, Values: p.Values}, true
		}
	}
	return configschema.Input{}, false
}
