package connectivity

import (
	"context"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/nearest"
	"redis-wizard/configschema/visible"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/internal/wording"
)

// askPrimary is the question that Authelia's client asks: which server is the
// primary of this group?
func (e *endpoint) askPrimary(context.Context) error {
	answer, err := e.primaryOf(e.session)
	if err != nil {
		return err
	}
	e.announced = answer
	e.say("The primary of “{name}” is {address}.", "name", peertext.Typed(e.run.target.Sentinel.Name), "address", e.run.redact.Peer(answer.String()))
	if e.onPrimary != nil {
		e.onPrimary(*answer)
	}
	return nil
}

func (e *endpoint) primaryOf(session *resp.Session) (*Address, error) {
	answer, err := session.Do("SENTINEL", "get-master-addr-by-name", e.run.target.Sentinel.Name)
	refused := resp.AsError(err)
	switch {
	case refused != nil && refused.UnknownCommand():
		return nil, e.isRedis(err)
	case refused != nil && refused.Code == "NOPERM":
		return nil, because("sentinel-not-permitted", err)
	case err != nil:
		return nil, err
	case answer.Null:
		return nil, e.unknownGroup()
	case len(answer.Elements) != 2:
		// go-redis's FailoverClient takes the process down here.
		return nil, because("sentinel-answer", nil)
	}
	address, ok := announcedAddress(answer.Elements[0].Text, answer.Elements[1].Text)
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
	fault := because("group-unknown", nil).with(map[string]string{"groups": e.phrase("no group at all")})
	if len(e.groups) == 0 {
		return fault
	}
	given := e.run.target.Sentinel.Name
	name := nearest.Of(visible.Clip(given, 100), e.groups, math.MaxInt)
	if slices.Contains(e.groups, peertext.Typed(given)) {
		// The two look the same when they are shown.
		name, fault.cause = peertext.Typed(given), "group-name-blanks"
	}
	fault.fix = fix(e.phrase("Use the name {name}", "name", peertext.Typed(name)), e.names().SentinelName, name)
	return fault.with(map[string]string{"groups": wording.List(e.language(), quoteAll(e.language(), e.groups))})
}

// view is how one sentinel sees the group.
type view struct {
	known     bool // whether it let us ask about the primary
	flags     []string
	quorum    int
	sentinels int // with itself
	noQuorum  string
	tilt      bool

	replicas      []member
	replicasKnown bool
	replicaCount  int
	others        []Address
	othersKnown   bool
}

// member is a server of the group, with the sentinel's flags for it.
type member struct {
	Address
	down bool
	link string // master-link-status
}

// askGroup asks what decides whether a fail-over can work, most of which Authelia
// never does. A user who may not ask is not a failure, but for the replicas, which
// some releases must know before they start.
func (e *endpoint) askGroup(context.Context) error {
	e.view = &view{}
	name, replicas := e.run.target.Sentinel.Name, e.run.target.release().ReplicasQuestion()
	questions := []struct {
		args []string
		hear func(resp.Reply)
	}{
		{[]string{"SENTINEL", "MASTER", name}, e.view.hearPrimary},
		{[]string{"SENTINEL", replicas, name}, e.view.hearReplicas},
		{[]string{"SENTINEL", "SENTINELS", name}, e.view.hearSentinels},
		{[]string{"SENTINEL", "CKQUORUM", name}, nil},
		{[]string{"INFO", "sentinel"}, func(r resp.Reply) { e.view.tilt = strings.Contains(r.Text, "sentinel_tilt:1") }},
	}
	var denied []string
	var withoutReplicas error
	for _, question := range questions {
		answer, err := e.session.Do(question.args...)
		refused := resp.AsError(err)
		switch {
		case err == nil && question.hear != nil:
			question.hear(answer)
		case err == nil:
		case refused == nil:
			return err
		case question.args[1] == replicas && refused.Code != "NOPERM" && e.run.target.release().FindsAsCluster():
			withoutReplicas = because("sentinel-replicas-unknown", err).with(map[string]string{"question": replicas})
		case refused.Code == "NOQUORUM":
			e.view.noQuorum = refused.Text
		case refused.Code == "NOPERM":
			denied = append(denied, question.args[0]+" "+question.args[1])
		}
	}
	if e.view.replicasKnown && e.onReplicas != nil {
		e.onReplicas(each(e.view.replicas, func(m member) Address { return m.Address }))
	}
	if err := e.checkRights(denied); err != nil {
		return err
	}
	if withoutReplicas != nil {
		return withoutReplicas
	}
	switch {
	case len(denied) == len(questions):
		e.say("It does not let this user ask about the group. That is fine: Authelia does not ask either.")
	case e.view.known && e.view.replicasKnown && e.view.othersKnown:
		e.say("It sees {replicas} and {sentinels} beside itself; {quorum} must agree before a failover.",
			"replicas", wording.Replicas.Say(e.language(), len(e.view.replicas)), "sentinels", wording.Sentinels.Say(e.language(), e.view.sentinels-1),
			"quorum", strconv.Itoa(e.view.quorum))
	default:
		e.say("It answered in part: this user may not ask {commands}.", "commands", wording.Choice(e.language(), denied))
	}
	return nil
}

