package peertext

import (
	"slices"
	"strings"

	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/visible"
)

// sentences are what Redis, Valkey, their forks and their sentinels are known to
// answer with. Only these are repeated word for word, because they are what people
// search for: whoever has been sent a password could put it into a text of its own,
// cut short, backwards or in Base64, and no search for the password would find it.
//
// {word} stands for what differs, see sentence.variable, and * at the end for a
// rest that is left out. A full stop at the end may be missing.
var sentences = []string{
	"NOAUTH Authentication required.",
	"NOAUTH HELLO must be called with the client already authenticated*",
	"WRONGPASS invalid username-password pair",
	"WRONGPASS invalid username-password pair or user is disabled.",
	"ERR invalid password",
	"ERR operation not permitted",
	"ERR Client sent AUTH, but no password is set",
	"ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
	"ERR wrong number of arguments for '{command}' command",
	"ERR unknown command '{command}'",
	"ERR unknown command '{command}'*",
	"ERR unknown command `{command}`*",
	"ERR unknown command",
	"ERR unsupported command '{command}'*",
	"ERR unsupported command `{command}`*",
	"unsupported command '{command}'",
	"ERR unknown subcommand*",
	"ERR Unknown subcommand or wrong number of arguments for '{command}'*",
	"ERR Unknown sentinel subcommand*",
	"ERR syntax error",
	"ERR Syntax error, try CLIENT*",
	"ERR no such key",
	"ERR value is not an integer or out of range",
	"ERR invalid DB index",
	"ERR DB index is out of range",
	"ERR SELECT is not allowed in cluster mode",
	"ERR max number of clients reached",
	"ERR max number of clients + cluster connections reached",
	"ERR This instance has cluster support disabled",
	"ERR No such master with that name",
	"ERR Protocol error*",
	"NOPROTO unsupported protocol version",
	"NOPERM this user has no permissions to run the '{command}' command",
	"NOPERM this user has no permissions to run the '{command}' command or its subcommand",
	"NOPERM User {user} has no permissions to run the '{command}' command",
	"NOPERM this user has no permissions to access one of the keys used as arguments",
	"NOPERM this user has no permissions to access one of the channels used as arguments",
	"NOPERM No permissions to access a key",
	"NOPERM No permissions to access a channel",
	"NOPERM User {user} has no permissions to access the '*",
	"READONLY You can't write against a read only slave.",
	"READONLY You can't write against a read only replica.",
	"MASTERDOWN Link with MASTER is down and slave-serve-stale-data is set to 'no'.",
	"MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
	"NOREPLICAS Not enough good slaves to write.",
	"NOREPLICAS Not enough good replicas to write.",
	"MISCONF {software} is configured to save RDB snapshots, but is currently not able to persist on disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the {software} logs for details about the RDB error.",
	"MISCONF {software} is configured to save RDB snapshots, but it's currently unable to persist to disk. Commands that may modify the data set are disabled, because this instance is configured to report errors during writes if RDB snapshotting fails (stop-writes-on-bgsave-error option). Please check the {software} logs for details about the RDB error.",
	"MISCONF {software} is configured to save RDB snapshots, but is currently not able to persist on disk*",
	"MISCONF {software} is configured to save RDB snapshots, but it's currently unable to persist to disk*",
	"MISCONF Errors writing to the AOF file: No space left on device",
	"MISCONF Errors writing to the AOF file*",
	"OOM command not allowed when used memory > 'maxmemory'.",
	"LOADING {software} is loading the dataset in memory",
	"BUSY {software} is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.",
	"BUSY {software} is busy running a script*",
	"MOVED {number} {address}",
	"ASK {number} {address}",
	"TRYAGAIN Multiple keys request during rehashing of slot",
	"CROSSSLOT Keys in request don't hash to the same slot",
	"CLUSTERDOWN The cluster is down",
	"CLUSTERDOWN The cluster is down and only accepts read commands",
	"CLUSTERDOWN Hash slot not served",
	"DENIED {software} is running in protected mode because protected mode is enabled*",
	"EXECABORT Transaction discarded because of previous errors.",
	"IDONTKNOW No such master with that name",
	"NOGOODSLAVE No suitable replica to promote",
	"INPROG Failover already in progress",
	"NOQUORUM {number} usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master",
	"NOQUORUM {number} usable Sentinels. Not enough available Sentinels to reach the majority and authorize a failover",
	"NOQUORUM {number} usable Sentinels. Not enough available Sentinels to reach the specified quorum for this master. Not enough available Sentinels to reach the majority and authorize a failover",
}

