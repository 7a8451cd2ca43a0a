// Package effective says what Authelia and its Redis client make of the options:
// what it would connect to, with the defaults of the release filled in.
package effective

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/decode"
)

// Config is session.redis as Authelia would use it: decoded, with the defaults
// of the version filled in. Options that the version does not know, or ignores
// at run time, are already left out of it.
type Config struct {
	Version authelia.Version
	Kind    authelia.Kind

	// Host is the name, the address (IPv6 in brackets) or the absolute path of
	// the unix socket. With Sentinel it is one more sentinel, or empty.
	Host string
	// Port is 0 for a unix socket.
	Port int

	// Timeout bounds each dial. Default 5 s.
	Timeout time.Duration
	// MaxRetries is the number of retries of a command; 0 means none.
	MaxRetries int

	Username string
	Password string
	// DatabaseIndex is what Authelia really selects: 0 where the version
	// ignores database_index behind Sentinel.
	DatabaseIndex int

	// MaximumActiveConnections is the size of the pool; 0 stands for go-redis's
	// own choice of 10 for each processor (only with Sentinel).
	MaximumActiveConnections int
	MinimumIdleConnections   int

	// TLS is nil when Authelia speaks plain text.
	TLS *TLSConfig
	// HighAvailability is nil without Sentinel.
	HighAvailability *HighAvailability
	// CertificatesDirectory is Authelia's global certificates_directory, when a
	// whole file names one: the CAs in it are trusted beside the system's.
	CertificatesDirectory string
}

// TLSConfig is the effective session.redis.tls.
type TLSConfig struct {
	// ServerName is the name that certificates must carry; empty means the
	// name or address that was dialled.
	ServerName string
	SkipVerify bool
	// MinimumVersion and MaximumVersion are the numbers of crypto/tls, such as
	// 0x0303 for TLS 1.2.
	MinimumVersion, MaximumVersion uint16
	// PrivateKey and CertificateChain are PEM; both are empty unless both were
	// given, because Authelia then presents no client certificate.
	PrivateKey, CertificateChain string
}

// HighAvailability is the effective session.redis.high_availability.
type HighAvailability struct {
	SentinelName     string
	SentinelUsername string
	SentinelPassword string
	// Nodes are the sentinels as Authelia dials them: host first, then nodes,
	// in lower case and each address once.
	Nodes []Node
	// RouteByLatency and RouteRandomly are false where the version ignores them.
	RouteByLatency, RouteRandomly bool
}

// Node is the address of one sentinel.
type Node struct {
	Host string
	Port int
	// Key is where the address stands in the configuration: "session.redis", or
	// "session.redis.high_availability.nodes.0". Its options are Key+".host" and
	// Key+".port".
	Key string
}

// Effective fills in what Authelia and go-redis make of the options.
// Source: validator/session.go and internal/session/provider_config.go.
func Effective(s *decode.Settings, v authelia.Version) *Config {
	c := &Config{
		Version: v, Kind: authelia.Single,
		Host: s.Texts[authelia.KeyHost], Port: int(s.Numbers[authelia.KeyPort]),
		Timeout: cmp.Or(s.Durations[authelia.KeyTimeout], 5*time.Second), MaxRetries: int(s.Numbers[authelia.KeyRetries]),
		Username: s.Texts[authelia.KeyUsername], Password: s.Texts[authelia.KeyPassword],
		DatabaseIndex:            int(max(s.Numbers[authelia.KeyIndex], 0)), // go-redis selects only above 0
		MaximumActiveConnections: int(max(s.Numbers[authelia.KeyMaxActive], 0)),
		MinimumIdleConnections:   int(max(s.Numbers[authelia.KeyMinIdle], 0)),
	}
	switch { // go-redis reads 0 as its default of 3, and -1 as none
	case c.MaxRetries == 0:
		c.MaxRetries = 3
	case c.MaxRetries < 0:
		c.MaxRetries = 0
	}
	if s.TLS {
		c.TLS = effectiveTLS(s, v)
	}
	if s.Sentinel {
		c.Kind = authelia.Sentinel
		c.HighAvailability = effectiveSentinel(s, v)
		if !v.Profile().SentinelIndex {
			c.DatabaseIndex = 0
		}
		return c
	}
	c.MaximumActiveConnections = cmp.Or(c.MaximumActiveConnections, 8)
	if c.Port == 0 && strings.HasPrefix(c.Host, "/") {
		c.Kind = authelia.Socket
	} else if c.Port == 0 {
		c.Port = 6379
	}
	return c
}

func effectiveTLS(s *decode.Settings, v authelia.Version) *TLSConfig {
	t := &TLSConfig{
		ServerName: s.Texts[authelia.KeyServerName], SkipVerify: s.Flags[authelia.KeySkipVerify],
		MinimumVersion: s.Versions[authelia.KeyMinVersion], MaximumVersion: s.Versions[authelia.KeyMaxVersion],
	}
	if !v.Profile().DecodesTLS { // plain text, and what is not understood means TLS 1.2
		t.MinimumVersion = decode.OldTLSVersion(s.Texts[authelia.KeyMinVersion])
	} else if t.ServerName == "" {
		t.ServerName = strings.Trim(s.Texts[authelia.KeyHost], "[]")
	}
	t.MinimumVersion, t.MaximumVersion = cmp.Or(t.MinimumVersion, 0x0303), cmp.Or(t.MaximumVersion, 0x0304)
	if s.Key != nil && len(s.Chain) > 0 {
		t.PrivateKey, t.CertificateChain = s.Texts[authelia.KeyPrivateKey], s.Texts[authelia.KeyChain]
	}
	return t
}

func effectiveSentinel(s *decode.Settings, v authelia.Version) *HighAvailability {
	h := &HighAvailability{
		SentinelName:     s.Texts[authelia.KeySentinelName],
		SentinelUsername: s.Texts[authelia.KeySentinelUsername],
		SentinelPassword: s.Texts[authelia.KeySentinelPassword],
	}
	if v.Profile().Routes {
		h.RouteByLatency, h.RouteRandomly = s.Flags[authelia.KeyRouteLatency], s.Flags[authelia.KeyRouteRandomly]
	}
	add := func(key, host string, port int64) {
		n := Node{Host: strings.ToLower(host), Port: cmp.Or(int(port), 26379), Key: key}
		if !slices.ContainsFunc(h.Nodes, func(known Node) bool { return known.Host == n.Host && known.Port == n.Port }) {
			h.Nodes = append(h.Nodes, n)
		}
	}
	if host := s.Texts[authelia.KeyHost]; host != "" {
		add(authelia.SessionRedis, host, s.Numbers[authelia.KeyPort])
	}
	for i := range s.Rows[authelia.KeyNodes] {
		add(authelia.InRow(authelia.KeyNodes, i, ""), s.Texts[authelia.At(authelia.KeyNodeHost, i)], s.Numbers[authelia.At(authelia.KeyNodePort, i)])
	}
	return h
}
