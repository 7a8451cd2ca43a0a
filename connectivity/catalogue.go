package connectivity

import (
	"context"
	"errors"
	"net"
	"os"
	"syscall"

	"redis-wizard/configschema/phrase"
)

// Cause is one known cause of trouble, with its words.
type Cause struct {
	// Name is unique in the Catalogue. Several causes can share a Code, where
	// one failure shows itself in several ways.
	Name string
	// Code is stable: the failure's id where it has one ("A03"), else a short
	// slug.
	Code string
	// Title says in a few words what the matter is.
	Title phrase.Text
	// Severity is error where Authelia could not keep sessions.
	Severity Severity
	// Message and Hint are the words of a finding: what is, and what to do
	// next. They have places for what was found, such as {address}.
	Message, Hint phrase.Text

	// match recognises an error that no step has explained itself.
	match func(at StepName, err error) bool
	// audit looks for the cause in what a server says about itself, and gives
	// the words for it, in the language of its target; nil when all is well.
	audit func(*server) map[string]string
}

// Catalogue lists every cause that a report can name, in the order of the
// steps. When an error has to be recognised, the first row that matches it
// counts.
var Catalogue = concat(generalCauses, reachCauses, policyCauses, socketCauses, tlsCauses, protocolCauses, authCauses, serverCauses, auditCauses, sentinelCauses, groupCauses, neighbourCauses)

var causesByName = func() map[string]*Cause {
	byName := map[string]*Cause{}
	for i := range Catalogue {
		byName[Catalogue[i].Name] = &Catalogue[i]
	}
	return byName
}()

func causeNamed(name string) *Cause {
	if cause := causesByName[name]; cause != nil {
		return cause
	}
	return causesByName["unknown"]
}

func concat(parts ...[]Cause) []Cause {
	var all []Cause
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}

var generalCauses = []Cause{
	{
		Name: "deadline", Code: "deadline", Title: "The check ran out of time", Severity: SeverityError,
		Message: "The time for the whole check was up before {address} had answered everything.",
		Hint:    "Something answers very slowly. Look at the steps above: the one that took longest is where to begin.",
		match:   func(_ StepName, err error) bool { return err == context.DeadlineExceeded },
	},
	{
		Name: "cancelled", Code: "cancelled", Title: "The check was stopped", Severity: SeverityError,
		Message: "The check was stopped before {address} had answered everything.",
		Hint:    "Start it again when you are ready; nothing is left behind.",
		match:   func(_ StepName, err error) bool { return err == context.Canceled },
	},
	{
		Name: wizardFault, Code: wizardFault, Title: "A fault of this wizard", Severity: SeverityError,
		Message: "This wizard itself broke down while it tried {address} (at {place}). That is a fault of the wizard; it says nothing about Redis and nothing about the configuration.",
		Hint: "Test once more. If it happens again, report it to the makers of the wizard with its version, this place and what kind of servers these are, " +
			"and test by hand meanwhile, with redis-cli.",
	},
	{
		Name: "wizard-fault-overall", Code: wizardFault, Title: "A fault of this wizard", Severity: SeverityError,
		Message: "This wizard itself broke down during the test (at {place}), so the report may lack something. That is a fault of the wizard; it says nothing about Redis and nothing about the configuration.",
		Hint:    "Test once more. If it happens again, report it to the makers of the wizard with its version, this place and what kind of servers these are.",
	},
	{
		Name: "unknown", Code: "unknown", Title: "A cause that is not known here", Severity: SeverityError,
		Message: "This failed at {address} in a way that this program does not know: {error}",
		Hint:    "Search Authelia's and Redis's documentation for these words; the log of the Redis server may say more.",
	},
}

