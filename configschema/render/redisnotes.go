package render

import (
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// redisNotes say what the files cannot, in the order in which somebody who sets
// the servers up comes to it.
func (s *redisSetup) redisNotes() {
	if s.sentinels() != nil {
		s.placesToFillIn()
		s.groupNotes()
	}
	s.mind("", "These files are for servers that serve Authelia alone. Where Redis runs already, take the lines over into its own redis.conf instead of replacing it, and turn the log on first, with redis-cli CONFIG SET appendonly yes: a restart with that line alone begins without the data. Debian and Ubuntu keep redis.conf in /etc/redis; in a container, mount it and give its path to redis-server as the first argument.")
	if s.login().password+s.sentinelLogin().password != "" {
		s.mind("", "Files with mode 0640 contain passwords, or what could be used to guess them: let the user that Redis runs as own them, and nobody else read them. Values are quoted the way Redis reads them, so copy lines as they are.")
	}
	s.loginNotes()
	s.tlsNotes()
	if s.config.Kind == configschema.Socket {
		s.mind(authelia.KeyHost, "Redis makes the socket, but not its directory: that has to be there, and Redis must be able to write to it. Put the user that Authelia runs as into the group that Redis runs as. In containers, mount that directory, and not the socket itself, into both.")
	}
}

// placesToFillIn explains what stands in braces.
func (s *redisSetup) placesToFillIn() {
	files := "sentinel.conf"
	if s.sentinelsDiffer() {
		files = "sentinel-*.conf"
	}
	s.need("", "{place} filled in", "Fill in {place}: Authelia's configuration names the sentinels only, so the host name or address of the first primary has to come from you; its port is 6379 unless you change that, too. Authelia and the replicas are sent to that very address, so it is never 127.0.0.1. "+
		"One command does it in all files: {command}. Until then the sentinels do not start.",
		"place", primaryPlace, "command", "sed -i 's/"+primaryPlace+"/redis-0.example.com/' replica.conf "+files)
	if s.groupUser() != "" || s.peerUser() != "" {
		where := files
		if s.groupUser() != "" {
			where = "redis.conf " + files
		}
		s.need("", "{place} filled in", "Fill in {place}: the password that the servers of the group use among themselves, because Authelia's own login cannot serve for that. "+
			"It is the same in all files, and Authelia does not need it: {command}. Until then the servers do not start.",
			"place", passwordPlace, "command", `sed -i "s/`+passwordPlace+`/$(openssl rand -hex 32)/" `+where)
	}
}

// groupNotes are what to mind with several servers.
func (s *redisSetup) groupNotes() {
	s.mind("", "Start the primary, then the replicas (redis.conf with the line of replica.conf appended), then the sentinels. At a failover the sentinels have Redis rewrite its redis.conf, so Redis must be able to write to that file and to its directory: in a container, mount the directory and not the file.")
	if nodes := len(s.sentinels().Nodes); nodes < 3 {
		s.mind(authelia.KeyNodes, "A failover needs the votes of more than half of the sentinels, so with fewer than three, one failure is one too many. Run three on machines that do not fail together, list them all, and write these files again.")
	}
	if name := s.sentinels().SentinelName; !survivesRewrite(name) {
		s.mind(authelia.KeySentinelName, "A sentinel rewrites its own file without quotes, so a name with spaces, quotes or backslashes in it stops the sentinel at its next start. Choose a name of letters, digits, '.', '-' and '_', here and in Authelia's configuration.")
	}
	const rewritten phrase.Text = "Servers of a group rewrite their own files, and some of them would not read a password with spaces, quotes or backslashes in it again. The files therefore contain its SHA-256 and give the servers a user of their own among themselves, which needs Redis 6.2 or later. With a password of letters and digits that is not necessary."
	if s.groupUser() != "" && s.login().user == "" {
		s.mind(authelia.KeyPassword, rewritten)
	}
	if s.peerUser() != "" && s.sentinelLogin().user == "" {
		s.mind(authelia.KeySentinelPassword, rewritten)
	}
}

// loginNotes are about users and passwords.
func (s *redisSetup) loginNotes() {
	l := s.login()
	switch {
	case s.config.Password == "" && s.config.Kind != configschema.Socket && loopbackOf(s.listenHost()) == "":
		s.mind(authelia.KeyPassword, "Authelia has no password for Redis, so Redis has none: anyone who reaches the port reads and changes sessions, and can shut Redis down. Set a long random password and write these files again; without one, keep the port out of reach of everything but Authelia.")
	case s.config.Password == "":
		s.mind(authelia.KeyPassword, "Authelia has no password for Redis, so Redis has none. Where other programs or people use this machine, set one and write these files again.")
	case l.user != "":
		s.mind(authelia.KeyUsername, "On a server that runs, the user needs no restart: redis-cli ACL SETUSER takes what follows the word \"user\" in redis.conf (inside quotes, because of the '#'). Renaming or disabling commands is not necessary: the user can do what sessions need, on keys that begin with authelia-session:, and nothing else.")
	default:
		s.mind(authelia.KeyPassword, "This password lets its owner do everything in Redis. With a username in Authelia's configuration (Redis 6 or later), these files give Authelia a user that can only do what sessions need. Renaming or disabling commands is not necessary.")
	}
	if s.config.Username != "" && s.config.Password == "" {
		s.mind(authelia.KeyUsername, "Authelia sends a user name only together with a password, so there is no user in these files. Set the password as well, or leave the username out.")
	}
	s.nameNotes(authelia.KeyUsername, l.user)
	s.nameNotes(authelia.KeySentinelUsername, s.sentinelLogin().user)
}

// nameNotes are about names that no user can have, or not for long.
func (s *redisSetup) nameNotes(key, name string) {
	switch {
	case strings.ContainsAny(name, " \t\n\v\f\r\x00"):
		s.inexpressible(key, "The name of a Redis user cannot have spaces or line breaks in it: Redis does not start with this file. Choose another name, here and in Authelia's configuration.")
	case !survivesRewrite(name):
		s.mind(key, "Redis writes the names of users without quotes when it rewrites its files, and would not read this one again. Choose a name of letters and digits.")
	}
}

// tlsNotes are about certificates.
func (s *redisSetup) tlsNotes() {
	t := s.config.TLS
	switch {
	case t == nil:
		return
	case s.config.Kind == configschema.Socket:
		s.inexpressible(authelia.TLSPath, "Redis speaks no TLS over a unix socket, and Authelia insists on it as long as there is a tls section: remove that section.")
		return
	}
	const files = "Put the server's certificate, with its intermediates, and its private key into {folder} as redis.crt and redis.key, readable for Redis. "
	switch {
	case t.SkipVerify:
		s.mind(authelia.TLSPath, files+"Authelia does not check which name the certificate contains, nor who signed it (skip_verify).", "folder", tlsFolder)
	case t.ServerName != "":
		s.mind(authelia.TLSPath, files+"The certificate must contain the name {name}, which is what Authelia checks, and Authelia must trust its authority: put that into Authelia's certificates_directory, unless it is a public one.", "folder", tlsFolder, "name", t.ServerName)
	default:
		s.mind(authelia.TLSPath, files+"Authelia checks that the certificate contains the name or the address that it dials, so each server needs its own in it, and Authelia must trust its authority: put that into Authelia's certificates_directory, unless it is a public one.", "folder", tlsFolder)
	}
	if t.PrivateKey != "" {
		s.mind(authelia.KeyChain, "Redis accepts clients whose certificate was signed by an authority in {file}: put the one behind Authelia's client certificate there.", "file", tlsFolder+"/ca.crt")
	}
	if s.sentinels() != nil {
		s.mind(authelia.TLSPath, "Replicas and sentinels connect to each other with TLS as well, and show the same redis.crt as clients: it must be good for servers and for clients (extended key usage), and its authority must be in {file}.", "file", tlsFolder+"/ca.crt")
	}
}
