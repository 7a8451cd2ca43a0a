package causes

import (
	"cmp"
	"strings"

	"redis-wizard/configschema/phrase"
)

// Explained is what is behind a code and what to do about it, in plain text
// with `literals`, for where nothing has been tested. Where an entry leaves that
// to the connection test, whose words have places for what it found, the words
// of untested stand in.
func (e Entry) Explained(l phrase.Language) (cause, act string) {
	own, tested := untested[e.Code], Cause{}
	if len(e.Causes) > 0 {
		tested = e.Causes[0]
	}
	return Words(l, cmp.Or(e.Cause, own.cause, tested.Message)), Words(l, cmp.Or(e.Act, own.act, tested.Hint))
}

// Words writes a text in the notation of SpansIn as plain text: literals in
// backquotes, references as the bare code.
func Words(l phrase.Language, text phrase.Text) string {
	var b strings.Builder
	for _, span := range SpansIn(l, l.Say(text)) {
		switch span.Kind {
		case Literal:
			b.WriteString("`" + span.Text + "`")
		case Place:
			b.WriteString("<" + span.Text + ">")
		default:
			b.WriteString(span.Text)
		}
	}
	return b.String()
}

// untested has the words for entries that leave them to the connection test.
var untested = map[string]struct{ cause, act phrase.Text }{
	"A02":                       {"", "Give Redis the password (`requirepass` in redis.conf). If it is meant to be open, remove `password`."},
	"A03":                       {"", "Redis does not say which of the two is wrong: check both, and that the user is switched on (`ACL LIST`). A server with `requirepass` only has no such user: leave `username` out then."},
	"A04":                       {"", "Compare `password` with `requirepass` in redis.conf."},
	"A05":                       {"", "Give the user the rules that the sessions need: `~authelia-session:* resetchannels -@all +ping +get +set +del +exists +rename +expire`, and `+select` with a `database_index`."},
	"A06":                       {"", "Add `~authelia-session:*` to the rules of the user."},
	"A11":                       {"", "A sentinel with `requirepass` only knows no such user: leave `sentinel_username` out then. With users of its own, check both, and that the passwords of Redis and of the sentinels are not swapped."},
	"B03":                       {"The connection timed out without a response. A firewall that drops packets does this, and a wrong address.", "Check the address, and the firewalls and network policies between Authelia and Redis."},
	"B09":                       {"There is no socket at the path, as far as Authelia sees.", "Check `unixsocket` in redis.conf. In containers, mount the folder of the socket, not the file, at the same path for both."},
	"B10":                       {"", "Set `unixsocketperm 770` and put Authelia's user into the group of the socket. Mind that every folder above it must let that user through."},
	"B13":                       {"A web server or a proxy listens there, not Redis.", "Check `host` and `port`: 6379 unless Redis was told otherwise."},
	"C01":                       {"The port speaks plain text, but `session.redis` has a `tls` section.", "Remove the `tls` section, or use the port that `tls-port` in redis.conf names."},
	"C05":                       {"", "Set `tls.server_name` to one of the names in the certificate, or have a certificate issued that contains the name in use."},
	"C15":                       {"A certificate is only good between two dates, and today is not between them.", "Renew the certificate and let Redis load the new one. If it is new, compare the clocks of both machines."},
	"D07":                       {"The sentinels send clients to an address that cannot be reached from where Authelia runs, often one inside a container network.", "Let Redis and the sentinels announce an address that everybody reaches (`replica-announce-ip`, `sentinel announce-ip`), or put Authelia into their network."},
	"D08":                       {"The sentinels send clients to a name that is not known where Authelia runs.", "Let them announce a name that everybody knows, or addresses (`sentinel announce-hostnames no`)."},
	"D10":                       {"The sentinels do not name a proper address and port for the primary.", "Look at `sentinel monitor` and `replica-announce-ip`: an address like 0.0.0.0 is one to listen on, and nobody can dial it."},
	"E01":                       {"`database_index` is higher than the number of databases that Redis has.", "Use an index below `databases` in redis.conf (16 unless changed), or leave it out for 0."},
	"E03":                       {"Redis has as many clients as it accepts.", "Raise `maxclients` in redis.conf, and the limit for open files with it, or find out who keeps so many connections (`CLIENT LIST`)."},
	"E05":                       {"Redis takes no writes, because its memory is full.", "Raise `maxmemory`, or give Authelia a Redis of its own. Shorter sessions (`session.expiration`, `remember_me`) help as well."},
	"E07":                       {"Redis has just started and is still loading its data into memory.", "Wait: it is over by itself. If it takes long each time, the data are large or the disk is slow."},
	"blocked-here":              {"The machine on which Authelia runs does not let the connection out.", "Look at its firewall and its routes."},
	"certificate-expired":       {"The certificate is older than its last day, by the clock of the machine that looks.", ""},
	"certificate-not-yet-valid": {"The certificate is younger than its first day, by the clock of the machine that looks.", ""},
	"certificate-usage":         {"The certificate is not meant for servers: its extended key usage lacks server authentication.", ""},
	"closed":                    {"The connection was closed without a reply.", ""},
	"command-renamed":           {"A command that Authelia needs is not there: renamed or switched off in redis.conf, or not passed on by a proxy.", "Give the command its name back (`rename-command` in redis.conf), or reach Redis without the proxy."},
	"connection-refused":        {"The machine is there, but nothing listens on that port, or a firewall says no.", "Check the port, that Redis is running, and that it listens on this address and not on its own loopback only (`bind` in redis.conf)."},
	"dns-failed":                {"The name could not be looked up: the name server did not answer.", ""},
	"fail-over-under-way":       {"The sentinels are making, or have just made, another server the primary.", "Wait a minute. If it happens often, look for what makes the primary fail: load, memory, the network."},
	"no-replicas":               {"There was no replica that could become the primary: none is there, or none is fit.", "Add a replica (`replicaof` in redis.conf), and see that it follows. Without one, Sentinel has nothing to fail over to."},
	"not-redis":                 {"What listens there does not speak Redis's protocol.", "Check `host` and `port`."},
	"replica-down":              {"A replica does not answer the sentinels.", "Start it again. If it is gone for good, let the sentinels forget it: `SENTINEL RESET` and the name of the group."},
	"replica-link-down":         {"A replica has lost its primary.", "Look at the log of both: the address of the primary, its password (`masterauth`), and TLS (`tls-replication`) must fit."},
	"sentinel-tilt":             {"The sentinel's clock jumped, or it was stopped for a time: it takes part in no failover for 30 seconds.", ""},
	"server-name-refused":       {"The other side does not know the server name that was asked for.", "Check `tls.server_name` and `host`; a proxy in front of Redis chooses by it."},
	"silent":                    {"The server accepts connections, but does not answer.", ""},
	"socket-not-a-socket":       {"What is at the path is no socket.", "Give the path of the socket itself, as in `unixsocket` of redis.conf."},
	"socket-refused":            {"The socket is there, but nobody listens to it: it was left behind by a server that has gone.", ""},
	"socket-too-long":           {"The path is longer than the 107 bytes that fit into a unix socket's address.", ""},
	"speaks-memcached":          {"Memcached listens there, not Redis.", ""},
	"speaks-smtp":               {"A mail or FTP server listens there, not Redis.", ""},
	"speaks-ssh":                {"An SSH server listens there, not Redis.", ""},
	"tls-alert":                 {"The other side ended the TLS connection with an alert.", ""},
	"too-few-replicas":          {"Redis takes no writes, because too few replicas follow it.", ""},
	"unknown":                   {"It is about Redis, but not in words that are known here.", "Run the connection test (`redis-wizard probe`): it looks step by step. The log of the Redis server may say more."},
	"unreachable":               {"The network says that the address cannot be reached.", ""},
	"users-unknown":             {"The server does not know user names: it is older than Redis 6.", "Remove `username`, or update Redis."},
}
