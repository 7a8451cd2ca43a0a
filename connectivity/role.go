package connectivity

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"strconv"
)

// checkRole asks what kind of server this is. A user who may not ask is not a
// failure: the commands that follow decide.
func (e *endpoint) checkRole(context.Context) error {
	answer, err := e.session.do("ROLE")
	var refused *ReplyError
	if err != nil && !errors.As(err, &refused) {
		return err
	}
	asked := err == nil && len(answer.elements) > 0
	if asked {
		e.server.role = answer.elements[0].text
	}
	if e.server.mode == "sentinel" {
		e.server.role = "sentinel"
	}
	if e.Role == RoleSentinel {
		return e.mustBeSentinel(answer)
	}
	switch {
	case e.server.role == "sentinel":
		return e.isSentinel(sentinelNames(answer))
	case e.server.mode == "cluster":
		return because("cluster", nil)
	case e.server.role == "slave":
		return e.isReplica(answer)
	case e.server.role == "master" && len(answer.elements) > 2:
		e.noteReplicas(answer.elements[2])
		e.say("It is a primary, with %s.%s", count(len(answer.elements[2].elements), "replica"), e.versionRemark())
	case e.server.role == "master":
		e.say("It is a primary.%s", e.versionRemark())
	default:
		e.say("It does not let this user ask for its role. That is fine: Authelia does not ask either.")
	}
	return nil
}

// noteReplicas keeps the addresses of a primary's replicas.
func (e *endpoint) noteReplicas(list reply) {
	for _, replica := range list.elements {
		if len(replica.elements) >= 2 {
			e.replicas = append(e.replicas, e.run.redact.clean(net.JoinHostPort(replica.elements[0].text, replica.elements[1].text)))
		}
	}
}

func (e *endpoint) versionRemark() string {
	if e.server.version == "" {
		return ""
	}
	return " It says that its version is " + e.run.redact.clean(e.server.version) + "."
}

// isSentinel is for a sentinel where a data server is needed.
func (e *endpoint) isSentinel(names []string) error {
	fault := because("sentinel-as-redis", nil)
	if len(names) == 0 {
		return fault.with(map[string]string{"names": "no group yet"})
	}
	fault.with(map[string]string{"names": joinWords(quoteAll(names), "and")})
	if e.Role == RoleRedis {
		fault.fix = &Fix{Label: "Use Sentinel with the group " + ownText(names[0]), Set: map[string]string{
			"session.redis.high_availability.sentinel_name": names[0],
		}}
	}
	return fault
}

func sentinelNames(role reply) []string {
	if len(role.elements) < 2 {
		return nil
	}
	var names []string
	for _, name := range role.elements[1].elements {
		names = append(names, name.text)
	}
	return names
}

// isReplica finds out whether the replica takes writes, with a DEL of a key
// that does not exist.
func (e *endpoint) isReplica(role reply) error {
	words := map[string]string{"primary": "its primary"}
	if len(role.elements) > 2 {
		words["primary"] = role.elements[1].text + ":" + role.elements[2].text
	}
	_, err := e.session.do("DEL", sessionKey())
	var refused *ReplyError
	switch {
	case errors.As(err, &refused) && refused.Code == "MASTERDOWN":
		return err
	case errors.As(err, &refused):
		return because("replica", err).with(words)
	case err != nil:
		return err
	}
	e.warn(because("replica-writable", nil).with(words))
	return nil
}

// sessionKey is a key that no session has, with the prefix that Authelia gives
// to all of them and that users are often confined to.
func sessionKey() string { return keyPrefix + "redis-wizard-" + rand.Text() }

// keyPrefix is fixed in Authelia (internal/session/provider_config.go).
const keyPrefix = "authelia-session:"

func count(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing
	case 1:
		return "one " + thing
	}
	return strconv.Itoa(n) + " " + thing + "s"
}

func quoteAll(texts []string) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		out[i] = "“" + ownText(text) + "”"
	}
	return out
}
