package render

import (
	"strconv"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// writeRedis writes the files of the servers themselves, the other half of what
// Authelia's configuration says: redis.conf, and behind Sentinel also
// replica.conf and sentinel.conf. A configuration that Authelia refuses, or
// without Redis, gives no files and a note.
func writeRedis(p *parts) {
	config := p.result.Config()
	switch {
	case len(p.result.Unknown) > 0 && p.result.OK:
		var names []string
		for _, key := range p.result.Unknown {
			names = append(names, authelia.ShortName(key))
		}
		p.mind("", "There is nothing to write yet: {options} is not known here, and the files of Redis would lack it. Fill it in first.", "options", p.language.Join(phrase.And, names))
		return
	case config == nil && p.result.OK:
		p.mind("", "There is nothing to write: with this configuration Authelia uses no Redis. Enter at least a host, or the sentinel name and its nodes.")
		return
	case config == nil:
		p.mind("", "There is nothing to write yet: Authelia refuses this configuration. Fix its errors first; the files for Redis follow from what Authelia would do.")
		return
	}
	s := &redisSetup{&p.output, config}
	s.redisConf()
	if s.sentinels() != nil {
		s.replicaConf()
		s.sentinelConfs()
	}
	s.redisNotes()
}

// listenHost is the address that the server has in Authelia's configuration; empty
// behind Sentinel, where none is named.
func (s *redisSetup) listenHost() string {
	if s.sentinels() != nil {
		return ""
	}
	return s.config.Host
}

// redisConf is the file of the server or, behind Sentinel, of each server: after
// a fail-over, a replica is the primary.
func (s *redisSetup) redisConf() {
	f := &confFile{}
	f.remark("The Redis that keeps Authelia's sessions. It matches session.redis in Authelia's",
		"configuration: change the two together.")
	note := phrase.Text("For Redis: start it with this file as its argument, owned by the user that Redis runs as.")
	switch {
	case s.sentinels() != nil:
		s.listen(f, s.listenHost(), primaryPort)
		note = "For every Redis server of the group, the first primary and its replicas alike, owned by the user that Redis runs as."
	case s.config.Kind == configschema.Socket:
		f.remark("Where it listens: on a unix socket only. Its user and its group may open it, so",
			"Authelia needs to be in the group of Redis.")
		f.line("port", "0")
		f.set("unixsocket", s.config.Host)
		f.line("unixsocketperm", "770")
	default:
		s.listen(f, s.listenHost(), strconv.Itoa(s.config.Port))
	}
	s.admit(f)
	if s.sentinels() != nil {
		s.follow(f)
	}
	s.keep(f)
	s.add(File{Name: "redis.conf", Mode: "0640", Language: "conf", Text: f.String()}, note)
}

// follow writes how a server logs in to its primary. The primary needs it as
// well, for the day on which it comes back as a replica.
func (s *redisSetup) follow(f *confFile) {
	l := s.login()
	switch user := s.groupUser(); {
	case user != "":
		f.remark("How it logs in to its primary, as long as it is a replica.")
		f.line("masteruser", user)
		f.line("masterauth", passwordPlace)
	case l.password != "":
		f.remark("How it logs in to its primary, as long as it is a replica: all servers have the",
			"same password.")
		f.set("masterauth", l.password)
	}
	f.remark("Behind port mappings, or where host names matter, a server has to say how the",
		"others and Authelia reach it. This differs from server to server:",
		"replica-announce-ip redis-0.example.com",
		"replica-announce-port 6379")
}

// keep writes how sessions are kept, in memory and on disk.
func (s *redisSetup) keep(f *confFile) {
	f.remark("When memory runs short, refuse new sessions rather than log people out at random.")
	f.line("maxmemory-policy", "noeviction")
	f.remark("Keep sessions across a restart: every change goes into a log, and snapshots beside",
		"it are not needed. /data is the volume of the official container images; packages",
		"of Debian and Ubuntu use /var/lib/redis.")
	f.set("dir", dataFolder)
	f.line("appendonly", "yes")
	f.line("save", `""`)
	if index := s.config.DatabaseIndex; index >= 16 {
		f.remark("There are 16 databases unless this says otherwise; Authelia's index counts from 0.")
		f.line("databases", strconv.Itoa(index+1))
	}
}

// replicaConf is what makes a server a replica.
func (s *redisSetup) replicaConf() {
	f := &confFile{}
	f.remark("Append this line to redis.conf on each replica, and not on the first primary.",
		"Do not include it: at a failover the sentinels have Redis rewrite redis.conf, and a",
		"line in another file would restore the old primary.")
	f.line("replicaof", primaryPlace, primaryPort)
	s.file("replica.conf", "conf", f.String(), "To append to redis.conf on each replica. Two replicas are a good number; one is the least for a failover.")
}