func (v *view) hearPrimary(answer resp.Reply) {
	v.known = true
	v.flags = strings.Split(answer.Field("flags"), ",")
	v.quorum, _ = strconv.Atoi(answer.Field("quorum"))
	v.replicaCount, _ = strconv.Atoi(answer.Field("num-slaves"))
	others, _ := strconv.Atoi(answer.Field("num-other-sentinels"))
	v.sentinels = max(v.sentinels, others+1)
}

func (v *view) hearReplicas(answer resp.Reply) {
	v.replicasKnown = true
	for _, entry := range answer.Elements {
		if address, ok := announcedAddress(entry.Field("ip"), entry.Field("port")); ok {
			flags := strings.Split(entry.Field("flags"), ",")
			down := slices.Contains(flags, "s_down") || slices.Contains(flags, "disconnected")
			v.replicas = append(v.replicas, member{address, down, entry.Field("master-link-status")})
		}
	}
}

func (v *view) hearSentinels(answer resp.Reply) {
	v.othersKnown = true
	for _, entry := range answer.Elements {
		if address, ok := announcedAddress(entry.Field("ip"), entry.Field("port")); ok {
			v.others = append(v.others, address)
		}
	}
	v.sentinels = max(v.sentinels, len(answer.Elements)+1)
}

// down tells whether this sentinel takes the primary for dead.
func (v *view) down() bool {
	return v.known && (slices.Contains(v.flags, "s_down") || slices.Contains(v.flags, "o_down") || slices.Contains(v.flags, "disconnected"))
}

// failOverChannel is what go-redis listens to for news of another primary, beside
// the one for replicas.
const failOverChannel = "+switch-master"

// checkRights finds out whether the user may do all that Authelia's client does
// beside asking for the primary: ask for the other sentinels, and listen for a
// fail-over. It goes on without either (go-redis: setSentinel in sentinel.go logs
// the one refusal and drops the other), so that a lack shows only when something
// changes. Where it finds its servers as a cluster, it must also be told the
// replicas, and does not start otherwise. It ends the use of the connection.
func (e *endpoint) checkRights(denied []string) error {
	var uses, rules []string
	cause := "sentinel-rights-missing"
	if question := "SENTINEL " + e.run.target.release().ReplicasQuestion(); e.run.target.release().FindsAsCluster() && slices.Contains(denied, question) {
		uses, rules = append(uses, question), append(rules, "+"+strings.ToLower(strings.Replace(question, " ", "|", 1)))
		cause = "sentinel-replicas-not-permitted"
	}
	if slices.Contains(denied, "SENTINEL SENTINELS") {
		uses, rules = append(uses, "SENTINEL SENTINELS"), append(rules, "+sentinel|sentinels")
	}
	err := e.listen()
	refused := resp.AsError(err)
	switch {
	case err != nil && refused == nil:
		return err
	case refused == nil || refused.Code != "NOPERM":
	case strings.Contains(strings.ToLower(refused.Text), "channel"):
		uses, rules = append(uses, e.phrase("the channel {channel}", "channel", failOverChannel)), append(rules, "allchannels")
	default:
		// Whether it may use the channels is not looked at before the command is
		// permitted; both are given at once.
		uses, rules = append(uses, "SUBSCRIBE"), append(rules, "allchannels", "+subscribe")
	}
	if len(uses) == 0 {
		return nil
	}
	fault := because(cause, nil).with(map[string]string{
		"uses": wording.List(e.language(), uses), "rule": "ACL SETUSER " + e.aclUser() + " " + strings.Join(rules, " "),
	})
	if fault.lookup().Severity == causes.Error {
		return fault
	}
	e.warn(fault)
	return nil
}

// listen subscribes as Authelia's client does. The guard lets no pushes of RESP3
// in, so the connection goes back to RESP2 first, where the answer is a list.
func (e *endpoint) listen() error {
	if e.run.target.release().Generation() >= 9 {
		if _, err := e.session.Do("HELLO", "2"); err != nil && resp.AsError(err) == nil {
			return err
		}
	}
	_, err := e.session.Do("SUBSCRIBE", failOverChannel, "+replica-reconf-done")
	return err
}
