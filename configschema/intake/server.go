package intake

import (
	"slices"
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
)

// readServer takes the configuration of Redis itself: redis.conf, sentinel.conf or
// users.acl.
func readServer(t *text) *reading {
	all := readDirectives(t.unmarked())
	if len(all) == 0 {
		return nil
	}
	r := &reading{text: t, directives: all}
	s := &serverReader{r, all}
	for range all.named("sentinel") {
		s.sentinel()
		return r
	}
	s.server()
	return r
}

// A serverReader takes what Authelia needs to know of a server.
type serverReader struct {
	*reading
	all directives
}

// server takes redis.conf and users.acl.
func (s *serverReader) server() {
	port, line := s.all.last("port")
	secure, secureLine := s.all.last("tls-port")
	path, pathLine := s.all.last("unixsocket")
	switch {
	case isPort(secure) && (port == "0" || port == ""):
		s.at(secureLine).set(authelia.KeyPort, plainNumber(secure))
		s.at(secureLine).set(authelia.KeyMinVersion, "TLS1.2") // any option of the section switches TLS on
	case isPort(port):
		s.at(line).set(authelia.KeyPort, plainNumber(port))
		if isPort(secure) {
			s.note("This server speaks TLS as well, on port {port}. The plain port was taken.", "port", secure)
		}
	case port == "0" && path != "":
		s.at(pathLine).set(authelia.KeyHost, path)
	}
	if path != "" && port != "0" {
		s.note("This server can be reached by its unix socket as well: {path}.", "path", path)
	}
	behindSentinel := slices.ContainsFunc(s.given.all, func(t *text) bool { return strings.Contains(t.Text, "sentinel monitor ") })
	if !behindSentinel && !(port == "0" && path != "" && !isPort(secure)) && (port+secure != "" || len(s.all) > len(s.all.users())) {
		s.note("A server's own configuration does not say under which name Authelia reaches it. Fill in host.")
	}
	s.login(authelia.KeyUsername, authelia.KeyPassword)
	s.remarks(isPort(secure))
}

// isPort tells whether a port is listened on.
func isPort(port string) bool { return isDigits(port) && plainNumber(port) != "0" }

// login takes requirepass, or the user of the ACL that is meant for Authelia.
func (s *serverReader) login(username, password string) {
	secret, line := s.all.last("requirepass")
	if secret != "" {
		s.at(line).set(password, secret)
	}
	user, others, ok := bestUser(s.all.users())
	switch {
	case !ok:
		return
	case user.name == "default" && secret != "":
		return
	case user.name != "default":
		s.at(user.line).set(username, user.name)
	}
	switch {
	case user.password != "":
		s.at(user.line).set(password, user.password)
	case user.name == "default" && user.noPass:
		s.note("The user default needs no password.")
	case user.hashed:
		s.note("The password of the user {user} is in the text as its hash alone.", "user", user.name)
		s.at(user.line).elsewhere(envOf(password), "")
	}
	if len(others) > 0 {
		s.note("The user {user} was read. The others were left aside: {others}.", "user", user.name, "others", s.list(others))
	}
}

// remarks says what is true of this server and no option of Authelia's.
func (s *serverReader) remarks(speaksTLS bool) {
	aclFile, _ := s.all.last("aclfile")
	is := func(name, value string) bool { got, _ := s.all.last(name); return strings.EqualFold(got, value) }
	has := func(name string) bool { got, _ := s.all.last(name); return got != "" }
	local := false
	for d := range s.all.named("bind") {
		local = true
		for _, address := range d.args {
			address = strings.TrimPrefix(address, "-")
			local = local && (strings.HasPrefix(address, "127.") || address == "::1" || address == "localhost")
		}
	}
	certificates, _ := s.all.last("tls-auth-clients")
	for _, remark := range []struct {
		isTrue bool
		text   phrase.Text
	}{
		{local, "The server listens on its own machine alone (bind). From another machine or container Authelia does not reach it."},
		{is("cluster-enabled", "yes"), "The server is part of a Redis Cluster (cluster-enabled yes), which session.redis cannot use."},
		{has("replicaof") || has("slaveof"), "The server is a replica (replicaof), which takes no writes. Authelia needs its primary, or the sentinels."},
		{speaksTLS && (certificates == "" || strings.EqualFold(certificates, "yes")), "The server asks for a client certificate, as long as tls-auth-clients is not no. Fill in tls.private_key and tls.certificate_chain."},
		{has("include"), "The files that include names were not read. Give them as well."},
		{has("aclfile") && s.besides(aclFile) == nil, "The users in aclfile were not read. Give that file as well."},
	} {
		if remark.isTrue {
			s.note(remark.text)
		}
	}
}

