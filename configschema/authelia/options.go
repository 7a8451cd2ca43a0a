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
	GroupLogin Section = "group-login" // at the sentinels themselves
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
	// Help is one line: what the option does, or the mistake that is likely there.
	Help phrase.Text
	Type Type
	// Secret options are never shown, logged or put into a link.
	Secret bool
	// Default is what Authelia of the newest version uses when the option is
	// absent; see DefaultIn.
	Default string
	// Required options have no default, and Authelia refuses to go without.
	Required bool
	// NeededBy are the kinds of set-up that cannot do without an option that others can.
	NeededBy []Kind
	// Aside are the kinds of set-up that take the option where nobody means it: the form
	// has no field for it there, and says what it does when it is set.
	Aside []Kind
	// Line is shown below the control always, in at most twelve words: for options where
	// a mistake is likely. Help is shown to those who ask.
	Line phrase.Text
	// As is what the option is called in some kinds of set-up.
	As map[Kind]FieldWords
	// Beside options share a line of the form with the one before them.
	Beside bool
	// Public secrets are secrets to Authelia alone, which takes them from files: what is
	// in them is not concealed on a screen.
	Public bool
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

// FieldWords are what an option is called in one kind of set-up.
type FieldWords struct {
	Label, Line phrase.Text
	Example     string
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
	oneServer    = []Kind{Single, Socket}
	TLSVersions  = []string{"TLS1.0", "TLS1.1", "TLS1.2", "TLS1.3"}

	// IgnoredTimeouts are in session.redis.timeouts, which some releases accept.
	IgnoredTimeouts = []string{"dial", "idle", "pool", "read", "write"}
)

