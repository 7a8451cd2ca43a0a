package connectivity

import (
	"errors"

	"redis-wizard/configschema/phrase"
)

// policyCauses are refusals by this program itself, so each says whose decision
// it is and who can change it.
var policyCauses = []Cause{
	refusal(ReasonLinkLocal, "A link-local address", "Not tried: {refused} is a link-local address, which this program never dials.",
		"Use an address that is routed. Link-local addresses lead to metadata services of clouds, so this cannot be switched off."),
	refusal(ReasonMetadata, "A cloud's metadata service", "Not tried: {refused} belongs to a cloud's metadata service, which this program never dials.",
		"Redis does not live there. Check the address, or what the name resolves to."),
	refusal(ReasonMulticast, "A multicast address", "Not tried: {refused} is a multicast address, which this program never dials.", "Give the address of one server."),
	refusal(ReasonBroadcast, "A broadcast address", "Not tried: {refused} is the broadcast address, which this program never dials.", "Give the address of one server."),
	refusal(ReasonReserved, "A reserved address", "Not tried: {refused} is in a range that is reserved for the workings of the network, where no Redis can be.", "Check the address for a mistyped number."),
	refusal(ReasonDocumentation, "An address out of a manual", "Not tried: {refused} is one of the addresses that are kept for examples in manuals; nothing is reached there.",
		"Put the address of your own Redis in its place."),
	refusal(ReasonUnspecified, "No particular address", "Not tried: {refused} means “any address” and is for listening, not for connecting.",
		"Give the address under which Redis is reached. In 'bind' it means all of them; in 'host' it means none."),
	refusal(ReasonZone, "An address with a zone", "Not tried: {refused} carries a zone (the part after %), which this program does not dial.", "Use an address without a zone."),
	refusal(ReasonOwn, "The wizard itself", "Not tried: {refused} is where this wizard itself listens.", "Give the address of Redis."),
	refusal(ReasonLoopback, "A loopback address", "Not tried: {refused} is a loopback address: it means the machine on which this wizard runs, and the administrator has not opened that.",
		"Use the name or address of Redis in your network, run the check from the command line (redis-wizard probe), or ask the administrator of this wizard to allow it (--allow-loopback)."),
	{
		Name: "policy-elsewhere", Code: "policy-loopback", Title: "A loopback address, asked for from elsewhere", Severity: SeverityError,
		Message: "Not tried: {refused} is a loopback address: it means the machine on which this wizard runs. This request came from elsewhere, as its header {rule} shows, so it may not test what runs there.",
		Hint: "Use the name or address of Redis in your network, run the check from the command line (redis-wizard probe), or ask the administrator of this wizard to allow it (--allow-loopback). " +
			"If that is you, and nobody else can reach the wizard, open it without the proxy.",
		match: refusedFor(ReasonElsewhere),
	},
	refusal(ReasonOwnServer, "A server of the wizard's own", "Not tried: {refused} is a server that this wizard itself uses, which nobody tests through it.",
		"Give the address of the Redis that Authelia is to use. Whoever runs this wizard can test its own with redis-wizard probe."),
	refusal(ReasonDenied, "Denied by the administrator", "Not tried: {refused} is denied by the administrator's rule {rule}.", "Ask the administrator of this wizard (--deny), or run the check from the command line (redis-wizard probe)."),
	refusal(ReasonNotAllowed, "Not allowed by the administrator", "Not tried: {refused} is not among the addresses that the administrator allows.",
		"Ask the administrator of this wizard (--allow), or run the check from the command line (redis-wizard probe)."),
	refusal(ReasonPort, "A port outside the allowed ones", "Not tried: {refused} has a port outside those that the administrator allows ({rule}).",
		"Check the port; otherwise ask the administrator of this wizard (--ports), or run the check from the command line (redis-wizard probe)."),
	refusal(ReasonSocket, "A socket outside the allowed directories", "Not tried: {refused} is not below a directory whose sockets the administrator allows.",
		"Ask the administrator of this wizard (--socket-dir), or run the check from the command line (redis-wizard probe)."),
	refusal(ReasonSocketPath, "A socket's path with characters that cannot be seen", "Not tried: the path {refused} has characters in it that cannot be seen, such as a line break or a NUL. The kernel and a person would read it differently.",
		"Write the path of the socket anew, as 'unixsocket' in redis.conf has it."),
	refusal(ReasonServerName, "A server name that is none", "Not tried: the server name “{spelled}” is neither a host name nor an address. TLS would send it before {address} has shown that it speaks Redis's protocol.",
		"Correct session.redis.tls.server_name, or the host where that is empty: letters, digits, '-', '_' and '.', at most 253 characters. A name in other letters has a form that begins with xn--."),
}

// refusal makes the row for one reason. It says nothing about Redis: the
// address was not dialled.
func refusal(reason Reason, title, message, hint phrase.Text) Cause {
	return Cause{
		Name: "policy-" + string(reason), Code: "policy-" + string(reason), Title: title, Severity: SeverityError,
		Message: message, Hint: hint,
		match: refusedFor(reason),
	}
}

func refusedFor(reason Reason) func(StepName, error) bool {
	return func(_ StepName, err error) bool {
		var refused *Refusal
		return errors.As(err, &refused) && refused.Reason == reason
	}
}
