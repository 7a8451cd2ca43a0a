package codes

// stateEntries are about what Redis keeps, for how long, and how fast.
var stateEntries = []Entry{
	{Code: "E01", Looks: []string{"ERR DB index is out of range"}},
	{
		Code: "E02", Title: "No connection is ever used again", Judged: warns, Looks: []string{"redis: connection pool timeout"},
		Cause: "Authelia means to close connections after 300 seconds of rest, but says 300 nanoseconds. So nearly each command opens a new connection, with TLS and login, and `minimum_idle_connections` only adds to them.",
		Act:   "Leave `minimum_idle_connections` at 0, and allow for many short connections in `maxclients` and in firewalls.",
	},
	{Code: "E03", Looks: []string{"ERR max number of clients reached"}},
	{
		Code: "E04", Title: "Redis throws sessions away when memory runs short",
		Cause: "The `maxmemory-policy` begins with `allkeys-`, often because the server is shared with a cache. People are then logged out at random.",
		Act:   "Give sessions an instance of their own with `noeviction` or `volatile-ttl`, and enough memory. `evicted_keys` in `INFO stats` tells whether it has happened.",
	},
	{Code: "E05", Looks: []string{"OOM command not allowed when used memory > 'maxmemory'."}},
	{
		Code: "E06", Looks: []string{"MISCONF Redis is configured to save RDB snapshots"},
		Cause: "Reading still works, so people who are logged in notice nothing, and new logins fail.",
	},
	{Code: "E07", Looks: []string{"LOADING Redis is loading the dataset in memory"}},
	{
		Code: "E08", Title: "Sessions do not outlive a restart of Redis",
		Cause: "Redis keeps its data in memory alone: neither snapshots nor the append-only file are on, or its directory is lost with the container.",
		Act:   "Set `appendonly yes` and keep the data directory on a volume, if logging in again matters to you.",
	},
	{
		Code: "E09", Title: "Authelia does not read session.redis", Judged: warns,
		Cause: "The section is ignored and sessions stay in Authelia's memory, so everybody is logged out at each of its restarts. It stands in the wrong place or file, or the chart's `configMap.session.redis.enabled` is not true. Authelia 4.29 also drops the whole section when one value in it is of a wrong type.",
		Act:   "Bring the very file that Authelia reads into this wizard. In Redis, keys that begin with `authelia-session:` show that it is in use.",
	},
	{
		Code: "E10", Title: "Somebody else clears the database",
		Cause: "Another program shares the instance or the database, and clears its cache with `FLUSHALL` or `FLUSHDB`.",
		Act:   "Give Authelia an instance of its own. A `database_index` of its own helps against `FLUSHDB` only.",
	},
	{
		Code: "E11", Title: "A session vanished during login", Looks: []string{"Could not regenerate session", "ERR no such key"},
		Cause: "Between looking a session up and renaming it, its key was gone: it expired, was evicted ([E04]), or a second request was faster.",
		Act:   "Update Authelia. If it stays, look at [E02] and [E04] first.",
	},
	{
		Code: "E12", Cause: "The time to reach Redis counts several times over, because connections are not used again ([E02]).",
	},
	{
		Code: "E13", Title: "max_retries: 0 means 3", Judged: informs, Since: "4.38.18",
		Cause: "Authelia's documentation says that 0 turns retries off. Its Redis library takes 0 for “the default”, which is 3.",
		Act:   "Use -1 to have none.",
	},
}
