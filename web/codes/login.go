package codes

// loginEntries are about passwords, users and what a user may do.
var loginEntries = []Entry{
	{
		Code: "A01", Looks: []string{"NOAUTH Authentication required."}, Judged: warns,
		Cause: "Redis wants a login and Authelia has none to send: `password` is empty, or only `username` is set. Up to Authelia 4.39.19 the start can still succeed, and the first login of a person fails.",
		Act:   "Set `password`, in the file or through `AUTHELIA_SESSION_REDIS_PASSWORD_FILE`.",
	},
	{
		Code: "A02", Looks: []string{"ERR AUTH <password> called without any password configured for the default user."},
		Cause: "Authelia sends a password, and this Redis has none to compare it with.",
	},
	{
		Code: "A03", Looks: []string{"WRONGPASS invalid username-password pair or user is disabled."},
		Cause: "Besides a plain mistake: quotes or blanks that became part of the value ([A13]), a user that is switched off, or a `username` where the server knows a password only.",
	},
	{
		Code: "A04", Looks: []string{"ERR invalid password"},
		Cause: "The same as [A03], in the words of an old Redis.",
	},
	{
		Code: "A05", Looks: []string{"NOPERM this user has no permissions to run the 'set' command"},
		Cause: "The access rules let the user log in, but not work. Sessions need `GET`, `SET`, `EXISTS`, `RENAME`, `EXPIRE` and `DEL`.",
	},
	{
		Code: "A06", Looks: []string{"NOPERM No permissions to access a key"},
		Cause: "The user may touch other keys only. Authelia's prefix cannot be changed.",
	},
	{
		Code: "A07", Looks: []string{"NOPERM this user has no permissions to run the 'hello' command"},
		Cause: "The user lacks the commands that belong to a connection. Without `CLIENT SETINFO` alone nothing breaks: Redis only notes the attempt in its ACL log.",
		Act:   "Grant `+hello +auth +ping +select`, and `+client|setinfo` to keep the ACL log quiet.",
	},
	{
		Code: "A08", Looks: []string{"redis: all sentinels specified in configuration are unreachable: NOAUTH Authentication required."}, Judged: warns,
		Cause: "Sentinels keep a password apart from that of Redis, and `password` is never sent to them.",
		Act:   "Set `high_availability.sentinel_password`. A `sentinel_username` alone is not sent either.",
	},
	{
		Code: "A09", Looks: []string{"ERR AUTH <password> called without any password configured", "ERR unknown command 'auth'"},
		Cause: "`sentinel_password` is set, but the sentinels are open, as many container images and charts leave them.",
		Act:   "Take `sentinel_password` out, or give the sentinels that password.",
	},
	{
		Code: "A10", Title: "The two passwords are swapped", Looks: []string{"WRONGPASS invalid username-password pair or user is disabled."},
		Cause: "What stands in `password` belongs to the sentinels, and what stands in `sentinel_password` belongs to Redis.",
		Act:   "Exchange them: `session.redis.password` is for Redis, `session.redis.high_availability.sentinel_password` for the sentinels.",
	},
	{
		Code: "A11", Looks: []string{"WRONGPASS invalid username-password pair or user is disabled."},
		Cause: "The pair that goes to the sentinels is wrong. A sentinel that has only `requirepass` knows no user but the default one.",
	},
	{
		Code: "A12", Title: "sentinel_username is documented, but refused", Judged: refuses, Since: "4.33.0", Until: "4.34.4",
		Looks: []string{"configuration key not expected: session.redis.high_availability.sentinel_username"},
		Cause: "These releases have the option, but their list of permitted keys lacks it.",
		Act:   "Upgrade to Authelia 4.34.5 or later, or do without the option.",
	},
	{
		Code: "A13", Title: "Invisible characters or quotes in a secret", Judged: warns, Looks: []string{"WRONGPASS invalid username-password pair or user is disabled."},
		Cause: "A blank, a carriage return, a byte order mark or a pair of quotes has become part of the password. From a secret's file Authelia strips line breaks at the end, and nothing else; the file must hold the bare value, not `KEY=value`.",
		Act:   "Write the value anew. `printf %s 'the password' > file` makes a file that holds nothing more.",
	},
	{
		Code: "A14", Title: "The server stumbles over the client's greeting", Looks: []string{"NOAUTH Authentication required."},
		Cause: "The login is right, but a hosted Redis or a proxy answers `CLIENT SETINFO`, or `CLIENT MAINT_NOTIFICATIONS` (sent since Authelia 4.39.17), in a way that upsets the handshake.",
		Act:   "Update the server or the proxy, or try another release of Authelia. The password needs no change.",
	},
}
