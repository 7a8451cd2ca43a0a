package rules

import (
	"cmp"
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// A Checker collects what one version of Authelia says about what stands at a
// root.
type Checker struct {
	Version authelia.Version
	Root    *authelia.Root
	Kind    authelia.Kind   // what the form was set to; empty for YAML
	Value   *yamltree.Value // what stands at the root
	Rows    form.Rows       // the form's numbers of the rows; nil for YAML
	// Beside are the names of all roots that are there of which there may be one.
	Beside   []string
	Problems []causes.Problem
	Unlisted int // how many more there are than are listed
	Language phrase.Language
	// WithoutSecret is the section session of a whole file that has no secret.
	WithoutSecret *yamltree.Entry
	pasted        map[string][]string // see logCodes
}

// Add lists a problem, or counts it where enough are listed.
func (c *Checker) Add(p causes.Problem) {
	if c.full() {
		c.Unlisted++
		return
	}
	c.Problems = append(c.Problems, p)
}

// full tells whether no more problems are listed.
func (c *Checker) full() bool { return len(c.Problems) >= authelia.MaxProblems }

// walk follows an option's path into the YAML as far as it goes. The value is
// nil when the option is absent; line and column are those of the value, or of
// the deepest section on the way to it.
func (c *Checker) walk(key authelia.Key) (value *yamltree.Value, line, column int) {
	n := c.Value
	line, column = n.Line, n.Column
	for _, part := range strings.Split(strings.TrimPrefix(string(key), c.Root.Prefix()), ".") {
		if i, err := strconv.ParseUint(part, 10, 32); err == nil && int(i) < len(n.Items) {
			n = n.Items[i]
		} else if e := n.Lookup(part); e != nil {
			n, line, column = e.Value, e.Line, e.Column
		} else {
			return nil, line, column
		}
		if n.Line > 0 {
			line, column = n.Line, n.Column
		}
	}
	return n, line, column
}

// Line is where an option stands; 0 when it is absent.
func (c *Checker) Line(key authelia.Key) int {
	value, line, _ := c.walk(key)
	if value == nil {
		return 0
	}
	return line
}

// node is the value of an option; nil when it is absent.
func (c *Checker) node(key authelia.Key) *yamltree.Value {
	n, _, _ := c.walk(key)
	return n
}

// error reports a fault in Authelia's words, and in plain ones.
func (c *Checker) error(key authelia.Key, code, message string, plain phrase.Said, hint phrase.Text, fix *causes.Fix) {
	_, line, column := c.walk(key)
	c.Add(causes.Problem{Key: c.formKey(key), Line: line, Column: column, Severity: causes.Error, Code: code, Message: message, Fix: fix, PlainText: plain, HintText: phrase.Of(hint)})
}

// formKey is a key with the number that the row has in the form.
func (c *Checker) formKey(key authelia.Key) string {
	if row, ok := key.Row(); ok && row < len(c.Rows[key.List()]) {
		return string(authelia.At(key.Option(), c.Rows[key.List()][row]))
	}
	return string(key)
}

// validate applies Authelia's validator to the decoded options.
// Source: internal/configuration/validator/session.go and shared.go.
func (c *Checker) validate(s *decode.Settings) {
	release := c.Version.Profile()
	if !s.Sentinel {
		c.single(s)
		return
	}
	if !s.Given(authelia.KeySentinelName) {
		c.error(authelia.KeySentinelName, "sentinel-name-required", release.Says(
			"Session provider redis is configured for high availability but doesn't have a sentinel_name which is required",
			"session: redis: high_availability: option 'sentinel_name' is required"),
			phrase.Of("The master name (sentinel_name) is required with Sentinel, and is not set"), "It is the word after \"sentinel monitor\" in the configuration of the sentinels, often mymaster.", nil)
		if release.NeedsName {
			return // nothing else is checked
		}
	}
	c.behindSentinel(s)
}

func (c *Checker) single(s *decode.Settings) {
	host := s.Texts[authelia.KeyHost]
	if !s.Given(authelia.KeyHost) && !s.FromFile[authelia.HAPath] {
		c.error(authelia.KeyHost, "host-required", c.Version.Profile().Says(
			"the host must be provided when using the redis session provider",
			"session: redis: option 'host' is required"),
			phrase.Of("The host is required, and is not set"), "Write the name or address of the Redis server, or the absolute path of its unix socket.", nil)
	}
	c.secret("redis")
	c.tls(s)
	if !s.Unknown[authelia.KeyPort] {
		c.port(s.Numbers[authelia.KeyPort], strings.HasPrefix(host, "/") || s.Unknown[authelia.KeyHost], "redis")
	}
}

// secret reports the one fault outside session.redis that Redis brings with it:
// sessions in Redis are encrypted with session.secret.
func (c *Checker) secret(provider string) {
	if c.WithoutSecret == nil {
		return
	}
	c.Add(causes.Problem{Key: "session.secret", Line: c.WithoutSecret.Line, Column: c.WithoutSecret.Column, Severity: causes.Error, Code: "F05",
		Message: c.Version.Profile().Says(
			"the session secret must be set when using the "+provider+" session provider",
			"session: option 'secret' is required when using the 'redis' provider"),
		PlainText: phrase.Of("session.secret is required with Redis, and is not set"),
		HintText:  phrase.Of("Sessions in Redis are encrypted with it. Set session.secret to 64 random characters (openssl rand -hex 32), or set AUTHELIA_SESSION_SECRET_FILE and ignore this.")})
}

func (c *Checker) port(port int64, socket bool, provider string) {
	release := c.Version.Profile()
	standard, defaulted := "6379", release.DefaultPort != ""
	if provider == "redis sentinel" {
		standard, defaulted, socket = "26379", true, false
	}
	fix := causes.Use(standard, authelia.Values{authelia.KeyPort: standard})
	switch {
	case port == 0 && (defaulted || socket):
	case port == 0 && release.NeedsPort:
		c.error(authelia.KeyPort, "port-required", "A redis port different than 0 must be provided",
			phrase.Of("The port is required in this version, and is not set"), "This version of Authelia has no default port. Redis listens on 6379 unless you changed it.", fix)
	case port < 1 || port > 65535:
		if socket && !release.SocketPort {
			return // the port of a socket is no longer looked at
		}
		c.error(authelia.KeyPort, "port-range", release.Says(
			"the port must be between 1 and 65535 for the "+provider+" session provider",
			"session: redis: option 'port' must be between 1 and 65535 "+release.Configured+" '"+strconv.FormatInt(port, 10)+"'"),
			phrase.Of("{option} must be between {least} and {most}, but is {value}", "option", "port", "least", "1", "most", "65535", "value", strconv.FormatInt(port, 10)),
			"Redis listens on 6379 and its sentinels on 26379, unless you changed it.", fix)
	}
}

func (c *Checker) behindSentinel(s *decode.Settings) {
	if !s.Unknown[authelia.KeyPort] {
		c.port(s.Numbers[authelia.KeyPort], false, "redis sentinel")
	}
	if !s.Given(authelia.KeyHost) && s.Rows[authelia.KeyNodes] == 0 && !s.FromFile[authelia.KeyNodes] {
		c.error(authelia.KeyNodes, "nodes-required", c.Version.Profile().Says(
			"either the host or a node must be provided when using the redis sentinel session provider",
			"session: redis: option 'host' or the 'high_availability' option 'nodes' is required"),
			phrase.Of("At least one sentinel is required, and none is given"), "List the sentinels under nodes, at least three of them.", nil)
	}
	c.secret("redis sentinel")
	c.tls(s)
	for i := range s.Rows[authelia.KeyNodes] {
		key := authelia.At(authelia.KeyNodeHost, i)
		if s.Given(key) {
			continue
		}
		c.error(key, "node-host-required", c.Version.Profile().Says(
			"The redis sentinel nodes require a host set but you have not set the host for one or more nodes",
			"session: redis: high_availability: option 'nodes': option 'host' is required for each node but one or more nodes are missing this"),
			phrase.Of("Each sentinel needs a host, and this one has none"), "Write the name or address of this sentinel, or remove the node.", nil)
		return // one error, however many nodes lack it
	}
}

// tls checks the tls section, up to the first fault, as Authelia does since
// 4.37. Before that, nothing in it was validated.
func (c *Checker) tls(s *decode.Settings) {
	if !s.TLS || !c.Version.Profile().DecodesTLS {
		return
	}
	if s.Unknown[authelia.KeyMinVersion] || s.Unknown[authelia.KeyMaxVersion] {
		return // the rest is compared behind them
	}
	lowest, highest := cmp.Or(s.Versions[authelia.KeyMinVersion], 0x0303), cmp.Or(s.Versions[authelia.KeyMaxVersion], 0x0304)
	const head = "session: redis: tls: "
	switch {
	case lowest < 0x0301:
		c.error(authelia.KeyMinVersion, "tls-version", head+"option 'minimum_version' is invalid: minimum version is TLS1.0 but SSL3.0 was configured",
			phrase.Of("minimum_version must be TLS1.0 or newer, but is SSL3.0"), "SSL 3.0 is broken and no longer spoken. Use TLS1.2.", causes.Use("TLS1.2", authelia.Values{authelia.KeyMinVersion: "TLS1.2"}))
	case lowest > highest:
		c.error(authelia.KeyMinVersion, "C12", head+"option combination of 'minimum_version' and 'maximum_version' is invalid: minimum version "+
			c.versionName(lowest)+" is greater than the maximum version "+c.versionName(highest),
			phrase.Of("minimum_version must not be above maximum_version, but {lowest} is above {highest}", "lowest", c.versionName(lowest), "highest", c.versionName(highest)),
			"Swap the two, or leave maximum_version out.", causes.NewFix("Leave out the maximum", authelia.Values{authelia.KeyMaxVersion: ""}))
	case !c.pair(s):
		message := head + "option 'certificates' is invalid: provided certificate is not the public key for the private key provided"
		if c.Version.Profile().HalfCertificate {
			message = head + "option 'certificate_chain' is invalid: provided certificate chain does not contain the public key for the private key provided"
		}
		key, hint := authelia.KeyChain, phrase.Text("Key and certificate do not belong together. The first certificate of the chain must be the one made for this key.")
		plain := phrase.Text("certificate_chain does not belong to private_key")
		switch {
		case !s.HasKey():
			plain = "certificate_chain is set without private_key"
			key, hint = authelia.KeyPrivateKey, "This version of Authelia wants the private key beside the certificate, or neither."
		case !s.HasChain():
			plain = "private_key is set without certificate_chain"
			hint = "This version of Authelia wants the certificate beside the private key, or neither."
		}
		c.error(authelia.Key(key), "C10", message, phrase.Of(plain), hint, nil)
	}
}

// versionName is how a release prints a version of TLS.
func (c *Checker) versionName(v uint16) string {
	asGo := c.Version.Profile().SSLv3
	switch {
	case v == decode.Ssl30 && asGo:
		return "SSLv3"
	case v == decode.Ssl30:
		return "SSL3.0"
	case asGo:
		return "TLS 1." + strconv.Itoa(int(v-0x0301))
	}
	return authelia.TLSVersions[v-0x0301]
}

// pair tells whether private_key and certificate_chain go together. In 4.37
// one without the other does not; later it is accepted and left unused.
func (c *Checker) pair(s *decode.Settings) bool {
	if !s.HasKey() || !s.HasChain() {
		return c.Version.Profile().HalfCertificate || !s.HasKey() && !s.HasChain()
	}
	if s.Unknown[authelia.KeyPrivateKey] || s.Unknown[authelia.KeyChain] {
		return true // only Authelia can compare them
	}
	return decode.Belongs(s.Key, s.Chain)
}
