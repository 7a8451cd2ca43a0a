package connectivity

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
)

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
	name, replicas := e.run.target.Sentinel.Name, e.run.target.replicasQuestion()
	questions := []struct {
		args []string
		hear func(reply)
	}{
		{[]string{"SENTINEL", "MASTER", name}, e.view.hearPrimary},
		{[]string{"SENTINEL", replicas, name}, e.view.hearReplicas},
		{[]string{"SENTINEL", "SENTINELS", name}, e.view.hearSentinels},
		{[]string{"SENTINEL", "CKQUORUM", name}, nil},
		{[]string{"INFO", "sentinel"}, func(r reply) { e.view.tilt = strings.Contains(r.text, "sentinel_tilt:1") }},
	}
	var denied []string
	var withoutReplicas error
	for _, question := range questions {
		answer, err := e.session.do(question.args...)
		var refused *ReplyError
		switch {
		case err == nil && question.hear != nil:
			question.hear(answer)
		case err == nil:
		case !errors.As(err, &refused):
			return err
		case question.args[1] == replicas && refused.Code != "NOPERM" && e.run.target.findsAsCluster():
			withoutReplicas = because("sentinel-replicas-unknown", err).with(map[string]string{"question": replicas})
		case refused.Code == "NOQUORUM":
			e.view.noQuorum = refused.Text
		case refused.Code == "NOPERM":
			denied = append(denied, question.args[0]+" "+question.args[1])
		}
	}
	if e.view.replicasKnown && e.onReplicas != nil {
		e.onReplicas(e.view.addresses())
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
		e.say("It sees {replicas} and {sentinels} beside itself; {quorum} must agree before a fail-over.",
			"replicas", someReplicas.say(e.language(), len(e.view.replicas)), "sentinels", someSentinels.say(e.language(), e.view.sentinels-1),
			"quorum", strconv.Itoa(e.view.quorum))
	default:
		e.say("It answered in part: this user may not ask {commands}.", "commands", choice(e.language(), denied))
	}
	return nil
}

func (v *view) hearPrimary(answer reply) {
	v.known = true
	v.flags = strings.Split(answer.field("flags"), ",")
	v.quorum, _ = strconv.Atoi(answer.field("quorum"))
	v.replicaCount, _ = strconv.Atoi(answer.field("num-slaves"))
	others, _ := strconv.Atoi(answer.field("num-other-sentinels"))
	v.sentinels = max(v.sentinels, others+1)
}

func (v *view) hearReplicas(answer reply) {
	v.replicasKnown = true
	for _, entry := range answer.elements {
		if address, ok := announcedAddress(entry.field("ip"), entry.field("port")); ok {
			flags := strings.Split(entry.field("flags"), ",")
			down := slices.Contains(flags, "s_down") || slices.Contains(flags, "disconnected")
			v.replicas = append(v.replicas, member{address, down, entry.field("master-link-status")})
		}
	}
}

func (v *view) hearSentinels(answer reply) {
	v.othersKnown = true
	for _, entry := range answer.elements {
		if address, ok := announcedAddress(entry.field("ip"), entry.field("port")); ok {
			v.others = append(v.others, address)
		}
	}
	v.sentinels = max(v.sentinels, len(answer.elements)+1)
}

func (v *view) addresses() []Address {
	out := make([]Address, len(v.replicas))
	for i, replica := range v.replicas {
		out[i] = replica.Address
	}
	return out
}

// down tells whether this sentinel takes the primary for dead.
func (v *view) down() bool {
	return v.known && (slices.Contains(v.flags, "s_down") || slices.Contains(v.flags, "o_down") || slices.Contains(v.flags, "disconnected"))
}
