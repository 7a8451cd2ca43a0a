package codes

// fileEntries are about configuration.yml and what is put around it.
var fileEntries = []Entry{
	{
		Code: "F01", Title: "An option that this release does not know", Judged: refusesOrWarns, Looks: []string{"configuration key not expected: session.redis.pasword"},
		Cause: "The name is misspelt, stands in the wrong section, or is newer than this Authelia: `timeout` and `max_retries` came with 4.38.18, `certificate_chain`, `private_key` and `maximum_version` with 4.37.",
		Act:   "Correct the name, take the option out, or upgrade.",
	},
	{
		Code: "F02", Title: "A secret that is given twice", Judged: refuses, Looks: []string{"secrets: error loading secret into key 'session.redis.password': it's already defined in other configuration sources"},
		Cause: "The value stands in the YAML, and a variable that ends in `_FILE` names a file with it as well.",
		Act:   "Keep one of the two, better the file.",
	},
	{
		Code: "F03", Title: "A secret's file that cannot be read", Judged: refuses, Looks: []string{"secrets: error loading secret path … file permission error occurred", "secrets: error loading secret path … file does not exist"},
		Cause: "The file is not mounted into the container, or belongs to another user. SELinux and rootless containers add reasons of their own.",
		Act:   "Mount it, make it readable for the user that Authelia runs as, and add `:Z` to the volume under SELinux.",
	},
	{
		Code: "F04", Title: "A secret in the place of its path", Judged: refuses, Looks: []string{"secrets: error loading secret path … file does not exist"},
		Cause: "A variable that ends in `_FILE` holds the password itself.",
		Act:   "Put the password into a file, and the path of the file into the variable.",
	},
	{
		Code: "F05", Title: "session.secret is missing", Judged: refuses, Looks: []string{"session: option 'secret' is required when using the 'redis' provider", "Set secret of the session object"},
		Cause: "What goes into Redis is encrypted with `session.secret`, so it becomes mandatory with `session.redis`.",
		Act:   "Set it to 64 random characters (`openssl rand -hex 32`), or name a file with them in `AUTHELIA_SESSION_SECRET_FILE`. The evaluation asks for it only when it sees a whole configuration.yml.",
	},
	{
		Code: "F06", Title: "YAML reads something else than is written", Judged: warns,
		Cause: "Without quotes `0123` and `yes` are no texts, `#` begins a comment, and a colon, `*` or `@` has a meaning of its own. With template filters on, `{{` is one more.",
		Act:   "Put texts in single quotes, and write a single quote inside them twice.",
	},
	{
		Code: "F07", Title: "Compose swallows a dollar sign", Looks: []string{"WRONGPASS invalid username-password pair or user is disabled."},
		Cause:  "In a compose file, `$` and the word behind it are replaced by a variable.",
		Act:    "Write `$$` for each `$`, or use a secret's file.",
		Beyond: "It happens before Authelia or this program see the value. The connection test reports [A03] for what is left of it.",
	},
	{
		Code: "F08", Title: "Quotes that break redis.conf", Looks: []string{"*** FATAL CONFIG FILE ERROR *** Unbalanced quotes in configuration line"},
		Cause:  "The password in `requirepass` contains a quote, and Redis does not start.",
		Act:    `Put the password in double quotes in redis.conf, with a backslash before each double quote and backslash in it.`,
		Beyond: "It is in the log of Redis; the connection test only finds nobody listening.",
	},
	{
		Code: "F09", Title: "Sentinels in environment variables", Judged: refusesOrWarns,
		Cause: "Lists cannot be set by environment variables or secrets, so variables for `nodes` do nothing.",
		Act:   "Write `nodes` in the YAML file. The other options can stay variables.",
	},
	{
		Code: "F10", Title: "The section stands in the wrong place", Judged: refuses, Looks: []string{"configuration key not expected: redis", `mapping key "redis" already defined at line 4`},
		Cause: "`redis:` is not inside `session:`, or a key is there twice.",
		Act:   "Indent `redis:` two spaces below `session:`, and keep one of two equal keys. Authelia before 4.36 silently took the last.",
	},
	{
		Code: "F11", Title: "The documentation calls a host a boolean",
		Cause:  "Authelia's page on `session.redis` gives the type of `nodes[].host` as boolean, with the default false. It is a text, and has no default.",
		Act:    "Write the name or address of the sentinel.",
		Beyond: "It is a slip in a document.",
	},
	{
		Code: "F12", Title: "The JSON Schema accepts what Authelia refuses",
		Cause:  "Authelia's schema knows names and types, but few bounds and no rule that spans several options. An editor that is content with a file says little.",
		Act:    "Let this wizard judge the file, or `authelia config validate`.",
		Beyond: "It is about other tools. The evaluation knows the rules that the schema lacks.",
	},
	{
		Code: "F13", Title: "Options that the Helm chart does not pass on",
		Cause:  "Version 0.11.5 of the chart leaves out `timeout`, `max_retries`, `tls.certificate_chain` and `tls.private_key`, and calls the user of the sentinels `high_availability.username`.",
		Act:    "Set those by environment variables, such as `AUTHELIA_SESSION_REDIS_TIMEOUT`.",
		Beyond: "It lies in the chart. Judge the configuration.yml that it makes.",
	},
	{
		Code: "F14", Title: "The Helm chart no longer brings Redis",
		Cause:  "Version 0.11.0 of the chart dropped the charts inside it, and `session.redis.deploy` with them.",
		Act:    "Install Redis by itself, and give the chart its address.",
		Beyond: "It lies in the chart, which this program does not read.",
	},
	{
		Code: "F15", Title: "The next major release moves the section",
		Cause:  "Authelia has announced that `session.redis` becomes a section `cache.redis`, with one address in the place of host and port.",
		Act:    "Nothing yet. This wizard writes for the releases it lists.",
		Beyond: "It lies in the future.",
	},
}
