package connectivity

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/internal/trial"
	"redis-wizard/connectivity/internal/wording"
)

// checkRole asks what kind of server this is. A user who may not ask is not a
// failure: the commands that follow decide.
func (e *endpoint) checkRole(context.Context) error {
	answer, err := e.session.Do("ROLE")
	if err != nil && resp.AsError(err) == nil {
		return err
	}
	if err == nil && len(answer.Elements) > 0 {
		e.server.role = answer.Elements[0].Text
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
	case e.server.role == "master" && len(answer.Elements) > 2:
		e.noteReplicas(answer.Elements[2])
		following := wording.Replicas.Say(e.language(), len(answer.Elements[2].Elements))
		e.pass(e.phrase("It is a primary, with {replicas}.", "replicas", following) + e.versionRemark())
	case e.server.role == "master":
		e.pass(e.phrase("It is a primary.") + e.versionRemark())
	default:
		e.say("It does not let this user ask for its role. That is fine: Authelia does not ask either.")
	}
	return nil
}

// noteReplicas keeps the addresses of a primary's replicas.
func (e *endpoint) noteReplicas(list resp.Reply) {
	for _, replica := range list.Elements {
		if len(replica.Elements) < 2 {
			continue
		}
		if address, ok := announcedAddress(replica.Elements[0].Text, replica.Elements[1].Text); ok {
			e.replicas = append(e.replicas, address)
		}
	}
}

// versionRemark is one more sentence, where the server said what it is.
func (e *endpoint) versionRemark() string {
	if e.server.version == "" {
		return ""
	}
	return " " + e.phrase("It says that it is {software}.", "software", e.run.redact.Peer(e.server.name()+" "+e.server.version))
}

// isSentinel is for a sentinel where a data server is needed.
func (e *endpoint) isSentinel(names []string) error {
	fault := because("sentinel-as-redis", nil)
	if len(names) == 0 {
		return fault.with(map[string]string{"names": e.phrase("no group yet")})
	}
	fault.with(map[string]string{"names": wording.List(e.language(), quoteAll(e.language(), names))})
	if e.Role == RoleRedis {
		fault.fix = e.useSentinel(names[0])
	}
	return fault
}

// useSentinel turns a configuration of a single server into one of a group: its
// host becomes the first sentinel, and a password that the sentinel asked for
// becomes the sentinels' own.
func (e *endpoint) useSentinel(group string) *causes.Fix {
	names := e.names()
	if names.SentinelName == "" {
		return nil // it takes another root
	}
	// The default of the port differs: 6379 for a server, 26379 for a sentinel.
	fix := &causes.Fix{Label: e.phrase("Use Sentinel with the group {group}", "group", peertext.Typed(group)), Set: e.where.place("", strconv.Itoa(e.where.Port))}
	fix.Set[names.SentinelName] = group
	if e.login.password != "" && e.greeting.Code() == "NOAUTH" {
		fix.Copy = copyLogin(login{usernameKey: names.SentinelUsername, passwordKey: names.SentinelPassword}, e.login)
	}
	return fix
}

func (e *endpoint) sentinelNames(role resp.Reply) []string {
	if len(role.Elements) < 2 {
		return nil
	}
	var names []string
	for _, name := range role.Elements[1].Elements {
		// A name is offered as a fix, to be copied into a configuration: one
		// that cannot be shown as it is will not do.
		if name.Text != "" && name.Text == peertext.Typed(name.Text) && name.Text == e.run.redact.Peer(name.Text) && len(names) < maxAnnounced {
			names = append(names, name.Text)
		}
	}
	return names
}

// mustBeReplica ends the role step of an announced replica. It takes no
// sessions; what counts is that it could take over.
func (e *endpoint) mustBeReplica(role resp.Reply) error {
	switch {
	case e.server.role == "sentinel":
		return because("sentinel-as-redis", nil).with(map[string]string{"names": e.phrase("other servers")})
	case e.server.role == "master":
		e.warn(because("replica-is-primary", nil))
	case len(role.Elements) > 3 && role.Elements[3].Text != "connected":
		e.warn(because("replica-not-following", nil).with(map[string]string{"link": linkState(role.Elements[3].Text)}))
	case e.server.role == "slave":
		e.pass(e.phrase("It is a replica, and follows its primary.") + e.versionRemark())
	default:
		e.say("It does not let this user ask for its role. That is fine: Authelia does not ask either.")
	}
	return nil
}

// isReplica finds out whether the replica takes writes, with a DEL of a key
// that does not exist.
func (e *endpoint) isReplica(role resp.Reply) error {
	words := map[string]string{"primary": e.phrase("its primary")}
	if len(role.Elements) > 2 {
		words["primary"] = e.run.redact.Peer(role.Elements[1].Text + ":" + role.Elements[2].Text)
	}
	_, err := e.session.Do("DEL", trial.Key())
	refused := resp.AsError(err)
	switch {
	case refused != nil && refused.Code == "MASTERDOWN":
		return err
	case refused != nil:
		return because("replica", err).with(words)
	case err != nil:
		return err
	}
	e.warn(because("replica-writable", nil).with(words))
	return nil
}

// linkState is the state of a replica's link, in one of Redis's own words.
func linkState(text string) string {
	if slices.Contains([]string{"connect", "connecting", "handshake", "sync", "connected", "none", "unknown"}, text) {
		return text
	}
	return "?"
}

// mustBeSentinel ends the role step of a sentinel.
func (e *endpoint) mustBeSentinel(role resp.Reply) error {
	switch e.server.role {
	case "sentinel":
		e.groups = e.sentinelNames(role)
		e.pass(e.phrase("It is a sentinel.") + e.versionRemark())
		return nil
	case "":
		e.say("It does not let this user ask for its role. That is fine: Authelia does not ask either.")
		return nil
	}
	return e.isRedis(nil)
}

// isRedis is for a data server where a sentinel is needed.
func (e *endpoint) isRedis(err error) *fault {
	if e.where.Key == "" {
		return because("redis-as-sentinel", err)
	}
	return because("redis-as-sentinel", err).mended(e.useSingle())
}

// useSingle turns a configuration of a group into one of this server alone.
func (e *endpoint) useSingle() *causes.Fix {
	names := e.names()
	if names.Sentinels == "" {
		return nil // it takes another root
	}
	fix := e.withoutSection("Use this one server, without Sentinel", names.Sentinels)
	for _, node := range e.run.target.Sentinel.Nodes {
		if node.Key != "" {
			fix.Set[node.Key+".host"], fix.Set[node.Key+".port"] = "", ""
		}
	}
	maps.Copy(fix.Set, Address{Key: names.Address}.place(e.where.Host, strconv.Itoa(e.where.Port)))
	if e.run.target.Password == "" && e.login.password != "" && e.greeting.Code() == "NOAUTH" {
		fix.Copy = copyLogin(e.run.target.redisLogin(), e.login)
	}
	return fix
}
