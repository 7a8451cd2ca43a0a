package codes

// logEntries are what only the log of Redis or of a sentinel shows.
var logEntries = []Entry{
	{
		Code: "failover-failed", Title: "A fail-over that came to nothing",
		Looks:  []string{"-failover-abort-not-elected master mymaster 10.0.0.5 6379", "-failover-abort-no-good-slave master mymaster 10.0.0.5 6379"},
		Cause:  "The sentinels wanted to make a replica the new primary. Either no majority of them agreed on who should do it, or no replica was fit: gone, too far behind, or with `replica-priority 0`.",
		Act:    "See that most of the sentinels reach each other, and that a replica runs and follows ([no-replicas]). They try again after twice the `failover-timeout`.",
		Beyond: "It is in the log of a sentinel; the connection test reports the state that leads to it.",
	},
	{
		Code: "http-to-redis", Title: "Somebody speaks HTTP to Redis",
		Looks:  []string{"Possible SECURITY ATTACK detected. It looks like somebody is sending POST or Host: commands to Redis."},
		Cause:  "A browser, a proxy, a health check or a scanner sent an HTTP request to the port of Redis. Redis closes such a connection.",
		Act:    "The address behind the message says who it was. Point health checks and proxies elsewhere, and do not let networks that you do not trust reach the port.",
		Beyond: "It is in the log of Redis, and about another client.",
	},
	{
		Code: "memory-killed", Title: "The system ended Redis for its memory",
		Looks:  []string{"Out of memory: Killed process 1234 (redis-server)"},
		Cause:  "Redis wanted more memory than the machine or the container has. What was not on the disk is lost, and with it perhaps every session.",
		Act:    "Set `maxmemory` well below the limit of the container, as saving takes memory of its own, or give it more.",
		Beyond: "It is in the log of the machine; the connection test finds nobody listening, or an empty Redis.",
	},
	{
		Code: "port-taken", Title: "Redis cannot listen on its port",
		Looks:  []string{"Could not create server TCP listening socket *:6379: bind: Address already in use", "Failed listening on port 6379 (TCP), aborting."},
		Cause:  "Another program, often a second Redis, has the port, or an address in `bind` is not one of this machine.",
		Act:    "Stop the other one or give Redis another `port`, and let `bind` name addresses that are there; one with a minus in front may be missing.",
		Beyond: "It is in the log of Redis; the connection test finds nobody listening, or another server.",
	},
	{
		Code: "primary-down", Title: "The sentinels take the primary for lost",
		Looks:  []string{"+sdown master mymaster 10.0.0.5 6379", "+odown master mymaster 10.0.0.5 6379 #quorum 2/2"},
		Cause:  "The primary has not given a proper answer for `down-after-milliseconds`: `+sdown` is one sentinel's view, `+odown` that of as many as the quorum. A sentinel that cannot log in to it says the same ([D12]).",
		Act:    "See whether the primary runs and the sentinels reach it. If it does, give them `sentinel auth-pass`. If it does not, a fail-over follows; look for `+switch-master`.",
		Beyond: "It is in the log of a sentinel; the connection test reports what it finds at the time.",
	},
	{
		Code: "redis-conf", Title: "Redis cannot use its own configuration",
		Looks:  []string{"*** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***", "Bad directive or wrong number of arguments"},
		Cause:  "A line of redis.conf, sentinel.conf or the file of users is wrong, belongs to a newer release, or has a quote or a blank too many; or a sentinel may not write to its file.",
		Act:    "The log names the line: mend it, with values that hold blanks or quotes in double quotes ([F08]). A sentinel's file and its folder must be writable for it.",
		Beyond: "It is in the log of Redis; the connection test finds nobody listening.",
	},
	{
		Code: "replica-login", Title: "A replica cannot log in to its primary",
		Looks:  []string{"Unable to AUTH to MASTER: -WRONGPASS invalid username-password pair or user is disabled.", "MASTER aborted replication with an error: NOAUTH Authentication required."},
		Cause:  "The primary wants a password, and the replica has none for it or a wrong one. It follows nothing, so after a fail-over sessions are missing.",
		Act:    "Set `masterauth`, and `masteruser` where there are users, on every server of the group; the primary becomes a replica one day.",
		Beyond: "It is in the log of the replica. The connection test reports what follows from it as [replica-link-down].",
	},
	{
		Code: "sentinel-down", Title: "A sentinel has lost another one",
		Looks:  []string{"+sdown sentinel 3c5f 10.0.0.7 26379 @ mymaster 10.0.0.5 6379"},
		Cause:  "One sentinel hears nothing from another. Each one that is missing makes a majority less likely.",
		Act:    "Start it again, and see that the sentinels reach each other. If it is gone for good: `SENTINEL RESET`, on one after the other.",
		Beyond: "It is in the log of a sentinel; the connection test asks every sentinel itself.",
	},
	{
		Code: "server-certificate", Title: "Redis cannot load its certificate",
		Looks:  []string{"Failed to load certificate: /tls/redis.crt: error:0200100D:system library:fopen:Permission denied", "Failed to configure TLS. Check logs for more info."},
		Cause:  "A file that `tls-cert-file`, `tls-key-file` or `tls-ca-cert-file` names is not there, may not be read by the user of Redis, or is no PEM.",
		Act:    "Mount the files, and make the key readable for the user that Redis runs as and for nobody else.",
		Beyond: "It is in the log of Redis; the connection test finds nobody listening.",
	},
}
