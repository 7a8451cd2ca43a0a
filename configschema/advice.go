package configschema

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

// Advice is about what Authelia accepts and people regret. Each entry looks at
// the decoded options and reports warnings and notes, never errors.
var advices = []func(*judge, *settings){
	adviseHost,
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

func (j *judge) advise(s *settings) {
	for _, advice := range advices {
		advice(j, s)
	}
}

// note reports something that is no error. The words are for message and hint
// alike; the option's name is among them.
func (j *judge) note(severity Severity, key, code string, message, hint phrase.Text, fix *Fix, words ...string) {
	_, line, column := j.walk(key)
	words = append(words, "option", name(key))
	j.add(Problem{Key: j.formKey(key), Line: line, Column: column, Severity: severity, Code: code, Fix: fix,
		message: phrase.Of(message, words...), hint: phrase.Of(hint, words...)})
}

// name is how messages call an option: its key below session.redis.
func name(key string) string { return strings.TrimPrefix(key, Prefix) }

// adviseHost warns of addresses that no dialer understands: Authelia joins
// host and port with a colon, and checks nothing.
func adviseHost(j *judge, s *settings) {
	if host := s.texts[KeyHost]; host != "" && !strings.HasPrefix(host, "/") {
		j.address(KeyHost, KeyPort, host)
	}
	for i := range s.nodes {
		if host := s.texts[nodeKey(i, "host")]; host != "" {
			j.address(nodeKey(i, "host"), nodeKey(i, "port"), host)
		}
	}
}

func (j *judge) address(key, portKey, host string) {
	set := func(host string) Values { return Values{j.formKey(key): host} }
	bare := strings.TrimSpace(host)
	switch {
	case strings.HasPrefix(bare, "unix:"):
		path := "/" + strings.TrimLeft(strings.TrimPrefix(bare, "unix:"), "/")
		j.note(Warning, key, "B06", "option '{option}' must be a name, an address or the absolute path of a socket but it's configured as '{value}'",
			"Authelia takes the path of a unix socket without unix://.", use(path, Values{j.formKey(key): path, j.formKey(portKey): ""}), "value", host)
	case strings.Contains(bare, "://"):
		fix := Values{}
		rest := bare[strings.Index(bare, "://")+3:]
		if at := strings.LastIndexByte(rest, '@'); at >= 0 {
			rest = rest[at+1:]
		}
		rest, _, _ = strings.Cut(rest, "/")
		h, port := splitPort(rest)
		fix[j.formKey(key)] = h
		if port != "" {
			fix[j.formKey(portKey)] = port
		}
		if strings.HasPrefix(bare, "rediss:") {
			fix[KeyMinVersion] = "TLS1.2"
		}
		j.note(Warning, key, "B06", "option '{option}' must be a name or an address, without a scheme, but it's configured as '{value}'",
			"session.redis takes no URL: host and port are two options, and TLS is switched on by the tls section.", newFix("Split the URL", fix), "value", host)
	case bare != host:
		j.note(Warning, key, "B07", "option '{option}' must not have blanks around it but it's configured as '{value}'",
			"Authelia looks the name up with its blanks, and does not find it.", newFix("Remove the blanks", set(bare)), "value", host)
	case strings.Count(host, ":") >= 2 && !strings.HasPrefix(host, "["):
		bracketed := "[" + host + "]"
		j.note(Warning, key, "B04", "option '{option}' must have an IPv6 address in square brackets but it's configured as '{value}'",
			"Without them Authelia fails to start: too many colons in address.", use(bracketed, set(bracketed)), "value", host)
	case strings.Contains(host, ":") && !strings.HasSuffix(host, "]"):
		h, port := splitPort(host[strings.LastIndexByte(host, '@')+1:])
		j.note(Warning, key, "B06", "option '{option}' must be a name or an address, without a port, but it's configured as '{value}'",
			"Authelia appends the port itself, and then finds too many colons.", newFix("Split off the port", Values{j.formKey(key): h, j.formKey(portKey): port}), "value", host)
	case strings.ContainsAny(host, " \t\r\n") || strings.Contains(host, "/"):
		j.note(Warning, key, "host-name", notHostName,
			"No host has such a name. A unix socket is written as an absolute path, beginning with '/'.", nil, "value", host)
	case isLoopback(host):
		j.note(Info, key, "B02", "option '{option}' is '{value}', the machine that Authelia itself runs on",
			"In a container that is the container itself, and nothing listens there. Use the name of the Redis service instead.", nil, "value", host)
	}
}

func isLoopback(host string) bool {
	return strings.EqualFold(host, "localhost") || strings.HasPrefix(host, "127.") || host == "[::1]"
}

// splitPort splits "redis:6379" and "[::1]:6379".
func splitPort(s string) (host, port string) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 || strings.HasSuffix(s, "]") {
		return s, ""
	}
	return s[:i], s[i+1:]
}

