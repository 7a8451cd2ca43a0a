package connectivity

import (
	"context"
	"errors"
	"maps"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/guard"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/internal/wording"
	"redis-wizard/connectivity/neterror"
	"redis-wizard/connectivity/policy"
)

// fault is a known cause with the words for its message. Steps return it as
// their error.
type fault struct {
	cause string // the name of one of causes.Tested
	words map[string]string
	fix   *causes.Fix
	err   error
}

func (f *fault) Error() string {
	if f.err != nil {
		return f.cause + ": " + f.err.Error()
	}
	return f.cause
}

func (f *fault) Unwrap() error { return f.err }

func (f *fault) lookup() *causes.Cause { return causes.Named(f.cause) }

// with adds words to a fault.
func (f *fault) with(words map[string]string) *fault {
	if f.words == nil {
		f.words = map[string]string{}
	}
	maps.Copy(f.words, words)
	return f
}

// because makes a fault of a cause.
func because(cause string, err error) *fault { return &fault{cause: cause, err: err} }

// mended adds what would mend it.
func (f *fault) mended(fix *causes.Fix) *fault {
	f.fix = fix
	return f
}

// fix sets options, given as keys and values in turn.
func fix(label string, set ...string) *causes.Fix {
	fix := &causes.Fix{Label: label, Set: map[string]string{}}
	for i := 0; i < len(set); i += 2 {
		fix.Set[set[i]] = set[i+1]
	}
	return fix
}

// withoutSection is the fix that takes out a section, and each option in it: a client of
// the API may know options only.
func (e *endpoint) withoutSection(label phrase.Text, section string) *causes.Fix {
	fix := fix(e.phrase(label), section, "")
	for _, option := range authelia.Below(section) {
		fix.Set[option] = ""
	}
	return fix
}

// problem is a cause as a finding, with its words put in.
func problem(l phrase.Language, name string, words map[string]string) causes.Problem {
	cause := causes.Named(name)
	return causes.Problem{
		Code: cause.Code, Severity: cause.Severity, Title: l.Say(cause.Title),
		Message: strings.TrimSpace(wording.Fill(l, cause.Message, words)), Hint: strings.TrimSpace(wording.Fill(l, cause.Hint, words)),
	}
}

// explain finds the cause of an error: the step knew it, the policy refused, or a row
// of recognised matches. Otherwise it is unknown, and the report says so.
func explain(at StepName, err error) *fault {
	if known, ok := errors.AsType[*fault](err); ok {
		return known
	}
	if refused, ok := errors.AsType[*policy.Refusal](err); ok {
		return because("policy-"+string(refused.Reason), err)
	}
	for _, row := range recognised {
		if row.match(at, err) {
			return because(row.cause, err)
		}
	}
	return because("unknown", err)
}

