package configschema

import (
	"strconv"
	"strings"
	"time"
)

// effective fills in what Authelia and go-redis make of the options.
// Source: validator/session.go and internal/session/provider_config.go.
func effective(s *settings, v Version) *Config {
	c := &Config{
		Version: v, Kind: Single,
		Host: s.texts[KeyHost], Port: int(s.numbers[KeyPort]),
		Timeout: s.durations[KeyTimeout], MaxRetries: int(s.numbers[KeyRetries]),
		Username: s.texts[KeyUsername], Password: s.texts[KeyPassword],
		DatabaseIndex:            int(max(s.numbers[KeyIndex], 0)), // go-redis selects only above 0
		MaximumActiveConnections: int(max(s.numbers[KeyMaxActive], 0)),
		MinimumIdleConnections:   int(max(s.numbers[KeyMinIdle], 0)),
	}
	if c.Timeout == 0 {
		c.Timeout = 5 * time.Second
	}
	switch { // go-redis reads 0 as its default of 3, and -1 as none
	case c.MaxRetries == 0:
		c.MaxRetries = 3
	case c.MaxRetries < 0:
		c.MaxRetries = 0
	}
	if s.tls {
		c.TLS = effectiveTLS(s, v)
	}
	if s.sentinel {
		c.Kind = Sentinel
		c.HighAvailability = effectiveSentinel(s, v)
		if !v.Since(v438p10) {
			c.DatabaseIndex = 0
		}
		return c
	}
	if c.MaximumActiveConnections == 0 {
		c.MaximumActiveConnections = 8
	}
	if c.Port == 0 && strings.HasPrefix(c.Host, "/") {
		c.Kind = Socket
	} else if c.Port == 0 {
		c.Port = 6379
	}
	return c
}

func effectiveTLS(s *settings, v Version) *TLSConfig {
	t := &TLSConfig{
		ServerName: s.texts[KeyServerName], SkipVerify: s.flags[KeySkipVerify],
		MinimumVersion: s.versions[KeyMinVersion], MaximumVersion: s.versions[KeyMaxVersion],
	}
	if !v.Since(v437) { // plain text, and what is not understood means TLS 1.2
		t.MinimumVersion = oldTLSVersion(s.texts[KeyMinVersion])
	} else if t.ServerName == "" {
		t.ServerName = strings.Trim(s.texts[KeyHost], "[]")
	}
	if t.MinimumVersion == 0 {
		t.MinimumVersion = 0x0303
	}
	if t.MaximumVersion == 0 {
		t.MaximumVersion = 0x0304
	}
	if s.key != nil && len(s.chain) > 0 {
		t.PrivateKey, t.CertificateChain = s.texts[KeyPrivateKey], s.texts[KeyChain]
	}
	return t
}

// oldTLSVersion is what Authelia until 4.36 made of minimum_version at run
// time; 0 for a text that it did not know.
func oldTLSVersion(name string) uint16 {
	v, _ := namedTLSVersion(name, Version{36, 0})
	if strings.Contains(name, " ") || v == ssl30 {
		return 0
	}
	return v
}

func effectiveSentinel(s *settings, v Version) *HighAvailability {
	h := &HighAvailability{
		SentinelName:     s.texts[KeySentinelName],
		SentinelUsername: s.texts[KeySentinelUsername],
		SentinelPassword: s.texts[KeySentinelPassword],
	}
	if !v.Since(v438p10) {
		h.RouteByLatency, h.RouteRandomly = s.flags[KeyRouteLatency], s.flags[KeyRouteRandomly]
	}
	add := func(key, host string, port int64) {
		n := Node{Host: strings.ToLower(host), Port: int(port), Key: key}
		if n.Port == 0 {
			n.Port = 26379
		}
		for _, known := range h.Nodes {
			if known.Host == n.Host && known.Port == n.Port {
				return
			}
		}
		h.Nodes = append(h.Nodes, n)
	}
	if host := s.texts[KeyHost]; host != "" {
		add(strings.TrimSuffix(Prefix, "."), host, s.numbers[KeyPort])
	}
	for i := range s.nodes {
		add(KeyNodes+"."+strconv.Itoa(i), s.texts[nodeKey(i, "host")], s.numbers[nodeKey(i, "port")])
	}
	return h
}
