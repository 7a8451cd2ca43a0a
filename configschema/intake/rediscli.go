package intake

import (
	"strings"

	"redis-wizard/configschema"
)

// readCommandLine takes a text with a redis-cli command in it.
func readCommandLine(t *text) *reading {
	if !strings.Contains(t.Text, "-cli") {
		return nil
	}
	out := t.reading(CommandLine)
	found := 0
	var auth word // REDISCLI_AUTH of the environment
	for command := range commands(words(strings.TrimPrefix(t.Text, "\uFEFF"), 1)) {
		at, ok := programAt(command)
		for _, w := range command[:at] {
			if value, ok := strings.CutPrefix(w.text, "REDISCLI_AUTH="); ok {
				auth = word{text: value, line: w.line, reference: w.reference}
			}
		}
		if !ok {
			continue
		}
		if found++; found > 1 {
			continue
		}
		c := &cli{spot: out.at(t.Name, command[at].line), line: command[at].line, auth: auth}
		c.read(command[at+1:])
	}
	if found == 0 {
		return nil
	}
	if found > 1 {
		out.notOnly(found-1, "Only the first command was read; 1 more was left aside.", "Only the first command was read; {count} more were left aside.")
	}
	return out
}

// programAt finds the program in a command, behind sudo, docker exec and the
// like; the number of words when it is not there.
func programAt(command []word) (int, bool) {
	for i, w := range command {
		name := w.text[strings.LastIndexAny(w.text, `/\`)+1:]
		switch strings.TrimSuffix(name, ".exe") {
		case "redis-cli", "valkey-cli", "keydb-cli":
			return i, true
		}
	}
	return len(command), false
}

// A cli takes the arguments of one command.
type cli struct {
	*spot
	line int
	auth word // a password in the environment; without a line when there is none

	host, port, socket  string
	user, password      string
	secretLine          int
	index, timeout      string
	tls                 bool
	serverName          string
	insecure            bool
	passwordElsewhere   bool
	master              string
	talksToSentinel     bool
	passwordIsReference bool
}

// takesValue tells whether an option of redis-cli is followed by a value.
func takesValue(option string) bool {
	switch option {
	case "-h", "-p", "-s", "-a", "-u", "-n", "-t", "--user", "--pass", "--sni", "--cacert", "--cacertdir", "--cert", "--key",
		"-r", "-i", "-d", "-D", "-X", "--eval", "--pattern", "--quoted-pattern", "--intrinsic-latency", "--rdb", "--functions-rdb",
		"--pipe-timeout", "--memkeys-samples", "--lru-test", "--tls-ciphers", "--tls-ciphersuites", "--show-pushes", "--count":
		return true
	}
	return false
}

func (c *cli) read(args []word) {
	var rest []string
	for i := 0; i < len(args); i++ {
		name, value := args[i], word{}
		if len(rest) > 0 || !strings.HasPrefix(name.text, "-") || name.text == "-" {
			rest = append(rest, name.text)
			continue
		}
		if takesValue(name.text) {
			if i+1 < len(args) {
				value = args[i+1]
			}
			i++
		}
		c.option(name.text, value)
	}
	if len(rest) > 1 && strings.EqualFold(rest[0], "sentinel") {
		c.talksToSentinel = true
		switch strings.ToLower(rest[1]) {
		case "get-master-addr-by-name", "master", "replicas", "slaves", "sentinels", "ckquorum", "failover", "reset":
			if len(rest) > 2 {
				c.master = rest[2]
			}
		}
	}
	if len(rest) > 1 && strings.EqualFold(rest[0], "auth") && c.password == "" {
		c.password, c.secretLine = rest[len(rest)-1], c.line
		if len(rest) > 2 {
			c.user = rest[1]
		}
	}
	c.finish()
}

func (c *cli) option(name string, value word) {
	switch name {
	case "-h":
		c.host = value.text
		c.reference(value, configschema.KeyHost)
	case "-p":
		c.port = value.text
		c.reference(value, configschema.KeyPort)
	case "-s":
		c.socket = value.text
	case "-a", "--pass":
		c.password, c.secretLine = value.text, value.line
		c.passwordIsReference = value.reference
	case "--user":
		c.user = value.text
	case "-n":
		c.index = value.text
	case "-t":
		c.timeout = value.text
	case "-u":
		c.spot.number = value.line
		c.uri(value.text)
	case "--tls":
		c.tls = true
	case "--sni":
		c.serverName = value.text
	case "--insecure":
		c.tls, c.insecure = true, true
	case "--askpass":
		c.passwordElsewhere = true
	case "--cacert", "--cacertdir":
		c.note("session.redis has no option for a CA ({option}). Put the certificate into the directory that Authelia's global option certificates_directory names.", "option", name)
	case "--cert":
		c.note("The client certificate (--cert) is a file and was not read. Its content goes into tls.certificate_chain, or its path into AUTHELIA_SESSION_REDIS_TLS_CERTIFICATE_CHAIN_FILE.")
	case "--key":
		c.note("The private key (--key) is a file and was not read. Its content goes into tls.private_key, or its path into AUTHELIA_SESSION_REDIS_TLS_PRIVATE_KEY_FILE.")
	case "-c", "--cluster":
		c.note("The command speaks to a Redis Cluster ({option}), which session.redis cannot use. Use a single server or Sentinel.", "option", name)
	}
}

// uri reads the value of -u. Options beside it count as well.
func (c *cli) uri(value string) {
	if !isURL(value) {
		c.note("The value of -u is no URL that is known.")
		return
	}
	c.url(value)
}

func (c *cli) reference(w word, key string) {
	if w.reference {
		c.note("option '{option}' is a variable of the shell in the command, and was taken as it is written.", "option", below(key))
	}
}

func (c *cli) finish() {
	if w := c.auth; w.line > 0 && c.password == "" {
		c.password, c.secretLine, c.passwordIsReference = w.text, w.line, w.reference
	}
	userKey, passwordKey := configschema.KeyUsername, configschema.KeyPassword
	if c.talksToSentinel {
		userKey, passwordKey = configschema.KeySentinelUsername, configschema.KeySentinelPassword
		c.note("The command speaks to a sentinel, so its address is that of a sentinel and its login that of the sentinels. List the other sentinels as nodes.")
		if c.master == "" {
			c.note("The command does not name the replicated set. Fill in high_availability.sentinel_name.")
		}
	} else if c.port == "26379" {
		c.note("Port 26379 is that of sentinels. If this is one, set high_availability.sentinel_name, often mymaster.")
	}
	c.address()
	c.set(userKey, c.user)
	switch {
	case c.passwordIsReference || c.passwordElsewhere && c.password == "":
		c.note("The password is not in the text.")
		c.elsewhere(envOf(passwordKey))
	default:
		if c.secretLine > 0 {
			c.number = c.secretLine
		}
		c.set(passwordKey, c.password)
		c.number = c.line
	}
	c.set(configschema.KeyIndex, c.index)
	c.set(configschema.KeyTimeout, c.timeout)
	c.set(configschema.KeySentinelName, c.master)
	c.set(configschema.KeyServerName, c.serverName)
	if c.insecure {
		c.set(configschema.KeySkipVerify, "true")
	}
	if c.tls && c.serverName == "" && !c.insecure {
		c.set(configschema.KeyMinVersion, "TLS1.2") // any option of the section switches TLS on
	}
}

// address fills in what redis-cli does when it is not told.
func (c *cli) address() {
	hasHost := false
	for _, s := range c.settings {
		hasHost = hasHost || s.Key == configschema.KeyHost || strings.HasPrefix(s.Key, keyNodes)
	}
	c.number = c.line
	switch {
	case c.socket != "":
		c.set(configschema.KeyHost, c.socket)
		return
	case hasHost && c.host == "":
		c.set(configschema.KeyPort, c.port)
		return
	case c.host == "":
		c.host = "127.0.0.1"
		c.note("The command names no host, and redis-cli then takes 127.0.0.1. In a container that is the container itself.")
	}
	if c.port == "" {
		c.port = "6379"
	}
	c.set(configschema.KeyHost, bracketed(c.host))
	c.set(configschema.KeyPort, c.port)
}

// envOf is the variable of an option.
func envOf(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}