// sentinel takes sentinel.conf: the name of the group, the sentinels that it tells of,
// and both logins.
func (s *serverReader) sentinel() {
	var group directive
	var groups []string
	for d := range s.all.named("sentinel") {
		switch {
		case d.arg(0) != "monitor" || len(d.args) < 2:
		case group.name == "":
			group = d
		default:
			groups = append(groups, d.arg(1))
		}
	}
	if group.name != "" {
		s.at(group.line).set(authelia.KeySentinelName, group.arg(1))
	}
	if len(groups) > 0 {
		s.note("The group {group} was read. The others were left aside: {others}.", "group", group.arg(1), "others", s.list(groups))
	}
	port, _ := s.all.last("port")
	secure, line := s.all.last("tls-port")
	if isPort(secure) && (port == "0" || port == "") {
		port = secure
		s.at(line).set(authelia.KeyMinVersion, "TLS1.2")
	}
	if !isPort(port) {
		port = "26379"
	}
	s.sentinels(port)
	for d := range s.all.named("sentinel") {
		ofGroup := d.arg(1) == group.arg(1)
		switch d.arg(0) {
		case "auth-pass":
			s.ofGroup(ofGroup, d, authelia.KeyPassword)
		case "auth-user":
			s.ofGroup(ofGroup, d, authelia.KeyUsername)
		}
	}
	s.login(authelia.KeySentinelUsername, authelia.KeySentinelPassword)
	s.remarks(isPort(secure))
}

// ofGroup takes what a sentinel logs in to the servers of a group with, as Authelia does.
func (s *serverReader) ofGroup(isIt bool, d directive, key string) {
	if isIt {
		s.at(d.line).set(key, d.arg(2))
	}
}

// sentinels takes the addresses of the sentinels that are in the file: of itself what it
// announces, and what it has found out about the others.
func (s *serverReader) sentinels(port string) {
	for d := range s.all.named("sentinel") {
		switch d.arg(0) {
		case "announce-port":
			port = d.arg(1)
		}
	}
	for d := range s.all.named("sentinel") {
		switch d.arg(0) {
		case "announce-ip":
			s.at(d.line).node(d.arg(1), port)
		case "known-sentinel":
			s.at(d.line).node(d.arg(2), d.arg(3))
		}
	}
	switch {
	case s.nodes == 0:
		s.note("A sentinel's own configuration does not say under which name Authelia reaches it, only its port: {port}. List the sentinels as nodes.", "port", port)
	case s.nodes < 3:
		s.note("{count} of the sentinels are in the file. List the others as nodes, too.", "count", strconv.Itoa(s.nodes))
	}
}

// asNeighbour is the configuration of a server beside texts that say what Authelia is
// told: the two are compared, and nothing of the server's is Authelia's. Where a compose
// file has a Redis, what that does not mount is not its own.
func (r *reading) asNeighbour(others bool) *reading {
	beside := &reading{text: r.text, form: Server, directives: r.directives}
	if len(r.neighbours) > 0 { // a command line
		beside.neighbours = r.neighbours
		beside.note("{file} starts a Redis. Authelia's options were compared with it.", "file", r.nameOf(r.Name))
		return beside
	}
	isSentinel := false
	for range r.directives.named("sentinel") {
		isSentinel = true
	}
	if others && !isSentinel {
		beside.note("{file} is the configuration of a Redis, but none of the compose file mounts it. It was left aside.", "file", r.nameOf(r.Name))
		return beside
	}
	beside.neighbours = []*neighbour{{spot: beside.at(1), all: r.directives}}
	beside.note("{file} is the configuration of a Redis. Authelia's options were compared with it.", "file", r.nameOf(r.Name))
	return beside
}

// behindSentinel leaves out the port of a server, where sentinels announce it.
func (all *reading) behindSentinel() {
	is := func(key string) func(configschema.Setting) bool {
		return func(s configschema.Setting) bool { return s.Key == key }
	}
	if len(all.directives) > 0 && slices.ContainsFunc(all.settings, is(authelia.KeySentinelName)) && slices.ContainsFunc(all.settings, is(authelia.KeyPort)) {
		all.settings = slices.DeleteFunc(all.settings, is(authelia.KeyPort))
		all.note("The port of the server was left aside: Authelia asks the sentinels for it.")
	}
}
