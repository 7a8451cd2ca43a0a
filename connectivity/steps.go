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
	{StepTLS, "Does it speak TLS, with a certificate that holds?", withTLS, (*endpoint).handshake},
	{StepRESP, "Does it speak Redis's protocol?", nil, (*endpoint).greet},
	{StepAuth, "Does it accept the user name and password?", nil, (*endpoint).authenticate},
	{StepSelect, "Does the database exist?", withDatabase, (*endpoint).selectDatabase},
	{StepIdentity, "Does it put up with what the client says about itself?", saysWhoItIs, (*endpoint).identify},
	{StepRole, "Is it the kind of server that is needed?", nil, (*endpoint).checkRole},
	{StepPrimary, "Which server is the primary?", ofSentinel, (*endpoint).askPrimary},
	{StepGroup, "How does it see the group, and could a fail-over work?", ofSentinel, (*endpoint).askGroup},
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
func saysWhoItIs(t *Target, r Role) bool { return t.generation() >= 9 && ofData(t, r) }

// Limits of single steps; all of them end with the probe's own deadline. The
// dial and the TLS handshake are bounded by the target's timeout as well.
const (
	resolveTimeout   = 2 * time.Second
	handshakeTimeout = 3 * time.Second
	commandTimeout   = 2 * time.Second
	// diagnosisTimeout bounds each extra connection that finds out more about
	// a failure.
	diagnosisTimeout = time.Second
)

// plan lists the steps that apply to one endpoint.
func plan(t *Target, role Role) []step {
	var out []step
	for _, s := range steps {
		if s.applies == nil || s.applies(t, role) {
			out = append(out, s)
		}
	}
	return out
}

// Plan lists the names of the steps that an endpoint of this role will take.
func Plan(t Target, role Role) []StepName {
	var names []StepName
	for _, s := range plan(&t, role) {
		names = append(names, s.name)
	}
	return names
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
