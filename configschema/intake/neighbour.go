package intake

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
)

// A neighbour is a Redis that the texts describe beside Authelia: a service of the
// compose file, or a redis.conf.
type neighbour struct {
	*spot
	all      directives
	service  string   // its name in the compose file; empty for a redis.conf
	names    []string // by which it is reached
	services []string // all names of the compose file
	// apart tells that it shares no network with Authelia, isHost that Authelia is in the
	// network of the machine, where names of services are unknown.
	apart, isHost bool
	// unknown tells that its password is not in the texts, ownVariable that the variable
	// REDIS_PASSWORD is set, which its image does not read.
	unknown, ownVariable bool
}

func (n *neighbour) add(name string) {
	if name != "" {
		n.names = append(n.names, name)
	}
}

// compare says where what Authelia is told does not fit to the servers beside it.
func (all *reading) compare(result configschema.Result) (problems []configschema.Problem) {
	for _, n := range all.neighbours {
		c := &comparison{n, result, nil}
		c.group()
		problems = append(problems, c.problems...)
	}
	host := result.Values[authelia.KeyHost]
	if host == "" || result.Kind != authelia.Single {
		return problems
	}
	ours := slices.Clone(all.neighbours)
	isService := func(n *neighbour) bool { return n.service != "" }
	if slices.ContainsFunc(ours, isService) {
		ours = slices.DeleteFunc(ours, func(n *neighbour) bool { return !isService(n) })
	}
	if i := slices.IndexFunc(ours, func(n *neighbour) bool { return slices.Contains(n.names, host) }); i >= 0 {
		ours = ours[i : i+1]
	}
	for i, n := range ours {
		c := &comparison{n, result, nil}
		if c.reached(host, i == 0) {
			c.password()
			if !c.isHost { // there the port is the one that is published
				c.port()
			}
		}
		problems = append(problems, c.problems...)
	}
	return problems
}

// A comparison is one of Authelia's options with one server.
type comparison struct {
	*neighbour
	result   configschema.Result
	problems []configschema.Problem
}

// report adds a warning about an option.
func (c *comparison) report(key, code string, fix *causes.Fix, message, hint phrase.Text, words ...string) {
	words = append(words, "service", c.service)
	at, known := c.result.Sources[key]
	if !known {
		at = configschema.Source{File: c.Name, Line: c.line}
	}
	p := configschema.Problem{Key: key, File: at.File, Line: at.Line, Column: 1, Severity: configschema.Warning, Code: code, Fix: fix,
		MessageText: phrase.Of(message, words...), HintText: phrase.Of(hint, words...)}
	p.Say(c.language)
	c.problems = append(c.problems, p)
}

// localAddress is a host that has to do with the machine itself, or with a name that is
// known beyond the compose file.
var localAddress = regexp.MustCompile(`^(?:localhost|127\.[\d.]*|\[::1\])$`)

// reached tells whether the host is meant to be this server, and says what is wrong with
// it. Names with dots, and addresses, may be anywhere.
func (c *comparison) reached(host string, isFirst bool) bool {
	if c.service == "" {
		return true
	}
	use := causes.Use(c.service, configschema.Values{authelia.KeyHost: c.service})
	switch {
	case slices.Contains(c.names, host) && c.isHost:
		c.report(authelia.KeyHost, "B01", nil, "The service of Authelia has network_mode: host, where '{host}' is not known",
			"Names of services are known in the networks of compose alone. Remove network_mode, or publish the port of {service} and use 127.0.0.1.", "host", host)
	case slices.Contains(c.names, host) && c.apart:
		c.report(authelia.KeyHost, "B01", nil, "The services of Authelia and of Redis share no network, so Authelia does not find '{host}'",
			"Put {service} and Authelia on one network: list the same name below networks: of both.", "host", host)
	case slices.Contains(c.names, host):
	case !isFirst || c.isHost:
		return false
	case localAddress.MatchString(host):
		c.report(authelia.KeyHost, "B02", use, "Option 'host' is '{host}', but Redis runs in a container of its own: the service {service}",
			"In the container of Authelia '{host}' is that container itself. Use the name of the service.", "host", host)
	case !strings.ContainsAny(host, ".:/") && !slices.Contains(c.services, host):
		c.report(authelia.KeyHost, "B01", use, "Option 'host' is '{host}', but no service of the compose file is called so: Redis is {service}",
			"Use the name of the service, unless '{host}' is the name of a machine in your network.", "host", host)
	default:
		return false
	}
	return true
}

