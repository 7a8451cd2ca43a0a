package configschema

import (
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
)

// A judge collects what one version of Authelia says about session.redis.
type judge struct {
	version  Version
	kind     Kind  // what the form was set to; empty for YAML
	redis    *node // the value of session.redis
	rows     []row // the form's numbers of the node rows; nil for YAML
	problems []Problem
	language phrase.Language
}

func (j *judge) add(p Problem) {
	if !j.full() {
		j.problems = append(j.problems, p)
	}
}

// full tells whether no more problems are listed.
func (j *judge) full() bool { return len(j.problems) >= maxProblems }

// walk follows an option's path into the YAML as far as it goes. The value is
// nil when the option is absent; line and column are those of the value, or of
// the deepest section on the way to it.
func (j *judge) walk(key string) (value *node, line, column int) {
	n := j.redis
	line, column = n.line, n.column
	for _, part := range strings.Split(strings.TrimPrefix(dotted(key), Prefix), ".") {
		var next *node
		if i, err := strconv.Atoi(part); err == nil && n.kind == list {
			if i < len(n.items) {
				next = n.items[i]
			}
		} else if e := n.lookup(part); e != nil {
			next = e.value
			line, column = e.line, e.column
		}
		if next == nil {
			return nil, line, column
		}
		if n = next; n.line > 0 {
			line, column = n.line, n.column
		}
	}
	return n, line, column
}

// node is the value of an option; nil when it is absent.
func (j *judge) node(key string) *node {
	n, _, _ := j.walk(key)
	return n
}

// error reports a fault in Authelia's words.
func (j *judge) error(key, code, message string, hint phrase.Text, fix *Fix) {
	_, line, column := j.walk(key)
	j.add(Problem{Key: j.formKey(key), Line: line, Column: column, Severity: Error, Code: code, Message: message, Fix: fix, hint: phrase.Of(hint)})
}

// formKey turns "…nodes[1].host" into "…nodes.1.host", with the number that the
// row has in the form.
func (j *judge) formKey(key string) string {
	before, rest, _ := strings.Cut(key, "[")
	number, after, _ := strings.Cut(rest, "]")
	if i, err := strconv.Atoi(number); err == nil && i < len(j.rows) {
		return before + "." + strconv.Itoa(j.rows[i]) + after
	}
	return dotted(key)
}

// dotted turns "…nodes[1].host" into "…nodes.1.host".
func dotted(key string) string {
	return strings.ReplaceAll(strings.ReplaceAll(key, "[", "."), "]", "")
}

// nodeKey is Authelia's name for an option of a node.
func nodeKey(i int, name string) string {
	return KeyNodes + "[" + strconv.Itoa(i) + "]." + name
}

// validate applies Authelia's validator to the decoded options.
// Source: internal/configuration/validator/session.go and shared.go.
func (j *judge) validate(s *settings) {
	if !s.sentinel {
		j.single(s)
		return
	}
	if s.texts[KeySentinelName] == "" {
		message := "session: redis: high_availability: option 'sentinel_name' is required"
		if !j.version.Since(v434) {
			message = "Session provider redis is configured for high availability but doesn't have a sentinel_name which is required"
		}
		j.error(KeySentinelName, "sentinel-name-required", message,
			"It is the word after \"sentinel monitor\" in the configuration of the sentinels, often mymaster.", nil)
		if !j.version.Since(v434) {
			return // nothing else is checked
		}
	}
	j.behindSentinel(s)
}

func (j *judge) single(s *settings) {
	host := s.texts[KeyHost]
	if host == "" {
		j.error(KeyHost, "host-required", j.wording(
			"The host must be provided when using the redis session provider",
			"the host must be provided when using the redis session provider",
			"session: redis: option 'host' is required"),
			"Write the name or address of the Redis server, or the absolute path of its unix socket.", nil)
	}
	if j.version.Since(v437) {
		j.tls(s)
	}
	j.port(s.numbers[KeyPort], strings.HasPrefix(host, "/"), "redis")
}

func (j *judge) port(port int64, socket bool, provider string) {
	standard, defaulted := "6379", j.version.Since(v438)
	if provider == "redis sentinel" {
		standard, defaulted, socket = "26379", true, false
	}
	fix := use(standard, Values{KeyPort: standard})
	switch {
	case port == 0 && (defaulted || socket):
	case port == 0 && !j.version.Since(v437):
		j.error(KeyPort, "port-required", "A redis port different than 0 must be provided",
			"This version of Authelia has no default port. Redis listens on 6379 unless you changed it.", fix)
	case port < 1 || port > 65535:
		if socket && j.version.Since(v437) {
			return // the port of a socket is no longer looked at
		}
		j.error(KeyPort, "port-range", j.portRange(port, provider), "Redis listens on 6379 and its sentinels on 26379, unless you changed it.", fix)
	}
}

