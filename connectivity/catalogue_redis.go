package connectivity

import "errors"

// replied recognises an error reply by its code. The words after the code
// differ between Redis 6, 7, 8 and Valkey.
func replied(code string) func(StepName, error) bool {
	return func(_ StepName, err error) bool {
		var answer *ReplyError
		return errors.As(err, &answer) && answer.Code == code
	}
}

// midway recognises a connection that was lost after the server had accepted us.
func midway(at StepName, err error) bool {
	switch at {
	case StepResolve, StepPolicy, StepConnect, StepTLS, StepRESP, StepAuth:
		return false
	}
	return isClosed(err) || errors.Is(err, errUsedUp)
}

var protocolCauses = []Cause{
	{
		Name: "speaks-http", Code: "B13", Title: "A web server, not Redis", Severity: SeverityError,
		Message: "{address} speaks HTTP: a web server or proxy listens there, not Redis.",
		Hint:    "Check the port. Redis listens on 6379 unless you changed it, and an HTTP proxy cannot pass it on.",
	},
	{
		Name: "speaks-ssh", Code: "speaks-ssh", Title: "An SSH server, not Redis", Severity: SeverityError,
		Message: "{address} speaks SSH, not Redis.", Hint: "Check the port. Redis listens on 6379 unless you changed it.",
	},
	{
		Name: "speaks-smtp", Code: "speaks-smtp", Title: "A mail or FTP server, not Redis", Severity: SeverityError,
		Message: "{address} greets like a mail or FTP server, not like Redis.", Hint: "Check the port. Redis listens on 6379 unless you changed it.",
	},
	{
		Name: "speaks-memcached", Code: "speaks-memcached", Title: "Memcached, not Redis", Severity: SeverityError,
		Message: "{address} answers like Memcached, not like Redis.", Hint: "Authelia needs Redis (or Valkey) for its sessions. Check the port.",
	},
	{
		Name: "speaks-mysql", Code: "speaks-mysql", Title: "A MySQL or MariaDB server, not Redis", Severity: SeverityError,
		Message: "{address} greets like MySQL or MariaDB, not like Redis.", Hint: "Check the port. Redis listens on 6379 unless you changed it.",
	},
	{
		Name: "not-redis", Code: "not-redis", Title: "Not Redis", Severity: SeverityError,
		Message: "{address} does not speak Redis's protocol. What it answers to a PING is {start}.",
		Hint:    "Something else listens there. Check the host and the port.",
	},
	{
		Name: "hostile-reply", Code: "hostile-reply", Title: "A reply that no Redis would send", Severity: SeverityError,
		Message: "{address} sent a reply that was not read on, to be safe: {problem}.",
		Hint:    "No healthy Redis does this to so small a question. Check what listens there.",
	},
	{
		Name: "late-hostile-reply", Code: "hostile-reply", Title: "A reply that no Redis would send", Severity: SeverityError,
		Message: "{address} sent a reply that no Redis would send: {error}.",
		Hint:    "No healthy Redis does this to so small a question. Check what listens there.",
		match: func(_ StepName, err error) bool {
			var refused *GuardError
			return errors.As(err, &refused)
		},
	},
	{
		Name: "protected-mode", Code: "B16", Title: "Redis is in protected mode", Severity: SeverityError,
		Message: "Redis at {address} is in protected mode: without a password it serves its own machine only.",
		Hint:    "Give Redis a password ('requirepass', or a user with ACL SETUSER) and Authelia the same. Do not switch protected-mode off in an open network.",
		match:   replied("DENIED"),
	},
	{
		Name: "max-clients", Code: "E03", Title: "Redis has no room for another client", Severity: SeverityError,
		Message: "Redis at {address} is full: it has reached its maximum number of clients.",
		Hint:    "Raise 'maxclients' in redis.conf, or find out who holds so many connections (CLIENT LIST). Authelia opens a new one for nearly every command.",
		match: func(_ StepName, err error) bool {
			var answer *ReplyError
			return errors.As(err, &answer) && answer.says("max number of clients")
		},
	},
	{
		Name: "loading", Code: "E07", Title: "Redis is still loading its data", Severity: SeverityError,
		Message: "Redis at {address} has just started and is still loading its data into memory. {eta}",
		Hint:    "Wait and try again. Nothing is wrong with the configuration.",
		match:   replied("LOADING"),
	},
	{
		Name: "script-busy", Code: "script-busy", Title: "Redis is busy with a script", Severity: SeverityError,
		Message: "Redis at {address} is busy with a script that does not end, and does nothing else meanwhile (BUSY).",
		Hint: "End it with redis-cli: SCRIPT KILL, or FUNCTION KILL for a function (from Redis 7 on). If it has written something already, only SHUTDOWN NOSAVE ends it. " +
			"Then find out whose script it is.",
		match: replied("BUSY"),
	},
	{
		Name: "cannot-save", Code: "E06", Title: "Redis cannot save to its disk", Severity: SeverityError,
		Message: "Redis at {address} takes no writes, because it cannot save to its disk (MISCONF).",
		Hint:    "Its data directory is full, or belongs to another user: mend that, and look at the server's log. Do not just switch stop-writes-on-bgsave-error off.",
		match:   replied("MISCONF"),
	},
	{
		Name: "replica-link-down", Code: "replica-link-down", Title: "A replica that has lost its primary", Severity: SeverityError,
		Message: "{address} is a replica that has lost its primary, and serves nothing meanwhile (MASTERDOWN).",
		Hint:    "Use the primary's address, or Sentinel, which finds it.",
		match:   replied("MASTERDOWN"),
	},
	{
		Name: "silent", Code: "silent", Title: "Connected, but no answer", Severity: SeverityError,
		Message: "{address} accepts connections, but does not answer.",
		Hint:    "The server hangs or is paused, or something else listens there and waits. Look at its log, and try redis-cli PING on its own machine.",
		match:   func(_ StepName, err error) bool { return isTimeout(err) },
	},
	{
		Name: "closed", Code: "closed", Title: "Closed without a word", Severity: SeverityError,
		Message: "{address} closed the connection without a word.",
		Hint:    "A proxy whose backend is down does this, and so does a server that does not want this client. Look at the log over there.",
		match:   func(at StepName, err error) bool { return isClosed(err) && !midway(at, err) },
	},
	{
		Name: "closed-midway", Code: "closed", Title: "The connection broke in the middle", Severity: SeverityError,
		Message: "{address} answered at first, and the connection broke in the middle of the check.",
		Hint:    "Redis has just been stopped or started anew, or it, or a proxy on the way, ended this connection. Look at its log, and try again.",
		match:   midway,
	},
	{
		// go-redis quotes what it cannot read; its words are not repeated.
		Name: "unreadable-reply", Code: "hostile-reply", Title: "A reply that no Redis would send", Severity: SeverityError,
		Message: "{address} answered a command with something that is no answer to it.",
		Hint:    "No healthy Redis does this. Check what listens there, and whether a proxy stands in between.",
		match: func(at StepName, err error) bool {
			var answer *ReplyError
			return (at == StepCommands || at == StepAudit || at == StepLatency) && !errors.As(err, &answer)
		},
	},
}