// group compares the name of the group with those that a sentinel watches.
func (c *comparison) group() {
	name := c.result.Values[authelia.KeySentinelName]
	var watched []string
	for d := range c.all.named("sentinel") {
		if d.arg(0) == "monitor" {
			watched = append(watched, d.arg(1))
		}
	}
	if name == "" || len(watched) == 0 || slices.Contains(watched, name) {
		return
	}
	c.report(authelia.KeySentinelName, "D02", causes.Use(watched[0], configschema.Values{authelia.KeySentinelName: watched[0]}),
		"Option 'high_availability.sentinel_name' is '{name}', but the sentinel beside Authelia watches {watched}",
		"It must be the word behind sentinel monitor.", "name", name, "watched", c.list(watched))
}

// password compares what the server wants with what Authelia sends.
func (c *comparison) password() {
	wants, _ := c.all.last("requirepass")
	hasUsers := false
	for range c.all.named("user") {
		hasUsers = true
	}
	acl, _ := c.all.last("aclfile")
	if c.unknown || hasUsers || acl != "" || strings.HasPrefix(wants, unknownValue) {
		return
	}
	sends, user := c.result.Values[authelia.KeyPassword], c.result.Values[authelia.KeyUsername]
	if option, _ := authelia.OptionOf(authelia.KeyPassword); sends == "" {
		sends = cmp.Or(c.result.Contents[option.EnvFile()], c.result.Contents[option.Env()])
	}
	switch {
	case slices.Contains(c.result.Unknown, authelia.KeyPassword) || reference.MatchString(sends):
	case wants == "" && sends != "" && c.ownVariable:
		c.report(authelia.KeyPassword, "A02", nil, "Authelia sends a password, but Redis has none: its image does not read REDIS_PASSWORD",
			"Give the service a command: redis-server --requirepass with the password behind it.")
	case wants == "" && sends != "":
		c.report(authelia.KeyPassword, "A02", nil, "Authelia sends a password, but the Redis beside it asks for none",
			"Give Redis the password (requirepass), or remove it from Authelia's options.")
	case wants != "" && sends == "":
		c.report(authelia.KeyPassword, "A01", nil, "The Redis beside Authelia asks for a password, and Authelia sends none",
			"Set session.redis.password to the value of requirepass.")
	case wants != sends:
		c.report(authelia.KeyPassword, "A03", nil, "Authelia sends another password than the Redis beside it asks for",
			"session.redis.password must be the value of requirepass.")
	case wants != "" && user != "" && user != "default":
		c.report(authelia.KeyUsername, "A03", causes.NewFix("Remove {option}", configschema.Values{authelia.KeyUsername: ""}, "option", authelia.ShortName(authelia.KeyUsername)),
			"The Redis beside Authelia knows no user '{user}': requirepass is the password of the user default", "Remove the username, or add such a user to Redis.", "user", user)
	}
}

// port compares the ports.
func (c *comparison) port() {
	listens, _ := c.all.last("port")
	secure, _ := c.all.last("tls-port")
	if !isPort(listens) {
		listens = ""
	}
	port := c.result.Values[authelia.KeyPort]
	if port == "" || !isDigits(port) || strings.HasPrefix(secure, unknownValue) || port == secure {
		return
	}
	if listens == "" {
		if listens = "6379"; secure != "" {
			listens = secure
		}
	}
	if plainNumber(port) == plainNumber(listens) {
		return
	}
	hint := phrase.Text("The port must be the one behind port in the configuration of Redis.")
	if c.service != "" {
		hint = "Containers reach each other by the port inside. What ports: publishes is for the machine around them."
	}
	c.report(authelia.KeyPort, "port-beside", causes.Use(listens, configschema.Values{authelia.KeyPort: listens}),
		"Option 'port' is {port}, but the Redis beside Authelia listens on {listens}", hint, "port", port, "listens", listens)
}

// withComparison are the problems with what the comparison found, which knows more of the
// same host.
func withComparison(found, problems []configschema.Problem) []configschema.Problem {
	problems = slices.DeleteFunc(problems, func(p configschema.Problem) bool {
		return slices.ContainsFunc(found, func(f configschema.Problem) bool { return f.Code == p.Code && f.Key == p.Key })
	})
	return append(found, problems...)
}
