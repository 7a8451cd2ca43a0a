package rules

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/decode"
	"redis-wizard/configschema/internal/yamltree"
	"redis-wizard/configschema/phrase"
)

// advices are about what Authelia accepts and people regret. Each entry looks at
// the decoded options and reports warnings and notes, never errors.
var advices = []func(*Checker, *decode.Settings){
	advisePasted,
	adviseHost,
	adviseReferences,
	adviseSocket,
	adviseSurprises,
	adviseLogin,
	adviseTLS,
	adviseSentinel,
	adviseNodes,
	adviseRouting,
	adviseConnections,
	adviseIgnored,
}

// note reports something that is no error. The words are for message and hint
// alike; the option's name is among them.
func (c *Checker) note(severity causes.Severity, key authelia.Key, code string, message, hint phrase.Text, fix *causes.Fix, words ...string) {
	_, line, column := c.walk(key)
	words = append(words, "option", authelia.ShortName(key.Spelled()))
	c.Add(causes.Problem{Key: c.formKey(key), Line: line, Column: column, Severity: severity, Code: code, Fix: fix,
		MessageText: phrase.Of(message, words...), HintText: phrase.Of(hint, words...)})
}

// adviseHost warns of addresses that no dialer understands: Authelia joins
// host and port with a colon, and checks nothing.
func adviseHost(c *Checker, s *decode.Settings) {
	if host := s.Texts[authelia.KeyHost]; host != "" && !strings.HasPrefix(host, "/") {
		c.address(s, authelia.KeyHost, authelia.KeyPort, host)
	}
	for i := range s.Rows[authelia.KeyNodes] {
		if host := s.Texts[authelia.At(authelia.KeyNodeHost, i)]; host != "" {
			c.address(s, authelia.At(authelia.KeyNodeHost, i), authelia.At(authelia.KeyNodePort, i), host)
		}
	}
}

func (c *Checker) address(s *decode.Settings, key, portKey authelia.Key, host string) {
	set := func(host string) authelia.Values { return authelia.Values{c.formKey(key): host} }
	bare := strings.TrimSpace(host)
	switch {
	case c.logCodes(host) != nil: // advisePasted has said what it is
	case strings.HasPrefix(bare, "unix:"):
		path := "/" + strings.TrimLeft(strings.TrimPrefix(bare, "unix:"), "/")
		c.note(causes.Warning, key, "B06", "Option '{option}' must be a name, an address or the absolute path of a socket but it's configured as '{value}'",
			"Authelia takes the path of a unix socket without unix://.", causes.Use(path, authelia.Values{c.formKey(key): path, c.formKey(portKey): ""}), "value", host)
	case strings.Contains(bare, "://"):
		fix := authelia.Values{}
		c.splitURL(fix, s, bare, key, portKey)
		c.note(causes.Warning, key, "B06", "Option '{option}' must be a name or an address, without a scheme, but it's configured as '{value}'",
			"session.redis takes no URL: host and port are two options, and TLS is switched on by the tls section.", causes.NewFix("Split the URL", fix), "value", host)
	case bare != host:
		c.note(causes.Warning, key, "B07", "Option '{option}' must not start or end with spaces but it's configured as '{value}'",
			"Authelia looks the name up with its spaces, and does not find it.", causes.NewFix("Remove the spaces", set(bare)), "value", host)
	case strings.Count(host, ":") >= 2 && !strings.HasPrefix(host, "[") && !strings.Contains(host, "@"):
		bracketed := "[" + host + "]"
		c.note(causes.Warning, key, "B04", "Option '{option}' must have an IPv6 address in square brackets but it's configured as '{value}'",
			"Without them Authelia cannot connect: “too many colons in address”.", causes.Use(bracketed, set(bracketed)), "value", host)
	case strings.Contains(host, ":") && !strings.HasSuffix(host, "]"):
		fix := authelia.Values{}
		c.splitURL(fix, s, host, key, portKey)
		c.note(causes.Warning, key, "B06", "Option '{option}' must be a name or an address, without a port, but it's configured as '{value}'",
			"Authelia appends the port itself, and then finds too many colons.", causes.NewFix("Split off the port", fix), "value", host)
	case strings.ContainsAny(host, " \t\r\n") || strings.Contains(host, "/"):
		c.note(causes.Warning, key, "host-name", notHostName,
			"No host has such a name. A unix socket is written as an absolute path, beginning with '/'.", nil, "value", host)
	case isLoopback(host):
		c.note(causes.Info, key, "B02", "Option '{option}' is '{value}', which is Authelia's own machine or container",
			"In Docker, use the name of the service, such as redis.", nil, "value", host)
	}
}