func adviseSocket(j *judge, s *settings) {
	host := s.texts[KeyHost]
	isPath := strings.HasPrefix(host, "/")
	switch {
	case isPath && s.sentinel:
		j.note(Warning, KeyHost, "B12", "option '{option}' must be a sentinel's name or address but it's configured as the path '{value}'",
			"Authelia reaches sentinels over TCP only.", nil, "value", host)
	case isPath && s.numbers[KeyPort] != 0:
		j.note(Warning, KeyPort, "B08", "option '{option}' must be absent when 'host' is the path of a unix socket but it's configured as '{value}'",
			"With a port, Authelia takes the path for a host name and cannot find it.", newFix("Remove the port", Values{KeyPort: ""}), "value", s.number(KeyPort))
	case j.kind == Socket && host != "" && !isPath:
		j.note(Warning, KeyHost, "socket-path", "option '{option}' must be an absolute path, beginning with '/', for a unix socket but it's configured as '{value}'",
			"Anything else is a host name to Authelia, which it dials over TCP.", nil, "value", host)
	}
}

// adviseSurprises warns where YAML or Authelia turns what is written into
// something else.
func adviseSurprises(j *judge, s *settings) {
	if j.kind != "" || j.redis.line == 0 {
		return
	}
	for _, key := range s.keys() {
		f, _ := FieldOf(j.formKey(key))
		n := j.node(key)
		if n == nil {
			continue
		}
		got := s.shown(j.formKey(key), n)
		isOdd := false
		switch f.Type {
		case Text:
			isOdd = n.kind != text && got != n.text
		case Number:
			isOdd = n.kind == boolean || n.kind == float && strconv.FormatFloat(n.float, 'f', -1, 64) != got || n.kind == unsigned
		}
		if !isOdd {
			continue
		}
		var fix *Fix
		if f.Secret || f.Type == Text {
			fix = newFix("Take it literally", Values{j.formKey(key): n.text})
		}
		if f.Secret {
			j.note(Warning, key, "F06", "option '{option}' is written without quotes, and YAML reads it as something else than it says", "Put the value in single quotes.", fix)
			continue
		}
		j.note(Warning, key, "F06", "option '{option}' is written as '{value}' but Authelia reads '{read}'", "Put texts in single quotes, and write numbers in plain digits.", fix, "value", n.text, "read", got)
	}
}

