package connectivity

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"redis-wizard/configschema/phrase"
)

// endpoint is one address on its way through the steps. Each step leaves behind
// what the later ones need.
type endpoint struct {
	Endpoint
	run   *probe
	where Address
	login login
	plan  []step

	// what the steps found
	host      string              // the name or address without brackets
	resolved  []netip.Addr        // resolve
	allowed   []netip.AddrPort    // policy, in the order to dial
	socket    string              // policy: the path to dial
	raw       net.Conn            // connect
	dialled   string              // connect: the address that answered
	secure    *tls.Conn           // tls
	session   *session            // tls or resp
	greeting  greeting            // tls or resp: the answer to the first PING
	server    serverInfo          // auth and role
	groups    []string            // role: what a sentinel watches
	replicas  []Address           // role: who follows a primary
	announced *Address            // primary: whom a sentinel announces
	view      *view               // group: how a sentinel sees the group
	chain     []*x509.Certificate // tls: what the server showed, good or bad
	commands  *redis.Client       // commands
	latency   *Latency            // latency

	steps    []Step
	current  *Step
	findings []Finding
	cause    string // the name of the cause that ended the way
	closers  []func()
	walking  bool      // whether the steps are being taken
	shown    int       // how many of them whoever watches has been told
	broken   []Finding // panics that belong to no step, or to a trial's

	announcer    *endpoint // who named this one first; nil for a configured one
	standsFor    *endpoint // whose trial this is; nil for what is in the report
	variantsFrom int       // which of several variants to begin with

	// onPrimary and onReplicas are called as soon as a sentinel has announced
	// them, so that nobody waits for a slower sentinel. Nil outside a group.
	onPrimary  func(Address)
	onReplicas func([]Address)
}

// login is who to log in as, and which options say so.
type login struct {
	username, password       string
	usernameKey, passwordKey string
}

func (run *probe) endpoint(id string, role Role, origin Origin, where Address) *endpoint {
	t := run.target
	e := &endpoint{
		Endpoint: Endpoint{ID: id, Role: role, Address: ownText(where.String()), Origin: origin},
		run:      run, where: where, plan: plan(t, role), login: t.redisLogin(),
	}
	if origin == Announced {
		e.Address = run.redact.peer(where.String())
	}
	if role == RoleSentinel {
		e.login = t.sentinelLogin()
	}
	return e
}

func (t *Target) redisLogin() login {
	return login{t.Username, t.Password, "session.redis.username", "session.redis.password"}
}

func (t *Target) sentinelLogin() login {
	return login{
		t.Sentinel.Username, t.Sentinel.Password,
		"session.redis.high_availability.sentinel_username", "session.redis.high_availability.sentinel_password",
	}
}

// NotTried is the message of a step that was skipped. It has the name of the one that
// failed, which a page says in its own words.
const NotTried phrase.Text = "Not tried, because the step \"{step}\" before it failed."

// walk takes the steps one after the other.
func (e *endpoint) walk(ctx context.Context) {
	defer e.close()
	e.walking = true
	failed := StepName("")
	for _, s := range e.plan {
		e.steps = append(e.steps, Step{Step: s.name, Status: Passed})
		e.current = &e.steps[len(e.steps)-1]
		if failed != "" {
			e.current.Status = Skipped
			e.current.Message = e.told(NotTried, "step", string(failed))
		} else {
			started := e.run.prober.now()
			if err := e.take(ctx, s); err != nil {
				failed = s.name
				e.fail(ctx, err)
			}
			e.current.TookMS = milliseconds(e.run.prober.now().Sub(started))
		}
		e.shown++
		e.run.tell(e)
	}
	e.walking = false
}

// take runs one step unless the time is up already. A step that panics has
// failed, like any other.
func (e *endpoint) take(ctx context.Context, s step) (err error) {
	defer func() {
		if recover() != nil {
			err = e.stepBroke(e.run.notePanic())
		}
	}()
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.run(e, ctx)
}

// close ends the endpoint's connections.
func (e *endpoint) close() {
	for len(e.closers) > 0 {
		last := len(e.closers) - 1
		closer := e.closers[last]
		e.closers = e.closers[:last]
		e.safely(closer)
	}
}

