package connectivity

// groupCauses are about a group as a whole, or about one of its servers as the
// others see it.
var groupCauses = []Cause{
	{
		Name: "sentinels-disagree", Code: "D20", Title: "The sentinels disagree", Severity: SeverityWarning,
		Message: "The sentinels name different primaries of “{name}”, and did so again a second later: {answers}. Authelia takes whichever answers first.",
		Hint:    "Some sentinels have lost sight of the others, or watch another group of the same name. Compare 'sentinel monitor' on all of them, and SENTINEL SENTINELS {name}.",
	},
	{
		Name: "too-many-announced", Code: "too-many-announced", Title: "More servers than are tried here", Severity: SeverityWarning,
		Message: "The sentinels announce more servers than a check tries: the first {tried} were tried, and {more} left out.",
		Hint:    "A group of this size is unusual. Let the sentinels forget servers that are gone: SENTINEL RESET {name}.",
	},
	{
		Name: "quorum-impossible", Code: "D11", Title: "No fail-over is possible", Severity: SeverityWarning,
		Message: "As things stand, no fail-over can happen: {sentinels} would find no majority ({words}).",
		Hint:    "Bring the missing sentinels back. If they are gone for good, let the others forget them (SENTINEL RESET {name}) and check the quorum in 'sentinel monitor'.",
	},
	{
		Name: "quorum-too-high", Code: "D11", Title: "The quorum is higher than the number of sentinels", Severity: SeverityWarning,
		Message: "The quorum of “{name}” is {quorum}, with {known} in all: no fail-over can ever happen.",
		Hint:    "Lower it (SENTINEL SET {name} quorum 2), or add sentinels.",
	},
	{
		Name: "too-few-sentinels", Code: "D11", Title: "Fewer than three sentinels", Severity: SeverityWarning,
		Message: "The group “{name}” has {known}. More than half of them must agree before a fail-over, so with fewer than three none may be lost.",
		Hint:    "Run three sentinels, each on a machine of its own.",
	},
	{
		Name: "sentinels-apart", Code: "D11", Title: "Sentinels that do not see each other", Severity: SeverityWarning,
		Message: "{answered} sentinels answered here, but not all of them are known to {sentinels}.",
		Hint:    "Sentinels find each other through the primary, by the address in 'sentinel announce-ip' if it is set. Check that they watch the same primary and reach each other.",
	},
	{
		Name: "sentinels-unlisted", Code: "D11", Title: "A sentinel that the configuration lacks", Severity: SeverityInfo,
		Message: "The sentinels also know {unlisted}, which the configuration does not list.",
		Hint:    "List every sentinel under 'nodes': Authelia can only begin with one that it knows. If it is gone for good, let the others forget it (SENTINEL RESET {name}).",
	},
	{
		Name: "sentinels-unlisted-few", Code: "D11", Title: "Sentinels that the configuration lacks", Severity: SeverityWarning,
		Message: "The sentinels also know {unlisted}, which the configuration does not list, and it lists fewer than three.",
		Hint:    "List every sentinel under 'nodes': Authelia can only begin with one that it knows. If it is gone for good, let the others forget it (SENTINEL RESET {name}).",
	},
	{
		Name: "no-replicas", Code: "no-replicas", Title: "No replica to take over", Severity: SeverityWarning,
		Message: "The primary of “{name}” has no replica, so the sentinels have nothing to fail over to.",
		Hint:    "Add a replica ('replicaof' in redis.conf). Without one, Sentinel only adds a place where something can go wrong.",
	},
	{
		Name: "sentinel-tilt", Code: "sentinel-tilt", Title: "A sentinel that acts on nothing for a while", Severity: SeverityWarning,
		Message: "TILT mode at {sentinels}: a clock jumped or a process was stopped for a time, and for 30 seconds no part is taken in a fail-over.",
		Hint:    "It ends by itself. If it comes back, look at the clock and the load of that machine.",
	},
	{
		Name: "sentinel-cannot-see-primary", Code: "D12", Title: "A sentinel that cannot use the primary", Severity: SeverityWarning,
		Message: "{primary} answers here, but is taken for dead by {sentinels} ({flags}). Until that is mended, no fail-over can be counted on.",
		Hint:    "Most often the sentinel cannot log in: set 'sentinel auth-pass {name} …' (and auth-user) in sentinel.conf to what Redis wants. Otherwise check the way from the sentinel to Redis.",
	},
	{
		Name: "sentinel-cannot-see-replica", Code: "D12", Title: "A sentinel that cannot use a replica", Severity: SeverityWarning,
		Message: "The replica {replica} answers here, but is taken for dead by {sentinels}.",
		Hint:    "Most often the sentinel cannot log in: replicas need the password of the primary ('requirepass'), and the sentinel 'sentinel auth-pass {name} …'.",
	},
	{
		Name: "replica-down", Code: "replica-down", Title: "A replica that is gone", Severity: SeverityWarning,
		Message: "The replica {replica} does not answer here, and the sentinels ({sentinels}) take it for dead.",
		Hint:    "Start it again. If it is gone for good, let the sentinels forget it: SENTINEL RESET {name}.",
	},
	{
		Name: "replica-link-down-seen", Code: "D12", Title: "A replica that does not follow", Severity: SeverityWarning,
		Message: "The sentinels say that the replica {replica} has no link to its primary ({link}).",
		Hint:    "With a password on the primary, the replica needs 'masterauth' (and 'masteruser') in its redis.conf. Its log says more.",
	},
	{
		Name: "replica-not-following", Code: "D12", Title: "A replica that does not follow", Severity: SeverityWarning,
		Message: "The replica {address} is not in step with its primary: its link is “{link}”. It could not take over.",
		Hint:    "With a password on the primary, the replica needs 'masterauth' (and 'masteruser') in its redis.conf. Right after a start this passes by itself.",
	},
	{
		Name: "replica-is-primary", Code: "replica-is-primary", Title: "A replica that says it is a primary", Severity: SeverityWarning,
		Message: "The sentinels call {address} a replica, but it says that it is a primary.",
		Hint:    "Right after a fail-over this passes within seconds. If it stays, somebody took 'replicaof' away, and its data no longer follow.",
	},
	{
		Name: "fail-over-under-way", Code: "fail-over-under-way", Title: "A fail-over is due or under way", Severity: SeverityWarning,
		Message: "{primary} does not answer, and the sentinels have noticed ({flags}): they are about to choose another primary.",
		Hint:    "Try again in a minute. If they keep naming this one, there is no replica that could take over, or no majority: see the other findings.",
	},
	{
		Name: "certificate-names-differ", Code: "C07", Title: "One name for all certificates", Severity: SeverityError,
		Message: "The certificate is right at {good}, and carries another name at {bad}. Authelia uses one tls section, and one server name, for sentinels and servers. {common}",
		Hint: "Give all of them certificates that share a name, and set session.redis.tls.server_name to it. " +
			"Without server_name, Authelia from 4.37 on takes 'host' for all of them, and each address only where no 'host' is set.",
	},
	{
		Name: "certificate-names-apart", Code: "C07", Title: "No name in all certificates", Severity: SeverityError,
		Message: "No name holds for all the certificates of {bad}. Authelia uses one tls section, and one server name, for sentinels and servers.",
		Hint:    "Give all of them certificates that share a name, and set session.redis.tls.server_name to it.",
	},
	{
		Name: "tls-mixed", Code: "C08", Title: "TLS on one side only", Severity: SeverityError,
		Message: "{address} and the rest of the group do not agree on TLS: sentinels and servers must both speak it, or neither.",
		Hint: "Authelia has one tls section for both. Switch TLS on where it is missing ('tls-port' and 'tls-replication yes', in redis.conf and in sentinel.conf alike), " +
			"or off everywhere.",
	},
}

