// Package connectivity tries a Redis deployment the way Authelia would use it,
// step by step, and reports what it saw: where the way ends, why, and what to
// do next. It tells the causes apart that Authelia's own log lumps together.
//
// Start reading in steps.go: it lists the steps of a check in their order. Then
// recognise.go: by which error each cause is known; the causes themselves, with their
// words, stand in configschema/causes. The packages policy and guard keep the two
// promises that make it safe to let strangers type addresses: nothing is dialled that
// the policy has not allowed, and no reply reaches a parser before its size is known to
// be harmless.
//
// The package knows nothing of HTTP, of forms or of Authelia's configuration
// file; it takes a Target and gives a Report. It imports the standard library,
// go-redis, what is below it, and the leaf packages that it shares with configschema. It
// never uses go-redis's FailoverClient, which can be brought down by a few well-formed
// bytes of a hostile sentinel.
package connectivity

import (
	"context"
	"time"

	"redis-wizard/configschema/phrase"
)

// StepName names one step of a check.
type StepName string

// The steps, in the order in which they are taken.
const (
	StepResolve  StepName = "resolve"
	StepPolicy   StepName = "policy"
	StepConnect  StepName = "connect"
	StepTLS      StepName = "tls"
	StepRESP     StepName = "resp"
	StepAuth     StepName = "auth"
	StepSelect   StepName = "select"
	StepIdentity StepName = "identity"
	StepRole     StepName = "role"
	StepPrimary  StepName = "primary"
	StepGroup    StepName = "group"
	StepCommands StepName = "commands"
	StepLatency  StepName = "latency"
	StepAudit    StepName = "audit"
)

// step is one question to an endpoint. It is asked once: no retry and no
// fallback, because the person wants to know what is there, not what a clever
// client could make of it. The first step that fails ends the way; those after
// it are skipped.
type step struct {
	name StepName
	// asks is the question in plain words, for people and for the page.
	asks phrase.Text
	// applies tells whether the step belongs to the plan for this target and
	// role; nil means always.
	applies func(*Target, Role) bool
	run     func(*endpoint, context.Context) error
}

// steps is the whole check. With Sentinel every sentinel walks the list up to
// StepGroup, each primary that they announce walks it as a data server, and each
// replica as far as its role.
var steps = []step{
	{StepResolve, "Does the name lead to an address?", overTCP, (*endpoint).resolve},
	{StepPolicy, "May this program reach that address?", nil, (*endpoint).checkPolicy},
	{StepConnect, "Does something listen there?", nil, (*endpoint).connect},
	{StepTLS, "Does it speak TLS, with a valid certificate?", withTLS, (*endpoint).handshake},
	{StepRESP, "Does it speak Redis's protocol?", nil, (*endpoint).greet},
	{StepAuth, "Does it accept the user name and password?", nil, (*endpoint).authenticate},
	{StepSelect, "Does the database exist?", withDatabase, (*endpoint).selectDatabase},
	{StepIdentity, "Does it accept what the client says about itself?", saysWhoItIs, (*endpoint).identify},
	{StepRole, "Is it the kind of server that is needed?", nil, (*endpoint).checkRole},
	{StepPrimary, "Which server is the primary?", ofSentinel, (*endpoint).askPrimary},
	{StepGroup, "How does it see the group, and could a failover work?", ofSentinel, (*endpoint).askGroup},
	{StepCommands, "Does everything work that Authelia does with a session?", ofData, (*endpoint).tryCommands},
	{StepLatency, "How fast does it answer?", ofData, (*endpoint).measureLatency},
	{StepAudit, "Is the server set up for keeping sessions?", ofData, (*endpoint).audit},
}

func overTCP(t *Target, _ Role) bool      { return t.Mode != ModeSocket }
func withTLS(t *Target, _ Role) bool      { return t.TLS != nil }
func withDatabase(t *Target, r Role) bool { return t.Database > 0 && r != RoleSentinel }
func ofSentinel(_ *Target, r Role) bool   { return r == RoleSentinel }
func ofData(_ *Target, r Role) bool       { return r == RoleRedis || r == RolePrimary }

// saysWhoItIs: go-redis introduces itself since version 9, on connections to
// data servers as on all others; the former are enough to see what comes of it.
func saysWhoItIs(t *Target, r Role) bool { return t.release().Generation() >= 9 && ofData(t, r) }

// Limits of single steps; all of them end with the probe's own deadline. The
// dial and the TLS handshake are bounded by the target's timeout as well.
const (
	resolveTimeout   = 2 * time.Second
	handshakeTimeout = 3 * time.Second
	// diagnosisTimeout bounds each extra connection that finds out more about
	// a failure.
	diagnosisTimeout = time.Second
)

// plan lists the steps that apply to one endpoint.
func plan(t *Target, role Role) []step {
	return only(steps, func(s step) bool { return s.applies == nil || s.applies(t, role) })
}

// Plan lists the names of the steps that an endpoint of this role will take.
func Plan(t Target, role Role) []StepName {
	return each(plan(&t, role), func(s step) StepName { return s.name })
}

// Question is what a step asks, in plain words.
func Question(name StepName) phrase.Text {
	for _, s := range steps {
		if s.name == name {
			return s.asks
		}
	}
	return phrase.Text(name)
}
