package connectivity

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/userinfo"
	"redis-wizard/connectivity/internal/greeting"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/release"
)

// endpoint is one address on its way through the steps. Each step leaves behind
// what the later ones need.
type endpoint struct {
	ID string
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
	session   *resp.Session       // tls or resp
	greeting  greeting.Greeting   // tls or resp: the answer to the first PING
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
	findings []causes.Problem
	cause    string // the name of the cause that ended the way
	closers  []func()
	broken   []causes.Problem // panics that belong to no step, or to a trial's

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
		ID: id, Endpoint: Endpoint{Role: role, Address: peertext.Typed(where.String()), Origin: origin},
		run: run, where: where, plan: plan(t, role), login: t.redisLogin(),
	}
	if origin == Announced {
		e.Address = run.redact.Peer(where.String())
	}
	if role == RoleSentinel {
		e.login = t.sentinelLogin()
	}
	return e
}

func (t *Target) redisLogin() login {
	return login{t.Username, t.Password, t.names().Username, t.names().Password}
}

func (t *Target) sentinelLogin() login {
	return login{t.Sentinel.Username, t.Sentinel.Password, t.names().SentinelUsername, t.names().SentinelPassword}
}

// copyLogin are the options of one log-in that a fix copies from those of another.
func copyLogin(to, from login) map[string]string {
	options := map[string]string{to.passwordKey: from.passwordKey}
	if from.username != "" {
		options[to.usernameKey] = from.usernameKey
	}
	return options
}

// names are the keys of the options that say how to reach it.
func (e *endpoint) names() authelia.Names { return e.run.target.names() }

// words are what every message may speak of.
func (e *endpoint) words() map[string]string {
	t := e.run.target
	words := map[string]string{
		"address": e.Address, "host": e.hostName(), "port": strconv.Itoa(e.where.Port),
		"dialled": cmp.Or(e.dialled, e.Address), "authelia": autheliaName(t.Authelia), "database": strconv.Itoa(t.Database),
		"usernameKey": e.login.usernameKey, "passwordKey": e.login.passwordKey,
		"timeout": timeoutOf(t).String(), "remark": "", "rights": release.SentinelRights(t.Authelia),
	}
	if t.Sentinel != nil {
		words["name"], words["spelled"] = peertext.Typed(t.Sentinel.Name), peertext.TypedWithBlanks(t.Sentinel.Name)
	}
	return words
}

// hostName is the host as it may be shown.
func (e *endpoint) hostName() string {
	return e.shownName(userinfo.Without(e.where.Host))
}

func (e *endpoint) report() EndpointReport {
	report := EndpointReport{ID: e.ID, Endpoint: e.Endpoint, Steps: e.steps}
	if e.server.version != "" {
		report.Server = &Server{Software: e.run.redact.Peer(e.server.name()), Version: e.run.redact.Peer(e.server.version)}
	}
	return report
}

// passed tells whether a step was taken and did not fail.
func (e *endpoint) passed(name StepName) bool {
	return slices.ContainsFunc(e.steps, func(s Step) bool { return s.Step == name && (s.Status == Passed || s.Status == Warned) })
}

// succeeded tells whether every step of the plan was taken and none failed. Looking a
// name up is no step to take where there is an address.
func (e *endpoint) succeeded() bool {
	return len(e.steps) == len(e.plan) && len(e.plan) > 0 && !slices.ContainsFunc(e.steps, func(s Step) bool {
		return s.Status == Failed || s.Status == Skipped && s.Step != StepResolve
	})
}

func autheliaName(version string) string {
	if version == "" {
		return "Authelia"
	}
	return "Authelia " + version
}

func timeoutOf(t *Target) time.Duration {
	return cmp.Or(t.Timeout, DefaultTimeout)
}
