package upgrade

import (
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// A change is something that a release brought and that needs words of ours:
// because no evaluation shows it, or because the message of one does not say why.
type change struct {
	since version
	way   way
	// affects lists what of the configuration is concerned; nothing is no step.
	affects func(*move, crossing) []concern
	kind    Kind
	title   phrase.Text
	// text may hold {name}, {value}, {from} and {to}.
	text phrase.Text
}

// way is the direction in which a change is met.
type way uint8

const (
	up way = 1 << iota
	down
	either = up | down
)

// A concern is an option that a change is about, and the problem that the change
// explains, if it explains one.
type concern struct{ key, problem string }

// of is how a concern names a problem.
func of(p configschema.Problem) string { return p.Code + " " + p.Key }

// The releases at which something changed. Sources: Authelia's tags, and real
// releases of 4.29.4, 4.32.2, 4.33.2, 4.34.6, 4.36.9, 4.37.5, 4.38.19, 4.39.20.
var (
	v430    = version{Minor: 30}            // koanf replaces viper
	v434p5  = version{Minor: 34, Patch: 5}  // e65a64c9a, 05b8caa71
	v436    = version{Minor: 36}            // yaml.v3
	v437    = version{Minor: 37}            // the tls section is decoded and checked
	v438    = version{Minor: 38}            // f93a0b5bf, mapstructure 2, go-redis 9.5
	v438p10 = version{Minor: 38, Patch: 10} // e2f8fddc3
	v438p18 = version{Minor: 38, Patch: 18} // timeout, max_retries
	v439p2  = version{Minor: 39, Patch: 2}  // go-redis 9.8
	v439p17 = version{Minor: 39, Patch: 17} // go-redis 9.18
	v439p20 = version{Minor: 39, Patch: 20} // 8149b6fd0
)

// changes are in the order of the releases. What is the same in all known ones
// is no change, and so not here: that idle connections are closed after 300
// nanoseconds (E02), that max_retries 0 means 3 (E13), that the pool has no
// bound behind Sentinel (D16).
var changes = []change{
	// 4.30: koanf, which checks types and letters, and reads the environment.
	{v430, up, wherever, Available, "Options by environment variable",
		"Every option outside nodes can be set by a variable, such as AUTHELIA_SESSION_REDIS_HOST. A variable wins over the file."},
	{v430, down, environment, Ignored, "Environment variables",
		"Authelia 4.29 reads no variable for {name}; it knows those that end in _FILE and name a secret. Write the option into the file."},
	{v430, up, gone("E09"), Changes, "The section counts from now on",
		"Because of the type of {name}, Authelia 4.29 silently ignores all of session.redis and keeps its sessions in memory. From 4.30.0 on it uses Redis, or says what is wrong."},
	{v430, down, appeared("E09"), Ignored, "The section is ignored as a whole",
		"Authelia 4.29 expects another type for {name}. It says nothing, ignores all of session.redis and keeps its sessions in memory."},
	{v430, up, appeared("empty-section"), Breaks, "Empty sections are refused",
		"Authelia 4.29 takes {name} without options for absent. From 4.30.0 on it is an unknown key: write options below it, or delete the line."},
	{v430, up, capitals, Breaks, "Capital letters count",
		"Authelia 4.29 reads keys in any case. From 4.30.0 on {name} is an unknown key: write it in small letters."},

	{v434p5, up, appearedBelow("F01", authelia.Prefix+"timeouts"), Breaks, "timeouts is refused",
		"The option {name} never had an effect, and from 4.34.5 on Authelia refuses it. Remove it; from 4.38.18 on there is timeout."},
	{v434p5, down, appearedBelow("A12", authelia.KeySentinelUsername), Breaks, "sentinel_username is refused",
		"Authelia 4.33.0 to 4.34.4 documents {name} and refuses it all the same. Remove it; sentinels that ask for a user then turn Authelia away."},
	{v434p5, down, appearedBelow("F01", authelia.KeySentinelUsername), Breaks, "sentinel_username is unknown",
		"Authelia before 4.34.5 does not take {name}. Remove it; sentinels that ask for a user then turn Authelia away."},

	// 4.36: yaml.v3 instead of yaml.v2.
	{v436, up, appeared("F10"), Breaks, "A duplicate key",
		"Until 4.35 the last of two equal keys wins. From 4.36.0 on Authelia refuses the whole file: keep one of the two."},
	{v436, up, appeared("not-a-boolean"), Breaks, "yes, no, on and off are words",
		"From 4.36.0 on only true and false are booleans in YAML: write {name} as one of the two."},
	{v436, up, appeared("not-text"), Breaks, "Dates are dates",
		"From 4.36.0 on a value that looks like a date is no text any more: put {name} in single quotes."},
	{v436, up, appearedBelow("F01", authelia.KeyNodes+"."), Breaks, "Unknown options of a node are refused",
		"Until 4.35 nobody looks at the keys of a node, nor at their case. From 4.36.0 on {name} is refused: a node has host and port, in small letters."},

	// 4.37: the tls section is decoded and checked.
	{v437, up, appeared("tls-version"), Breaks, "TLS versions are checked",
		"Until 4.36 Authelia takes any text for {name} and uses TLS 1.2 when it does not know it. From 4.37.0 on it must be one of TLS1.0, TLS1.1, TLS1.2 and TLS1.3, in quotes when it is written as a bare number."},
	{v437, either, respelled, Rewrite, "Spaces in TLS versions",
		"'{value}' is TLS 1.2 until 4.36, which does not know a spelling with spaces, and what it says from 4.37.0 on."},
	{v437, up, sharedName, Changes, "host becomes the server name",
		"From 4.37.0 on {name} is the value of host when it is not set, and that one name is checked on the sentinels and on Redis alike. Set it to a name that every certificate carries, or list the sentinels under nodes only."},
	{v437, down, sharedName, Changes, "host is no longer the server name",
		"Until 4.36 {name} has no default: each certificate must carry the name or address that is dialled, and Sentinel often gives out addresses. Set it to a name that every certificate carries."},
	{v437, down, appearedBelow("F01", authelia.KeyMaxVersion), Breaks, "maximum_version is unknown",
		"Authelia before 4.37 does not know {name}. Remove it: TLS 1.3 is then offered as well."},
	{v437, down, appearedBelow("F01", authelia.KeyPrivateKey, authelia.KeyChain), Breaks, "Client certificates are unknown",
		"Authelia before 4.37 does not know {name}, and presents no certificate. Remove it; a server with tls-auth-clients yes then turns Authelia away."},
	{v437, down, portOfSocket, Breaks, "The port beside a socket is checked",
		"Until 4.36 Authelia checks the port of a unix socket as well, and takes the path for a host name once there is one. Remove {name}."},

	// 4.38: mapstructure 2 and go-redis 9.
	{v438, up, gone("port-range"), Changes, "6379 is the default port",
		"Until 4.37 a missing {name} is an error. From 4.38.0 on it is 6379."},
	{v438, down, absentPort, Breaks, "There is no default port",
		"Until 4.37 Authelia refuses a missing {name}. Set it explicitly to 6379."},
	{v438, up, halfCertificate, Changes, "Half a client certificate is accepted",
		"Authelia 4.37 refuses one of private_key and certificate_chain without the other. From 4.38.0 on it starts, and presents no certificate: set both, or neither."},
	{v438, down, halfCertificate, Breaks, "Half a client certificate is refused",
		"Authelia 4.37 wants both of private_key and certificate_chain, or neither. Without the other, {name} has no effect in later versions; remove it."},
	{v438, up, appearedBelow("not-a-section", authelia.KeyNodes), Breaks, "nodes must be a list",
		"Until 4.37 Authelia splits a text at its commas, so that an empty one is no node. From 4.38.0 on {name} must be a list: delete the line, or list the sentinels."},
	{v438, up, withUser, Changes, "Another handshake",
		"From 4.38.0 on (go-redis 9) Authelia greets Redis with HELLO 3 and CLIENT SETINFO. The ACL user needs no grant for them, but a proxy that closes the connection at HELLO keeps Authelia out."},
	{v438, down, withUser, Changes, "Another handshake",
		"Until 4.37 (go-redis 8) Authelia logs in with AUTH alone, without HELLO 3 and CLIENT SETINFO."},

	{v438p10, up, indexBehindSentinel, Changes, "The database index counts behind Sentinel",
		"Until 4.38.9 Authelia ignores {name} behind Sentinel and uses database 0. From 4.38.10 on it selects {value}: everybody signs in once more, the sessions in database 0 expire unused, and an ACL user needs +select. Remove the option to stay with 0."},
	{v438p10, down, indexBehindSentinel, Ignored, "The database index is ignored behind Sentinel",
		"Until 4.38.9 Authelia uses database 0 behind Sentinel, whatever {name} says; here it says {value}. Everybody signs in once more, and programs that share the servers share the database."},
	{v438p10, up, routing, Ignored, "Routing has no effect any more",
		"From 4.38.10 on every command goes to the primary, and {name} is ignored. Leave it out."},
	{v438p10, down, routing, Changes, "Routing has an effect again",
		"Until 4.38.9 {name} lets Authelia read from replicas, which may lag behind the primary. Leave it out to read from the primary only."},

	{v438p18, down, appearedBelow("F01", authelia.KeyTimeout), Breaks, "timeout is unknown",
		"Authelia before 4.38.18 does not know {name}. Remove it: connecting may then take 5 seconds."},
	{v438p18, down, appearedBelow("F01", authelia.KeyRetries), Breaks, "max_retries is unknown",
		"Authelia before 4.38.18 does not know {name}. Remove it: a failed command is then tried three more times."},

	{v439p2, up, withSentinel, Changes, "Sentinel errors name their cause",
		"From 4.39.2 on (go-redis 9.8) the message \"all sentinels specified in configuration are unreachable\" ends with the reason of the failure."},
	{v439p2, down, withSentinel, Changes, "Sentinel errors hide their cause",
		"Until 4.39.1 the message \"all sentinels specified in configuration are unreachable\" is all that Authelia says, whatever the reason; a wrong password reads no differently."},
	{v439p17, up, withoutSentinel, Changes, "One more command in the handshake",
		"From 4.39.17 on (go-redis 9.18) Authelia also sends CLIENT MAINT_NOTIFICATIONS. A refusal is ignored; some managed servers and proxies have failed the login over it, and need an update then."},
	{v439p20, up, configured, Changes, "A test write at the start",
		"From 4.39.20 on Authelia writes and deletes the key authelia-session:authelia-startup-probe when it starts. The user needs +set and +del on ~authelia-session:*, and the server must be writable: a replica or a full Redis keeps Authelia from starting."},
	{v439p20, down, configured, Changes, "No test write at the start",
		"Until 4.39.19 Authelia only sends PING when it starts. A user without +set, a replica or a full Redis shows at the first login."},
}

// What concerns a configuration by what it is, whichever crossing.
var (
	wherever   = when(concern{}, func(*move) bool { return true })
	configured = when(concern{}, (*move).configured)
	withUser   = when(concern{key: authelia.KeyUsername}, func(m *move) bool {
		return m.configured() && m.value(authelia.KeyUsername) != ""
	})
	withSentinel    = when(concern{}, (*move).behindSentinel)
	withoutSentinel = when(concern{}, func(m *move) bool { return m.configured() && !m.behindSentinel() })
	// sharedName is for set-ups in which one name is checked on several servers.
	sharedName = when(concern{key: authelia.KeyServerName}, func(m *move) bool {
		return m.behindSentinel() && m.start.TLS && m.value(authelia.KeyHost) != "" && m.value(authelia.KeyServerName) == ""
	})
	// respelled is for a TLS version that both sides take and read differently.
	respelled = when(concern{authelia.KeyMinVersion, "tls-version " + authelia.KeyMinVersion}, func(m *move) bool {
		text := m.value(authelia.KeyMinVersion)
		usual, known := canonicalTLS(text)
		return m.start.TLS && known && strings.Contains(text, " ") && usual != "TLS1.2"
	})
	indexBehindSentinel = when(concern{authelia.KeyIndex, "D14 " + authelia.KeyIndex}, func(m *move) bool {
		index, err := strconv.ParseInt(m.value(authelia.KeyIndex), 0, 64)
		return err == nil && index > 0 && m.behindSentinel()
	})
)

func when(on concern, holds func(*move) bool) func(*move, crossing) []concern {
	return func(m *move, _ crossing) []concern {
		if !holds(m) {
			return nil
		}
		return []concern{on}
	}
}

// appeared concerns the options with a problem that arises here.
func appeared(code string) func(*move, crossing) []concern { return appearedBelow(code, "") }

// appearedBelow does so for keys that begin in one of these ways.
func appearedBelow(code string, starts ...string) func(*move, crossing) []concern {
	return func(m *move, x crossing) (out []concern) {
		for _, p := range m.appeared(x) {
			for _, start := range starts {
				if p.Code == code && strings.HasPrefix(p.Key, start) {
					out = append(out, concern{p.Key, of(p)})
				}
			}
		}
		return out
	}
}

// gone concerns the options with a problem that ends here.
func gone(code string) func(*move, crossing) []concern {
	return func(m *move, x crossing) (out []concern) {
		for _, p := range m.gone(x) {
			if oneFault(p.Code) == code {
				out = append(out, concern{p.Key, of(p)})
			}
		}
		return out
	}
}

// environment concerns the options that variables set and 4.29 does not read.
func environment(m *move, _ crossing) (out []concern) {
	for _, v := range m.in.Environment {
		i := slices.IndexFunc(authelia.Options(), func(f configschema.Field) bool { return f.Env() == v.Name })
		if i >= 0 && v.Name != "" {
			out = append(out, concern{key: authelia.Options()[i].Key})
		}
	}
	return out
}

// capitals concerns keys that are options in small letters.
func capitals(m *move, x crossing) (out []concern) {
	for _, p := range m.appeared(x) {
		if _, known := authelia.OptionOf(strings.ToLower(p.Key)); known && p.Code == "F01" && p.Key != strings.ToLower(p.Key) {
			out = append(out, concern{p.Key, of(p)})
		}
	}
	return out
}

// portOfSocket concerns a port out of range beside the path of a socket.
func portOfSocket(m *move, x crossing) []concern {
	if !strings.HasPrefix(m.value(authelia.KeyHost), "/") {
		return nil
	}
	return appearedBelow("port-range", authelia.KeyPort)(m, x)
}

// halfCertificate concerns one of the two options of a client certificate when
// the other is not there. Authelia's complaint is about the one that is missing.
func halfCertificate(m *move, x crossing) (out []concern) {
	for key, other := range map[string]string{authelia.KeyPrivateKey: authelia.KeyChain, authelia.KeyChain: authelia.KeyPrivateKey} {
		if m.value(key) == "" || m.value(other) != "" { // of the two, one at most
			continue
		}
		for _, p := range append(m.appeared(x), m.gone(x)...) {
			if p.Code == "C10" {
				out = append(out, concern{key, of(p)})
			}
		}
	}
	return out
}

// absentPort concerns a port that is absent, or 0.
func absentPort(m *move, x crossing) (out []concern) {
	for _, code := range []string{"port-range", "port-required"} {
		out = append(out, appearedBelow(code, authelia.KeyPort)(m, x)...)
	}
	return out
}

func routing(m *move, _ crossing) (out []concern) {
	for _, key := range []string{authelia.KeyRouteLatency, authelia.KeyRouteRandomly} {
		// Authelia reads a switch in the same way
		if on, _ := strconv.ParseBool(m.value(key)); on && m.behindSentinel() {
			out = append(out, concern{key, "D15 " + key})
		}
	}
	return out
}
