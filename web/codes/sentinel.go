package codes

// sentinelEntries are about finding the primary through Redis Sentinel.
var sentinelEntries = []Entry{
	{
		Code: "D01", Looks: []string{"redis: all sentinels specified in configuration are unreachable: redis: nil"},
		Cause: "The message misleads: the sentinels did answer, but know no group of the name in `sentinel_name`.",
	},
	{
		Code: "D02", Title: "A sentinel does not know this group", Looks: []string{"ERR No such master with that name"},
		Cause:  "The same as [D01], as other programs get to see it.",
		Act:    "Use the name that stands behind `sentinel monitor` in sentinel.conf.",
		Beyond: "The connection test reports it as [D01].",
	},
	{
		Code: "D03", Title: "“Unreachable” without a cause", Until: "4.39.1", Looks: []string{"redis: all sentinels specified in configuration are unreachable"},
		Cause:  "The Redis library of these releases throws away what each sentinel answered; only the log level trace shows it.",
		Act:    "Run the connection test: it asks each sentinel by itself and reports what it said. Newer releases print the cause.",
		Beyond: "The connection test reports what lies behind it.",
	},
	{
		Code: "D04", Title: "“Deadline exceeded” where nothing listens", Looks: []string{"redis: all sentinels specified in configuration are unreachable: context deadline exceeded"},
		Cause: "The library tries refused connections again until its time is up, and then reports the time.",
		Act:   "Check the addresses and ports of the sentinels one by one; most likely nothing listens there.",
	},
	{
		Code: "D05", Looks: []string{"redis: all sentinels specified in configuration are unreachable: ERR unknown command 'sentinel'"},
		Cause: "An ordinary Redis is listed as a sentinel. With `high_availability`, `host` counts as one, and the Helm chart sets it by default.",
	},
	{
		Code: "D06", Looks: []string{"ERR unknown command 'SET'", "ERR unknown command 'SELECT'"},
		Cause: "The address is a sentinel's, but without `high_availability` Authelia takes it for Redis.",
	},
	{Code: "D07", Looks: []string{"dial tcp 172.18.0.3:6379: i/o timeout"}},
	{Code: "D08", Looks: []string{"dial tcp: lookup redis-master: no such host"}},
	{
		Code: "D09", Looks: []string{"dial tcp 127.0.0.1:6379: connect: connection refused"},
		Cause: "The sentinels were told to watch `127.0.0.1`, and pass on just that.",
	},
	{Code: "D10", Looks: []string{"dial tcp 0.0.0.0:6379: connect: connection refused"}},
	{
		Code: "D11", Title: "Too few sentinels for a fail-over", Judged: informs, Looks: []string{"NOQUORUM 1 usable Sentinels"},
		Cause: "Fewer than three sentinels are listed or running, or they do not see each other. When one is lost, the rest cannot elect a new primary.",
		Act:   "Run at least three sentinels on machines of their own, and list all of them under `nodes`. `SENTINEL CKQUORUM` tells whether they would agree.",
	},
	{
		Code: "D12", Title: "The sentinels cannot log in to Redis", Looks: []string{"flags s_down,master,disconnected", "master-link-status err"},
		Cause: "Sentinels use a password of their own for the servers. Without it, or with a wrong one, they take a healthy primary for lost.",
		Act:   "Set `sentinel auth-pass`, and `sentinel auth-user` where there are users, in the configuration of every sentinel.",
	},
	{
		Code: "D13", Looks: []string{"READONLY You can't write against a read only replica."},
		Cause: "The address is that of a replica: it was from the start, or has become one by a fail-over.",
	},
	{
		Code: "D14", Title: "The database is ignored behind Sentinel", Judged: warns, Until: "4.38.9",
		Cause: "These releases do not pass `database_index` on when they use Sentinel, and work in database 0.",
		Act:   "Upgrade to Authelia 4.38.10 or later, or leave `database_index` out.",
	},
	{
		Code: "D15", Title: "Routing options without effect", Judged: warns, Since: "4.38.10",
		Cause: "Since this release every command goes to the primary, and `route_by_latency` and `route_randomly` reach nothing.",
		Act:   "Leave them out.",
	},
	{
		Code: "D16", Title: "No limit on connections behind Sentinel", Judged: informs,
		Cause: "The default of 8 for `maximum_active_connections` holds for a single server only. With Sentinel it is the library's: ten for each processor, to the sentinels as well.",
		Act:   "Write the number down, for example 8.",
	},
	{
		Code: "D17", Title: "A sentinel's port out of range", Judged: warns, Looks: []string{"dial tcp: address 70000: invalid port"},
		Cause: "Authelia checks the port of Redis, but not the ports under `nodes`. It starts, and cannot dial that sentinel.",
		Act:   "Sentinels listen on 26379 unless you changed it.",
	},
	{
		Code: "D18", Looks: []string{"CROSSSLOT Keys in request don't hash to the same slot", "CLUSTERDOWN Hash slot not served"},
		Cause: "A Redis Cluster spreads keys over its servers. Authelia renames a session's key at each login, and the two names belong to different servers.",
	},
	{
		Code: "D19", Looks: []string{"MOVED 7369 10.0.0.5:6379"},
		Cause: "The same as [D18], met at a first read or write.",
	},
	{Code: "D20", Cause: "Each sentinel is asked by itself, and they do not give the same answer."},
}