func isLoopback(host string) bool {
	return strings.EqualFold(host, "localhost") || strings.HasPrefix(host, "127.") || host == "[::1]"
}

// SplitPort splits "redis:6379" and "[::1]:6379".
func SplitPort(s string) (host, port string) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.HasSuffix(s, "]") {
		return s, ""
	}
	return s[:i], s[i+1:]
}

func adviseSocket(c *Checker, s *decode.Settings) {
	host := s.Texts[authelia.KeyHost]
	isPath := strings.HasPrefix(host, "/")
	switch {
	case isPath && s.Sentinel:
		c.note(causes.Warning, authelia.KeyHost, "B12", "Option '{option}' must be a sentinel's name or address but it's configured as the path '{value}'",
			"Authelia reaches sentinels over TCP only.", nil, "value", host)
	case isPath && s.Numbers[authelia.KeyPort] != 0:
		c.note(causes.Warning, authelia.KeyPort, "B08", "Option '{option}' must be absent when 'host' is the path of a unix socket but it's configured as '{value}'",
			"With a port, Authelia takes the path for a host name and cannot find it.", causes.NewFix("Remove the port", authelia.Values{authelia.KeyPort: ""}), "value", s.Number(authelia.KeyPort))
	case c.Kind == authelia.Socket && host != "" && !isPath:
		c.note(causes.Warning, authelia.KeyHost, "socket-path", "Option '{option}' must be an absolute path, beginning with '/', for a unix socket but it's configured as '{value}'",
			"Anything else is a host name to Authelia, which it dials over TCP.", nil, "value", host)
	}
}

// adviseSurprises warns where YAML or Authelia turns what is written into
// something else.
func adviseSurprises(c *Checker, s *decode.Settings) {
	if c.Kind != "" || c.Value.Line == 0 {
		return
	}
	for _, key := range s.Keys() {
		f, _ := authelia.OptionOf(c.formKey(key))
		n := c.node(key)
		if n == nil {
			continue
		}
		got := s.Shown(c.formKey(key), n)
		isOdd := false
		switch f.Type {
		case authelia.Text:
			isOdd = n.Kind != yamltree.Text && got != n.Text
		case authelia.Number:
			isOdd = n.Kind == yamltree.Boolean || n.Kind == yamltree.Float && strconv.FormatFloat(n.Float, 'f', -1, 64) != got || n.Kind == yamltree.Unsigned
		}
		if !isOdd {
			continue
		}
		var fix *causes.Fix
		if f.Secret || f.Type == authelia.Text {
			fix = causes.NewFix("Use it literally", authelia.Values{c.formKey(key): n.Text})
		}
		if f.Secret {
			c.note(causes.Warning, key, "F06", "Option '{option}' is unquoted, so YAML changes its value", "Put the value in single quotes.", fix)
			continue
		}
		c.note(causes.Warning, key, "F06", "Option '{option}' is written as '{value}' but Authelia reads '{read}'", "Put texts in single quotes, and write numbers in plain digits.", fix, "value", n.Text, "read", got)
	}
}

