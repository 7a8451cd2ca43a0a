package rules

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/keys"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

func adviseSentinel(c *Checker, s *decode.Settings) {
	if !s.Sentinel {
		return
	}
	if s.Numbers[authelia.KeyIndex] > 0 && !c.Version.Profile().SentinelIndex {
		c.note(causes.Warning, authelia.KeyIndex, "D14", "Option '{option}' is ignored behind Sentinel before Authelia 4.38.10: database 0 is used",
			"Upgrade Authelia, or leave the index out.", causes.NewFix("Leave it out", authelia.Values{authelia.KeyIndex: ""}))
	}
	if s.Numbers[authelia.KeyMaxActive] <= 0 && !s.Unknown[authelia.KeyMaxActive] {
		c.note(causes.Info, authelia.KeyMaxActive, "D16", "Option '{option}' has no default behind Sentinel: Authelia opens up to 10 connections for each processor",
			"Set it explicitly, e.g. 8.", causes.Use("8", authelia.Values{authelia.KeyMaxActive: "8"}))
	}
	if s.Texts[authelia.KeyHost] != "" && s.Numbers[authelia.KeyPort] == redisPort {
		c.redisPort(authelia.KeyPort, "Option '{option}' is 6379, which is that of Redis: beside sentinels, host and port are those of a sentinel, which listens on 26379")
	}
	sentinels := s.Rows[authelia.KeyNodes]
	if s.Given(authelia.KeyHost) {
		sentinels++
	}
	filledIn := func(key authelia.Key) bool { return s.FromFile[key] && authelia.Within(string(key), authelia.KeyNodes) } // how many rows that makes is not known
	if (sentinels == 1 || sentinels == 2) && !slices.ContainsFunc(slices.Collect(maps.Keys(s.FromFile)), filledIn) {
		c.note(causes.Info, authelia.KeyNodes, "D11", "Only {number} of the sentinels listed: with fewer than three, Authelia may not find one that is alive",
			"List every sentinel of the set. Two sentinels cannot elect a new primary when one of them is lost.", nil, "number", strconv.Itoa(sentinels))
	}
}

// adviseNodes warns of what the validator never looks at: the ports of nodes,
// and nodes listed twice.
func adviseNodes(c *Checker, s *decode.Settings) {
	seen := map[string]bool{}
	for i := range s.Rows[authelia.KeyNodes] {
		portKey := authelia.At(authelia.KeyNodePort, i)
		port, given := s.Numbers[portKey]
		if given && (port < 1 || port > 65535) {
			hint := phrase.Text("Authelia accepts it, and then cannot dial this sentinel.")
			if port == 0 {
				hint = "Authelia uses 26379 then."
			}
			c.note(causes.Warning, portKey, "D17", "Option 'high_availability.nodes' has a port that must be between 1 and 65535 but it's configured as '{value}'",
				hint, causes.Use("26379", authelia.Values{c.formKey(portKey): "26379"}), "value", s.Number(portKey))
		}
		if port == redisPort {
			c.redisPort(portKey, "Option 'high_availability.nodes' has port 6379, which is that of Redis: sentinels listen on 26379")
		}
		host := strings.ToLower(s.Texts[authelia.At(authelia.KeyNodeHost, i)])
		if port == 0 {
			port = 26379
		}
		address := host + ":" + strconv.FormatInt(port, 10)
		if host != "" && seen[address] {
			c.note(causes.Info, authelia.At(authelia.KeyNodeHost, i), "duplicate-node", "The sentinel '{address}' is listed twice", "Authelia drops the second one. Remove it, or correct it.", nil, "address", address)
		}
		seen[address] = true
	}
}

// redisPort is the port of a server, which sentinels hardly ever have.
const redisPort = 6379

func (c *Checker) redisPort(key authelia.Key, message phrase.Text) {
	c.note(causes.Warning, key, "D05", message, "A Redis does not know the command SENTINEL, so Authelia cannot ask it for the primary. Keep 6379 only where a sentinel really listens there.",
		causes.Use("26379", authelia.Values{c.formKey(key): "26379"}))
}

func adviseRouting(c *Checker, s *decode.Settings) {
	if c.Version.Profile().Routes {
		return
	}
	for _, key := range []authelia.Key{authelia.KeyRouteLatency, authelia.KeyRouteRandomly} {
		if s.Flags[key] {
			c.note(causes.Warning, key, "D15", "Option '{option}' has no effect since Authelia 4.38.10", "Every command goes to the primary. Leave the option out.", causes.NewFix("Leave it out", authelia.Values{string(key): ""}))
		}
	}
}

