package configschema

import "time"

// Config is session.redis as Authelia would use it: decoded, with the defaults
// of the version filled in. Options that the version does not know, or ignores
// at run time, are already left out of it.
type Config struct {
	Version Version
	Kind    Kind

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
