package render

import (
	"strings"

	"redis-wizard/configschema"
)

// Where Redis's files lie, with the certificates below it, and its data: the volume
// of the official container images.
const (
	tlsFolder  = "/etc/redis/tls"
	dataFolder = "/data"
)

// The places to fill in. Each has a blank in it and stands without quotes, so
// that Redis counts one word too many and does not start before it was replaced:
// a password that everybody knows must never work.
const (
	primaryPlace  = "{PRIMARY ADDRESS}"
	primaryPort   = "6379"
	passwordPlace = "{GROUP PASSWORD}"
)

// redisSetup is what the files of Redis and its sentinels are written from. What is said
// beside the files is in the reader's language; in them it is English.
type redisSetup struct {
	*output
	config *configschema.Config
}

// sentinels gives the configuration's high_availability, nil for one server.
func (s *redisSetup) sentinels() *configschema.HighAvailability {
	return s.config.HighAvailability
}

// loopbackOf is the loopback address that a host stands for, or empty.
func loopbackOf(host string) string {
	switch host = strings.Trim(strings.ToLower(host), "[]"); {
	case host == "localhost":
		return "127.0.0.1"
	case host == "::1", strings.HasPrefix(host, "127.") && !isName(host):
		return host
	}
	return ""
}

// isName tells a host name from an IP address.
func isName(host string) bool {
	return !strings.Contains(host, ":") && strings.Trim(host, "0123456789.") != ""
}

// tlsWords are the versions from the lowest to the highest, as tls-protocols
// wants them.
func tlsWords(lowest, highest uint16) string {
	var words []string
	for i, word := range []string{"TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"} {
		if version := 0x0301 + uint16(i); version >= lowest && version <= highest {
			words = append(words, word)
		}
	}
	return strings.Join(words, " ")
}

// listen writes the ports, for a server at this host; "" for one whose address
// is not known.
func (s *redisSetup) listen(f *confFile, host, port string) {
	t := s.config.TLS
	switch {
	case t == nil:
		f.remark("Where it listens: plain text, as Authelia is configured to speak.")
		f.line("port", port)
	case t.PrivateKey != "":
		f.remark("Where it listens: TLS only. Authelia shows a client certificate, so one is",
			"asked for. ca.crt has the authorities behind the certificates of all clients,",
			"Authelia's included.")
	default:
		f.remark("Where it listens: TLS only. Authelia has no client certificate, so none is",
			"asked for.")
	}
	if t != nil {
		s.secure(f, port)
	}
	if address := loopbackOf(host); address != "" {
		f.remark("Only programs on this machine reach it, as Authelia's configuration says.")
		f.line("bind", address)
		return
	}
	f.remark("Without a bind line it listens on every address of its machine or container.",
		"Name addresses to listen on fewer, for example: bind 10.0.0.5 127.0.0.1")
}

// secure writes the directives of TLS, which redis.conf and sentinel.conf share.
func (s *redisSetup) secure(f *confFile, port string) {
	t := s.config.TLS
	f.line("port", "0")
	f.line("tls-port", port)
	f.set("tls-cert-file", tlsFolder+"/redis.crt")
	f.set("tls-key-file", tlsFolder+"/redis.key")
	// Redis insists on authorities for what it verifies: the certificates of
	// clients, and those of its own primary.
	if t.PrivateKey != "" || s.sentinels() != nil {
		f.set("tls-ca-cert-file", tlsFolder+"/ca.crt")
	}
	auth := "no"
	if t.PrivateKey != "" {
		auth = "yes"
	}
	f.line("tls-auth-clients", auth)
	f.set("tls-protocols", tlsWords(t.MinimumVersion, t.MaximumVersion))
	if s.sentinels() != nil {
		f.line("tls-replication", "yes")
	}
}
