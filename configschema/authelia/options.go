package authelia

import (
	"slices"
	"strings"

	"redis-wizard/configschema/phrase"
)

// Type is what an option holds, and so which control and which check it gets.
type Type string

// The types of options.
const (
	Text       Type = "text"
	Number     Type = "number"
	Duration   Type = "duration"    // seconds, or words such as "5 seconds"
	Boolean    Type = "boolean"     // "true" or "false"
	TLSVersion Type = "tls-version" // one of Choices
	PEM        Type = "pem"         // one or more PEM blocks, over several lines
)

// Section is a group of options that stand together in the form and the YAML.
type Section string

// The sections, in the order of the form.
const (
	Server     Section = "server"
	Login      Section = "login"
	TLS        Section = "tls"
	Sentinels  Section = "sentinels"
	Nodes      Section = "nodes"
	Connection Section = "connection"
)

// Option is one option of session.redis: everything the product knows about it.
type Option struct {
	// Key is Authelia's own key; options in the rows of a list have "[]" in it, and a
	// list of values ends with it.
	Key     string
	Section Section
	Label   phrase.Text
	// Help says in two or three sentences what the option does and when to touch it.
	Help phrase.Text
	Type Type
	// Secret options are never shown, logged or put into a link.
	Secret bool
	// Default is what Authelia of the newest version uses when the option is
	// absent; see DefaultIn.
	Default string
	// Required options have no default, and Authelia refuses to go without.
	Required bool
	// Min and Max bound a Number where Authelia itself does. Both 0: unbounded.
	Min, Max int
	// Choices are the usual values of an option that takes one of a few.
	Choices []string
	// Example is shown in an empty control.
	Example string
	// FirstVersion is the first release that accepts the option.
	FirstVersion Version
	// InStruct is the first release that decodes the option, where it refuses it as an
	// unexpected key before FirstVersion (sentinel_username: mended in e65a64c9a).
	InStruct Version
	// Kinds are the kinds of set-up that use the option. Empty: all.
	Kinds []Kind
	// Advanced options can be left alone by nearly everybody.
	Advanced bool
}

// The options by Authelia's own keys, and the sections that they are in.
const (
	SessionRedis = "session.redis"
	Prefix       = SessionRedis + "."
	// FragmentFile is what a download with the section alone is called: it never gets
	// the name of a whole file that somebody has.
	FragmentFile = SessionRedis + ".yml"
	KeyHost      = Prefix + "host"
	KeyPort      = Prefix + "port"
	KeyTimeout   = Prefix + "timeout"
	KeyRetries   = Prefix + "max_retries"
	KeyUsername  = Prefix + "username"
	KeyPassword  = Prefix + "password"
	KeyIndex     = Prefix + "database_index"
	KeyMaxActive = Prefix + "maximum_active_connections"
	KeyMinIdle   = Prefix + "minimum_idle_connections"

	TLSPath       = Prefix + "tls"
	TLSPrefix     = TLSPath + "."
	KeyServerName = TLSPrefix + "server_name"
	KeySkipVerify = TLSPrefix + "skip_verify"
	KeyMinVersion = TLSPrefix + "minimum_version"
	KeyMaxVersion = TLSPrefix + "maximum_version"
	KeyPrivateKey = TLSPrefix + "private_key"
	KeyChain      = TLSPrefix + "certificate_chain"

	HAName              = "high_availability"
	HAPath              = Prefix + HAName
	HAPrefix            = HAPath + "."
	KeySentinelName     = HAPrefix + "sentinel_name"
	KeySentinelUsername = HAPrefix + "sentinel_username"
	KeySentinelPassword = HAPrefix + "sentinel_password"
	KeyNodes            = HAPrefix + "nodes"
	KeyNodeHost         = KeyNodes + "[].host"
	KeyNodePort         = KeyNodes + "[].port"
	KeyRouteLatency     = HAPrefix + "route_by_latency"
	KeyRouteRandomly    = HAPrefix + "route_randomly"
)

var (
	overTCP      = []Kind{Single, Sentinel}
	sentinelOnly = []Kind{Sentinel}
	TLSVersions  = []string{"TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3"}

	// IgnoredTimeouts are in session.redis.timeouts, which some releases accept.
	IgnoredTimeouts = []string{"dial", "idle", "pool", "read", "write"}
)

