package connectivity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/panics"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/neterror"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/release"
)

// NotTried is the message of a step that was skipped. It has the name of the one that
// failed, which a page says in its own words.
const NotTried phrase.Text = "Skipped ({step} failed)."

// walk takes the steps one after the other.
func (e *endpoint) walk(ctx context.Context) {
	defer e.close()
	failed := StepName("")
	for _, s := range e.plan {
		e.steps = append(e.steps, Step{Step: s.name, Status: Passed})
		e.current = &e.steps[len(e.steps)-1]
		if failed != "" {
			e.current.Status = Skipped
			e.current.Message = e.phrase(NotTried, "step", string(failed))
		} else {
			panics.Catch(func() { e.take(ctx, s) }, e.stepBroke)
		}
		panics.Catch(func() { e.run.notify(e) }, e.stepBroke)
		if failed == "" && e.current.Status == Failed {
			failed = s.name
		}
	}
}

// take runs one step unless the time is up already.
func (e *endpoint) take(ctx context.Context, s step) {
	started := e.run.prober.now()
	err := ctx.Err()
	if err == nil {
		err = s.run(e, ctx)
	}
	if err != nil {
		e.fail(ctx, err)
	}
	e.current.TookMS = milliseconds(e.run.prober.now().Sub(started))
}

// close ends the endpoint's connections.
func (e *endpoint) close() {
	for _, closer := range slices.Backward(e.closers) {
		panics.Catch(closer, e.broke)
	}
	e.closers = nil
}

// wizardFault is the code of what a panic becomes in a report.
const wizardFault = "wizard-fault"

// goRedis begins the places of panics in the library.
const goRedis = "github.com/redis/go-redis/"

// stepBroke ends the current step, which panicked.
func (e *endpoint) stepBroke(place string) {
	fault := because(wizardFault, nil).with(map[string]string{"place": place})
	switch {
	case strings.HasPrefix(place, goRedis):
		// The guard stands before go-redis; this is a reply that it did not
		// foresee, and that no Redis sends.
		fault = because("hostile-reply", nil).with(map[string]string{"problem": e.phrase("it cannot be made sense of")})
	case e.standsFor != nil:
		// Nobody sees a trial's steps.
		e.inReport().noteBreakdown(place)
	}
	e.run.faults.note(place, false)
	e.cause = fault.cause
	e.current.Status = Failed
	e.note(fault)
}

// broke is for a panic beside the steps. What was to be done there is left undone.
func (e *endpoint) broke(place string) {
	e.run.faults.note(place, false)
	e.inReport().noteBreakdown(place)
}

// inReport is the endpoint that a trial stands for, or this one.
func (e *endpoint) inReport() *endpoint {
	for e.standsFor != nil {
		e = e.standsFor
	}
	return e
}

func (e *endpoint) noteBreakdown(place string) {
	finding := problem(e.language(), wizardFault, map[string]string{"address": e.Address, "place": place})
	finding.Endpoint = e.ID
	e.broken = append(e.broken, finding)
}

// all are an endpoint's findings, those about this program included.
func (e *endpoint) all() []causes.Problem { return slices.Concat(e.findings, e.broken) }

// fail ends the current step with the cause of err.
func (e *endpoint) fail(ctx context.Context, err error) {
	if ended := whyEnded(ctx, err); ended != nil {
		// Whatever the step saw is a consequence of the connections being
		// closed under it.
		err = ended
	}
	fault := e.own(explain(e.current.Step, err))
	if fault.cause == "loading" {
		fault.with(map[string]string{"eta": e.loadingETA()})
	}
	e.cause = fault.cause
	e.current.Status = Failed
	e.note(fault)
}

// whyEnded tells whether the probe as a whole is over. The connections' own
// deadline is the probe's, and can be noticed a moment before ctx notices.
func whyEnded(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if deadline, ok := ctx.Deadline(); ok && neterror.IsTimeout(err) && time.Until(deadline) < 10*time.Millisecond {
		return context.DeadlineExceeded
	}
	return nil
}

// warn keeps the current step going, with a finding of the cause's severity.
func (e *endpoint) warn(fault *fault) {
	fault = e.own(fault)
	if severity := fault.lookup().Severity; severity != causes.Info && e.current.Status == Passed {
		e.current.Status = Warned
	}
	e.note(fault)
}

// say sets the message of a step that passes.
func (e *endpoint) say(text phrase.Text, words ...string) { e.pass(e.phrase(text, words...)) }

// leaveOut sets the message of a step for which there is nothing to do.
func (e *endpoint) leaveOut(text phrase.Text, words ...string) {
	e.current.Status = Skipped
	e.say(text, words...)
}

// pass is say for a message that has been put into the report's language.
func (e *endpoint) pass(message string) {
	if e.current.Code == "" {
		e.current.Message = message
	}
}

// phrase is a text in the report's language.
func (e *endpoint) phrase(text phrase.Text, words ...string) string {
	return e.language().Say(text, words...)
}

func (e *endpoint) language() phrase.Language { return e.run.target.Language }

// note records a fault as the current step's outcome and as a finding.
func (e *endpoint) note(fault *fault) {
	words := e.words()
	if fault.err != nil {
		words["error"] = e.run.redact.Failure(e.language(), fault.err, e.Origin == Announced)
	}
	if refused, ok := errors.AsType[*policy.Refusal](fault.err); ok {
		words["refused"], words["rule"] = peertext.Typed(refused.Address), refused.Rule
		words["spelled"] = words["refused"] // where it is a name
	}
	for name, value := range fault.words {
		words[name] = e.run.redact.Word(name, value)
	}
	if effect := fault.words["effect"]; effect != "" {
		words["effect"] = e.run.redact.Without(effect) // all of it is our own
	}
	// Our own line for a user to copy is longer than what is repeated of others.
	words["minimal"] = e.run.redact.Without(release.MinimalACL(e.aclUser(), e.run.target.Database))
	if fault.fix != nil && holdsLogin(fault.fix) {
		fault.fix = nil
	}
	finding := problem(e.language(), fault.cause, words)
	finding.Endpoint, finding.Fix = e.ID, fault.fix
	if e.current.Status == Failed {
		finding.Severity = causes.Error
	}
	// An information never becomes the step's outcome, and the first thing
	// noted stays it: what came first is what matters.
	if finding.Severity != causes.Info && (e.current.Code == "" || e.current.Status == Failed) {
		e.current.Code, e.current.Message, e.current.Hint = finding.Code, finding.Message, finding.Hint
	}
	e.findings = append(e.findings, finding)
}

// holdsLogin tells that a fix would write a URL with a password in it.
func holdsLogin(fix *causes.Fix) bool {
	for _, value := range fix.Set {
		if peertext.WithoutLogin(value) != value {
			return true
		}
	}
	return false
}
