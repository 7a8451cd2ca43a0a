package configschema

import (
	"sort"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
)

func adviseSentinel(j *judge, s *settings) {
	if !s.sentinel {
		return
	}
	if s.numbers[KeyIndex] > 0 && !j.version.Since(v438p10) {
		j.note(Warning, KeyIndex, "D14", "option '{option}' is ignored behind Sentinel before Authelia 4.38.10: database 0 is used",
			"Upgrade Authelia, or leave the index out.", newFix("Leave it out", Values{KeyIndex: ""}))
	}
	if s.numbers[KeyMaxActive] <= 0 {
		j.note(Info, KeyMaxActive, "D16", "option '{option}' has no default behind Sentinel: Authelia opens up to 10 connections for each processor",
			"Write the number down, for example 8.", use("8", Values{KeyMaxActive: "8"}))
	}
	sentinels := s.nodes
	if s.texts[KeyHost] != "" {
		sentinels++
	}
	if sentinels == 1 || sentinels == 2 {
		j.note(Info, KeyNodes, "D11", "only {number} of the sentinels listed: with fewer than three, Authelia may not find one that is alive",
			"List every sentinel of the set. Two sentinels cannot elect a new primary when one of them is lost.", nil, "number", strconv.Itoa(sentinels))
	}
}

// adviseNodes warns of what the validator never looks at: the ports of nodes,
// and nodes listed twice.
func adviseNodes(j *judge, s *settings) {
	seen := map[string]bool{}
	for i := range s.nodes {
		portKey := nodeKey(i, "port")
		port, given := s.numbers[portKey]
		if given && (port < 1 || port > 65535) {
			hint := phrase.Text("Authelia accepts it, and then cannot dial this sentinel.")
			if port == 0 {
				hint = "Authelia uses 26379 then."
			}
			j.note(Warning, portKey, "D17", "option 'high_availability.nodes' has a port that must be between 1 and 65535 but it's configured as '{value}'",
				hint, use("26379", Values{j.formKey(portKey): "26379"}), "value", s.number(portKey))
		}
		host := strings.ToLower(s.texts[nodeKey(i, "host")])
		if port == 0 {
			port = 26379
		}
		address := host + ":" + strconv.FormatInt(port, 10)
		if host != "" && seen[address] {
			j.note(Info, nodeKey(i, "host"), "duplicate-node", "the sentinel '{address}' is listed twice", "Authelia drops the second one. Remove it, or correct it.", nil, "address", address)
		}
		seen[address] = true
	}
}

func adviseRouting(j *judge, s *settings) {
	if !j.version.Since(v438p10) {
		return
	}
	for _, key := range []string{KeyRouteLatency, KeyRouteRandomly} {
		if s.flags[key] {
			j.note(Warning, key, "D15", "option '{option}' has no effect since Authelia 4.38.10", "Every command goes to the primary. Leave the option out.", newFix("Leave it out", Values{key: ""}))
		}
	}
}

func adviseConnections(j *judge, s *settings) {
	if retries, given := s.numbers[KeyRetries]; given && retries == 0 {
		j.note(Info, KeyRetries, "E13", "option '{option}' is 0, which means the default of 3", "Authelia's documentation says otherwise. Use -1 to turn retries off.", use("-1", Values{KeyRetries: "-1"}))
	}
	timeout, given := s.durations[KeyTimeout]
	n := j.node(KeyTimeout)
	standard := newFix("Use the default", Values{KeyTimeout: ""})
	switch {
	case given && timeout < 0:
		j.note(Warning, KeyTimeout, "timeout", "option '{option}' must be more than 0 but it's configured as '{value}'", "Every connection times out at once, and Authelia does not start.", standard, "value", timeout.String())
	case given && timeout > 0 && timeout < 100*time.Millisecond:
		j.note(Warning, KeyTimeout, "timeout", "option '{option}' is very short: {value}", "Connections over a network, with TLS, need longer. The default is 5 seconds.", standard, "value", timeout.String())
	case given && n != nil && n.kind == text && strings.HasPrefix(strings.TrimSpace(n.text), "-"):
		j.note(Warning, KeyTimeout, "timeout", "option '{option}' is written as '{value}' but Authelia reads {read}", "The sign is overlooked. Write the number of seconds without it.", nil, "value", n.text, "read", timeout.String())
	}
	if active, given := s.numbers[KeyMaxActive]; given && active <= 0 && !s.sentinel {
		j.note(Info, KeyMaxActive, "pool-size", "option '{option}' must be 1 or more but it's configured as '{value}'", "Authelia uses 8 then.", use("8", Values{KeyMaxActive: "8"}), "value", s.number(KeyMaxActive))
	}
	idle, active := s.numbers[KeyMinIdle], s.numbers[KeyMaxActive]
	if active <= 0 {
		active = 8
	}
	switch {
	case idle > active:
		j.note(Warning, KeyMinIdle, "pool-size", "option '{option}' must not be more than maximum_active_connections, which is {limit}, but it's configured as '{value}'",
			"Only as many are opened. Leave the option at 0.", use("0", Values{KeyMinIdle: ""}), "limit", strconv.FormatInt(active, 10), "value", s.number(KeyMinIdle))
	case idle > 0:
		j.note(Warning, KeyMinIdle, "E02", "option '{option}' opens connections that Authelia never reuses",
			"Authelia closes a connection after 300 nanoseconds of rest, so idle ones only cost Redis connections. Leave the option at 0.", use("0", Values{KeyMinIdle: ""}))
	}
}

// adviseIgnored lists what old versions let pass without effect.
func adviseIgnored(j *judge, s *settings) {
	if j.version.Since(v436) {
		return
	}
	ignored := func(key string, e entry) {
		j.add(Problem{Key: key, Line: e.line, Column: e.column, Severity: Warning, Code: "ignored-option",
			message: phrase.Of("option '{option}' has no effect", "option", name(key)),
			hint:    phrase.Of("This version of Authelia ignores it without a word; later ones refuse it. Take it out."), Fix: removal(key)})
	}
	if e := j.redis.lookup("timeouts"); e != nil && !j.version.Since(v434p5) {
		for _, inner := range e.value.entries {
			if expected(Prefix+"timeouts."+inner.key, j.version) {
				ignored(Prefix+"timeouts."+inner.key, inner)
			}
		}
	}
	if nodes := j.node(KeyNodes); nodes != nil {
		for i, item := range nodes.items {
			for _, e := range item.entries {
				if lower := strings.ToLower(e.key); lower != "host" && lower != "port" {
					ignored(j.formKey(nodeKey(i, e.key)), e)
				}
			}
		}
	}
}

// keys lists the texts and numbers that were decoded, sorted.
func (s *settings) keys() (keys []string) {
	for key := range s.texts {
		keys = append(keys, key)
	}
	for key := range s.numbers {
		keys = append(keys, key)
	}
	sort.SliceStable(keys, func(a, b int) bool { return keys[a] < keys[b] })
	return keys
}
