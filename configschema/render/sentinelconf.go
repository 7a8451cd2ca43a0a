package render

import (
	"slices"
	"strconv"

	"redis-wizard/configschema"
)

// sentinelConfs writes one file for all sentinels where it would be the same,
// and one for each of them where they differ.
func (s *redisSetup) sentinelConfs() {
	nodes := s.sentinels().Nodes
	// What every note ends with.
	const learns = " It must be able to write to the file and to its directory: a sentinel keeps in it what it learns."
	if !s.sentinelsDiffer() {
		s.add(File{Name: "sentinel.conf", Mode: "0640", Language: "conf", Text: s.sentinelConf(nodes[0])},
			"For every sentinel: start it with redis-sentinel and its own copy of this file, owned by the user that it runs as."+learns)
		return
	}
	for i, node := range nodes {
		s.add(File{Name: "sentinel-" + strconv.Itoa(i+1) + ".conf", Mode: "0640", Language: "conf", Text: s.sentinelConf(node)},
			"For the sentinel at {host}, port {port}: start it with redis-sentinel and this file, owned by the user that it runs as."+learns, "host", node.Host, "port", strconv.Itoa(node.Port))
	}
}

// sentinelsDiffer tells whether the sentinels need different files: for ports of
// their own, or because each announces its own name.
func (s *redisSetup) sentinelsDiffer() bool {
	nodes := s.sentinels().Nodes
	return len(nodes) > 1 && slices.ContainsFunc(nodes, func(node configschema.Node) bool {
		return announces(node) || node.Port != nodes[0].Port || loopbackOf(node.Host) != ""
	})
}

// announces tells whether a sentinel has to say its name: otherwise it tells the
// others and Authelia its IP address, which is not what they are configured with.
func announces(node configschema.Node) bool {
	return isName(node.Host) && loopbackOf(node.Host) == ""
}

func (s *redisSetup) sentinelConf(node configschema.Node) string {
	f := &confFile{}
	f.remark("A sentinel of the group that keeps Authelia's sessions. It matches",
		"session.redis.high_availability in Authelia's configuration: change the two together.")
	s.listen(f, node.Host, strconv.Itoa(node.Port))
	s.name(f, node)
	s.monitor(f)
	s.admitToSentinel(f)
	return f.String()
}

// name lets names stand for addresses, which sentinels look up since 6.2 and only
// when told to: the primary that is filled in may have one.
func (s *redisSetup) name(f *confFile, node configschema.Node) {
	f.remark("Host names are looked up, and told to clients as they are (Redis 6.2 or later).")
	f.line("sentinel", "resolve-hostnames", "yes")
	f.line("sentinel", "announce-hostnames", "yes")
	if announces(node) {
		f.set("sentinel", "announce-ip", node.Host)
		f.line("sentinel", "announce-port", strconv.Itoa(node.Port))
	}
}

// monitor writes which group the sentinel watches, and how it logs in there.
func (s *redisSetup) monitor(f *confFile) {
	name := quoteConf(s.sentinels().SentinelName)
	f.remark("The group, by its sentinel_name and the address of the first primary. Authelia is",
		"told this address: it must lead there from Authelia, too. The last number is how",
		"many sentinels must agree that the primary is gone: more than half of them.")
	f.line("sentinel", "monitor", name, primaryPlace, primaryPort, strconv.Itoa(len(s.sentinels().Nodes)/2+1))
	switch user := s.groupUser(); {
	case user != "":
		f.line("sentinel", "auth-user", name, user)
		f.line("sentinel", "auth-pass", name, passwordPlace)
	case s.login().password != "":
		f.line("sentinel", "auth-pass", name, quoteConf(s.login().password))
	}
	f.remark("Take the primary for lost after 5 seconds without an answer (30 unless set), and",
		"try again after a minute when a failover gets stuck.")
	f.line("sentinel", "down-after-milliseconds", name, "5000")
	f.line("sentinel", "failover-timeout", name, "60000")
}
