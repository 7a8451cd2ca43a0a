package connectivity

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/wording"
)

// maxTries bounds the variants that one probe tries, over all endpoints.
const maxTries = 6

// variant is a configuration near the one that failed. It never leads to another
// host, and nothing secret is sent without TLS where the configuration has TLS.
type variant struct {
	// label finishes "It works …" and "Tried without success: …".
	label phrase.Text
	// cause takes the place of the one found when the variant works; empty
	// keeps that.
	cause string
	// trial is the endpoint as the variant has it.
	trial *endpoint
	// fix is what the variant changes. Nil: the use of a group that the trial finds.
	fix *causes.Fix
}

// tryNeighbours asks after a failure whether a near variant works. The first
// that does becomes the finding's fix.
func (e *endpoint) tryNeighbours(ctx context.Context) {
	if !e.run.target.Neighbours || e.cause == "" || len(e.findings) == 0 {
		return
	}
	var tried []phrase.Text
	for _, v := range e.variants() {
		if ctx.Err() != nil || e.run.tries.Add(1) > maxTries {
			break
		}
		v.trial.walk(ctx)
		switch {
		case v.trial.succeeded():
			e.mended(v)
			return
		case v.trial.cause == "redis-as-sentinel" && e.cause != "redis-as-sentinel":
			// Only with the right password did it say what it is.
			e.replace("redis-as-sentinel", v.trial.isRedis(nil).fix)
			return
		}
		tried = append(tried, v.label)
		if loginCauses[v.trial.cause] {
			// That was the second refusal. Servers and those who watch them
			// may lock a client out after a third.
			break
		}
	}
	if e.cause == "sentinel-user-wrong" && slices.Contains(tried, withoutUser) {
		e.replace("sentinel-password-wrong", nil) // it is not the user name's being there
	}
	if len(tried) > 0 {
		labels := each(tried, func(label phrase.Text) string { return e.phrase(label) })
		e.last().Hint += " " + e.phrase("Also tried, without success: {variants}.", "variants", wording.List(e.language(), labels))
	}
}

// mended puts what works into the finding.
func (e *endpoint) mended(v variant) {
	if v.fix == nil && len(v.trial.groups) > 0 {
		v.fix = v.trial.useSentinel(v.trial.groups[0])
	}
	e.replace(cmp.Or(v.cause, e.cause), v.fix)
	e.last().Hint = e.phrase("It works {variant}.", "variant", e.phrase(v.label)) + " " + e.last().Hint
}

// replace gives the last finding another cause and a fix. The words of the same
// cause stay.
func (e *endpoint) replace(cause string, fix *causes.Fix) {
	if cause != e.cause {
		e.reword(cause, nil)
	}
	e.last().Fix = fix
}

// last is the finding that ended the way.
func (e *endpoint) last() *causes.Problem { return &e.findings[len(e.findings)-1] }

// reword puts another cause into the last finding, with more words.
func (e *endpoint) reword(cause string, more map[string]string) {
	words := e.words()
	maps.Copy(words, more)
	last, other := e.last(), problem(e.language(), cause, words)
	last.Code, last.Message, last.Hint = other.Code, other.Message, other.Hint
}

// variants lists what is worth a try after this failure, the likeliest first.
func (e *endpoint) variants() []variant {
	switch {
	case loginCauses[e.cause]:
		return e.loginVariants()
	case portCauses[e.cause] && e.where.Key != "" && e.run.target.Mode != ModeSocket:
		return e.portVariants()
	}
	return nil
}

// withoutUser labels the variant that leaves the user name out.
const withoutUser phrase.Text = "without the user name"

// loginCauses are those of a log-in that was refused.
var loginCauses = map[string]bool{
	"password-wrong": true, "password-wrong-for-default": true, "password-wrong-old": true, "password-missing": true,
	"sentinel-password-wrong": true, "sentinel-user-wrong": true, "sentinel-password-missing": true,
}

// portCauses are those of a port that is not the right one.
var portCauses = map[string]bool{
	"refused": true, "refused-loopback": true, "sentinel-refused": true, "redis-as-sentinel": true,
}

// twin is a fresh endpoint at the same place, whose steps nobody sees. The name
// is not looked up again: a variant goes to the same address.
func (e *endpoint) twin(target *Target, steps []step) *endpoint {
	twin := e.run.aside(target).endpoint(e.ID, e.Role, e.Origin, e.where)
	twin.plan = steps
	twin.login, twin.announcer, twin.standsFor = e.login, e.announcer, e
	if len(e.resolved) > 0 {
		twin.host, twin.resolved = e.host, e.resolved
		twin.skip(StepResolve)
	}
	return twin
}

// trial is a twin that goes only as far as a variant has to be proved.
func (e *endpoint) trial() *endpoint {
	trial := e.twin(e.run.target, plan(e.run.target, e.Role))
	trial.skip(StepIdentity, StepGroup, StepAudit, StepLatency)
	return trial
}

func (e *endpoint) skip(names ...StepName) {
	e.plan = slices.DeleteFunc(e.plan, func(s step) bool { return slices.Contains(names, s.name) })
}

