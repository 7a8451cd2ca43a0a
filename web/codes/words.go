package codes

import "slices"

// wordEntries are the evaluation's codes that no failure of the list A to F
// covers. Those of the connection test are added from its Catalogue.
var wordEntries = []Entry{
	{
		Code: "client-certificate", Title: "Half of a client certificate", Judged: warns, Since: "4.38.0",
		Cause: "Only one of `certificate_chain` and `private_key` is set, so Authelia presents no certificate at all.",
		Act:   "Set both, or neither.",
	},
	{
		Code: "database-index", Title: "A negative database", Judged: warns,
		Cause: "Databases are numbered from 0. Authelia accepts a negative number and uses 0.",
		Act:   "Use 0 or more.",
	},
	{
		Code: "duplicate-node", Title: "A sentinel is listed twice", Judged: informs,
		Cause: "Two nodes have the same address. Authelia drops the second.",
		Act:   "Remove it, or correct it: it often stands where another sentinel should.",
	},
	{
		Code: "empty-section", Title: "A section without options", Judged: refuses, Looks: []string{"configuration key not expected: session.redis.tls"},
		Cause: "To Authelia, a section with nothing in it is a key that it does not know.",
		Act:   "Write one option below it, or delete the line. For TLS, `minimum_version: 'TLS1.2'` is enough.",
	},
	{
		Code: "host-name", Title: "Not a host name", Judged: warns,
		Cause: "`host` or `tls.server_name` contains a blank, a slash or another character that no name and no address does.",
		Act:   "Give a name or an address. The path of a socket begins with a slash; a name in other letters has a form that begins with `xn--`.",
	},
	{
		Code: "host-required", Title: "No host", Judged: refuses, Looks: []string{"session: redis: option 'host' is required"},
		Cause: "Without a host there is nothing to connect to.",
		Act:   "Give the name or address of the Redis server, or the absolute path of its socket.",
	},
	{
		Code: "ignored-option", Title: "An option without effect", Judged: warns, Until: "4.35.6",
		Cause: "These releases pass over some keys without a word: `timeouts`, unknown ones under `nodes`, and names with dots in them.",
		Act:   "Take it out, or write it where it counts: each part of the name on a line of its own, two spaces further in.",
	},
	{
		Code: "one-file", Title: "Several files for a release that reads one", Judged: warns, Until: "4.29.4",
		Cause: "Authelia 4.29 takes a single configuration file; several are merged since 4.30.",
		Act:   "Put everything into one file, or upgrade.",
	},
	{
		Code: "no-redis", Title: "session.redis is not configured", Judged: informs,
		Cause: "Authelia then keeps sessions in its memory: they end with each restart, and a second instance does not share them.",
		Act:   "Give at least `host`, if that is not what you want.",
	},
	{
		Code: "node-host-required", Title: "A sentinel without a host", Judged: refuses, Looks: []string{"option 'host' is required for each node but one or more nodes are missing this"},
		Cause: "An item of `nodes` has no `host`.",
		Act:   "Give the name or address of this sentinel, or remove the item.",
	},
	{
		Code: "nodes-required", Title: "No sentinel", Judged: refuses, Looks: []string{"option 'host' or the 'high_availability' option 'nodes' is required"},
		Cause: "`high_availability` is set, but there is no sentinel to ask.",
		Act:   "List the sentinels under `nodes`, three of them or more.",
	},
	{
		Code: "not-an-option", Title: "A value from outside session.redis", Judged: informs,
		Cause: "Among the values for the form is one whose key does not begin with `session.redis.`, such as `session.secret`. It is neither judged nor written.",
		Act:   "Leave it in your configuration. To have the whole file looked at, give the file.",
	},
	{
		Code: "not-a-boolean", Title: "Neither true nor false", Judged: refuses, Looks: []string{"'session.redis.tls.skip_verify' expected type 'bool'"},
		Cause: "The option wants `true` or `false`. Since Authelia 4.36, `yes`, `no`, `on` and `off` are plain words.",
		Act:   "Write `true` or `false`.",
	},
	{
		Code: "not-a-duration", Title: "Not a length of time", Judged: refuses, Looks: []string{"'session.redis.timeout' could not decode '5 parsecs' to a time.Duration"},
		Cause: "Authelia cannot read the value as a time.",
		Act:   "Write a whole number of seconds, or a number with a unit, such as `5 seconds` or `1m`.",
	},
	{
		Code: "not-a-number", Title: "Not a number", Judged: refuses, Looks: []string{"'session.redis.port' cannot parse value as 'int'"},
		Cause: "The option wants a whole number.",
		Act:   "Write plain digits, such as 6379.",
	},
	{
		Code: "not-a-section", Title: "A value where a section belongs", Judged: refuses, Looks: []string{"'session.redis.tls' expected a map or struct"},
		Cause: "The option has options of its own below it, and was given a value instead.",
		Act:   "Write its options on lines of their own, two spaces further in.",
	},
	{
		Code: "not-text", Title: "Not a text", Judged: refuses, Looks: []string{"'session.redis.host' expected type 'string'"},
		Cause: "YAML reads the value as something else than a text: a list, a date, a section.",
		Act:   "Put it in single quotes.",
	},
	{
		Code: "pool-size", Title: "Numbers of connections that do not fit", Judged: slices.Concat(warns, informs),
		Cause: "`maximum_active_connections` is below 1, in which case 8 is used, or `minimum_idle_connections` is above it.",
		Act:   "Leave both out unless you have a reason.",
	},
	{
		Code: "port-range", Title: "The port is out of range", Judged: refuses, Looks: []string{"session: redis: option 'port' must be between 1 and 65535 but it's configured as '70000'"},
		Cause: "Ports go from 1 to 65535.",
		Act:   "Redis listens on 6379 unless you changed it, a sentinel on 26379.",
	},
	{
		Code: "port-required", Title: "No port", Judged: refuses, Until: "4.36.9", Looks: []string{"A redis port different than 0 must be provided"},
		Cause: "These releases have no default for the port.",
		Act:   "Write it down: 6379 unless you changed it.",
	},
	{
		Code: "release-newer", Title: "A release that is not known yet", Judged: slices.Concat(warns, informs),
		Cause: "The chosen Authelia is newer than the releases that this program knows. A later patch is judged as the newest known patch of its minor, a later minor as the newest known release.",
		Act:   "Read what the release notes of that Authelia say about Redis, and look for a newer version of this program.",
	},
	{
		Code: "sentinel-name-required", Title: "No name for the group", Judged: refuses, Looks: []string{"session: redis: high_availability: option 'sentinel_name' is required"},
		Cause: "Sentinels can watch several groups, and are asked by name.",
		Act:   "Use the word behind `sentinel monitor` in sentinel.conf, often mymaster.",
	},
	{
		Code: "socket-path", Title: "Not the path of a socket", Judged: warns,
		Cause: "The form is set to a socket, but `host` does not begin with a slash, so Authelia takes it for a name.",
		Act:   "Give the absolute path, such as `/run/redis/redis.sock`.",
	},
	{
		Code: "timeout", Title: "A timeout that does not work", Judged: warns, Since: "4.38.18",
		Cause: "`timeout` is negative, so every connection fails at once; or it is too short for a network; or it has a sign that Authelia overlooks.",
		Act:   "Leave it out for 5 seconds, or give a longer time.",
	},
	{
		Code: "tls-version", Title: "A TLS version that is not known", Judged: slices.Concat(refuses, warns), Looks: []string{"supplied tls version isn't supported"},
		Cause: "The name is none of `TLS1.0` to `TLS1.3`, or SSL. Authelia before 4.37 does not complain and uses TLS 1.2.",
		Act:   "Write `'TLS1.2'` or `'TLS1.3'`, with the quotes.",
	},
	{
		Code: "tls-weak", Title: "An old TLS version is allowed", Judged: warns,
		Cause: "`minimum_version` lets TLS 1.0 or 1.1 in, which are broken.",
		Act:   "Use TLS 1.2 or newer, and lower it only for a server that cannot be updated.",
	},
	{
		Code: "yaml-syntax", Title: "The file is not valid YAML", Judged: refuses, Looks: []string{"yaml: line 4: found character that cannot start any token"},
		Cause: "Often a tab in the indent, a quote that is not closed, or a line that is indented too much or too little.",
		Act:   "Look at the line that the message names, and at the one above it. Indent with spaces.",
	},
}
