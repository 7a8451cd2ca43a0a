package connectivity

var sentinelCauses = []Cause{
	{
		Name: "no-sentinels", Code: "no-sentinels", Title: "No sentinel is given", Severity: SeverityError,
		Message: "session.redis.high_availability is set, but there is no sentinel to ask: neither 'host' nor 'nodes'.",
		Hint:    "Give the addresses of your sentinels under 'nodes'.",
	},
	{
		Name: "too-many-sentinels", Code: "too-many-sentinels", Title: "More sentinels than are asked here", Severity: SeverityWarning,
		Message: "There are {given} sentinels in the configuration; this check asked the first {tried}.",
		Hint:    "Three or five sentinels are the usual number; more do not make a group safer.",
	},
	{
		Name: "sentinel-password-missing", Code: "A08", Title: "The sentinel asks for a password", Severity: SeverityError,
		Message: "The sentinel {address} asks for a password, and {passwordKey} is not set (NOAUTH).",
		Hint:    "Sentinels have passwords of their own, whatever session.redis.password says. Set {passwordKey}.",
	},
	{
		Name: "sentinel-password-wrong", Code: "A03", Title: "The sentinel refuses the password", Severity: SeverityError,
		Message: "The sentinel {address} refused {passwordKey} (WRONGPASS). {remark}",
		Hint: "Sentinels have passwords of their own: compare it with 'requirepass' in sentinel.conf, " +
			"and check that the passwords of Redis and of the sentinels are not swapped.",
	},
	{
		Name: "sentinel-user-wrong", Code: "A11", Title: "The sentinel refuses the user name or the password", Severity: SeverityError,
		Message: "The sentinel {address} refused {usernameKey} and {passwordKey} (WRONGPASS). {remark}",
		Hint: "A sentinel with 'requirepass' only knows no such user: leave {usernameKey} out then. " +
			"With users of its own, check both, and that the passwords of Redis and of the sentinels are not swapped.",
	},
	{
		Name: "sentinel-refused", Code: "D04", Title: "No sentinel listens there", Severity: SeverityError,
		Message: "The connection to {dialled} was refused: no sentinel listens there. Authelia shows this as “all sentinels … are unreachable: context deadline exceeded”.",
		Hint: "Is the sentinel running, and on this port (26379 unless you changed it)? In a container, 127.0.0.1 and localhost mean the container itself: " +
			"use the sentinel's own name or address.",
	},
	{
		Name: "sentinel-password-unneeded", Code: "A09", Title: "A password that the sentinel does not ask for", Severity: SeverityWarning,
		Message: "{passwordKey} is set, but the sentinel {address} does not ask for one.",
		Hint:    "Take {passwordKey} out, or give the sentinels that password ('requirepass' in sentinel.conf).",
	},
	{
		Name: "sentinel-not-permitted", Code: "A05", Title: "The user may not ask the sentinel", Severity: SeverityError,
		Message: "The user may log in at the sentinel {address}, but may not ask it for the primary (NOPERM).",
		Hint:    "Grant it in sentinel.conf: {rights} (all of these are what {authelia} uses).",
	},
	{
		Name: "sentinel-replicas-not-permitted", Code: "A05", Title: "The user may not ask the sentinel for the replicas", Severity: SeverityError,
		Message: "The user may ask the sentinel {address} for the primary, but may not use {uses} (NOPERM). {authelia} asks for the replicas as well, " +
			"and takes a sentinel that does not tell them for one that cannot be reached (“all sentinels specified in configuration are unreachable”).",
		Hint: "Grant what is missing at each sentinel: {rule} (and the same in the user's line in sentinel.conf, to make it last). From 4.38.10 on, Authelia does not ask this.",
	},
	{
		Name: "sentinel-replicas-unknown", Code: "sentinel-replicas-unknown", Title: "A sentinel that does not tell its replicas", Severity: SeverityError,
		Message: "The sentinel {address} names the primary, but answers SENTINEL {question} with an error: {error}. {authelia} asks that as well, " +
			"and takes a sentinel that does not tell for one that cannot be reached (“all sentinels specified in configuration are unreachable”).",
		Hint: "Update the sentinel (it knows the question from Redis 5 on), or take the proxy or 'rename-command' out that keeps it away. From 4.38.10 on, Authelia does not ask this.",
	},
	{
		Name: "sentinel-silent-half", Code: "B03", Title: "A silent sentinel that keeps Authelia from starting at times", Severity: SeverityError,
		Message: "{dialled} did not answer within {timeout}: neither yes nor no. {silent} of {asked} sentinels are like that. {authelia} asks one after the other (in this order: {order}), " +
			"so it waits for this one before it starts, and then gives up in about half of the cases (“redis connection error: dial tcp …: i/o timeout”): it takes some {tries} tries until it starts.",
		Hint: "Bring this sentinel back, or take it out of the configuration until it is. That is how a packet filter or a wrong address looks. " +
			"From 4.39.2 on, Authelia asks all sentinels at once, and one that is silent does not matter.",
	},
	{
		Name: "sentinel-silent-always", Code: "C03", Title: "A TLS handshake with a sentinel that keeps Authelia from starting", Severity: SeverityError,
		Message: "The TLS handshake with {address} comes to no end. {authelia} asks the sentinels one after the other (in this order: {order}), " +
			"and ends its search at one like this before it gets to one that answers: it does not start (“redis connection error: context deadline exceeded”).",
		Hint: "Switch TLS on at this sentinel ('tls-port' in sentinel.conf), or take it out of the configuration. From 4.39.2 on, Authelia asks all sentinels at once, and one like this does not matter.",
	},
	{
		Name: "sentinel-silent-behind", Code: "B03", Title: "A silent sentinel", Severity: SeverityError,
		Message: "{address} does not answer in time. {authelia} asks the sentinels one after the other (in this order: {order}), and {first} answers before it gets to this one, so it starts. " +
			"Once {first} is gone, this one keeps it from starting, always or at times.",
		Hint: "Bring this sentinel back, or take it out of the configuration until it is. That is how a packet filter or a wrong address looks. " +
			"From 4.39.2 on, Authelia asks all sentinels at once, and one that is silent does not matter.",
	},
	{
		Name: "sentinel-silent-patient", Code: "B03", Title: "A silent sentinel that delays each start", Severity: SeverityError,
		Message: "{dialled} did not answer within {timeout}: neither yes nor no. {authelia} asks the sentinels one after the other (in this order: {order}) and tries this one for some {wait} before it goes on: " +
			"it starts, that much later.",
		Hint: "Bring this sentinel back, or list it last until it is. That is how a packet filter or a wrong address looks: check firewalls, network policies and VLANs.",
	},
	{
		Name: "sentinel-rights-missing", Code: "A05", Title: "The user may not listen for a fail-over", Severity: SeverityWarning,
		Message: "The user may ask the sentinel {address} for the primary, but may not use {uses} (NOPERM). " +
			"Authelia starts all the same, but learns less of the other sentinels and of a fail-over.",
		Hint: "Grant what is missing at each sentinel: {rule} (and the same in the user's line in sentinel.conf, to make it last).",
	},
	{
		Name: "redis-as-sentinel", Code: "D05", Title: "A Redis server, not a sentinel", Severity: SeverityError,
		Message: "{address} is a Redis server, not a sentinel.",
		Hint: "With high_availability, 'host' and 'nodes' are the sentinels (port 26379 unless you changed it). The servers themselves are found by asking them. " +
			"If this one server is all there is, leave high_availability out.",
	},
	{
		Name: "group-unknown", Code: "D01", Title: "The sentinel does not know this group", Severity: SeverityError,
		Message: "The sentinel {address} knows no group “{name}”. It watches {groups}. Authelia reports this as “all sentinels … are unreachable: redis: nil”.",
		Hint:    "Set session.redis.high_availability.sentinel_name to the name in 'sentinel monitor' in sentinel.conf.",
	},
	{
		Name: "group-name-blanks", Code: "D01", Title: "A blank in the name of the group", Severity: SeverityError,
		Message: "session.redis.high_availability.sentinel_name is “{spelled}”, with a blank or an invisible character too many: the sentinel {address} watches {groups}.",
		Hint:    "Take it out. Authelia hands the name on as it is, and reports “all sentinels … are unreachable: redis: nil”.",
	},
	{
		Name: "sentinel-answer", Code: "D10", Title: "The sentinel names no proper primary", Severity: SeverityError,
		Message: "The sentinel {address} answered the question for the primary with something that is no address and port.",
		Hint:    "Look at 'sentinel monitor' in sentinel.conf; a template or operator may have left it empty.",
	},
	{
		Name: "announced-loopback", Code: "D09", Title: "The sentinels announce a loopback address", Severity: SeverityError,
		Message: "The sentinels send clients to {address}, which means every client's own machine, and there is no Redis to be reached here.",
		Hint:    "Name the primary in 'sentinel monitor' by an address that clients can reach, and set 'replica-announce-ip' on the servers.",
	},
	{
		Name: "announced-loopback-works", Code: "D09", Title: "The sentinels announce a loopback address", Severity: SeverityWarning,
		Message: "The sentinel {sentinel} sends clients to {address}, which means every client's own machine. It works here only because this is the machine of Redis, too.",
		Hint:    "Name the primary in 'sentinel monitor' by an address that clients can reach, and set 'replica-announce-ip' on the servers.",
	},
	{
		Name: "announced-nothing", Code: "D10", Title: "The sentinels announce no particular address", Severity: SeverityError,
		Message: "The sentinels send clients to {address}, which is no address to connect to.",
		Hint:    "Look at 'sentinel monitor' in sentinel.conf; a template or operator may have left it empty.",
	},
	{
		Name: "announced-replica", Code: "D13", Title: "The sentinels announce a replica", Severity: SeverityError,
		Message: "The sentinels name {address} as the primary, but it is a replica that takes no writes. It follows {primary}.",
		Hint:    "In the seconds after a fail-over this passes. If it stays, name the real primary in 'sentinel monitor' in sentinel.conf, on all sentinels.",
	},
	{
		Name: "announced-read-only", Code: "D13", Title: "The sentinels announce a replica", Severity: SeverityError,
		Message: "The sentinels name {address} as the primary, but it takes no writes: it is a replica (READONLY).",
		Hint:    "In the seconds after a fail-over this passes. If it stays, name the real primary in 'sentinel monitor' in sentinel.conf, on all sentinels.",
	},
	{
		Name: "announced-replica-writable", Code: "replica-writable", Title: "The sentinels announce a replica that takes writes", Severity: SeverityWarning,
		Message: "The sentinels name {address} as the primary, but it is a replica of {primary}, with writes of its own. They vanish when it synchronises anew.",
		Hint:    "In the seconds after a fail-over this passes. If it stays, name the real primary in 'sentinel monitor' in sentinel.conf, on all sentinels.",
	},
	{
		Name: "announced-link-down", Code: "replica-link-down", Title: "A replica that has lost its primary", Severity: SeverityError,
		Message: "{address} is a replica that has lost its primary, and serves nothing meanwhile (MASTERDOWN).",
		Hint:    "Bring its primary back, or look in its log why it does not reach it: with a password there, it needs 'masterauth' (and 'masteruser') in its redis.conf.",
	},
	{
		Name: "announced-sentinel", Code: "D06", Title: "The sentinels announce a sentinel", Severity: SeverityError,
		Message: "The sentinels send clients to {address}, which is a sentinel itself, not a Redis server. It watches {names}.",
		Hint:    "Name the server of Redis and its port in 'sentinel monitor' in sentinel.conf (6379 unless you changed it).",
	},
	{
		Name: "announced-name-unknown", Code: "D08", Title: "The sentinels announce an unknown name", Severity: SeverityError,
		Message: "The sentinels send clients to {address}, and this machine's DNS does not know that name.",
		Hint:    "With 'sentinel announce-hostnames yes', the names must be known where Authelia runs. Otherwise let them announce addresses.",
	},
	{
		Name: "announced-unreachable", Code: "D07", Title: "The sentinels announce an address that cannot be reached", Severity: SeverityError,
		Message: "The sentinels send clients to {address}, which cannot be reached from here.",
		Hint: "Often it is an address inside a container network. Set 'replica-announce-ip' on the servers and 'sentinel announce-ip' on the sentinels, " +
			"or let Authelia run in the same network.",
	},
}