// codes are the first words of the sentences: a code of any other kind may be a
// part of a password.
var codes = func() []string {
	codes := []string{"ERR", "NOSCRIPT", "WRONGTYPE", "UNKILLABLE", "BUSYGROUP", "BUSYKEY", "NOMASTERLINK", "NOREAUTH", "NOTBUSY", "MOVED"}
	for _, sentence := range sentences {
		if code, _, _ := strings.Cut(sentence, " "); code == strings.ToUpper(code) && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}()

// ownCommands are what a probe, or a proxy on its behalf, sends.
var ownCommands = []string{
	"hello", "auth", "ping", "select", "client", "client|setinfo", "client|setname", "client|maint_notifications", "setinfo", "maint_notifications", "role", "info",
	"set", "get", "exists", "rename", "expire", "del", "sentinel", "sentinel|get-master-addr-by-name", "sentinel|master", "sentinel|replicas", "sentinel|slaves",
	"sentinel|sentinels", "sentinel|ckquorum", "subscribe", "psubscribe", "getset", "scan", "ttl", "pttl", "unlink", "command",
}

// softwares are servers that speak the protocol, by the names that their makers
// write.
var softwares = []string{"Redis", "Valkey", "KeyDB", "Dragonfly", "Redict", "Garnet", "Kvrocks"}

// Replied is what may be shown of an error that a server sent: a known sentence, or
// its code alone. Where the target holds no secret, nothing can be repeated, and the
// text is shown whatever it is.
func (r *Redactor) Replied(l phrase.Language, text string) string {
	if len(r.secrets) == 0 {
		return r.Clean(text)
	}
	for _, sentence := range sentences {
		if shown, ok := r.fits(sentence, text); ok {
			return visible.Clip(shown, Limit)
		}
	}
	if code, _, _ := strings.Cut(text, " "); slices.Contains(codes, code) {
		return l.Say("{code}, with words that are not shown, because they could repeat a password", "code", code)
	}
	return l.Say("words that are not shown, because they could repeat a password")
}

// fits tells whether a text is a sentence, and what of it is shown.
func (r *Redactor) fits(sentence, text string) (shown string, ok bool) {
	for {
		fixed, rest, variable := strings.Cut(sentence, "{")
		if !variable {
			break
		}
		after, found := strings.CutPrefix(text, fixed)
		if !found {
			return "", false
		}
		name, rest, _ := strings.Cut(rest, "}")
		end := strings.IndexFunc(after, func(c rune) bool {
			return strings.ContainsRune(" '`", c) || name == "number" && (c < '0' || c > '9')
		})
		if end < 0 {
			end = len(after)
		}
		shown += fixed + r.variable(name, after[:end])
		sentence, text = rest, after[end:]
	}
	if fixed, open := strings.CutSuffix(sentence, "*"); open {
		return shown + fixed + "…", strings.HasPrefix(text, fixed)
	}
	return shown + text, strings.TrimSuffix(text, ".") == strings.TrimSuffix(sentence, ".")
}

// variable is what is shown of a part of a sentence that differs: what a probe knows
// by itself, and numbers and addresses that have nothing of a secret in them.
func (r *Redactor) variable(name, text string) string {
	known := false
	switch name {
	case "command":
		known = slices.Contains(ownCommands, strings.ToLower(text))
	case "user":
		known = text == "default" || slices.Contains(r.users, text)
	case "software":
		known = slices.Contains(softwares, text)
	case "number":
		known = len(text) <= 5 && r.Peer(text) == text && !slices.ContainsFunc(r.secrets, func(secret string) bool { return len(text) > 2 && strings.Contains(secret, text) })
	case "address":
		known = len(text) < 100 && r.Peer(text) == text
	}
	if !known {
		return "…"
	}
	return text
}
