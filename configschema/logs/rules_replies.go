package logs

// replyRows are errors that Redis, Sentinel or something in their place
// answered, as any client prints them. Texts differ between Redis 2 to 8,
// Valkey and proxies; the first word does not.
var replyRows = []row{
	// Logging in.
	{"A02 A09", "called without any password configured"},
	{"A02 A09", "client sent AUTH, but no password is set"},
	{"A03 A13 F07 A10 A11", "WRONGPASS"},
	{"A03", "acl log reason: auth"},
	{"A05", "acl log reason: command"},
	{"A06", "acl log reason: key"},
	{"A01 A10 A14", "NOAUTH"},
	{"A04 A13 F07", "ERR invalid password"},
	{"A01", "ERR operation not permitted"},
	{"users-unknown", "wrong number of arguments for 'auth' command"},
	{"A07 A05", "NOPERM*the 'hello' command"},
	{"A07 A05", "NOPERM*the 'auth' command"},
	{"A07 A05", "NOPERM*the 'client"},
	{"A05 A11", "NOPERM*the 'sentinel"},
	{"A05", "NOPERM*the '{command}' command"},
	{"A06", "NOPERM*key"},
	{"A05", "NOPERM"},
	{"B16", "redis is running in protected mode"},
	{"B16", "-DENIED "},

	// What kind of server it is.
	{"A09", "unknown command*'auth'"},
	{"A09", "unknown command*`auth`"},
	{"D05", "unknown command*'sentinel'"},
	{"D05", "unsupported command*'sentinel'"},
	{"D05", "unknown command*`sentinel`"},
	{"A14", "unknown command*maint_notifications"},
	{"A14", "unknown subcommand*setinfo"},
	{"A14", "unsupported command*hello"},
	{"D06 command-renamed", "ERR unknown command '{command}'"},
	{"D06 command-renamed", "ERR unknown command `{command}`"},
	{"command-renamed", "ERR unsupported command"},
	{"command-renamed", "unsupported command '{command}'"},
	{"D18", "CROSSSLOT"},
	{"D18", "CLUSTERDOWN"},
	{"D18", "SELECT is not allowed in cluster mode"},
	{"D19 D18", "MOVED {slot#} {address}"},
	{"D13 foreign-master", "READONLY You can't write"},
	{"replica-link-down", "MASTERDOWN"},
	{"D01 D02", "no such master with that name"},
	{"D11", "NOQUORUM"},
	{"D12", "flags*s_down,master"},
	{"D12", "flags*master,s_down"},
	{"D12 replica-link-down", "master-link-status*err"},

	// What it can do at the moment.
	{"E01", "DB index is out of range"},
	{"E01", "invalid DB index"},
	{"E03", "max number of clients reached"},
	{"E05", "OOM command not allowed"},
	{"E06", "MISCONF"},
	{"E07", "LOADING Redis is loading"},
	{"E07", "LOADING Valkey is loading"},
	{"too-few-replicas", "NOREPLICAS"},
	{"E11", "ERR no such key"},

	// What is no Redis at all.
	{"B13", `can't parse*"HTTP/`},
	{"B13", `invalid reply: "HTTP/`},
	{"speaks-ssh", `can't parse*"SSH-`},
	{"speaks-smtp", `can't parse*"220 `},
	{"speaks-memcached", `can't parse map reply: "ERROR"`},
	{"not-redis", "redis: can't parse"},
	{"not-redis", "redis: invalid reply"},
	{"not-redis", "reply is not RESP"},
}

