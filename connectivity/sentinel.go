package connectivity

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"strconv"
)

// mustBeSentinel ends the role step of a sentinel.
func (e *endpoint) mustBeSentinel(role reply) error {
	switch e.server.role {
	case "sentinel":
		e.groups = e.sentinelNames(role)
		e.pass(e.told("It is a sentinel.") + e.versionRemark())
		return nil
	case "":
		e.say("It does not let this user ask for its role. That is fine: Authelia does not ask either.")
		return nil
	}
	return e.isRedis(nil)
}

// isRedis is for a data server where a sentinel is needed.
func (e *endpoint) isRedis(err error) *fault {
	fault := because("redis-as-sentinel", err)
	if e.where.Key != "" {
		fault.fix = e.useSingle()
	}
	return fault
}

// useSingle turns a configuration of a group into one of this server alone.
func (e *endpoint) useSingle() *Fix {
	const section = "session.redis.high_availability"
	fix := &Fix{Label: e.told("Use this one server, without Sentinel"), Set: map[string]string{section: ""}}
	// A client of the API may know options only, and no sections.
	for _, option := range []string{"sentinel_name", "sentinel_username", "sentinel_password", "route_by_latency", "route_randomly"} {
		fix.Set[section+"."+option] = ""
	}
	for _, node := range e.run.target.Sentinel.Nodes {
		if node.Key == "" {
			continue
		}
		fix.Set[node.Key+".host"], fix.Set[node.Key+".port"] = "", ""
	}
	fix.Set["session.redis.host"], fix.Set["session.redis.port"] = e.where.Host, strconv.Itoa(e.where.Port)
	if e.run.target.Password == "" && e.login.password != "" && e.greeting.code() == "NOAUTH" {
		fix.Copy = map[string]string{"session.redis.password": e.login.passwordKey}
		if e.login.username != "" {
			fix.Copy["session.redis.username"] = e.login.usernameKey
		}
	}
	return fix
}

// askPrimary is the question that Authelia's client asks: which server is the
// primary of this group?
func (e *endpoint) askPrimary(context.Context) error {
	answer, err := e.primaryOf(e.session)
	if err != nil {
		return err
	}
	e.announced = answer
	e.say("The primary of “{name}” is {address}.", "name", ownText(e.run.target.Sentinel.Name), "address", e.run.redact.peer(answer.String()))
	if e.onPrimary != nil {
		e.onPrimary(*answer)
	}
	return nil
}

func (e *endpoint) primaryOf(session *session) (*Address, error) {
	answer, err := session.do("SENTINEL", "get-master-addr-by-name", e.run.target.Sentinel.Name)
	var refused *ReplyError
	switch {
	case errors.As(err, &refused) && refused.unknownCommand():
		return nil, e.isRedis(err)
	case errors.As(err, &refused) && refused.Code == "NOPERM":
		return nil, because("sentinel-not-permitted", err)
	case err != nil:
		return nil, err
	case answer.null:
		return nil, e.unknownGroup()
	case len(answer.elements) != 2:
		// go-redis's FailoverClient takes the process down here.
		return nil, because("sentinel-answer", nil)
	}
	address, ok := announcedAddress(answer.elements[0].text, answer.elements[1].text)
	if !ok {
		return nil, because("sentinel-answer", nil)
	}
	return &address, nil
}

// announcedAddress is a host and a port that a server told, an IPv6 address in
// brackets as everywhere here.
func announcedAddress(host, port string) (Address, bool) {
	number, err := strconv.Atoi(port)
	if err != nil || number < 1 || number > 65535 || host == "" {
		return Address{}, false
	}
	if address, err := netip.ParseAddr(host); err == nil && address.Is6() {
		host = "[" + host + "]"
	}
	return Address{Host: host, Port: number}, true
}

// unknownGroup is for a sentinel_name that the sentinel does not know, which
// Authelia reports as "all sentinels … unreachable".
func (e *endpoint) unknownGroup() error {
	fault := because("group-unknown", nil).with(map[string]string{"groups": e.told("no group at all")})
	if len(e.groups) == 0 {
		return fault
	}
	given := e.run.target.Sentinel.Name
	name := nearest(given, e.groups)
	if slices.Contains(e.groups, ownText(given)) {
		// The two look the same when they are shown.
		name, fault.cause = ownText(given), "group-name-blanks"
	}
	fault.fix = &Fix{Label: e.told("Use the name {name}", "name", ownText(name)), Set: map[string]string{
		"session.redis.high_availability.sentinel_name": name,
	}}
	return fault.with(map[string]string{"groups": list(e.language(), quoteAll(e.language(), e.groups))})
}

// own gives the fault its cause at an endpoint of this role, where it means
// something else: at an address that a sentinel announced, it is the sentinel's
// words that need mending and not the configuration.
func (e *endpoint) own(fault *fault) *fault {
	cause := ""
	switch {
	case e.Origin == Announced:
		cause = announcedCauses[fault.cause]
	case e.Role == RoleSentinel:
		cause = sentinelOwnCauses[fault.cause]
	}
	if cause == "" {
		return fault
	}
	return because(cause, fault.err).with(fault.words)
}

var announcedCauses = map[string]string{
	"replica":            "announced-replica",
	"read-only":          "announced-read-only",
	"replica-writable":   "announced-replica-writable",
	"replica-link-down":  "announced-link-down",
	"sentinel-as-redis":  "announced-sentinel",
	"refused-loopback":   "announced-loopback",
	"policy-loopback":    "announced-loopback",
	"policy-elsewhere":   "announced-loopback",
	"policy-unspecified": "announced-nothing",
	"name-unknown":       "announced-name-unknown",
	"connect-timeout":    "announced-unreachable",
	"unreachable":        "announced-unreachable",
}

var sentinelOwnCauses = map[string]string{
	"refused-loopback": "sentinel-refused",
	"refused":          "sentinel-refused",
}
