package intake

import (
	"cmp"
	"iter"
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
)

var program = regexp.MustCompile(`(?:^|[/\\])(?:redis|valkey|keydb)-cli(?:\.exe)?$`)

// readCommandLine takes a text with a redis-cli command in it.
func readCommandLine(t *text) *reading {
	if !strings.Contains(t.Text, "-cli") {
		return nil
	}
	r := &reading{text: t}
	found := 0
	var auth word // REDISCLI_AUTH of the environment
	for command := range r.scan(t.unmarked(), 1).commands() {
		// The program stands behind sudo, docker exec and the like.
		at := slices.IndexFunc(command, func(w word) bool { return program.MatchString(w.text) })
		before := command
		if at >= 0 {
			before = command[:at]
		}
		for _, w := range before {
			if value, ok := strings.CutPrefix(w.text, "REDISCLI_AUTH="); ok {
				auth = word{text: value, line: w.line, reference: w.reference}
			}
		}
		if at < 0 {
			continue
		}
		if found++; found == 1 {
			c := &cli{spot: r.at(command[at].line), given: map[string]word{}}
			c.read(command[at+1:])
			c.finish(auth)
		}
	}
	if found == 0 {
		return nil
	}
	if found > 1 {
		r.notOnly(found-1, "Only the first command was read; 1 more was left aside.", "Only the first command was read; {count} more were left aside.")
	}
	return r
}

// maxWords bounds the words of a command that are looked at.
const maxWords = 1000

// commands groups words into commands. The slice is used again for the next one.
func (s *scanner) commands() iter.Seq[[]word] {
	return func(yield func([]word) bool) {
		var now []word
		for w := range s.words() {
			switch {
			case !w.end && len(now) < maxWords:
				now = append(now, w)
			case w.end && len(now) > 0:
				if !yield(now) {
					return
				}
				now = now[:0]
			}
		}
	}
}

// A cli takes the arguments of one command, at its line.
type cli struct {
	*spot
	given                            map[string]word // by the option that it is
	tls, insecure, asks, ofSentinels bool
}

// cliValues are the options of redis-cli that are followed by a value, and the
// options of Authelia that they are.
var cliValues = map[string]string{"-h": authelia.KeyHost, "-p": authelia.KeyPort, "-n": authelia.KeyIndex, "-t": authelia.KeyTimeout, "--user": authelia.KeyUsername,
	"-a": authelia.KeyPassword, "--pass": authelia.KeyPassword, "--sni": authelia.KeyServerName, "-s": socket, "-u": "", "--cacert": "", "--cacertdir": "", "--cert": "", "--key": "",
	"-r": "", "-i": "", "-d": "", "-D": "", "-X": "", "--eval": "", "--pattern": "", "--quoted-pattern": "", "--intrinsic-latency": "", "--rdb": "", "--functions-rdb": "",
	"--pipe-timeout": "", "--memkeys-samples": "", "--lru-test": "", "--tls-ciphers": "", "--tls-ciphersuites": "", "--show-pushes": "", "--count": ""}

// socket stands for a host that is the path of a socket.
const socket = "socket"

// aboutOneSet are the subcommands of SENTINEL that the name of a set follows.
var aboutOneSet = []string{"get-master-addr-by-name", "master", "replicas", "slaves", "sentinels", "ckquorum", "failover", "reset"}

func (c *cli) read(args []word) {
	for len(args) > 0 && strings.HasPrefix(args[0].text, "-") && args[0].text != "-" {
		name, value := args[0].text, word{}
		args = args[1:]
		if key, takesValue := cliValues[name]; takesValue {
			if len(args) > 0 {
				value, args = args[0], args[1:]
			}
			c.given[key] = value
		}
		c.option(name, value)
	}
	if len(args) < 2 {
		return
	}
	switch last := args[len(args)-1]; strings.ToLower(args[0].text) {
	case "sentinel":
		c.ofSentinels = true
		if len(args) > 2 && slices.Contains(aboutOneSet, strings.ToLower(args[1].text)) {
			c.given[authelia.KeySentinelName] = args[2]
		}
	case "auth":
		if c.given[authelia.KeyPassword].text != "" {
			return
		}
		c.given[authelia.KeyPassword] = last
		if len(args) > 2 {
			c.given[authelia.KeyUsername] = args[1]
		}
	}
}

func (c *cli) option(name string, value word) {
	switch name {
	case "-h", "-p":
		if value.reference {
			c.note("Option '{option}' is a variable of the shell in the command, and was taken as it is written.", "option", authelia.ShortName(cliValues[name]))
		}
	case "-u":
		if !isURL(value.text) {
			c.note("The value of -u is no URL that is known.")
			return
		}
		c.at(value.line).url(value.text) // options beside it count as well
	case "--tls":
		c.tls = true
	case "--insecure":
		c.tls, c.insecure = true, true
	case "--askpass":
		c.asks = true
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

// finish puts together what was given; auth is a password in the environment.
func (c *cli) finish(auth word) {
	user, password := authelia.KeyUsername, authelia.KeyPassword
	if c.ofSentinels {
		user, password = authelia.KeySentinelUsername, authelia.KeySentinelPassword
		c.note("The command speaks to a sentinel, so its address is that of a sentinel and its login that of the sentinels. List the other sentinels as nodes.")
		if c.given[authelia.KeySentinelName].text == "" {
			c.note("The command does not name the replicated set. Fill in high_availability.sentinel_name.")
		}
	} else if c.given[authelia.KeyPort].text == "26379" {
		c.note("Port 26379 is that of sentinels. If this is one, set high_availability.sentinel_name, often mymaster.")
	}
	c.address()
	c.put(user, c.given[authelia.KeyUsername])
	secret := c.given[authelia.KeyPassword]
	if secret.text == "" {
		secret = auth
	}
	if secret.reference || secret.text == "" && c.asks {
		c.note("The password is not in the text.")
		c.elsewhere(envOf(password), "")
	} else {
		c.put(password, secret)
	}
	for _, key := range []string{authelia.KeyIndex, authelia.KeyTimeout, authelia.KeySentinelName, authelia.KeyServerName} {
		c.put(key, c.given[key])
	}
	switch {
	case c.insecure:
		c.set(authelia.KeySkipVerify, "true")
	case c.tls && c.given[authelia.KeyServerName].text == "":
		c.set(authelia.KeyMinVersion, "TLS1.2") // any option of the section switches TLS on
	}
}

// put takes an option from the line that it stands on.
func (c *cli) put(key string, w word) { c.at(cmp.Or(w.line, c.line)).set(key, w.text) }

// address fills in what redis-cli does when it is not told.
func (c *cli) address() {
	host, port := c.given[authelia.KeyHost], c.given[authelia.KeyPort]
	inURL := slices.ContainsFunc(c.settings, func(s configschema.Setting) bool { return s.Key == authelia.KeyHost || isOfNode(s) })
	switch path := c.given[socket]; {
	case path.text != "":
		c.put(authelia.KeyHost, path)
		return
	case inURL && host.text == "":
		c.put(authelia.KeyPort, port)
		return
	case host.text == "":
		host.text = "127.0.0.1"
		c.note("The command names no host, and redis-cli then takes 127.0.0.1. In a container that is the container itself.")
	}
	host.text, port.text = bracketed(host.text), cmp.Or(port.text, "6379")
	c.put(authelia.KeyHost, host)
	c.put(authelia.KeyPort, port)
}
