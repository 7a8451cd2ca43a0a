package connectivity

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strconv"

	"redis-wizard/configschema/phrase"
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
		return e.isSentinel(e.sentinelNames(answer))
	case e.server.mode == "cluster":
		return because("cluster", nil)
	case e.server.role == "slave":
		return e.isReplica(answer)
	case e.server.role == "master" && len(answer.elements) > 2:
		e.noteReplicas(answer.elements[2])
		following := someReplicas.say(e.language(), len(answer.elements[2].elements))
		e.pass(e.told("It is a primary, with {replicas}.", "replicas", following) + e.versionRemark())
	case e.server.role == "master":
		e.pass(e.told("It is a primary.") + e.versionRemark())
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

// versionRemark is one more sentence, where the server said what it is.
func (e *endpoint) versionRemark() string {
	if e.server.version == "" {
		return ""
	}
	return " " + e.told("It says that it is {software}.", "software", e.run.redact.peer(e.server.name()+" "+e.server.version))
}

// isSentinel is for a sentinel where a data server is needed.
func (e *endpoint) isSentinel(names []string) error {
	fault := because("sentinel-as-redis", nil)
	if len(names) == 0 {
		return fault.with(map[string]string{"names": e.told("no group yet")})
	}
	fault.with(map[string]string{"names": list(e.language(), quoteAll(e.language(), names))})
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
	fix := &Fix{Label: e.told("Use Sentinel with the group {group}", "group", ownText(group)), Set: map[string]string{
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

func (e *endpoint) sentinelNames(role reply) []string {
	if len(role.elements) < 2 {
		return nil
	}
	var names []string
	for _, name := range role.elements[1].elements {
		// A name is offered as a fix, to be copied into a configuration: one
		// that cannot be shown as it is will not do.
		if name.text != "" && name.text == ownText(name.text) && name.text == e.run.redact.peer(name.text) && len(names) < maxAnnounced {
			names = append(names, name.text)
		}
	}
	return names
}

// mustBeReplica ends the role step of an announced replica. It takes no
// sessions; what counts is that it could take over.
func (e *endpoint) mustBeReplica(role reply) error {
	switch {
	case e.server.role == "sentinel":
		return because("sentinel-as-redis", nil).with(map[string]string{"names": e.told("other servers")})
	case e.server.role == "master":
		e.warn(because("replica-is-primary", nil))
	case len(role.elements) > 3 && role.elements[3].text != "connected":
		e.warn(because("replica-not-following", nil).with(map[string]string{"link": linkState(role.elements[3].text)}))
	case e.server.role == "slave":
		e.pass(e.told("It is a replica, and follows its primary.") + e.versionRemark())
	default:
		e.say("It does not let this user ask for its role. That is fine: Authelia does not ask either.")
	}
	return nil
}

// isReplica finds out whether the replica takes writes, with a DEL of a key
// that does not exist.
func (e *endpoint) isReplica(role reply) error {
	words := map[string]string{"primary": e.told("its primary")}
	if len(role.elements) > 2 {
		words["primary"] = e.run.redact.peer(role.elements[1].text + ":" + role.elements[2].text)
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
// linkState is the state of a replica's link, in one of Redis's own words.
func linkState(text string) string {
	if slices.Contains([]string{"connect", "connecting", "handshake", "sync", "connected", "none", "unknown"}, text) {
		return text
	}
	return "?"
}

func sessionKey() string { return keyPrefix + "redis-wizard-" + rand.Text() }

// keyPrefix is fixed in Authelia (internal/session/provider_config.go).
const keyPrefix = "authelia-session:"

// quoteAll puts names in quotes.
func quoteAll(l phrase.Language, names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = l.Say("“{name}”", "name", ownText(name))
	}
	return out
}