func (j *judge) portRange(port int64, provider string) string {
	number := strconv.FormatInt(port, 10)
	verb := "but is configured as '"
	if j.version.Since(v438) {
		verb = "but it's configured as '"
	}
	return j.wording(
		"The port must be between 1 and 65535 for the "+provider+" session provider",
		"the port must be between 1 and 65535 for the "+provider+" session provider",
		"session: redis: option 'port' must be between 1 and 65535 "+verb+number+"'")
}

// wording picks Authelia's text: 4.29, 4.30 to 4.33, or later.
func (j *judge) wording(oldest, older, current string) string {
	switch {
	case j.version.Since(v434):
		return current
	case j.version.Since(v430):
		return older
	}
	return oldest
}

func (j *judge) behindSentinel(s *settings) {
	j.port(s.numbers[KeyPort], false, "redis sentinel")
	if s.texts[KeyHost] == "" && s.nodes == 0 {
		j.error(KeyNodes, "nodes-required", j.wording(
			"Either the host or a node must be provided when using the redis sentinel session provider",
			"either the host or a node must be provided when using the redis sentinel session provider",
			"session: redis: option 'host' or the 'high_availability' option 'nodes' is required"),
			"List the sentinels under nodes, at least three of them.", nil)
	}
	if j.version.Since(v437) {
		j.tls(s)
	}
	for i := range s.nodes {
		key := nodeKey(i, "host")
		if s.texts[key] != "" {
			continue
		}
		message := "session: redis: high_availability: option 'nodes': option 'host' is required for each node but one or more nodes are missing this"
		if !j.version.Since(v434) {
			message = "The redis sentinel nodes require a host set but you have not set the host for one or more nodes"
		}
		j.error(key, "node-host-required", message, "Write the name or address of this sentinel, or remove the node.", nil)
		return // one error, however many nodes lack it
	}
}

// tls checks the tls section, up to the first fault, as Authelia does since
// 4.37. Before that, nothing in it was validated.
func (j *judge) tls(s *settings) {
	if !s.tls {
		return
	}
	lowest, highest := s.versions[KeyMinVersion], s.versions[KeyMaxVersion]
	if lowest == 0 {
		lowest = 0x0303
	}
	if highest == 0 {
		highest = 0x0304
	}
	const head = "session: redis: tls: "
	switch {
	case lowest < 0x0301:
		j.error(KeyMinVersion, "tls-version", head+"option 'minimum_version' is invalid: minimum version is TLS1.0 but SSL3.0 was configured",
			"SSL 3.0 is broken and no longer spoken. Use TLS1.2.", use("TLS1.2", Values{KeyMinVersion: "TLS1.2"}))
	case lowest > highest:
		j.error(KeyMinVersion, "C12", head+"option combination of 'minimum_version' and 'maximum_version' is invalid: minimum version "+
			j.versionName(lowest)+" is greater than the maximum version "+j.versionName(highest),
			"Swap the two, or leave maximum_version out.", newFix("Leave out the maximum", Values{KeyMaxVersion: ""}))
	case !j.pair(s):
		message := head + "option 'certificates' is invalid: provided certificate is not the public key for the private key provided"
		if j.version.Since(v438) {
			message = head + "option 'certificate_chain' is invalid: provided certificate chain does not contain the public key for the private key provided"
		}
		key, hint := KeyChain, phrase.Text("Key and certificate do not belong together. The first certificate of the chain must be the one made for this key.")
		switch {
		case !s.hasKey():
			key, hint = KeyPrivateKey, "This version of Authelia wants the private key beside the certificate, or neither."
		case !s.hasChain():
			hint = "This version of Authelia wants the certificate beside the private key, or neither."
		}
		j.error(key, "C10", message, hint, nil)
	}
}

func (j *judge) versionName(v uint16) string {
	if v == ssl30 {
		if j.version.Since(v439) {
			return "SSLv3"
		}
		return "SSL3.0"
	}
	blank := ""
	if j.version.Since(v439) {
		blank = " "
	}
	return "TLS" + blank + "1." + strconv.Itoa(int(v-0x0301))
}

// pair tells whether private_key and certificate_chain go together. In 4.37
// one without the other does not; later it is accepted and left unused.
func (j *judge) pair(s *settings) bool {
	if !s.hasKey() || !s.hasChain() {
		return j.version.Since(v438) || !s.hasKey() && !s.hasChain()
	}
	if s.fromFile[KeyPrivateKey] || s.fromFile[KeyChain] {
		return true // only Authelia can compare them
	}
	public := s.chain[0].public
	return s.key.public == nil || s.key.public.equal(&public) // an EC key may come without its public half
}

// hasKey and hasChain tell whether the halves of a client certificate are given.
func (s *settings) hasKey() bool   { return s.key != nil || s.fromFile[KeyPrivateKey] }
func (s *settings) hasChain() bool { return len(s.chain) > 0 || s.fromFile[KeyChain] }
