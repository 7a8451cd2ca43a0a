package connectivity

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema/phrase"
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
	// fix is what the variant changes. It is asked for after the trial, which
	// may have learned something for it.
	fix func() *Fix
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
		last := &e.findings[len(e.findings)-1]
		labels := make([]string, len(tried))
		for i, label := range tried {
			labels[i] = e.told(label)
		}
		last.Hint += " " + e.told("Also tried, without success: {variants}.", "variants", list(e.language(), labels))
	}
}

// mended puts what works into the finding.
func (e *endpoint) mended(v variant) {
	cause := v.cause
	if cause == "" {
		cause = e.cause
	}
	e.replace(cause, v.fix())
	last := &e.findings[len(e.findings)-1]
	last.Hint = e.told("It works {variant}.", "variant", e.told(v.label)) + " " + last.Hint
}

// replace gives the last finding another cause and a fix. The words of the same
// cause stay.
func (e *endpoint) replace(cause string, fix *Fix) {
	last := &e.findings[len(e.findings)-1]
	if cause != e.cause {
		row, words := causeNamed(cause), e.words()
		last.Code, last.Message, last.Hint = row.Code, strings.TrimSpace(fill(e.language(), row.Message, words)), fill(e.language(), row.Hint, words)
	}
	last.Fix = fix
}

// variants lists what is worth a try after this failure, the likeliest first.
func (e *endpoint) variants() []variant {
	switch {
	case loginCauses[e.cause]:
		return e.loginVariants()
	case e.where.Key == "" || e.run.target.Mode == ModeSocket:
		return nil
	case portCauses[e.cause]:
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
func (e *endpoint) twin(target *Target) *endpoint {
	twin := e.run.aside(target).endpoint(e.ID, e.Role, e.Origin, e.where)
	twin.login, twin.announcer, twin.standsFor = e.login, e.announcer, e
	if len(e.resolved) > 0 {
		twin.host, twin.resolved = e.host, e.resolved
		twin.skip(StepResolve)
	}
	return twin
}

// trial is a twin that goes only as far as a variant has to be proved.
func (e *endpoint) trial() *endpoint {
	trial := e.twin(e.run.target)
	trial.skip(StepIdentity, StepGroup, StepAudit, StepLatency)
	return trial
}

func (e *endpoint) skip(names ...StepName) {
	e.plan = slices.DeleteFunc(e.plan, func(s step) bool { return slices.Contains(names, s.name) })
}

// portVariants try the two usual ports of the same host.
func (e *endpoint) portVariants() []variant {
	const redisPort, sentinelPort = 6379, 26379
	var out []variant
	to := func(port int, label phrase.Text) {
		if e.where.Port == port {
			return
		}
		trial := e.trial()
		trial.where.Port = port
		out = append(out, variant{label: label, trial: trial, fix: func() *Fix {
			return &Fix{Label: e.told("Use port {port}", "port", strconv.Itoa(port)), Set: map[string]string{e.where.Key + ".port": strconv.Itoa(port)}}
		}})
	}
	if e.Role == RoleSentinel {
		to(sentinelPort, "at port 26379, the usual one of a sentinel")
		return out
	}
	to(redisPort, "at port 6379, the usual one of Redis")
	if e.where.Port != sentinelPort {
		out = append(out, e.asSentinel(sentinelPort))
	}
	return out
}

// asSentinel tries whether a sentinel sits beside the port that was given, with
// the same log-in.
func (e *endpoint) asSentinel(port int) variant {
	target := *e.run.target
	target.Mode, target.Sentinel = ModeSentinel, &Sentinel{}
	trial := e.twin(&target)
	trial.Role, trial.where.Port = RoleSentinel, port
	trial.plan = plan(&target, RoleSentinel)
	trial.skip(StepPrimary, StepGroup)
	if len(trial.resolved) > 0 {
		trial.skip(StepResolve)
	}
	return variant{label: "as a sentinel at port 26379", cause: "sentinel-beside", trial: trial, fix: func() *Fix {
		if len(trial.groups) == 0 {
			return nil
		}
		return trial.useSentinel(trial.groups[0])
	}}
}
