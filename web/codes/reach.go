package codes

// reachEntries are about names, addresses, ports and sockets.
var reachEntries = []Entry{
	{
		Code: "B01", Looks: []string{"dial tcp: lookup redis: no such host", "lookup redis: i/o timeout"},
		Cause: "Names such as `redis` belong to one container network. Outside it, or on the host itself, nobody knows them.",
	},
	{
		Code: "B02", Looks: []string{"dial tcp 127.0.0.1:6379: connect: connection refused"}, Judged: informs,
		Cause: "`127.0.0.1` and `localhost` are the machine that says it. In a container that is the container, and Redis is in another one.",
		Act:   "Use the name of the Redis service. Where Authelia and Redis really share a machine, check that Redis runs.",
	},
	{
		Code: "B03", Looks: []string{"dial tcp 192.168.1.5:6379: i/o timeout"},
	},
	{
		Code: "B04", Looks: []string{"dial tcp: address fd00::1:6379: too many colons in address"}, Judged: warns,
		Cause: "Authelia puts a colon and the port behind `host`. Behind an IPv6 address without brackets, nobody can tell where the port begins.",
		Act:   "Write `'[fd00::1]'`, with the quotes.",
	},
	{
		Code: "B05", Title: "Brackets without quotes", Looks: []string{"'session.redis.host' expected type 'string', got unconvertible type '[]interface {}'"},
		Cause:  "To YAML, square brackets without quotes are a list.",
		Act:    "Write `host: '[fd00::1]'`. The YAML that this wizard writes has the quotes.",
		Beyond: "The evaluation reports it as [not-text].",
	},
	{
		Code: "B06", Looks: []string{"dial tcp: address redis:6379:6379: too many colons in address", "address redis://redis:6379: too many colons in address"}, Judged: warns,
		Cause: "Other parts of Authelia take a whole address in one option; `session.redis` takes `host` and `port`.",
		Act:   "Split it: the bare name or address is `host`, the number is `port`. TLS is switched on by the `tls` section, not by `rediss://`.",
	},
	{
		Code: "B07", Looks: []string{"dial tcp: lookup redis : no such host"}, Judged: warns,
		Cause: "Quotes keep a blank at the end of the value, and Authelia does not take it off.",
		Act:   "Remove the blank.",
	},
	{
		Code: "B08", Looks: []string{"dial tcp: lookup /var/run/redis/redis.sock: no such host"}, Judged: warns,
		Cause: "Authelia opens a socket only when the port is 0. With any other port, the path is a host name to it.",
		Act:   "Delete the line with `port`.",
	},
	{
		Code: "B09", Looks: []string{"dial unix /run/redis/redis.sock: connect: no such file or directory"},
	},
	{
		Code: "B10", Looks: []string{"dial unix /run/redis/redis.sock: connect: permission denied"},
		Cause: "`unixsocketperm` opens the socket to its owner and group only, and Authelia's user is neither.",
	},
	{
		Code: "B11", Title: "The Helm chart cannot express a socket", Looks: []string{"dial tcp: lookup /run/redis/redis.sock: no such host"},
		Cause:  "Version 0.11.5 of Authelia's chart always writes a port, 6379 if you give none, which makes the path a host name ([B08]).",
		Act:    "Use TCP, or hand Authelia a ConfigMap of your own.",
		Beyond: "It lies in the chart; in the file that the chart makes, the evaluation sees it as [B08].",
	},
	{
		Code: "B12", Title: "A socket together with Sentinel", Judged: warns, Looks: []string{"dial tcp: lookup /run/redis/redis.sock: no such host"},
		Cause: "With `high_availability`, `host` is one more sentinel, and Authelia reaches sentinels over TCP only.",
		Act:   "Give the name or address of a sentinel, or take `high_availability` out.",
	},
	{
		Code: "B13", Looks: []string{`redis: can't parse map reply: "HTTP/1.1 400 Bad Request"`},
	},
	{
		Code: "B14", Title: "Kubernetes adds variables named like Authelia's", Judged: refusesOrWarns, Looks: []string{"configuration environment variable not expected: AUTHELIA_…"},
		Cause: "For a Service called `authelia` or `authelia-…`, Kubernetes puts variables that begin with `AUTHELIA_` into every pod, and Authelia takes them for its own.",
		Act:   "Set `enableServiceLinks: false` in the pod, or rename the Service.",
	},
	{
		Code: "B15", Title: "Name servers flooded with queries", Looks: []string{"lookup redis: i/o timeout"},
		Cause:  "In Kubernetes a short name is tried with every search domain, and Authelia looks it up for each new connection, of which there are many ([E02]).",
		Act:    "Write the whole name with a dot at the end, such as `redis.data.svc.cluster.local.`.",
		Beyond: "It builds up over time and depends on the pod's resolver, which one test does not see.",
	},
	{
		Code: "B16", Looks: []string{"DENIED Redis is running in protected mode"},
		Cause: "Redis has neither a password nor an address that it was told to listen on, so it turns every other machine away.",
	},
}