// portVariants try the two usual ports of the same host.
func (e *endpoint) portVariants() []variant {
	const redisPort, sentinelPort = 6379, 26379
	if e.Role == RoleSentinel {
		return e.atPort(sentinelPort, "at port 26379, the usual one of a sentinel")
	}
	out := e.atPort(redisPort, "at port 6379, the usual one of Redis")
	if e.where.Port != sentinelPort {
		out = append(out, e.asSentinel(sentinelPort))
	}
	return out
}

func (e *endpoint) atPort(port int, label phrase.Text) []variant {
	if e.where.Port == port {
		return nil
	}
	trial, number := e.trial(), strconv.Itoa(port)
	trial.where.Port = port
	return []variant{{label: label, trial: trial, fix: &causes.Fix{Label: e.phrase("Use port {port}", "port", number), Set: e.where.place("", number)}}}
}

// asSentinel tries whether a sentinel sits beside the port that was given, with
// the same log-in.
func (e *endpoint) asSentinel(port int) variant {
	target := *e.run.target
	target.Mode, target.Sentinel = ModeSentinel, &Sentinel{}
	trial := e.twin(&target, plan(&target, RoleSentinel))
	trial.Role, trial.where.Port = RoleSentinel, port
	trial.skip(StepPrimary, StepGroup)
	return variant{label: "as a sentinel at port 26379", cause: "sentinel-beside", trial: trial}
}

// loginVariants are other log-ins made of what the configuration holds. Each
// costs a failed attempt when it is wrong, and only one may: so the likeliest
// stands first. Several sentinels that refuse the same log-in each begin with
// another variant.
func (e *endpoint) loginVariants() []variant {
	out := slices.Concat(e.trimmed(), e.swapped())
	if e.login.username != "" && e.login.password != "" {
		without := variant{label: withoutUser, cause: "username-unneeded", trial: e.trial(), fix: e.withoutUser()}
		without.trial.login.username = ""
		if e.Role == RoleSentinel {
			without.cause = "sentinel-username-unneeded"
		}
		at := len(out)
		if e.announcerAsked() {
			// The sentinel wanted its password and got the right one, so the
			// two are hardly swapped.
			at = 0
		}
		out = slices.Insert(out, at, without)
	}
	if n := len(out); n > 0 {
		out = slices.Concat(out[e.variantsFrom%n:], out[:e.variantsFrom%n])
	}
	return out
}

// announcerAsked tells whether a sentinel that named this server was seen to ask
// for a password, and took the one it got: it would not have named it otherwise.
func (e *endpoint) announcerAsked() bool {
	return e.announcer != nil && e.announcer.greeting.Code() == "NOAUTH"
}

// trimmed is the password without the quotes, blanks and invisible characters
// that stand around it.
func (e *endpoint) trimmed() []variant {
	password := e.login.password
	bare := strings.Trim(password, " \t\r\n\u00a0\u200b\ufeff")
	cause, label := "password-blanks", phrase.Text("without the spaces around the password")
	if n := len(bare); n > 2 && (bare[0] == '"' || bare[0] == '\'') && bare[n-1] == bare[0] {
		bare = bare[1 : n-1]
		cause, label = "password-quotes", "without the quotes around the password"
	}
	if bare == password || bare == "" {
		return nil
	}
	before, after, _ := strings.Cut(password, bare)
	cut := [2]int{utf8.RuneCountInString(before), utf8.RuneCountInString(after)}
	trial := e.trial()
	trial.login.password = bare
	return []variant{{label: label, cause: cause, trial: trial, fix: &causes.Fix{
		Label: e.phrase("Remove them from the password"), Set: map[string]string{}, Cut: map[string][2]int{e.login.passwordKey: cut},
	}}}
}

// swapped is the other log-in that the configuration holds: that of the
// sentinels for Redis, and the other way round.
func (e *endpoint) swapped() []variant {
	t := e.run.target
	if t.Sentinel == nil {
		return nil
	}
	other, label := t.redisLogin(), phrase.Text("with the password of Redis")
	if e.Role != RoleSentinel {
		other, label = t.sentinelLogin(), "with the password of the sentinels"
	}
	otherUser := other.username != e.login.username
	if other.password == "" || other.password == e.login.password && !otherUser {
		return nil
	}
	trial := e.trial()
	trial.login.username, trial.login.password = other.username, other.password
	fix := fix(e.phrase("Use that password here, too"))
	fix.Copy = map[string]string{e.login.passwordKey: other.passwordKey}
	if otherUser {
		fix.Copy[e.login.usernameKey] = other.usernameKey
	}
	// A sentinel that asked for its password and took it keeps it: the password
	// is then the same for both. Otherwise the two are the wrong way round.
	if e.login.password == "" || e.announcerAsked() {
		return []variant{{label: label, cause: "password-of-other", trial: trial, fix: fix}}
	}
	fix.Label = e.phrase("Swap the two passwords")
	for own, others := range maps.Clone(fix.Copy) {
		fix.Copy[others] = own
	}
	return []variant{{label: label, cause: "passwords-swapped", trial: trial, fix: fix}}
}