func adviseLogin(c *Checker, s *decode.Settings) {
	pair := func(user, password authelia.Key, code string) {
		f, _ := authelia.OptionOf(string(password))
		if s.Texts[user] != "" && s.Texts[password] == "" && !s.Unknown[password] {
			c.note(causes.Warning, user, code, withoutEffect, "Authelia logs in only with a password. Set it, or leave it to the environment variable {variable}.", nil,
				"missing", authelia.ShortName(string(password)), "variable", f.EnvFile())
		}
	}
	pair(authelia.KeyUsername, authelia.KeyPassword, "A01")
	pair(authelia.KeySentinelUsername, authelia.KeySentinelPassword, "A08")
	for _, key := range []authelia.Key{authelia.KeyPassword, authelia.KeySentinelPassword, authelia.KeyUsername, authelia.KeySentinelUsername} {
		value := s.Texts[key]
		bare := strings.Trim(strings.TrimPrefix(value, "\uFEFF"), " \t\r\n")
		quoteless := bare
		if n := len(bare); n > 2 && (bare[0] == '"' || bare[0] == '\'') && bare[n-1] == bare[0] {
			quoteless = bare[1 : n-1]
		}
		fix := func(label phrase.Text, text string) *causes.Fix {
			if s.FromFile[key] {
				return nil // it is not written here, and cannot be written beside it
			}
			return causes.NewFix(label, authelia.Values{string(key): text})
		}
		switch {
		case value != bare:
			c.note(causes.Warning, key, "A13", "Option '{option}' begins or ends with an invisible character", "To Redis, a space or a line break at the end is part of the value.", fix("Remove it", bare))
		case value != quoteless:
			c.note(causes.Warning, key, "A13", "Option '{option}' has quotes around it that are part of the value", "YAML has its own quotes; these would be sent to Redis.", fix("Remove the quotes", quoteless))
		}
	}
	if s.Numbers[authelia.KeyIndex] < 0 {
		c.note(causes.Warning, authelia.KeyIndex, "database-index", "Option '{option}' must be 0 or more but it's configured as '{value}'", "Authelia uses database 0 then.", causes.Use("0", authelia.Values{authelia.KeyIndex: ""}), "value", s.Number(authelia.KeyIndex))
	}
}

const notHostName phrase.Text = "Option '{option}' must be a host name or an address but it's configured as '{value}'"

// withoutEffect is about an option that needs another one beside it.
const withoutEffect phrase.Text = "Option '{option}' has no effect without option '{missing}'"

func adviseTLS(c *Checker, s *decode.Settings) {
	if !s.TLS {
		return
	}
	if s.Flags[authelia.KeySkipVerify] {
		c.note(causes.Warning, authelia.KeySkipVerify, "C14", "Option '{option}' disables certificate verification",
			"Put the CA's certificate into Authelia's certificates_directory instead, and set server_name if the names differ.", causes.NewFix("Verify the certificate", authelia.Values{authelia.KeySkipVerify: "false"}))
	}
	if server := s.Texts[authelia.KeyServerName]; strings.ContainsFunc(server, func(r rune) bool { return r <= ' ' || r > '~' || r == '/' }) {
		c.note(causes.Warning, authelia.KeyServerName, "host-name", notHostName, "No certificate has such a name, and the connection test does not send it. A name in other letters has a form that begins with xn--.", nil, "value", server)
	}
	lowest := s.Versions[authelia.KeyMinVersion]
	if !c.Version.Profile().DecodesTLS {
		if asked := s.Texts[authelia.KeyMinVersion]; asked != "" {
			if lowest = decode.OldTLSVersion(asked); lowest == 0 {
				c.note(causes.Warning, authelia.KeyMinVersion, "tls-version", "Option '{option}' must be one of {choices} but it's configured as '{value}'",
					"Authelia before 4.37 does not say so, and uses TLS1.2.", causes.Use("TLS1.2", authelia.Values{authelia.KeyMinVersion: "TLS1.2"}), "choices", strings.Join(authelia.TLSVersions, ", "), "value", asked)
			}
		}
	}
	if lowest == 0x0301 || lowest == 0x0302 {
		c.note(causes.Warning, authelia.KeyMinVersion, "tls-weak", "Option '{option}' allows {version}, which is no longer considered safe",
			"Every supported Redis speaks TLS 1.2. Lower the minimum only for a server that cannot be upgraded.", causes.Use("TLS1.2", authelia.Values{authelia.KeyMinVersion: "TLS1.2"}), "version", c.versionName(lowest))
	}
	if c.Version.Profile().HalfCertificate && s.HasKey() != s.HasChain() {
		given, missing := authelia.KeyPrivateKey, authelia.KeyChain
		if !s.HasKey() {
			given, missing = authelia.KeyChain, authelia.KeyPrivateKey
		}
		c.note(causes.Warning, authelia.Key(given), "client-certificate", withoutEffect, "Authelia presents a client certificate only when it has both.", nil, "missing", authelia.ShortName(missing))
	}
}
