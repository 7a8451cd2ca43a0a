package release

import "strings"

// KeyPrefix is fixed in Authelia (internal/session/provider_config.go).
const KeyPrefix = "authelia-session:"

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
	return "ACL SETUSER " + user + " on >PASSWORD ~" + KeyPrefix + "* -@all " + rights
}

// Lack is what a command hinders that Authelia cannot use.
type Lack int

const (
	LackStart  Lack = iota // it does not start
	LackLogin              // it starts, and nobody can log in
	LackRead               // it starts, and reads no session
	LackLogout             // it starts and keeps sessions, and nobody can log out
)

// LackOf says what a release does without a command. Source: the provider of
// fasthttp/session (New sends PING; Save is SET, Get is GET, Regenerate is EXISTS,
// RENAME and EXPIRE, Destroy is DEL) and its callers in Authelia 4.37.5, 4.38.0
// and 4.39.20: handler_firstfactor.go answers a log-in with 401 when the session
// cannot be saved or regenerated, handler_logout.go a log-out with an error when
// it cannot be destroyed, before the cookie is taken back. Since 4.39.20 the start
// takes a SET and a DEL (internal/session/provider.go, StartupCheck).
func (r Authelia) LackOf(command string) Lack {
	switch {
	case command == "ping", command == "select":
		return LackStart
	case r.startsWithWrite() && (command == "set" || command == "del"):
		return LackStart
	case command == "get":
		return LackRead
	case command == "del":
		return LackLogout
	}
	return LackLogin
}