// sessionRedis lists the options in the order of the form. Everything else reads
// this table: validation, the form, the YAML, FIELDS.md.
// Source: Authelia's internal/configuration/schema/session.go and keys.go.
var sessionRedis = Root{Path: SessionRedis, Kinds: []Kind{Single, Socket, Sentinel}, Names: sessionRedisNames, Options: []Option{
	{Key: KeyHost, Section: Server, Label: "Host", Type: Text, Example: "redis",
		Help: "The name or address of the Redis server, or the absolute path of its unix socket; an IPv6 address stands in square brackets. Always set it, except with Sentinel: there it is one more sentinel, never a Redis server, and may be left empty when nodes are listed."},
	{Key: KeyPort, Section: Server, Label: "Port", Type: Number, Default: "6379", Kinds: overTCP, Example: "6379",
		Help: "The TCP port of the host. Set it when Redis does not listen on 6379, or the sentinel not on 26379. Leave it empty for a unix socket: Authelia dials TCP as soon as a port is set."},

	{Key: KeyUsername, Section: Login, Label: "Username", Type: Text,
		Help: "The ACL user to log in as (Redis 6 and later). Set it when Redis has a user for Authelia; leave it empty when Redis only has a password (requirepass)."},
	{Key: KeyPassword, Section: Login, Label: "Password", Type: Text, Secret: true,
		Help: "The password of the Redis server itself. Set it when Redis has one, in requirepass or for the user. Sentinels have a password of their own, further down."},
	{Key: KeyIndex, Section: Login, Label: "Database index", Type: Number, Default: "0",
		Help: "The numbered database that Authelia selects, 0 to 15 unless Redis is configured otherwise. Change it when other programs use the same Redis, to keep the sessions apart from theirs."},

	{Key: KeyMinVersion, Section: TLS, Label: "Minimum version", Type: TLSVersion, Default: "TLS1.2", Choices: TLSVersions, Kinds: overTCP,
		Help: "The oldest TLS version that Authelia accepts. Raise it to TLS1.3 when every server speaks it; lower it only for a server that cannot be upgraded."},
	{Key: KeyMaxVersion, Section: TLS, Label: "Maximum version", Type: TLSVersion, Default: "TLS1.3", Choices: TLSVersions, Kinds: overTCP, FirstVersion: Version{37, 0}, Advanced: true,
		Help: "The newest TLS version that Authelia offers. There is rarely a reason to touch it: lower it only for a server that fails with a newer version."},
	{Key: KeyServerName, Section: TLS, Label: "Server name", Type: Text, Kinds: overTCP, Example: "redis.example.com",
		Help: "The name that the certificate must carry. Set it when that differs from the host, for example when the host is an address. With Sentinel, one name is checked on the sentinels and on Redis alike."},
	{Key: KeySkipVerify, Section: TLS, Label: "Skip verification", Type: Boolean, Default: "false", Kinds: overTCP,
		Help: "Encrypts without checking who is at the other end. Turn it on for a trial at most: for a private CA, put its certificate into Authelia's certificates_directory instead."},
	{Key: KeyChain, Section: TLS, Label: "Certificate chain", Type: PEM, Secret: true, Kinds: overTCP, FirstVersion: Version{37, 0}, Advanced: true,
		Help: "The client certificate, followed by its intermediates. Set it, and the private key beside it, when the server asks for a client certificate (tls-auth-clients)."},
	{Key: KeyPrivateKey, Section: TLS, Label: "Private key", Type: PEM, Secret: true, Kinds: overTCP, FirstVersion: Version{37, 0}, Advanced: true,
		Help: "The private key of the client certificate, unencrypted, as PEM. Set it together with the certificate chain, or leave both empty."},

	{Key: KeySentinelName, Section: Sentinels, Label: "Sentinel name", Type: Text, Kinds: sentinelOnly, Example: "mymaster",
		Help: "The name under which the sentinels know the replicated set: the word after \"sentinel monitor\" in their configuration. It is not a host name. Always set it with Sentinel, exactly as it is written there."},
	{Key: KeySentinelUsername, Section: Sentinels, Label: "Sentinel username", Type: Text, Kinds: sentinelOnly, FirstVersion: Version{34, 5}, InStruct: Version{33, 0},
		Help: "The ACL user on the sentinels. Set it when they have one for Authelia; leave it empty when they only have a password (requirepass)."},
	{Key: KeySentinelPassword, Section: Sentinels, Label: "Sentinel password", Type: Text, Secret: true, Kinds: sentinelOnly,
		Help: "The password of the sentinels, which is separate from the password of Redis. Set it when the sentinels have one; leave it empty when they have none."},
	{Key: KeyNodeHost, Section: Nodes, Label: "Node host", Type: Text, Kinds: sentinelOnly, Example: "sentinel-0",
		Help: "The name or address of one sentinel. List every sentinel of the set, at least three, so that Authelia finds one while another is down."},
	{Key: KeyNodePort, Section: Nodes, Label: "Node port", Type: Number, Default: "26379", Kinds: sentinelOnly, Example: "26379",
		Help: "The port of that sentinel. Set it when the sentinel does not listen on 26379; Authelia does not check the range."},
	{Key: KeyRouteLatency, Section: Sentinels, Label: "Route by latency", Type: Boolean, Default: "false", Kinds: sentinelOnly, Advanced: true,
		Help: "Reads from the Redis server that answers fastest. Leave it off: it has no effect since Authelia 4.38.10, and before, a replica may not have a session yet."},
	{Key: KeyRouteRandomly, Section: Sentinels, Label: "Route randomly", Type: Boolean, Default: "false", Kinds: sentinelOnly, Advanced: true,
		Help: "Reads from a Redis server chosen at random. Leave it off: it has no effect since Authelia 4.38.10, and before, a replica may not have a session yet."},

	{Key: KeyTimeout, Section: Connection, Label: "Timeout", Type: Duration, Default: "5 seconds", FirstVersion: Version{38, 18}, Advanced: true, Example: "5 seconds",
		Help: "How long Authelia waits for a connection to open: a number of seconds, or words such as \"5 seconds\". Raise it when Redis is far away or slow to answer."},
	{Key: KeyRetries, Section: Connection, Label: "Retries", Type: Number, Default: "3", FirstVersion: Version{38, 18}, Advanced: true, Example: "3",
		Help: "How often a failed command is tried again; both 0 and empty mean 3. Raise it when the network often loses connections, or set it to -1 to turn retries off."},
	{Key: KeyMaxActive, Section: Connection, Label: "Maximum active connections", Type: Number, Default: "8", Advanced: true,
		Help: "The size of the connection pool. Raise it when so many people log in at once that they wait for a connection. With Sentinel there is no default of 8: Authelia then opens up to 10 connections for each processor, so write the number down."},
	{Key: KeyMinIdle, Section: Connection, Label: "Minimum idle connections", Type: Number, Default: "0", Advanced: true,
		Help: "How many connections are opened ahead of need. Leave it at 0: Authelia does not reuse them."},
}, Bare: true, Words: sessionRedisWords, Presets: sessionRedisPresets}

