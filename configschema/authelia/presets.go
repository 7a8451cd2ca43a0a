package authelia

import "redis-wizard/configschema/phrase"

// A Preset is a set-up that many people have: a beginning, to be corrected.
type Preset struct {
	Name           string
	Title, Explain phrase.Text
	Kind           Kind
	TLS            bool
	// Output is the format of package render in which such a set-up is written first;
	// empty where none is more likely than the others.
	Output string
	Values Values
}

// KindWords are what a person chooses a kind of set-up by.
type KindWords struct{ Title, Explain phrase.Text }

var sessionRedisWords = map[Kind]KindWords{
	Single:   {"Single server", "One Redis server, by host and port"},
	Socket:   {"Unix socket", "Redis on the same host, via a Unix socket"},
	Sentinel: {"Sentinel", "Replicated Redis with automatic failover"},
}

var sessionRedisPresets = []Preset{
	{"compose", "Docker Compose", "Redis is a service named redis in the same compose file.",
		Single, false, "compose", Values{KeyHost: "redis", KeyPort: ""}},
	{"kubernetes", "Kubernetes with Sentinel", "Three pods of a StatefulSet, each with a sentinel, behind a headless Service.",
		Sentinel, false, "kubernetes", Values{
			KeyHost: "", KeyPort: "", KeySentinelName: "mymaster",
			KeyNodes + ".0.host": "redis-node-0.redis-headless.redis.svc.cluster.local",
			KeyNodes + ".1.host": "redis-node-1.redis-headless.redis.svc.cluster.local",
			KeyNodes + ".2.host": "redis-node-2.redis-headless.redis.svc.cluster.local",
		}},
	{"managed", "Managed Redis with TLS", "A hosted Redis with a certificate that every system trusts.",
		Single, true, "", Values{KeyHost: "redis.example.com", KeyPort: "", KeyMinVersion: "TLS1.2"}},
	{"socket", "Unix socket on the same host", "Redis on the machine that Authelia runs on, without a network.",
		Socket, false, "systemd", Values{KeyHost: "/run/redis/redis.sock", KeyPort: ""}},
}