// neighbourCauses take the place of another cause once a near variant was seen
// to work.
var neighbourCauses = []Cause{
	{
		Name: "passwords-swapped", Code: "A10", Title: "The two passwords are the wrong way round", Severity: SeverityError,
		Message: "{address} refused {passwordKey}, and accepts the other password of the configuration: the two are swapped.",
		Hint:    "session.redis.password is for Redis, high_availability.sentinel_password for the sentinels.",
	},
	{
		Name: "password-of-other", Code: "A10", Title: "The password of the other side", Severity: SeverityError,
		Message: "{address} does not accept {passwordKey} as it is, but accepts the other password of the configuration.",
		Hint:    "session.redis.password is for Redis, high_availability.sentinel_password for the sentinels. Both need to be set, also when they are the same.",
	},
	{
		Name: "username-unneeded", Code: "A03", Title: "A user name that Redis does not know", Severity: SeverityError,
		Message: "{address} refused the user name with the password (WRONGPASS), and accepts the password alone.",
		Hint:    "A server with 'requirepass' only has no such user: take {usernameKey} out.",
	},
	{
		Name: "sentinel-username-unneeded", Code: "A11", Title: "A user name that the sentinel does not know", Severity: SeverityError,
		Message: "The sentinel {address} refused the user name with the password (WRONGPASS), and accepts the password alone.",
		Hint:    "A sentinel with 'requirepass' only has no such user: take {usernameKey} out.",
	},
	{
		Name: "password-blanks", Code: "A13", Title: "Blanks around the password", Severity: SeverityError,
		Message: "{address} refused {passwordKey} as it is (WRONGPASS), and accepts it without the blanks or invisible characters around it.",
		Hint:    "Take them off. In a file for a _FILE variable, Authelia overlooks line breaks at the end, but no blanks.",
	},
	{
		Name: "password-quotes", Code: "A03", Title: "Quotes around the password", Severity: SeverityError,
		Message: "{address} refused {passwordKey} as it is (WRONGPASS), and accepts it without the quotes around it.",
		Hint:    "Take them off: YAML has its own quotes, and environment variables and secret files need none.",
	},
	{
		Name: "sentinel-beside", Code: "D06", Title: "A sentinel beside the port", Severity: SeverityError,
		Message: "Nothing listens at {dialled}, but a sentinel does at the usual port 26379 of the same host.",
		Hint:    "Use the set-up with Sentinel (session.redis.high_availability, with sentinel_name), or give the port of Redis itself.",
	},
}