// Name is the last part of the key, as it stands in the YAML.
func (f Option) Name() string {
	return strings.TrimSuffix(f.Key[strings.LastIndexByte(f.Key, '.')+1:], "[]")
}

// Env is the environment variable that sets the option (Authelia 4.30 and
// later), or empty for options in the rows of a list, which cannot be set that way.
func (f Option) Env() string {
	if strings.Contains(f.Key, "[].") {
		return ""
	}
	return "AUTHELIA_" + variable(strings.TrimSuffix(f.Key, "[]"))
}

// EnvFile is the environment variable that names a file holding the option, or
// empty for options that are no secret.
func (f Option) EnvFile() string {
	if !f.Secret {
		return ""
	}
	return f.Env() + "_FILE"
}

// OfVariable is the option that a variable sets; isFile tells that it names a file with
// the value. Among Values, such a name stands for a value that is not known here: see
// package unknown.
func OfVariable(name string) (o Option, isFile, ok bool) {
	if !strings.HasPrefix(name, "AUTHELIA_") { // as nearly all that are asked about
		return Option{}, false, false
	}
	for _, o := range Options() {
		if isFile = name == o.EnvFile(); isFile || name == o.Env() {
			return o, isFile, true
		}
	}
	return Option{}, false, false
}

// In tells whether Authelia v accepts the option.
func (f Option) In(v Version) bool {
	r := RootOf(f.Key)
	return v.Since(f.FirstVersion) && (r == nil || r.In(v))
}

// Decoded tells whether Authelia v decodes the option, if only to refuse it.
func (f Option) Decoded(v Version) bool {
	return f.In(v) || f.InStruct != Version{} && v.Since(f.InStruct)
}

// For tells whether a kind of set-up uses the option.
func (f Option) For(kind Kind) bool {
	if r := RootOf(f.Key); r != nil && !slices.Contains(r.Kinds, kind) {
		return false
	}
	return len(f.Kinds) == 0 || slices.Contains(f.Kinds, kind)
}

// DefaultIn is the value that Authelia v uses in this kind of set-up when the
// option is absent; empty when there is none.
func (f Option) DefaultIn(v Version, kind Kind) string {
	switch {
	case f.Key == KeyPort && kind == Sentinel:
		return "26379"
	case f.Key == KeyPort && kind == Socket:
		return "" // with any port the path would be taken for the name of a host
	case f.Key == KeyPort:
		return v.Profile().DefaultPort // until 4.37 a missing port is an error
	case f.Key == KeyMaxActive && kind == Sentinel:
		return "" // the 8 is filled in without Sentinel only
	}
	return f.Default
}