// recognised are the causes by which an error is recognised that no step has explained
// itself, in the order of the catalogue: the first that matches counts.
var recognised = []struct {
	cause string
	match func(at StepName, err error) bool
}{
	{"deadline", func(_ StepName, err error) bool { return err == context.DeadlineExceeded }},
	{"cancelled", func(_ StepName, err error) bool { return err == context.Canceled }},
	{"name-unknown", func(_ StepName, err error) bool {
		dns, ok := errors.AsType[*net.DNSError](err)
		return ok && dns.IsNotFound
	}},
	{"dns-failed", as[*net.DNSError]},
	{"refused-loopback", func(_ StepName, err error) bool {
		return neterror.Is(err, syscall.ECONNREFUSED) && dialledLoopback(err)
	}},
	{"refused", func(_ StepName, err error) bool { return neterror.Is(err, syscall.ECONNREFUSED) }},
	{"unreachable", func(_ StepName, err error) bool {
		return neterror.Is(err, syscall.EHOSTUNREACH) || neterror.Is(err, syscall.ENETUNREACH) || neterror.Is(err, syscall.EADDRNOTAVAIL)
	}},
	{"blocked-here", func(at StepName, err error) bool {
		return at == StepConnect && (neterror.Is(err, syscall.EACCES) || neterror.Is(err, syscall.EPERM) || neterror.Is(err, syscall.EINVAL))
	}},
	{"connect-timeout", func(at StepName, err error) bool { return at == StepConnect && neterror.IsTimeout(err) }},
	{"socket-missing", func(at StepName, err error) bool { return at == StepConnect && errors.Is(err, os.ErrNotExist) }},
	{"late-tls-alert", func(_ StepName, err error) bool { return remoteAlert(err) != "" }},
	{"late-hostile-reply", as[*guard.Error]},
	{"protected-mode", replied("DENIED")},
	{"max-clients", func(_ StepName, err error) bool {
		answer := resp.AsError(err)
		return answer != nil && answer.Says("max number of clients")
	}},
	{"loading", replied("LOADING")},
	{"script-busy", replied("BUSY")},
	{"cannot-save", replied("MISCONF")},
	{"replica-link-down", replied("MASTERDOWN")},
	{"silent", func(_ StepName, err error) bool { return neterror.IsTimeout(err) }},
	{"closed", func(at StepName, err error) bool { return neterror.IsClosed(err) && !midway(at, err) }},
	{"closed-midway", midway},
	// go-redis quotes what it cannot read; its words are not repeated.
	{"unreadable-reply", func(at StepName, err error) bool {
		return (at == StepCommands || at == StepAudit || at == StepLatency) && resp.AsError(err) == nil
	}},
	{"password-missing", replied("NOAUTH")},
	{"password-wrong-for-default", replied("WRONGPASS")},
	{"cluster-slots", replied("CROSSSLOT")},
	{"cluster-moved", replied("MOVED")},
	{"cluster-down", replied("CLUSTERDOWN")},
	{"read-only", replied("READONLY")},
	{"not-permitted", replied("NOPERM")},
	{"out-of-memory", replied("OOM")},
	{"too-few-replicas", replied("NOREPLICAS")},
}

// as recognises an error by its type.
func as[T error](_ StepName, err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

func dialledLoopback(err error) bool {
	operation, ok := errors.AsType[*net.OpError](err)
	if !ok {
		return false
	}
	address, ok := operation.Addr.(*net.TCPAddr)
	return ok && address.IP.IsLoopback()
}

// replied recognises an error reply by its code. The words after the code
// differ between Redis 6, 7, 8 and Valkey.
func replied(code string) func(StepName, error) bool {
	return func(_ StepName, err error) bool {
		answer := resp.AsError(err)
		return answer != nil && answer.Code == code
	}
}

// midway recognises a connection that was lost after the server had accepted us.
func midway(at StepName, err error) bool {
	before := slices.Contains([]StepName{StepResolve, StepPolicy, StepConnect, StepTLS, StepRESP, StepAuth}, at)
	return !before && (neterror.IsClosed(err) || errors.Is(err, errUsedUp))
}

// own gives the fault its cause at an endpoint of this role, where it means
// something else: at an address that a sentinel announced, it is the sentinel's
// words that need mending and not the configuration.
func (e *endpoint) own(fault *fault) *fault {
	cause := announcedCauses[fault.cause]
	if e.Origin != Announced {
		cause = ""
		if e.Role == RoleSentinel && (fault.cause == "refused" || fault.cause == "refused-loopback") {
			cause = "sentinel-refused"
		}
	}
	if cause == "" {
		return fault
	}
	return because(cause, fault.err).with(fault.words)
}

var announcedCauses = map[string]string{
	"replica":            "announced-replica",
	"read-only":          "announced-read-only",
	"replica-writable":   "announced-replica-writable",
	"replica-link-down":  "announced-link-down",
	"sentinel-as-redis":  "announced-sentinel",
	"refused-loopback":   "announced-loopback",
	"policy-loopback":    "announced-loopback",
	"policy-elsewhere":   "announced-loopback",
	"policy-unspecified": "announced-nothing",
	"name-unknown":       "announced-name-unknown",
	"connect-timeout":    "announced-unreachable",
	"unreachable":        "announced-unreachable",
}

// quoteAll puts names in quotes.
func quoteAll(l phrase.Language, names []string) []string {
	return each(names, func(name string) string { return l.Say("“{name}”", "name", peertext.Typed(name)) })
}
