package policy

import "redis-wizard/configschema/phrase"

// Refusal says that the policy forbids an address, and why.
type Refusal struct {
	Reason Reason
	// Address is what was refused, as a person reads it.
	Address string
	// Rule is the administrator's rule behind it, if there is one.
	Rule string
}

// Reason is why the policy refuses an address, in running text.
type Reason = phrase.Text

// The reasons. The code of the finding is "policy-" and the reason.
const (
	ReasonUnspecified   Reason = "unspecified" // 0.0.0.0, ::
	ReasonLinkLocal     Reason = "link-local"
	ReasonMetadata      Reason = "metadata" // a cloud's metadata service
	ReasonMulticast     Reason = "multicast"
	ReasonBroadcast     Reason = "broadcast"
	ReasonReserved      Reason = "reserved"      // set aside for the network itself, 240.0.0.0/4 and others
	ReasonDocumentation Reason = "documentation" // an example in a manual, 192.0.2.0/24 and others
	ReasonZone          Reason = "zone"          // an address with a zone, fe80::1%eth0
	ReasonOwn           Reason = "own"           // the wizard itself
	ReasonOwnServer     Reason = "own-server"    // a server that the wizard itself uses
	ReasonLoopback      Reason = "loopback"      // loopback, where it is not permitted
	ReasonElsewhere     Reason = "elsewhere"     // loopback, for somebody on another machine
	ReasonDenied        Reason = "denied"        // by a rule of Deny
	ReasonNotAllowed    Reason = "not-allowed"   // by no rule of Allow
	ReasonPort          Reason = "port"
	ReasonSocket        Reason = "socket"      // outside SocketDirs
	ReasonSocketPath    Reason = "socket-path" // with characters that nobody sees
	ReasonServerName    Reason = "server-name" // a name for TLS that is no name
)

// Error is the refusal in English.
func (r *Refusal) Error() string { return r.In(nil) }

// In says the refusal in a language.
func (r *Refusal) In(l phrase.Language) string {
	return l.Say("address {address} is refused: {reason}", "address", r.Address, "reason", l.Say(r.Reason))
}