// networkRows are errors of Go's network and TLS packages, which any program
// written in Go prints.
var networkRows = []row{
	// Names and addresses.
	{"B06", "address {address:}redis://*too many colons in address"},
	{"B06", "address {address:}rediss://*too many colons in address"},
	{"B04", "address {address:}::*too many colons in address"},
	{"B04", "address {address:}f*::*too many colons in address"},
	{"B04", "address {address:}2*:*::*too many colons in address"},
	{"B06 B04", "address {address}: too many colons in address"},
	{"D17 port-range", "address {port}: invalid port"},
	{"B06", "lookup {name:}redis://*: no such host"},
	{"B06", "lookup {name:}rediss://*: no such host"},
	{"B07", "lookup  *: no such host"},
	{"B07", "lookup {name:}* : no such host"},
	{"B08 B11 B12", "lookup {path:}/*: no such host"},
	{"B08", "lookup unix:*: no such host"},
	{"B01 D08", "lookup {name}: no such host"},
	{"B01 D08", "name or service not known"},
	{"B15 dns-failed B01", "lookup {name}: i/o timeout"},
	{"dns-failed B15", "lookup {name}: server misbehaving"},
	{"dns-failed", "lookup {name}: *dial udp"},
	{"B15 dns-failed", "temporary failure in name resolution"},

	// Sockets.
	{"B09", "dial unix {path}: connect: no such file or directory"},
	{"B10", "dial unix {path}: connect: permission denied"},
	{"socket-refused", "dial unix {path}: connect: connection refused"},
	{"socket-too-long socket-not-a-socket", "dial unix {path}: connect: invalid argument"},
	{"socket-not-a-socket", "dial unix {path}: connect: *socket"},

	// Connections.
	{"B02 D09", "dial tcp {address:}127.*: connect: connection refused"},
	{"B02 D09", "dial tcp {address:}[::1]:*: connect: connection refused"},
	{"D10", "dial tcp {address:}0.0.0.0:*: connect: connection refused"},
	{"D10", "dial tcp {address:}[::]:*: connect: connection refused"},
	{"D10", "dial tcp {address:}:*: connect: connection refused"},
	{"D04 connection-refused", "dial tcp {address:}*:26379: connect: connection refused"},
	{"connection-refused", "dial tcp {address}: connect: connection refused"},
	{"connection-refused", "connection refused"},
	{"B03 D07 C03", "dial tcp {address}: i/o timeout"},
	{"unreachable D07", "dial tcp {address}: connect: no route to host"},
	{"unreachable", "dial tcp {address}: connect: network is unreachable"},
	{"blocked-here", "dial tcp {address}: connect: permission denied"},
	{"blocked-here", "dial tcp {address}: connect: invalid argument"},

	// TLS, seen from the client.
	{"C01", "first record does not look like a tls handshake"},
	{"C01 B03 silent", "context deadline exceeded"},
	{"C04", "certificate signed by unknown authority"},
	{"C04", "certificate is not trusted"},
	{"C05 C07", "certificate is valid for {names of the certificate}, not {name asked for}"},
	{"C06 C07", "cannot validate certificate for {address} because"},
	{"C05", "certificate relies on legacy common name field"},
	{"C05", "certificate is not valid for any names"},
	{"C15 certificate-expired certificate-not-yet-valid", "certificate has expired or is not yet valid"},
	{"certificate-usage", "certificate specifies an incompatible key usage"},
	{"C09", "remote error: tls: certificate required"},
	{"C09", "remote error: tls: unknown certificate authority"},
	{"C09", "remote error: tls: bad certificate"},
	{"C09", "remote error: tls: expired certificate"},
	{"C11 C09", "remote error: tls: handshake failure"},
	{"C11", "protocol version not supported"},
	{"server-name-refused", "remote error: tls: unrecognized name"},
	{"tls-alert", "remote error: tls: {alert:}"},

	// A connection that ends without a word.
	{"E03 B16 C02", "broken pipe"},
	{"C02 B16 E03 closed", "connection reset by peer"},
	{"C02 B16 E03 closed", "connection error: eof"},
	{"C02 B16 E03 closed", ": eof$"},
	{"C02 B16 E03 closed", `: eof"`},
	{"C02 B16 E03 closed", `error=eof`},
	{"C02 B16 E03 closed", `error="eof"`},
	{"C02 B16 E03 closed", `"error":"eof"`},
	{"C02 B16 E03 closed", "^eof$"},
	{"silent B03 C03", "read tcp {address}: i/o timeout"},
	{"B03 C03 silent", "i/o timeout"},
}

// poolRows are what a client says when it waits too long for one of its connections:
// more often than not because of what another line says.
var poolRows = []row{
	{"E02 B03 E12", "connection pool timeout"},
}

// nameServerRows are CoreDNS's, about the name of a Redis.
var nameServerRows = []row{
	{"dns-failed B15", "plugin/errors: {number#} {name}. a*: read udp*i/o timeout"},
	{"dns-failed B15", "plugin/errors: {number#} {name}. *"},
	{"B15 B01", `in {name}. udp*nxdomain`},
	{"B15 B01", `in {name}. tcp*nxdomain`},
}

// clientRows are the same troubles in the words of clients that are not written in Go:
// redis-cli, ioredis, redis-py and PHP's; and what a container's runtime says.
var clientRows = []row{
	{"B02 D09", "econnrefused {address:}127."},
	{"B02 D09", "econnrefused {address:}::1"},
	{"B02 D09", "redis at {address:}127.*: connection refused"},
	{"B02 D09", "redis at {address:}localhost:*: connection refused"},
	{"B02 D09", "redis at {address:}::1:*: connection refused"},
	{"B02 D09", "connecting to {address:}127.*connection refused"},
	{"B02 D09", "connecting to {address:}localhost:*connection refused"},
	{"D04 connection-refused", "econnrefused {address:}*:26379"},
	{"connection-refused", "econnrefused {address:}"},
	{"B03 D07 C03", "etimedout {address:}"},
	{"B01 D08", "enotfound {name:}"},
	{"B15 dns-failed B01", "eai_again {name:}"},
	{"B09", "redis at {path:}/*: no such file or directory"},
	{"B10", "redis at {path:}/*: permission denied"},
	{"B09", "connect enoent {path:}/"},
	{"B10", "connect eacces {path:}/"},
	{"image-gone", "failed to pull image {image:}*not found"},
	{"image-gone", "failed to pull image {image:}*manifest unknown"},
	{"image-gone", "manifest for {image:}*not found"},
	{"image-gone", "failed to resolve reference {image:}*not found"},
	{"image-gone", "manifest unknown"},
	{"image-gone", "pull access denied for {image:}"},
	{"image-gone", "back-off pulling image {image:}"},
}