func adviseLogin(j *judge, s *settings) {
	pair := func(user, password, code string) {
		if s.texts[user] != "" && s.texts[password] == "" && !s.fromFile[password] {
			j.note(Warning, user, code, withoutEffect, "Authelia logs in only with a password. Set it, or leave it to the environment variable {variable}.", nil,
				"missing", name(password), "variable", envFile(password))
		}
	}
	pair(KeyUsername, KeyPassword, "A01")
	pair(KeySentinelUsername, KeySentinelPassword, "A08")
	for _, key := range []string{KeyPassword, KeySentinelPassword, KeyUsername, KeySentinelUsername} {
		value := s.texts[key]
		bare := strings.Trim(strings.TrimPrefix(value, "\uFEFF"), " \t\r\n")
		quoteless := bare
		if n := len(bare); n > 2 && (bare[0] == '"' || bare[0] == '\'') && bare[n-1] == bare[0] {
			quoteless = bare[1 : n-1]
		}
		switch {
		case value != bare:
			j.note(Warning, key, "A13", "option '{option}' begins or ends with an invisible character", "A blank or a line break at the end is part of it to Redis.", newFix("Remove it", Values{key: bare}))
		case value != quoteless:
			j.note(Warning, key, "A13", "option '{option}' has quotes around it that are part of the value", "YAML has its own quotes; these would be sent to Redis.", newFix("Remove the quotes", Values{key: quoteless}))
		}
	}
	if s.numbers[KeyIndex] < 0 {
		j.note(Warning, KeyIndex, "database-index", "option '{option}' must be 0 or more but it's configured as '{value}'", "Authelia uses database 0 then.", use("0", Values{KeyIndex: ""}), "value", s.number(KeyIndex))
	}
}

const notHostName phrase.Text = "option '{option}' must be a host name or an address but it's configured as '{value}'"

// withoutEffect is about an option that needs another one beside it.
const withoutEffect phrase.Text = "option '{option}' has no effect without option '{missing}'"

// number is a decoded number for a message.
func (s *settings) number(key string) string { return strconv.FormatInt(s.numbers[key], 10) }

func envFile(key string) string {
	f, _ := FieldOf(key)
	return f.EnvFile()
}

func adviseTLS(j *judge, s *settings) {
	if !s.tls {
		return
	}
	if s.flags[KeySkipVerify] {
		j.note(Warning, KeySkipVerify, "C14", "option '{option}' is true: the connection is encrypted, but to whom is not checked",
			"Put the CA's certificate into Authelia's certificates_directory instead, and set server_name if the names differ.", newFix("Verify the certificate", Values{KeySkipVerify: "false"}))
	}
	if server := s.texts[KeyServerName]; strings.ContainsFunc(server, func(r rune) bool { return r <= ' ' || r > '~' || r == '/' }) {
		j.note(Warning, KeyServerName, "host-name", notHostName, "No certificate has such a name, and the connection test does not send it. A name in other letters has a form that begins with xn--.", nil, "value", server)
	}
	lowest := s.versions[KeyMinVersion]
	if !j.version.Since(v437) {
		if asked := s.texts[KeyMinVersion]; asked != "" {
			if lowest = oldTLSVersion(asked); lowest == 0 {
				j.note(Warning, KeyMinVersion, "tls-version", "option '{option}' must be one of {choices} but it's configured as '{value}'",
					"Authelia before 4.37 does not say so, and uses TLS1.2.", use("TLS1.2", Values{KeyMinVersion: "TLS1.2"}), "choices", strings.Join(tlsVersions, ", "), "value", asked)
			}
		}
	}
	if lowest == 0x0301 || lowest == 0x0302 {
		j.note(Warning, KeyMinVersion, "tls-weak", "option '{option}' allows {version}, which is no longer considered safe",
			"Every supported Redis speaks TLS 1.2. Lower the minimum only for a server that cannot be upgraded.", use("TLS1.2", Values{KeyMinVersion: "TLS1.2"}), "version", j.versionName(lowest))
	}
	if j.version.Since(v438) && s.hasKey() != s.hasChain() {
		given, missing := KeyPrivateKey, KeyChain
		if !s.hasKey() {
			given, missing = KeyChain, KeyPrivateKey
		}
		j.note(Warning, given, "client-certificate", withoutEffect, "Authelia presents a client certificate only when it has both.", nil, "missing", name(missing))
	}
}