var authCauses = []Cause{
	{
		Name: "password-missing", Code: "A01", Title: "Redis asks for a password", Severity: SeverityError,
		Message: "{address} asks for a password, and {passwordKey} is not set (NOAUTH).",
		Hint:    "Set {passwordKey}, in the file or as a secret (the environment variable that ends in _FILE names a file that holds it).",
		match:   replied("NOAUTH"),
	},
	{
		Name: "password-missing-for-user", Code: "A01", Title: "A user name without a password", Severity: SeverityError,
		Message: "{address} asks for a password. {usernameKey} is set, but without {passwordKey} Authelia sends neither (NOAUTH).",
		Hint:    "Set {passwordKey} as well.",
	},
	{
		Name: "username-unused", Code: "username-unused", Title: "A user name that is not used", Severity: SeverityWarning,
		Message: "{usernameKey} is set, but without {passwordKey} Authelia sends neither: it works as the default user.",
		Hint:    "Set {passwordKey}, or take {usernameKey} out.",
	},
	{
		Name: "password-unneeded", Code: "A02", Title: "A password that Redis does not ask for", Severity: SeverityWarning,
		Message: "{passwordKey} is set, but {address} does not ask for one: it serves anybody, with any password.",
		Hint:    "Give Redis the password ('requirepass' in redis.conf). If it is meant to be open, take {passwordKey} out.",
	},
	{
		Name: "password-refused-by-open-server", Code: "A02", Title: "A password that Redis does not know of", Severity: SeverityError,
		Message: "{passwordKey} is set, but {address} has no password, and refuses to be given one.",
		Hint:    "Give Redis the password ('requirepass' in redis.conf), which is better, or take {passwordKey} out.",
	},
	{
		Name: "open-default-user", Code: "open-server", Title: "Anybody may use this Redis", Severity: SeverityInfo,
		Message: "{address} accepts this user, but serves anybody else without a password, too.",
		Hint:    "Switch the default user off (ACL SETUSER default off) or give it a password.",
	},
	{
		Name: "open-server", Code: "open-server", Title: "Anybody may use this Redis", Severity: SeverityInfo,
		Message: "{address} asks nobody for a password: whoever reaches it can read and change the sessions.",
		Hint:    "Set 'requirepass' in redis.conf and the same as {passwordKey}, unless the network keeps everybody else out.",
	},
	{
		Name: "password-wrong", Code: "A03", Title: "User name or password refused", Severity: SeverityError,
		Message: "{address} refused the user name and password (WRONGPASS). {remark}",
		Hint: "Redis does not say which of the two is wrong: check both, and that the user is switched on (ACL LIST). " +
			"A server with 'requirepass' only has no such user: leave {usernameKey} out then.",
	},
	{
		Name: "password-wrong-for-default", Code: "A03", Title: "Password refused", Severity: SeverityError,
		Message: "{address} refused the password (WRONGPASS). {remark}",
		Hint: "Compare {passwordKey} with 'requirepass' in redis.conf. Without {usernameKey} Authelia logs in as the user “default”: " +
			"if your password belongs to another user, set {usernameKey}.",
		match: replied("WRONGPASS"),
	},
	{
		Name: "password-wrong-old", Code: "A04", Title: "Password refused", Severity: SeverityError,
		Message: "{address} refused the password. Its words are those of a Redis before version 6.",
		Hint:    "Compare {passwordKey} with 'requirepass' in redis.conf.",
	},
	{
		Name: "users-unknown", Code: "users-unknown", Title: "A Redis that has no users", Severity: SeverityError,
		Message: "{address} does not know user names: it is older than Redis 6.",
		Hint:    "Take {usernameKey} out, or update Redis.",
	},
	{
		Name: "auth-unknown", Code: "A09", Title: "A server that does not know passwords", Severity: SeverityError,
		Message: "{address} does not know the command AUTH, so it cannot be given {passwordKey}.",
		Hint:    "Take {passwordKey} out. A sentinel before 5.0.1 and some proxies are like this.",
	},
	{
		Name: "auth-not-permitted", Code: "A07", Title: "Logging in is not permitted", Severity: SeverityError,
		Message: "{address} does not permit this client to log in (NOPERM).",
		Hint:    "Grant the commands of a connection: ACL SETUSER with +hello +auth +ping +select.",
	},
}