// fail ends the current step with the cause of err.
func (e *endpoint) fail(ctx context.Context, err error) {
	if ended := whyEnded(ctx, err); ended != nil && !isWizardFault(err) {
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
	if deadline, ok := ctx.Deadline(); ok && isTimeout(err) && time.Until(deadline) < 10*time.Millisecond {
		return context.DeadlineExceeded
	}
	return nil
}

// warn keeps the current step going, with a finding of the cause's severity.
func (e *endpoint) warn(fault *fault) {
	fault = e.own(fault)
	if severity := fault.lookup().Severity; severity != SeverityInfo && e.current.Status == Passed {
		e.current.Status = Warned
	}
	e.note(fault)
}

// say sets the message of a step that passes.
func (e *endpoint) say(text phrase.Text, words ...string) { e.pass(e.told(text, words...)) }

// pass is say for a message that has been put into the report's language.
func (e *endpoint) pass(message string) {
	if e.current.Code == "" {
		e.current.Message = message
	}
}

// note records a fault as the current step's outcome and as a finding.
func (e *endpoint) note(fault *fault) {
	cause := fault.lookup()
	words := e.words()
	if fault.err != nil {
		words["error"] = e.run.redact.failure(e.language(), fault.err, e.Origin)
	}
	var refused *Refusal
	if errors.As(fault.err, &refused) {
		words["refused"], words["rule"] = ownText(refused.Address), refused.Rule
		words["spelled"] = words["refused"] // where it is a name
	}
	for name, value := range fault.words {
		words[name] = e.run.redact.word(name, value)
	}
	if effect := fault.words["effect"]; effect != "" {
		words["effect"] = e.run.redact.without(effect) // all of it is our own
	}
	// Our own line for a user to copy is longer than what is repeated of others.
	words["minimal"] = e.run.redact.without(MinimalACL(e.aclUser(), e.run.target.Database))
	if fault.fix != nil && holdsLogin(fault.fix) {
		fault.fix = nil
	}
	message, hint := strings.TrimSpace(fill(e.language(), cause.Message, words)), strings.TrimSpace(fill(e.language(), cause.Hint, words))
	severity := cause.Severity
	if e.current.Status == Failed {
		severity = SeverityError
	}
	// An information never becomes the step's outcome, and the first thing
	// noted stays it: what came first is what matters.
	if severity != SeverityInfo && (e.current.Code == "" || e.current.Status == Failed) {
		e.current.Code, e.current.Message, e.current.Hint = cause.Code, message, hint
	}
	e.findings = append(e.findings, Finding{
		Code: cause.Code, Severity: severity, Endpoint: e.ID, Message: message, Hint: hint, Fix: fault.fix,
	})
}

// words are what every message may speak of.
func (e *endpoint) words() map[string]string {
	t := e.run.target
	words := map[string]string{
		"address": e.Address, "host": e.hostName(), "port": strconv.Itoa(e.where.Port),
		"dialled": e.dialled, "authelia": autheliaName(t.Authelia), "database": strconv.Itoa(t.Database),
		"usernameKey": e.login.usernameKey, "passwordKey": e.login.passwordKey,
		"timeout": timeoutOf(t).String(), "remark": "", "rights": SentinelRights(t.Authelia),
	}
	if e.dialled == "" {
		words["dialled"] = e.Address
	}
	if t.Sentinel != nil {
		words["name"], words["spelled"] = ownText(t.Sentinel.Name), withBlanks(t.Sentinel.Name)
	}
	return words
}

// hostName is the host as it may be shown.
func (e *endpoint) hostName() string {
	return e.shownName(withoutUserinfo(e.where.Host))
}

// holdsLogin tells that a fix would write a URL with a password in it.
func holdsLogin(fix *Fix) bool {
	for _, value := range fix.Set {
		if withoutLogin(value) != value {
			return true
		}
	}
	return false
}

func (e *endpoint) report() EndpointReport {
	report := EndpointReport{Endpoint: e.Endpoint, Steps: e.steps}
	if e.server.version != "" {
		report.Server = &Server{Software: e.run.redact.peer(e.server.name()), Version: e.run.redact.peer(e.server.version)}
	}
	return report
}

// passed tells whether a step was taken and did not fail.
func (e *endpoint) passed(name StepName) bool {
	for _, s := range e.steps {
		if s.Step == name {
			return s.Status == Passed || s.Status == Warned
		}
	}
	return false
}

// succeeded tells whether every step of the plan was taken and none failed.
func (e *endpoint) succeeded() bool {
	if len(e.steps) != len(e.plan) || len(e.plan) == 0 {
		return false
	}
	for _, s := range e.steps {
		if s.Status != Passed && s.Status != Warned {
			return false
		}
	}
	return true
}

func autheliaName(version string) string {
	if version == "" {
		return "Authelia"
	}
	return "Authelia " + version
}

func timeoutOf(t *Target) time.Duration {
	if t.Timeout == 0 {
		return DefaultTimeout
	}
	return t.Timeout
}
