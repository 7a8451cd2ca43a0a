package render

import (
	"crypto/sha256"
	"fmt"

	"redis-wizard/configschema"
)

// sessionRights are all that Authelia does to sessions, in any version, and no
// more; logging in needs no right. They are those of connectivity.MinimalACL,
// and a test compares the two. There is no resetchannels among them: Redis 6.0
// does not know the word.
func sessionRights(database int) string {
	rights := "~authelia-session:* -@all +ping +get +set +del +exists +rename +expire"
	if database > 0 {
		rights += " +select"
	}
	return rights
}

// groupRights are what a replica needs to copy its primary, and what a sentinel
// needs to watch and to reconfigure a server (redis.io, "Redis Sentinel", on
// access control lists, narrowed to the one channel that sentinels use).
const groupRights = "&__sentinel__:hello -@all +ping +psync +replconf" +
	" +info +role +publish +subscribe +multi +exec +slaveof +config|rewrite +client|setname +client|kill +script|kill"

// watchRights are what Authelia asks a sentinel, and behind them questions that
// change nothing and let a connection test see whether a fail-over can work. Up to
// 4.38.9 Authelia does not start unless it is told the replicas, too, and up to
// 4.37 it asks that in the old words; a test compares with what connectivity says
// of each release.
func watchRights(v configschema.Version) string {
	replicas := "replicas"
	if v.Profile().AsksForSlaves {
		replicas = "slaves"
	}
	return "&* -@all +ping +auth +hello +subscribe +sentinel|get-master-addr-by-name +sentinel|sentinels" +
		" +role +info +sentinel|master +sentinel|" + replicas + " +sentinel|ckquorum"
}

// peerRights are what a sentinel does at another one: it says hello, and asks
// whether that one has lost the primary, too.
const peerRights = "&__sentinel__:hello -@all +ping +publish +client|setname +sentinel|is-master-down-by-addr"

// allRights are those that the default user has behind requirepass.
const allRights = "~* &* +@all"

// login tells how Authelia logs in: without a password, with the password alone
// (requirepass) or as an ACL user. A user name without a password is never sent.
type login struct{ user, password string }

func newLogin(user, password string) login {
	if user == "default" || password == "" {
		user = ""
	}
	return login{user, password}
}

func (s *redisSetup) login() login { return newLogin(s.config.Username, s.config.Password) }

func (s *redisSetup) sentinelLogin() login {
	if ha := s.sentinels(); ha != nil {
		return newLogin(ha.SentinelUsername, ha.SentinelPassword)
	}
	return login{}
}

// groupUser is whom replicas and sentinels log in as: a user of their own where
// Authelia's has too few rights, or where its password would not survive that
// the servers rewrite their files. Otherwise it is empty, and they use the
// password as Authelia does.
func (s *redisSetup) groupUser() string { return s.secondUser(s.login(), "replication") }

// peerUser is whom sentinels log in as at each other, for the same reasons.
func (s *redisSetup) peerUser() string { return s.secondUser(s.sentinelLogin(), "sentinel-peer") }

// secondUser is a user beside the one of a login, with another name; empty where
// that login is good enough.
func (s *redisSetup) secondUser(l login, name string) string {
	switch {
	case s.sentinels() == nil, l.password == "", l.user == "" && survivesRewrite(l.password):
		return ""
	case l.user == name:
		return name + "-2"
	}
	return name
}

// groupUserLine is the ACL line for a user with the group's password. As long as
// that is a place to fill in, it cannot be hashed.
func groupUserLine(name, rights string) string {
	return name + " on >" + passwordPlace + " " + rights
}

// userLine is an ACL user, as after the word "user", with the SHA-256 of the password. The
// clear text stays out of the file, and may hold blanks and quotes, which the form with
// ">" cannot.
func userLine(name, password, rights string) string {
	return fmt.Sprintf("%s on #%x %s", quoteConf(name), sha256.Sum256([]byte(password)), rights)
}

// admit writes who may enter the server.
func (s *redisSetup) admit(f *confFile) {
	l := s.login()
	switch {
	case l.user != "":
		f.remark("Access. Authelia's user has the rights that sessions need and no others;",
			"its password is here as a SHA-256. The default user is shut out, so to look",
			"after this server yourself, add a user of your own with: on >PASSWORD ~* &* +@all")
		f.line("user", "default", "reset", "off")
		f.line("user", userLine(l.user, l.password, sessionRights(s.config.DatabaseIndex)))
	case s.groupUser() != "":
		f.remark("Access: anyone with the password, which is here as a SHA-256.")
		f.line("user", userLine("default", l.password, allRights))
	case l.password != "":
		f.remark("Access: anyone with the password.")
		f.set("requirepass", l.password)
	case s.config.Kind == configschema.Socket:
		f.remark("Access: anyone who may open the socket. Authelia has no password configured.")
		return
	case loopbackOf(s.listenHost()) != "":
		f.remark("Access: every program on this machine. Authelia has no password configured.")
		return
	default:
		f.remark("Access: anyone who reaches the port, because Authelia has no password",
			"configured. Protected mode would shut Authelia out. Better: set a password there,",
			"and write this file again.")
		f.line("protected-mode", "no")
		return
	}
	if user := s.groupUser(); user != "" {
		f.remark("Replicas and sentinels have a user of their own. Redis 6.2 or later.")
		f.line("user", groupUserLine(user, groupRights))
	}
}

// admitToSentinel writes who may enter a sentinel.
func (s *redisSetup) admitToSentinel(f *confFile) {
	l := s.sentinelLogin()
	switch {
	case l.user != "":
		f.remark("Access. Authelia's user may look and change nothing; its password is",
			"here as a SHA-256. The default user is shut out, so to look after the sentinels",
			"yourself, add a user of your own with: on >PASSWORD ~* &* +@all")
		f.line("user", "default", "reset", "off")
		f.line("user", userLine(l.user, l.password, watchRights(s.config.Version)))
	case s.peerUser() != "":
		f.remark("Access: anyone with the password, which is here as a SHA-256.")
		f.line("user", userLine("default", l.password, allRights))
	case l.password != "":
		f.remark("Access: anyone with the password. The sentinels use it among themselves,",
			"too, so it is the same on all of them.")
		f.set("requirepass", l.password)
	default:
		f.remark("Access: anyone who reaches the port, because Authelia has no password",
			"for the sentinels configured (sentinel_password).")
	}
	if user := s.peerUser(); user != "" {
		f.remark("The sentinels log in to each other with a user of their own. Redis 6.2 or later.")
		f.line("user", groupUserLine(user, peerRights))
		f.line("sentinel", "sentinel-user", user)
		f.line("sentinel", "sentinel-pass", passwordPlace)
	}
}
