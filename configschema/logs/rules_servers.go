package logs

// publicRows are what a Redis writes that was told to follow another server. They count
// where that server is somewhere in the internet.
var publicRows = []row{
	{"foreign-master", "connecting to MASTER {address}"},
	{"foreign-master", "REPLICAOF {address:}* enabled"},
	{"foreign-master", "SLAVEOF {address:}* enabled"},
}

// strangerRows are what only happens to a Redis that a stranger uses: the “data” that it
// is sent are a program.
var strangerRows = []row{
	{"foreign-master", ":S *wrong signature trying to load DB from file"},
	{"foreign-master data-unreadable", "^wrong signature trying to load DB from file"},
	{"foreign-master", "module 'system' loaded from"},
}

// serverRows are what Redis writes into its own log: the other side's view of a
// client's trouble, and why it does not start or does not write.
var serverRows = []row{
	// TLS, seen from the server. OpenSSL 1.1 and 3 number errors differently;
	// the words behind the last colon stayed.
	{"C13 C02", "SSL routines*wrong version number"},
	{"C13 C02", "SSL routines*unknown protocol"},
	{"C13 C04", "alert unknown ca"},
	{"C13 C04 C05", "alert bad certificate"},
	{"C13 C04 C05", "alert certificate unknown"},
	{"C13 C15 certificate-expired", "alert certificate expired"},
	{"C13 C09", "peer did not return a certificate"},
	{"C13 C09", "SSL routines*certificate verify failed"},
	{"C13 C11", "SSL routines*unsupported protocol"},
	{"C13 C11", "SSL routines*alert protocol version"},
	{"C13 C11", "SSL routines*no shared cipher"},
	{"C13 C11", "SSL routines*version too low"},
	{"C13 http-to-redis", "SSL routines*http request"},
	{"server-certificate", "failed to configure TLS"},
	{"server-certificate", "failed to load certificate: {path}:"},
	{"server-certificate", "failed to load private key: {path}:"},
	{"server-certificate", "failed to load CA certificate"},
	{"http-to-redis", "possible SECURITY ATTACK detected"},

	// Its own file.
	{"F08 redis-conf", "unbalanced quotes in configuration line"},
	{"redis-conf F08", "FATAL CONFIG FILE ERROR"},
	{"redis-conf", "bad directive or wrong number of arguments"},
	{"redis-conf", "aborting Redis startup because of ACL errors"},
	{"redis-conf", "error loading ACLs"},
	{"redis-conf", "fatal error, can't open config file"},
	{"redis-conf", "config file*is not writable"},
	{"redis-conf", "Sentinel was not able to save the new configuration on disk"},

	// Where it listens, and for how many.
	{"port-taken", "could not create server TCP listening socket {address}: bind:"},
	{"port-taken", "could not create TLS listening socket {address}: bind:"},
	{"port-taken", "failed listening on port {port} ("},
	{"port-taken", "creating server TCP listening socket {address}: bind:"},
	{"B09 B10", "failed opening unix socket"},
	{"B09 B10", "opening unix socket: bind:"},
	{"E03", "accept: too many open files"},
	{"E03", "unable to set the max number of files limit"},
	{"E03", "requested maxclients of {number} requiring"},

	// Writing to disk, and memory.
	{"E06", "failed opening*RDB file*for saving"},
	{"E06", "error opening*RDB file*for saving"},
	{"E06", "can't save in background"},
	{"E06", "background saving error"},
	{"E06", "write error saving DB on disk"},
	{"E06", "write error while saving DB to the disk"},
	{"E06", "error moving temp DB file"},
	{"E06", "error writing to the AOF file"},
	{"E06", "can't open the append-only file"},
	{"E06", "can't open or create append-only"},
	{"memory-killed", "out of memory: killed process * (redis-server)"},
	{"memory-killed", "out of memory: killed process * (valkey-server)"},
	{"memory-killed", "out of memory allocating {bytes} bytes"},

	// Reading from disk.
	{"data-unreadable foreign-master", "wrong signature trying to load DB from file"},
	{"data-unreadable", "can't handle RDB format version"},
	{"data-unreadable", "bad file format reading the append only file"},
	{"data-unreadable", "unexpected end of file reading the append only file"},
	{"data-unreadable", "fatal error loading the DB"},
	{"data-unreadable", "short read or OOM loading DB"},

	// Following a primary.
	{"replica-login", "unable to AUTH to MASTER"},
	{"replica-login", "MASTER aborted replication*NOAUTH"},
	{"replica-login", "(non critical) master does not understand REPLCONF*NOAUTH"},
	{"replica-login", "(non critical) master does not understand REPLCONF*NOPERM"},
	{"replica-login", "unexpected reply to PSYNC from master: -NOAUTH"},
	{"replica-login", "error reply to PING from master: '-NOAUTH"},
	{"replica-login", "error reply to PING from master: '-DENIED"},
	{"replica-link-down", "error condition on socket for SYNC"},
	{"replica-link-down", "failed to read response from the server"},
	{"replica-link-down", "master did not respond to command during SYNC handshake"},
	{"replica-link-down", "unable to connect to MASTER"},
	{"replica-link-down", "MASTER timeout: no data nor PING received"},
	{"replica-link-down", "timeout connecting to the MASTER"},
}

// sentinelRows are events in Sentinel's log. Those that take a complaint back
// (-sdown, -odown) need no explanation.
var sentinelRows = []row{
	{"primary-down D12", "+sdown master {group} {address:}"},
	{"primary-down D12", "+odown master {group} {address:}"},
	{"replica-down", "+sdown slave {replica:}"},
	{"replica-down", "+sdown replica {replica:}"},
	{"sentinel-down", "+sdown sentinel {sentinel:}"},
	{"no-replicas failover-failed", "-failover-abort-no-good-slave master {group} {address:}"},
	{"no-replicas failover-failed", "-failover-abort-no-good-slave"},
	{"failover-failed D11", "-failover-abort-not-elected master {group} {address:}"},
	{"failover-failed", "-failover-abort-"},
	{"failover-failed D11", "next failover delay: i will not start a failover before"},
	{"fail-over-under-way", "+try-failover master {group} {address:}"},
	{"fail-over-under-way", "+switch-master {group} {old address} {old port} {new address} {new port:}"},
	{"sentinel-tilt", "+tilt #tilt mode entered"},
	{"D08", "can't resolve instance hostname"},
	{"D08", "failed to resolve hostname '{name}'"},
	{"D09", "sentinel monitor {group} 127."},
}