var reachCauses = []Cause{
	{
		Name: "host-missing", Code: "host-missing", Title: "No host", Severity: SeverityError,
		Message: "session.redis: option 'host' is empty, so there is nothing to connect to.",
		Hint:    "Give the name or address of the Redis server.",
	},
	{
		Name: "port-range", Code: "port-range", Title: "The port is out of range", Severity: SeverityError,
		Message: "The port must be between 1 and 65535, but it is {port}.",
		Hint:    "Redis listens on 6379 unless you changed it, a sentinel on 26379.",
	},
	{
		Name: "host-blanks", Code: "B07", Title: "Blanks around the host", Severity: SeverityError,
		Message: "The host begins or ends with a blank, and Authelia looks it up with that blank.",
		Hint:    "Take the blank out.",
	},
	{
		Name: "ipv6-without-brackets", Code: "B04", Title: "An IPv6 address without brackets", Severity: SeverityError,
		Message: "The host {host} is an IPv6 address without brackets; Authelia answers “too many colons in address”.",
		Hint:    "Write it in brackets and in quotes: '[{host}]'. Without the quotes, YAML reads a list.",
	},
	{
		Name: "host-brackets", Code: "B04", Title: "Brackets around something else than an address", Severity: SeverityError,
		Message: "The host {host} stands in brackets, but what is inside is no IPv6 address.",
		Hint:    "Brackets are for IPv6 addresses only, such as '[fd00::1]'. Write a name without them.",
	},
	{
		Name: "host-with-port", Code: "B06", Title: "A URL or a port in the host", Severity: SeverityError,
		Message: "The host {host} is a URL, or a host and a port in one; Authelia adds the port once more and cannot read the result.",
		Hint:    "Put the name alone into 'host' and the number into 'port'. session.redis has no option for a whole address.",
	},
	{
		Name: "address-spelling", Code: "address-spelling", Title: "Neither a name nor an address", Severity: SeverityError,
		Message: "The host {host} is neither a name nor an address in the usual spelling.",
		Hint:    "Write an IPv4 address as four plain decimal numbers, such as 192.168.1.5. A name has letters, digits, hyphens and dots only.",
	},
	{
		Name: "dns-timeout", Code: "dns-failed", Title: "The name server does not answer", Severity: SeverityError,
		Message: "Looking {host} up took too long: the name server did not answer in time.",
		Hint:    "Look at the DNS settings of this machine (or container). This is not yet about Redis.",
	},
	{
		Name: "name-unknown", Code: "B01", Title: "The name is not known", Severity: SeverityError,
		Message: "The name {host} is not known to this machine's DNS.",
		Hint: "The name of a container or service resolves only inside its own Docker or Kubernetes network: put Authelia and Redis on one network, " +
			"or use an address that both know. Check the spelling, too.",
		match: func(_ StepName, err error) bool {
			var dns *net.DNSError
			return errors.As(err, &dns) && dns.IsNotFound
		},
	},
	{
		Name: "dns-failed", Code: "dns-failed", Title: "The name server could not be asked", Severity: SeverityError,
		Message: "Looking {host} up did not work: the name server could not be asked.",
		Hint:    "Look at the DNS settings of this machine (or container). This is not yet about Redis.",
		match: func(_ StepName, err error) bool {
			var dns *net.DNSError
			return errors.As(err, &dns)
		},
	},
	{
		Name: "timeout-negative", Code: "timeout-negative", Title: "A negative timeout", Severity: SeverityError,
		Message: "session.redis: option 'timeout' is {timeout}; with a negative time every connection has failed before it begins.",
		Hint:    "Give a time such as '5 seconds', or leave the option out.",
	},
	{
		Name: "refused-loopback", Code: "B02", Title: "Nothing listens on this machine's loopback", Severity: SeverityError,
		Message: "The connection to {dialled} was refused: nothing listens on that port of this machine.",
		Hint: "Is Redis running, and on this port? In a container, 127.0.0.1 and localhost mean the container itself: " +
			"use the name of the Redis service instead.",
		match: func(_ StepName, err error) bool {
			return CausedBy(err, syscall.ECONNREFUSED) && dialledLoopback(err)
		},
	},
	{
		Name: "refused", Code: "connection-refused", Title: "Nothing listens there", Severity: SeverityError,
		Message: "The connection to {dialled} was refused: the machine is there, but nothing listens on that port, or a firewall says no.",
		Hint:    "Check the port, that Redis is running, and that it listens on this address and not on its own loopback only ('bind' in redis.conf).",
		match:   func(_ StepName, err error) bool { return CausedBy(err, syscall.ECONNREFUSED) },
	},
	{
		Name: "unreachable", Code: "unreachable", Title: "No way to that address", Severity: SeverityError,
		Message: "There is no way to {dialled}: the network says that it cannot be reached.",
		Hint:    "Check the address and the routes; with an IPv6 address, whether this machine has IPv6 at all. A firewall can answer like this, too.",
		match: func(_ StepName, err error) bool {
			return CausedBy(err, syscall.EHOSTUNREACH) || CausedBy(err, syscall.ENETUNREACH) || CausedBy(err, syscall.EADDRNOTAVAIL)
		},
	},
	{
		Name: "blocked-here", Code: "blocked-here", Title: "Blocked on this machine", Severity: SeverityError,
		Message: "This machine itself does not let the connection to {dialled} out.",
		Hint:    "A local firewall rule or route forbids it. Look there before you look at Redis.",
		match: func(at StepName, err error) bool {
			return at == StepConnect && (CausedBy(err, syscall.EACCES) || CausedBy(err, syscall.EPERM) || CausedBy(err, syscall.EINVAL))
		},
	},
	{
		Name: "connect-timeout", Code: "B03", Title: "No answer at all", Severity: SeverityError,
		Message: "{dialled} did not answer within {timeout}: neither yes nor no.",
		Hint:    "That is how a packet filter or a wrong address looks. Check firewalls, network policies and VLANs between here and there, and the address itself.",
		match:   func(at StepName, err error) bool { return at == StepConnect && isTimeout(err) },
	},
}

