package configschema

import (
	"strconv"
	"strings"
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

// note reports something that is no error.
func (j *judge) note(severity Severity, key, code, message, hint string, fix *Fix) {
	_, line, column := j.walk(key)
	j.add(Problem{Key: j.formKey(key), Line: line, Column: column, Severity: severity, Code: code, Message: message, Hint: hint, Fix: fix})
}

// name is how messages call an option: its key below session.redis.
func name(key string) string { return "option '" + strings.TrimPrefix(key, Prefix) + "'" }

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
	isNow := " but it's configured as '" + host + "'"
	bare := strings.TrimSpace(host)
	switch {
	case strings.HasPrefix(bare, "unix:"):
		path := "/" + strings.TrimLeft(strings.TrimPrefix(bare, "unix:"), "/")
		j.note(Warning, key, "B06", name(key)+" must be a name, an address or the absolute path of a socket"+isNow,
			"Authelia takes the path of a unix socket without unix://.", &Fix{Label: "Use " + path, Set: Values{j.formKey(key): path, j.formKey(portKey): ""}})
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
		j.note(Warning, key, "B06", name(key)+" must be a name or an address, without a scheme,"+isNow,
			"session.redis takes no URL: host and port are two options, and TLS is switched on by the tls section.", &Fix{Label: "Split the URL", Set: fix})
	case bare != host:
		j.note(Warning, key, "B07", name(key)+" must not have blanks around it"+isNow, "Authelia looks the name up with its blanks, and does not find it.", &Fix{Label: "Remove the blanks", Set: set(bare)})
	case strings.Count(host, ":") >= 2 && !strings.HasPrefix(host, "["):
		j.note(Warning, key, "B04", name(key)+" must have an IPv6 address in square brackets"+isNow,
			"Without them Authelia fails to start: too many colons in address.", &Fix{Label: "Use [" + host + "]", Set: set("[" + host + "]")})
	case strings.Contains(host, ":") && !strings.HasSuffix(host, "]"):
		h, port := splitPort(host[strings.LastIndexByte(host, '@')+1:])
		j.note(Warning, key, "B06", name(key)+" must be a name or an address, without a port,"+isNow,
			"Authelia appends the port itself, and then finds too many colons.", &Fix{Label: "Split off the port", Set: Values{j.formKey(key): h, j.formKey(portKey): port}})
	case strings.ContainsAny(host, " \t\r\n") || strings.Contains(host, "/"):
		j.note(Warning, key, "host-name", name(key)+" must be a host name or an address"+isNow, "No host has such a name. A unix socket is written as an absolute path, beginning with '/'.", nil)
	case isLoopback(host):
		j.note(Info, key, "B02", name(key)+" is '"+host+"', the machine that Authelia itself runs on",
			"In a container that is the container itself, and nothing listens there. Use the name of the Redis service instead.", nil)
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
		j.note(Warning, KeyHost, "B12", name(KeyHost)+" must be a sentinel's name or address but it's configured as the path '"+host+"'",
			"Authelia reaches sentinels over TCP only.", nil)
	case isPath && s.numbers[KeyPort] != 0:
		j.note(Warning, KeyPort, "B08", name(KeyPort)+" must be absent when 'host' is the path of a unix socket but it's configured as '"+strconv.FormatInt(s.numbers[KeyPort], 10)+"'",
			"With a port, Authelia takes the path for a host name and cannot find it.", &Fix{Label: "Remove the port", Set: Values{KeyPort: ""}})
	case j.kind == Socket && host != "" && !isPath:
		j.note(Warning, KeyHost, "socket-path", name(KeyHost)+" must be an absolute path, beginning with '/', for a unix socket but it's configured as '"+host+"'",
			"Anything else is a host name to Authelia, which it dials over TCP.", nil)
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
		meant := n.text
		if f.Secret {
			j.note(Warning, key, "F06", name(key)+" is written without quotes, and YAML reads it as something else than it says", "Put the value in single quotes.", &Fix{Label: "Take it literally", Set: Values{j.formKey(key): meant}})
			continue
		}
		var fix *Fix
		if f.Type == Text {
			fix = &Fix{Label: "Take it literally", Set: Values{j.formKey(key): meant}}
		}
		j.note(Warning, key, "F06", name(key)+" is written as '"+n.text+"' but Authelia reads '"+got+"'", "Put texts in single quotes, and write numbers in plain digits.", fix)
	}
}

func adviseLogin(j *judge, s *settings) {
	pair := func(user, password, code string) {
		if s.texts[user] != "" && s.texts[password] == "" && !s.fromFile[password] {
			j.note(Warning, user, code, name(user)+" has no effect without "+name(password),
				"Authelia logs in only with a password. Set it, or leave it to the environment variable "+envFile(password)+".", nil)
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
			j.note(Warning, key, "A13", name(key)+" begins or ends with an invisible character", "A blank or a line break at the end is part of it to Redis.", &Fix{Label: "Remove it", Set: Values{key: bare}})
		case value != quoteless:
			j.note(Warning, key, "A13", name(key)+" has quotes around it that are part of the value", "YAML has its own quotes; these would be sent to Redis.", &Fix{Label: "Remove the quotes", Set: Values{key: quoteless}})
		}
	}
	if index := s.numbers[KeyIndex]; index < 0 {
		j.note(Warning, KeyIndex, "database-index", name(KeyIndex)+" must be 0 or more but it's configured as '"+strconv.FormatInt(index, 10)+"'", "Authelia uses database 0 then.", &Fix{Label: "Use 0", Set: Values{KeyIndex: ""}})
	}
}

func envFile(key string) string {
	f, _ := FieldOf(key)
	return f.EnvFile()
}

func adviseTLS(j *judge, s *settings) {
	if !s.tls {
		return
	}
	if s.flags[KeySkipVerify] {
		j.note(Warning, KeySkipVerify, "C14", name(KeySkipVerify)+" is true: the connection is encrypted, but to whom is not checked",
			"Put the CA's certificate into Authelia's certificates_directory instead, and set server_name if the names differ.", &Fix{Label: "Verify the certificate", Set: Values{KeySkipVerify: "false"}})
	}
	lowest := s.versions[KeyMinVersion]
	if !j.version.Since(v437) {
		if asked := s.texts[KeyMinVersion]; asked != "" {
			if lowest = oldTLSVersion(asked); lowest == 0 {
				j.note(Warning, KeyMinVersion, "tls-version", name(KeyMinVersion)+" must be one of "+strings.Join(tlsVersions, ", ")+" but it's configured as '"+asked+"'",
					"Authelia before 4.37 does not say so, and uses TLS1.2.", &Fix{Label: "Use TLS1.2", Set: Values{KeyMinVersion: "TLS1.2"}})
			}
		}
	}
	if lowest == 0x0301 || lowest == 0x0302 {
		j.note(Warning, KeyMinVersion, "tls-weak", name(KeyMinVersion)+" allows "+j.versionName(lowest)+", which is no longer considered safe",
			"Every supported Redis speaks TLS 1.2. Lower the minimum only for a server that cannot be upgraded.", &Fix{Label: "Use TLS1.2", Set: Values{KeyMinVersion: "TLS1.2"}})
	}
	if j.version.Since(v438) && s.hasKey() != s.hasChain() {
		given, missing := KeyPrivateKey, KeyChain
		if !s.hasKey() {
			given, missing = KeyChain, KeyPrivateKey
		}
		j.note(Warning, given, "client-certificate", name(given)+" has no effect without "+name(missing), "Authelia presents a client certificate only when it has both.", nil)
	}
}
