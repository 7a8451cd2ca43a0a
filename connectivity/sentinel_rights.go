package connectivity

import (
	"errors"
	"slices"
	"strings"
)

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
	if question := "SENTINEL " + e.run.target.replicasQuestion(); e.run.target.findsAsCluster() && slices.Contains(denied, question) {
		uses, rules = append(uses, question), append(rules, "+"+strings.ToLower(strings.Replace(question, " ", "|", 1)))
		cause = "sentinel-replicas-not-permitted"
	}
	if slices.Contains(denied, "SENTINEL SENTINELS") {
		uses, rules = append(uses, "SENTINEL SENTINELS"), append(rules, "+sentinel|sentinels")
	}
	err := e.listen()
	var refused *ReplyError
	switch {
	case err != nil && !errors.As(err, &refused):
		return err
	case refused == nil || refused.Code != "NOPERM":
	case strings.Contains(strings.ToLower(refused.Text), "channel"):
		uses, rules = append(uses, e.told("the channel {channel}", "channel", failOverChannel)), append(rules, "allchannels")
	default:
		// Whether it may use the channels is not looked at before the command is
		// permitted; both are given at once.
		uses, rules = append(uses, "SUBSCRIBE"), append(rules, "allchannels", "+subscribe")
	}
	if len(uses) == 0 {
		return nil
	}
	fault := because(cause, nil).with(map[string]string{
		"uses": list(e.language(), uses), "rule": "ACL SETUSER " + e.aclUser() + " " + strings.Join(rules, " "),
	})
	if fault.lookup().Severity == SeverityError {
		return fault
	}
	e.warn(fault)
	return nil
}

// listen subscribes as Authelia's client does. The guard lets no pushes of RESP3
// in, so the connection goes back to RESP2 first, where the answer is a list.
func (e *endpoint) listen() error {
	if e.run.target.generation() >= 9 {
		var refused *ReplyError
		if _, err := e.session.do("HELLO", "2"); err != nil && !errors.As(err, &refused) {
			return err
		}
	}
	_, err := e.session.do("SUBSCRIBE", failOverChannel, "+replica-reconf-done")
	return err
}
