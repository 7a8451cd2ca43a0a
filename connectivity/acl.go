package connectivity

import (
	"strings"

	"redis-wizard/configschema/phrase"
)

// sessionCommands are all the commands that Authelia sends on a data
// connection, in any version, but for those of logging in, which need no right.
// SELECT is one more for a database other than 0. (MONITOR during start, log-in
// and log-out of 4.33.2, 4.38.19 and 4.39.20.)
var sessionCommands = []string{"ping", "get", "set", "del", "exists", "rename", "expire"}

// MinimalACL is the line for redis-cli that makes a user with just the rights
// that Authelia needs (Redis 6 and later, Valkey). The password is a place to
// fill in. There is no resetchannels in it: 6.0 does not know the word, and
// without a command for channels there is nothing to be forbidden.
func MinimalACL(user string, database int) string {
	rights := "+" + strings.Join(sessionCommands, " +")
	if database > 0 {
		rights += " +select"
	}
	return "ACL SETUSER " + user + " on >PASSWORD ~" + keyPrefix + "* -@all " + rights
}

// aclUser is whom an ACL line for this log-in should name.
func (e *endpoint) aclUser() string {
	switch {
	case e.login.username == "":
		return "default"
	case e.run.redact.clean(e.login.username) != e.login.username:
		// A user name that holds the password must not show it.
		return "<user>"
	}
	return e.login.username
}

// commandList writes a list of commands in capitals, as Redis's documents do.
func commandList(l phrase.Language, commands []string) string {
	names := make([]string, len(commands))
	for i, command := range commands {
		names[i] = strings.ToUpper(command)
	}
	return list(l, names)
}
