package connectivity

import (
	"context"
	"crypto/rand"
	"errors"
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
	switch e.Role {
	case RoleSentinel:
		return e.mustBeSentinel(answer)
	case RoleReplica:
		return e.mustBeReplica(answer)
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
		if len(replica.elements) < 2 {
			continue
		}
		if address, ok := announcedAddress(replica.elements[0].text, replica.elements[1].text); ok {
			e.replicas = append(e.replicas, address)
		}
	}
}

func (e *endpoint) versionRemark() string {
	if e.server.version == "" {
		return ""
	}
	return " It says that it is " + e.run.redact.clean(e.server.name()+" "+e.server.version) + "."
}

// isSentinel is for a sentinel where a data server is needed.
func (e *endpoint) isSentinel(names []string) error {
	fault := because("sentinel-as-redis", nil)
	if len(names) == 0 {
		return fault.with(map[string]string{"names": "no group yet"})
	}
	fault.with(map[string]string{"names": joinWords(quoteAll(names), "and")})
	if e.Role == RoleRedis {
		fault.fix = e.useSentinel(names[0])
	}
	return fault
}

// useSentinel turns a configuration of a single server into one of a group: its
// host becomes the first sentinel, and a password that the sentinel asked for
// becomes the sentinels' own.
func (e *endpoint) useSentinel(group string) *Fix {
	const section = "session.redis.high_availability."
	fix := &Fix{Label: "Use Sentinel with the group " + ownText(group), Set: map[string]string{
		section + "sentinel_name": group,
		// The default differs: 6379 for a server, 26379 for a sentinel.
		"session.redis.port": strconv.Itoa(e.where.Port),
	}}
	if e.login.password != "" && e.greeting.code() == "NOAUTH" {
		fix.Copy = map[string]string{section + "sentinel_password": e.login.passwordKey}
		if e.login.username != "" {
			fix.Copy[section+"sentinel_username"] = e.login.usernameKey
		}
	}
	return fix
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

// mustBeReplica ends the role step of an announced replica. It takes no
// sessions; what counts is that it could take over.
func (e *endpoint) mustBeReplica(role reply) error {
	switch {
	case e.server.role == "sentinel":
		return because("sentinel-as-redis", nil).with(map[string]string{"names": "other servers"})
	case e.server.role == "master":
		e.warn(because("replica-is-primary", nil))
	case len(role.elements) > 3 && role.elements[3].text != "connected":
		e.warn(because("replica-not-following", nil).with(map[string]string{"link": role.elements[3].text}))
	case e.server.role == "slave":
		e.say("It is a replica, and follows its primary.%s", e.versionRemark())
	default:
		e.say("It does not let this user ask for its role. That is fine: Authelia does not ask either.")
	}
	return nil
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
