package authelia

import "redis-wizard/configschema/phrase"

// A Preset is a set-up that many people have: a beginning, to be corrected.
type Preset struct {
	Name           string
	Title, Explain phrase.Text
	Kind           Kind
	TLS            bool
	Values         Values
}

// A Group is a part of the form: sections that stand together under one title.
type Group struct {
	Title phrase.Text
	// Titles are what it is called in some kinds of set-up.
	Titles   map[Kind]phrase.Text
	Sections []Section
}

var sessionRedisGroups = []Group{
	{Title: "Sentinels", Sections: []Section{Sentinels, Nodes, GroupLogin}},
	{Title: "Redis server", Titles: map[Kind]phrase.Text{Sentinel: "Redis behind the sentinels"}, Sections: []Section{Server, Login}},
	{Title: "TLS", Sections: []Section{TLS}},
	{Title: "Timeouts and pool", Sections: []Section{Connection}},
}

// RowWords are what the rows of a list are called, and what is said of one of them.
type RowWords struct{ Name, Add, Paste, Menu, Up, Down, Remove, Added, Moved, Removed phrase.Text }

var sentinelRows = RowWords{
	Name: "Sentinel {number}", Add: "Add sentinel", Paste: "or paste a:26379,b:26379 into a host",
	Menu: "Move or remove sentinel {number}", Up: "Move sentinel {number} up", Down: "Move sentinel {number} down", Remove: "Remove sentinel {number}",
	Added: "Sentinel {number} added", Moved: "Now sentinel {number}", Removed: "Sentinel {number} removed",
}

var anyRows = RowWords{
	Name: "Row {number}", Add: "Add a row",
	Menu: "Move or remove row {number}", Up: "Move row {number} up", Down: "Move row {number} down", Remove: "Remove row {number}",
	Added: "Row {number} added", Moved: "Now row {number}", Removed: "Row {number} removed",
}

// RowWordsOf are those of a list, or words that fit any.
func RowWordsOf(list string) RowWords {
	if r := RootOf(list); r != nil {
		if words, ok := r.Rows[list]; ok {
			return words
		}
	}
	return anyRows
}

// PresetOf is the template of a name, with its root; nil for none.
func PresetOf(name string) (*Root, Preset) {
	for _, root := range Known {
		for _, preset := range root.Presets {
			if preset.Name == name {
				return root, preset
			}
		}
	}
	return nil, Preset{}
}

// KindWords are what a person chooses a kind of set-up by.
type KindWords struct{ Title, Explain phrase.Text }

var sessionRedisWords = map[Kind]KindWords{
	Single:   {"Single server", "One Redis server, by host and port"},
	Socket:   {"Unix socket", "Redis on the same host, via a Unix socket"},
	Sentinel: {"Sentinel", "Replicated Redis with automatic failover"},
}

var sessionRedisPresets = []Preset{
	{"compose", "Compose", "Redis is a service named redis in the same compose file.",
		Single, false, Values{KeyHost: "redis", KeyPort: ""}},
	{"kubernetes", "Kubernetes + Sentinel", "Three pods of a StatefulSet, each with a sentinel, behind a headless Service.",
		Sentinel, false, Values{
			KeyHost: "", KeyPort: "", KeySentinelName: "mymaster",
			KeyNodes + ".0.host": "redis-node-0.redis-headless.redis.svc.cluster.local",
			KeyNodes + ".1.host": "redis-node-1.redis-headless.redis.svc.cluster.local",
			KeyNodes + ".2.host": "redis-node-2.redis-headless.redis.svc.cluster.local",
		}},
	{"managed", "Managed + TLS", "A hosted Redis with a certificate that every system trusts.",
		Single, true, Values{KeyPort: "", KeyMinVersion: "TLS1.2"}},
	{"socket", "Socket", "Redis on the machine that Authelia runs on, without a network.",
		Socket, false, Values{KeyHost: "/run/redis/redis.sock", KeyPort: ""}},
}