func dialledLoopback(err error) bool {
	var operation *net.OpError
	if !errors.As(err, &operation) {
		return false
	}
	address, ok := operation.Addr.(*net.TCPAddr)
	return ok && address.IP.IsLoopback()
}

var socketCauses = []Cause{
	{
		Name: "socket-with-port", Code: "B08", Title: "A socket's path together with a port", Severity: SeverityError,
		Message: "The host {host} is the path of a unix socket, but there is a port as well; Authelia then takes the path for a host name.",
		Hint:    "Take the port out. With Sentinel, sockets cannot be used at all.",
	},
	{
		Name: "socket-url", Code: "socket-relative", Title: "A socket written as a URL", Severity: SeverityError,
		Message: "The host {host} is written as a URL; Authelia wants the bare path of the socket.",
		Hint:    "Write the absolute path alone, such as /run/redis/redis.sock, and leave the port out.",
	},
	{
		Name: "socket-relative", Code: "socket-relative", Title: "A socket's path that is not absolute", Severity: SeverityError,
		Message: "The host {host} looks like the path of a socket, but it does not begin with a slash; Authelia takes it for a host name.",
		Hint:    "Write the whole path, such as /run/redis/redis.sock, and leave the port out.",
	},
	{
		Name: "socket-too-long", Code: "socket-too-long", Title: "A socket's path that is too long", Severity: SeverityError,
		Message: "The path {address} is longer than the 107 bytes that a unix socket's address can hold.",
		Hint:    "Move the socket to a shorter path.",
	},
	{
		Name: "socket-missing", Code: "B09", Title: "The socket is not there", Severity: SeverityError,
		Message: "There is no socket at {address}: {missing} does not exist.",
		Hint: "In a container, mount the directory that holds the socket (not the socket itself, which is made anew at each start). " +
			"Check 'unixsocket' in redis.conf. Mind that this looked on the machine where the wizard runs.",
		match: func(at StepName, err error) bool { return at == StepConnect && errors.Is(err, os.ErrNotExist) },
	},
	{
		Name: "socket-not-a-socket", Code: "socket-not-a-socket", Title: "Not a socket", Severity: SeverityError,
		Message: "{address} is {kind}, not a socket.",
		Hint:    "Give the path that 'unixsocket' in redis.conf names. Docker makes an empty directory of that name when the socket was missing at mount time.",
	},
	{
		Name: "socket-permission", Code: "B10", Title: "The socket may not be opened", Severity: SeverityError,
		Message: "This program may not open {address}: {mode}.",
		Hint:    "Put the user that Authelia runs as into the socket's group and set 'unixsocketperm 770' in redis.conf. Do not open it to everybody with 777.",
	},
	{
		Name: "socket-directory-permission", Code: "B10", Title: "The socket's directory may not be entered", Severity: SeverityError,
		Message: "This program cannot get to {address}: {mode}.",
		Hint: "The socket's own mode and 'unixsocketperm' are no matter yet. Put the user that Authelia runs as into the directory's group and let the group enter (chmod g+x), " +
			"or let 'unixsocket' in redis.conf name a directory that both may enter, such as /run/redis.",
	},
	{
		Name: "socket-refused", Code: "socket-refused", Title: "Nobody listens at the socket", Severity: SeverityError,
		Message: "The socket {address} is there, but nobody listens to it: it was left behind by a server that has gone.",
		Hint:    "Start Redis; it makes the socket anew.",
	},
}