// sessionRedis lists the options in the order of the form. Everything else reads
// this table: validation, the form, the YAML, FIELDS.md.
// Source: Authelia's internal/configuration/schema/session.go and keys.go.
var sessionRedis = Root{Path: SessionRedis, Kinds: []Kind{Single, Socket, Sentinel}, Names: sessionRedisNames, Options: []Option{
	{Key: KeyHost, Section: Server, Label: "Host", Type: Text, Example: "redis", NeededBy: oneServer, Aside: sentinelOnly,
		As: map[Kind]FieldWords{
			Socket:   {"Socket path", "Absolute path of the socket.", "/run/redis/redis.sock"},
			Sentinel: {Line: "Authelia takes this host for one more sentinel. If it is a Redis server, remove it."},
		},
		Line: "Hostname or IP, as Authelia's own network knows it.",
		Help: "Hostname, IP or absolute socket path. With Sentinel: one more sentinel, never Redis itself."},
	{Key: KeyPort, Section: Server, Label: "Port", Type: Number, Default: "6379", Kinds: overTCP, Example: "6379", Aside: sentinelOnly, Beside: true,
		Help: "TCP port of the host. Leave it empty for a unix socket."},

	{Key: KeyUsername, Section: Login, Label: "Username", Type: Text, Line: "Leave empty if you only use requirepass.",
		Help: "ACL user (Redis 6+). Leave empty if you only use requirepass."},
	{Key: KeyPassword, Section: Login, Label: "Password", Type: Text, Secret: true, Beside: true,
		Help: "Password of Redis itself, not of the sentinels."},
	{Key: KeyIndex, Section: Login, Label: "Database index", Type: Number, Default: "0", Advanced: true,
		Help: "Number of the database. Change it if other programs share this Redis."},

	{Key: KeyMinVersion, Section: TLS, Label: "Minimum version", Type: TLSVersion, Default: "TLS1.2", Choices: TLSVersions, Kinds: overTCP,
		Help: "Oldest TLS version to accept. Lower it only for servers that cannot be upgraded."},
	{Key: KeyMaxVersion, Section: TLS, Label: "Maximum version", Type: TLSVersion, Default: "TLS1.3", Choices: TLSVersions, Kinds: overTCP, FirstVersion: Version{37, 0}, Advanced: true,
		Help: "Newest TLS version to offer. Rarely needed."},
	{Key: KeyServerName, Section: TLS, Label: "Server name", Type: Text, Kinds: overTCP, Example: "redis.example.com", Beside: true,
		Line: "Only if the certificate has another name than the host.",
		Help: "Name in the certificate, if it differs from the host. With Sentinel it applies to all servers."},
	{Key: KeySkipVerify, Section: TLS, Label: "Skip verification", Type: Boolean, Default: "false", Kinds: overTCP, Advanced: true, Line: "Insecure: accepts any certificate. For testing only.",
		Help: "Insecure: accepts any certificate. For testing only."},
	{Key: KeyChain, Section: TLS, Label: "Certificate chain", Type: PEM, Secret: true, Public: true, Kinds: overTCP, FirstVersion: Version{37, 0}, Advanced: true,
		Help: "Client certificate and intermediates, if the server requires one (tls-auth-clients)."},
	{Key: KeyPrivateKey, Section: TLS, Label: "Private key", Type: PEM, Secret: true, Kinds: overTCP, FirstVersion: Version{37, 0}, Advanced: true,
		Help: "Unencrypted PEM key of the client certificate. Set both or neither."},

	{Key: KeySentinelName, Section: Sentinels, Label: "Sentinel name", Type: Text, Kinds: sentinelOnly, Example: "mymaster", NeededBy: sentinelOnly,
		Line: "Master name from \"sentinel monitor NAME …\", usually mymaster.",
		Help: "Master name from \"sentinel monitor NAME …\", usually mymaster."},
	{Key: KeySentinelUsername, Section: GroupLogin, Label: "Sentinel username", Type: Text, Line: "Leave empty if they only use requirepass.", Kinds: sentinelOnly, FirstVersion: Version{34, 5}, InStruct: Version{33, 0},
		Help: "ACL user of the sentinels. Leave empty if they only use requirepass."},
	{Key: KeySentinelPassword, Section: GroupLogin, Label: "Sentinel password", Type: Text, Secret: true, Kinds: sentinelOnly, Beside: true,
		Help: "Password of the sentinels, separate from that of Redis."},
	{Key: KeyNodeHost, Section: Nodes, Label: "Sentinel host", Type: Text, Kinds: sentinelOnly, Example: "sentinel-0",
		Help: "Hostname or IP of one sentinel. List all, at least three."},
	{Key: KeyNodePort, Section: Nodes, Label: "Sentinel port", Type: Number, Default: "26379", Kinds: sentinelOnly, Example: "26379", Beside: true,
		Help: "Port of that sentinel, usually 26379."},
	{Key: KeyRouteLatency, Section: Sentinels, Label: "Route by latency", Type: Boolean, Default: "false", Kinds: sentinelOnly, Advanced: true,
		Help: "Reads from the fastest server. No effect since Authelia 4.38.10; leave it off."},
	{Key: KeyRouteRandomly, Section: Sentinels, Label: "Route randomly", Type: Boolean, Default: "false", Kinds: sentinelOnly, Advanced: true,
		Help: "Reads from a random server. No effect since Authelia 4.38.10; leave it off."},

	{Key: KeyTimeout, Section: Connection, Label: "Timeout", Type: Duration, Default: "5 seconds", FirstVersion: Version{38, 18}, Advanced: true, Example: "5 seconds",
		Help: "Time to open a connection, e.g. \"5 seconds\". Raise it for a slow or distant Redis."},
	{Key: KeyRetries, Section: Connection, Label: "Retries", Type: Number, Default: "3", FirstVersion: Version{38, 18}, Advanced: true, Example: "3",
		Help: "Retries of a failed command. 0 means 3; -1 turns retries off."},
	{Key: KeyMaxActive, Section: Connection, Label: "Maximum active connections", Type: Number, Default: "8", Advanced: true,
		Help: "Connection pool size. With Sentinel it is 10 per processor by default, so set it explicitly."},
	{Key: KeyMinIdle, Section: Connection, Label: "Minimum idle connections", Type: Number, Default: "0", Advanced: true,
		Help: "Connections kept open in advance. Leave it at 0: Authelia does not reuse them."},
}, Bare: true, Words: sessionRedisWords, Presets: sessionRedisPresets, Groups: sessionRedisGroups,
	Rows: map[string]RowWords{KeyNodes: sentinelRows},
	Docs: "https://www.authelia.com/configuration/session/redis/"}

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

// NeededIn tells whether a kind of set-up cannot do without the option.
func (f Option) NeededIn(kind Kind) bool { return f.Required || slices.Contains(f.NeededBy, kind) }

// Docs is where Authelia's own documentation has the option; empty where that is not known.
// What concerns TLS is documented as one.
func (f Option) Docs() string {
	r := RootOf(f.Key)
	switch {
	case r == nil || r.Docs == "":
		return ""
	case f.Section == TLS:
		return r.Docs + "#tls"
	case strings.Contains(f.Key, "[]"):
		list, _, _ := strings.Cut(f.Key, "[]")
		return r.Docs + "#" + list[strings.LastIndexByte(list, '.')+1:]
	}
	return r.Docs + "#" + f.Name()
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
