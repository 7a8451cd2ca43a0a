package render

import (
	"strconv"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
)

// RedisOptions say what Redis's own files need to hold and what Authelia's
// configuration does not know. The zero value leaves places to fill in, at which
// Redis refuses to start.
type RedisOptions struct {
	// Primary is the address of the first primary behind the sentinels,
	// "redis-0.example.com:6379". Without a port it is 6379.
	Primary string
	// GroupPassword is what replicas and sentinels log in with among themselves,
	// where Authelia's own log-in cannot serve for that. It should be random,
	// letters and digits.
	GroupPassword string
	// Directory is where the files will lie, and the certificates below it in
	// tls. Default "/etc/redis".
	Directory string
	// Data is where Redis keeps its data. Default "/data", the volume of the
	// official container images.
	Data string
}

// The places to fill in. Each has a blank in it and stands without quotes, so
// that Redis counts one word too many and does not start before it was replaced:
// a password that everybody knows must never work.
const (
	primaryPlace  = "{PRIMARY ADDRESS}"
	passwordPlace = "{GROUP PASSWORD}"
)

// redisSetup is what the files of Redis and its sentinels are written from.
type redisSetup struct {
	config   *configschema.Config
	options  RedisOptions
	language phrase.Language
}

func newRedisSetup(config *configschema.Config, options RedisOptions, language phrase.Language) *redisSetup {
	if options.Directory == "" {
		options.Directory = "/etc/redis"
	}
	if options.Data == "" {
		options.Data = "/data"
	}
	return &redisSetup{config, options, language}
}

// say says something beside the files; in them it is English.
func (s *redisSetup) say(text phrase.Text, words ...string) string {
	return s.language.Say(text, words...)
}

// sentinels gives the configuration's high_availability, nil for one server.
func (s *redisSetup) sentinels() *configschema.HighAvailability {
	return s.config.HighAvailability
}

// primary is the first primary's host and port as words for a file; the host is
// a place to fill in as long as nobody named it.
func (s *redisSetup) primary() (host, port string) {
	host, port = splitPrimary(s.options.Primary)
	if host == "" {
		return primaryPlace, port
	}
	return quoteConf(host), port
}

// splitPrimary splits "host:port"; an IPv6 address with a port is in brackets,
// which Redis itself does not want.
func splitPrimary(address string) (host, port string) {
	host, port = address, "6379"
	colon := strings.LastIndexByte(address, ':')
	if colon >= 0 && (strings.Count(address, ":") == 1 || address[colon-1] == ']') {
		host, port = address[:colon], address[colon+1:]
	}
	if number, err := strconv.ParseUint(port, 10, 16); err != nil || number == 0 {
		port = "6379"
	}
	return bareHost(host), port
}

// bareHost takes the brackets off an IPv6 address.
func bareHost(host string) string {
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}

// loopbackOf is the loopback address that a host stands for, or empty.
func loopbackOf(host string) string {
	switch host = bareHost(strings.ToLower(host)); {
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
			"asked for. ca.crt holds the authorities behind the certificates of all clients,",
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
	folder := strings.TrimSuffix(s.options.Directory, "/") + "/tls/"
	f.line("port", "0")
	f.line("tls-port", port)
	f.set("tls-cert-file", folder+"redis.crt")
	f.set("tls-key-file", folder+"redis.key")
	// Redis insists on authorities for what it verifies: the certificates of
	// clients, and those of its own primary.
	if t.PrivateKey != "" || s.sentinels() != nil {
		f.set("tls-ca-cert-file", folder+"ca.crt")
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