func adviseConnections(c *Checker, s *decode.Settings) {
	if retries, given := s.Numbers[authelia.KeyRetries]; given && retries == 0 {
		c.note(causes.Info, authelia.KeyRetries, "E13", "Option '{option}' is 0, which means the default of 3", "Authelia's documentation says otherwise. Use -1 to turn retries off.", causes.Use("-1", authelia.Values{authelia.KeyRetries: "-1"}))
	}
	timeout, given := s.Durations[authelia.KeyTimeout]
	n := c.node(authelia.KeyTimeout)
	standard := causes.NewFix("Use the default", authelia.Values{authelia.KeyTimeout: ""})
	switch {
	case given && timeout < 0:
		c.note(causes.Warning, authelia.KeyTimeout, "timeout", "Option '{option}' must be more than 0 but it's configured as '{value}'", "Every connection times out at once. Use a positive time, such as 5 seconds.", standard, "value", timeout.String())
	case given && timeout > 0 && timeout < 100*time.Millisecond:
		c.note(causes.Warning, authelia.KeyTimeout, "timeout", "Option '{option}' is very short: {value}", "Connections over a network, with TLS, need longer. The default is 5 seconds.", standard, "value", timeout.String())
	case given && n != nil && n.Kind == yamltree.Text && strings.HasPrefix(strings.TrimSpace(n.Text), "-"):
		c.note(causes.Warning, authelia.KeyTimeout, "timeout", "Option '{option}' is written as '{value}' but Authelia reads {read}", "The sign is overlooked. Write the number of seconds without it.", nil, "value", n.Text, "read", timeout.String())
	}
	if active, given := s.Numbers[authelia.KeyMaxActive]; given && active <= 0 && !s.Sentinel {
		c.note(causes.Info, authelia.KeyMaxActive, "pool-size", "Option '{option}' must be 1 or more but it's configured as '{value}'", "Authelia uses 8 then.", causes.Use("8", authelia.Values{authelia.KeyMaxActive: "8"}), "value", s.Number(authelia.KeyMaxActive))
	}
	idle, active := s.Numbers[authelia.KeyMinIdle], s.Numbers[authelia.KeyMaxActive]
	if active <= 0 {
		active = 8
	}
	switch {
	case idle > active:
		c.note(causes.Warning, authelia.KeyMinIdle, "pool-size", "Option '{option}' must not be more than maximum_active_connections, which is {limit}, but it's configured as '{value}'",
			"Only as many are opened. Leave the option at 0.", causes.Use("0", authelia.Values{authelia.KeyMinIdle: ""}), "limit", strconv.FormatInt(active, 10), "value", s.Number(authelia.KeyMinIdle))
	case idle > 0:
		c.note(causes.Warning, authelia.KeyMinIdle, "E02", "Option '{option}' opens connections that Authelia never reuses",
			"Authelia closes idle connections immediately, so this only wastes connections. Leave the option at 0.", causes.Use("0", authelia.Values{authelia.KeyMinIdle: ""}))
	}
}

// adviseIgnored lists what old versions let pass without effect.
func adviseIgnored(c *Checker, s *decode.Settings) {
	if c.Version.Profile().ChecksRows {
		return
	}
	ignored := func(key string, e yamltree.Entry) {
		c.Add(causes.Problem{Key: key, Line: e.Line, Column: e.Column, Severity: causes.Warning, Code: "ignored-option",
			MessageText: phrase.Of("Option '{option}' has no effect", "option", authelia.ShortName(key)),
			HintText:    phrase.Of("Silently ignored by this version of Authelia, rejected by later ones. Remove it."), Fix: removal(key)})
	}
	if e := c.Value.Lookup("timeouts"); e != nil && c.Version.Profile().IgnoresTimeouts {
		for _, inner := range e.Value.Entries {
			if keys.Expected(authelia.Prefix+"timeouts."+inner.Key, c.Version) {
				ignored(authelia.Prefix+"timeouts."+inner.Key, inner)
			}
		}
	}
	if nodes := c.node(authelia.KeyNodes); nodes != nil {
		for i, item := range nodes.Items {
			for _, e := range item.Entries {
				if lower := strings.ToLower(e.Key); lower != "host" && lower != "port" {
					ignored(c.formKey(authelia.At(authelia.KeyNodes+"[]."+e.Key, i)), e)
				}
			}
		}
	}
}