var serverCauses = []Cause{
	{
		Name: "identity-not-permitted", Code: "A07", Title: "The client may not introduce itself", Severity: SeverityInfo,
		Message: "The user may not use CLIENT SETINFO at {address}, with which Authelia's client says what it is (NOPERM). It works all the same.",
		Hint:    "Each refusal is an entry in the server's ACL LOG. If that disturbs you, grant +client|setinfo (from Redis 7.2 on).",
	},
	{
		Name: "hello-upsets", Code: "A14", Title: "A server or proxy that hangs up at HELLO", Severity: SeverityError,
		Message: "{address} answers to PING, but closes the connection at HELLO, with which Authelia's client begins from 4.38 on.",
		Hint:    "Some proxies do this with commands that they do not know. Upgrade the proxy, go around it, or use Authelia up to 4.37, whose client logs in with AUTH.",
	},
	{
		Name: "identity-upsets", Code: "A14", Title: "A server or proxy that falls over the client's handshake", Severity: SeverityError,
		Message: "{address} accepted the log-in, but did not get over {command}, which Authelia's client sends right after it: {error}.",
		Hint:    "User name and password are fine. Upgrade the server or the proxy before it, or use Authelia up to 4.37, whose client does not send this.",
	},
	{
		Name: "database-range", Code: "E01", Title: "The database does not exist", Severity: SeverityError,
		Message: "session.redis: option 'database_index' is {database}, but {address} has fewer databases.",
		Hint:    "Redis has 16, numbered from 0, unless 'databases' in redis.conf says otherwise; hosted ones often have fewer. Use a lower number.",
	},
	{
		Name: "cluster", Code: "D18", Title: "A Redis Cluster", Severity: SeverityError,
		Message: "{address} is part of a Redis Cluster. Authelia does not support clusters: log-in renames keys, which a cluster refuses.",
		Hint:    "Use a single Redis, or Redis with Sentinel.",
	},
	{
		Name: "cluster-slots", Code: "D18", Title: "A Redis Cluster", Severity: SeverityError,
		Message: "{address} refused to rename a key, because it is part of a Redis Cluster (CROSSSLOT). Authelia does that at each log-in.",
		Hint:    "Use a single Redis, or Redis with Sentinel.",
		match:   replied("CROSSSLOT"),
	},
	{
		Name: "cluster-moved", Code: "D19", Title: "A Redis Cluster", Severity: SeverityError,
		Message: "{address} says that the key lives on another server (MOVED): it is part of a Redis Cluster, which Authelia does not support.",
		Hint:    "Use a single Redis, or Redis with Sentinel.",
		match:   replied("MOVED"),
	},
	{
		Name: "cluster-down", Code: "D18", Title: "A Redis Cluster", Severity: SeverityError,
		Message: "{address} is part of a Redis Cluster that is not working (CLUSTERDOWN), and Authelia does not support clusters anyway.",
		Hint:    "Use a single Redis, or Redis with Sentinel. If you want no cluster, set 'cluster-enabled no' in redis.conf.",
		match:   replied("CLUSTERDOWN"),
	},
	{
		Name: "sentinel-as-redis", Code: "D06", Title: "A sentinel, not a Redis server", Severity: SeverityError,
		Message: "{address} is a sentinel, not a Redis server. It watches {names}.",
		Hint:    "Use the set-up with Sentinel (session.redis.high_availability, with sentinel_name), or give the address of Redis itself.",
	},
	{
		Name: "replica", Code: "D13", Title: "A replica", Severity: SeverityError,
		Message: "{address} is a replica that takes no writes. It follows {primary}.",
		Hint:    "Use the primary's address, or Sentinel, which finds it by itself after each fail-over.",
	},
	{
		Name: "read-only", Code: "D13", Title: "A replica", Severity: SeverityError,
		Message: "{address} takes no writes: it is a replica (READONLY).",
		Hint:    "Use the primary's address, or Sentinel, which finds it by itself after each fail-over.",
		match:   replied("READONLY"),
	},
	{
		Name: "replica-writable", Code: "replica-writable", Title: "A replica that takes writes", Severity: SeverityWarning,
		Message: "{address} is a replica of {primary}, and takes writes of its own. They vanish when it synchronises anew.",
		Hint:    "Use the primary's address, or Sentinel, which finds it.",
	},
	{
		Name: "commands-not-permitted", Code: "A05", Title: "Commands that the user may not use", Severity: SeverityError,
		Message: "The user may log in at {address}, but may not use {commands} (NOPERM). {effect}",
		Hint:    "Grant what is missing: {rule} — or make a user with just what Authelia needs: {minimal}",
	},
	{
		Name: "logout-not-permitted", Code: "A05", Title: "A log-out that the user may not do", Severity: SeverityWarning,
		Message: "The user may log in at {address}, but may not use {commands} (NOPERM). {effect}",
		Hint:    "Grant what is missing: {rule} — or make a user with just what Authelia needs: {minimal}",
	},
	{
		Name: "keys-not-permitted", Code: "A06", Title: "Keys that the user may not touch", Severity: SeverityError,
		Message: "The user may not touch the keys of Authelia's sessions at {address} (NOPERM). They begin with authelia-session:, always. {effect}",
		Hint:    "Grant them: {rule} — or make a user with just what Authelia needs: {minimal}",
	},
	{
		Name: "not-permitted", Code: "A05", Title: "Something that the user may not do", Severity: SeverityError,
		Message: "The user may log in at {address}, but is not permitted what Authelia needs: {error}",
		Hint:    "Make a user with just what Authelia needs: {minimal}",
		match:   replied("NOPERM"),
	},
	{
		Name: "command-renamed", Code: "command-renamed", Title: "Commands that are not there", Severity: SeverityError,
		Message: "{address} does not know {commands}: renamed or switched off over there. {effect}",
		Hint:    "Take such lines ('rename-command') out of redis.conf, or use a server that has the whole set of commands.",
	},
	{
		Name: "logout-renamed", Code: "command-renamed", Title: "A log-out that the server does not know", Severity: SeverityWarning,
		Message: "{address} does not know {commands}: renamed or switched off over there. {effect}",
		Hint:    "Take such lines ('rename-command') out of redis.conf, or use a server that has the whole set of commands.",
	},
	{
		Name: "key-vanished", Code: "E11", Title: "A session that vanished during the log-in", Severity: SeverityError,
		Message: "{address} accepted a trial session, but it was gone when it was renamed, as Authelia does at each log-in (“no such key”).",
		Hint:    "Memory that runs over (maxmemory-policy), a proxy that sends commands to different servers, or somebody who clears the database does this.",
	},
	{
		Name: "not-kept", Code: "not-kept", Title: "What was written is not there", Severity: SeverityError,
		Message: "{address} accepted a trial session, but it was gone {what}.",
		Hint:    "Memory that runs over (maxmemory-policy), a proxy that sends commands to different servers, or somebody who clears the database does this.",
	},
	{
		Name: "out-of-memory", Code: "E05", Title: "Redis is out of memory", Severity: SeverityError,
		Message: "Redis at {address} takes no writes, because its memory is full (OOM).",
		Hint:    "Give it more ('maxmemory' in redis.conf), or move what else lives there to another Redis. Long sessions (remember_me) fill it as well.",
		match:   replied("OOM"),
	},
	{
		Name: "too-few-replicas", Code: "too-few-replicas", Title: "Too few replicas for a write", Severity: SeverityError,
		Message: "Redis at {address} takes no writes, because too few replicas follow it (NOREPLICAS).",
		Hint:    "Bring the replicas back, or lower 'min-replicas-to-write' in redis.conf.",
		match:   replied("NOREPLICAS"),
	},
	{
		Name: "writes-held", Code: "writes-held", Title: "Writes are held back", Severity: SeverityError,
		Message: "Redis at {address} answers, but holds writes back: the trial session could not be written in time.",
		Hint:    "Somebody paused the clients (CLIENT PAUSE), or a fail-over is under way. Try again in a minute.",
	},
	{
		Name: "slow", Code: "E12", Title: "Redis is far away", Severity: SeverityWarning,
		Message: "A PING to {address} takes {median} in the middle. A log-in needs a dozen commands, each on a connection of its own.",
		Hint:    "Move Redis closer to Authelia: the same machine, or at least the same network.",
	},
}
