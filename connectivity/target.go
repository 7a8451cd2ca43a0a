package connectivity

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/phrase"
)

// Mode is the way Authelia is to reach Redis.
type Mode string

// The modes.
const (
	ModeSingle   Mode = "single"   // one server, over TCP
	ModeSocket   Mode = "socket"   // one server, through a unix socket
	ModeSentinel Mode = "sentinel" // a group of servers, found through Redis Sentinel
)

// DefaultTimeout is go-redis's own limit for a dial, which Authelia keeps
// unless session.redis.timeout says otherwise.
const DefaultTimeout = 5 * time.Second

// Target is what to try: session.redis, decoded, with the defaults filled in.
type Target struct {
	// Authelia is the version whose ways are copied: "4.39" or "4.38.10". Empty
	// stands for the newest.
	Authelia string
	Mode     Mode
	// Host is a name, an IPv4 address, an IPv6 address in brackets (as Authelia
	// takes it), or the absolute path of the unix socket.
	Host string
	// Port is 0 for a unix socket.
	Port int
	// Username and Password log in to Redis itself. Without a password Authelia
	// sends neither.
	Username, Password string
	// Database is selected when it is greater than 0.
	Database int
	// Timeout bounds each dial, as session.redis.timeout does. 0 means
	// DefaultTimeout; a negative one fails every dial, as it does in Authelia.
	Timeout time.Duration
	// PoolSize and MinimumIdle are the limits of Authelia's own pool, 0 for
	// go-redis's choice. They change nothing about the probe, which opens one
	// connection at a time.
	PoolSize, MinimumIdle int
	// TLS is nil for plain text.
	TLS *TLS
	// Sentinel is set in ModeSentinel only.
	Sentinel *Sentinel
	// Neighbours asks, where the plain way fails, whether a near variant works:
	// another option for a password, no user name, the other usual port. It is
	// a few more connections to the same host, and at most one more failed
	// log-in for each server.
	Neighbours bool
	// Elsewhere is what shows that whoever asks sits at another machine, the name of
	// a header for instance. Loopback is then tested only if a rule of the policy
	// names it. Empty when nothing shows it.
	Elsewhere string
	// Language is what the report is told in; nil for English.
	Language phrase.Language
}

// TLS is session.redis.tls, and what to trust.
type TLS struct {
	// ServerName must be in the certificate. Empty means the host dialled.
	ServerName string
	SkipVerify bool
	// MinVersion and MaxVersion are crypto/tls's numbers; 0 means TLS 1.2 and
	// TLS 1.3.
	MinVersion, MaxVersion uint16
	// Certificate and PrivateKey are the client's, in PEM; both or neither.
	Certificate, PrivateKey string
	// CA is PEM text that is trusted for this probe alone. Authelia has no such
	// option: it reads CertificatesDirectory.
	CA string
	// CertificatesDirectory is Authelia's global certificates_directory: its
	// *.pem, *.crt and *.cer files are trusted beside the system's roots.
	CertificatesDirectory string
}

// Sentinel is session.redis.high_availability.
type Sentinel struct {
	// Name is the group of servers, sentinel_name.
	Name string
	// Username and Password log in to the sentinels; the Target's own log in to
	// Redis.
	Username, Password string
	// Nodes are the sentinels, in Authelia's order.
	Nodes []Address
}

// Address is a host, written as in Target, and a port.
type Address struct {
	Host string
	Port int
	// Key is the part of the configuration that gave the address, whose options
	// are Key+".host" and Key+".port"; empty for one that was announced.
	Key string
}

// String is the address as a person would write it. A URL typed into the host
// may carry a password, which is left out.
func (a Address) String() string {
	if a.Port == 0 && strings.HasPrefix(a.Host, "/") {
		return a.Host
	}
	host := withoutUserinfo(a.Host)
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") && !strings.Contains(host, "://") {
		return net.JoinHostPort(host, strconv.Itoa(a.Port))
	}
	return host + ":" + strconv.Itoa(a.Port)
}

// withoutUserinfo takes "user:password@" out of what should be a host name.
func withoutUserinfo(host string) string {
	at := strings.LastIndex(host, "@")
	if at < 0 {
		return host
	}
	scheme := ""
	if end := strings.Index(host, "://"); end >= 0 && end < at {
		scheme = host[:end+3]
	}
	return scheme + host[at+1:]
}

// splitURL reads what people paste into the host: "redis://redis:6379/0" or
// "redis:6379".
func splitURL(text string) (host, port string, ok bool) {
	if scheme := strings.Index(text, "://"); scheme >= 0 {
		parsed, err := url.Parse(text)
		if err != nil || parsed.Hostname() == "" {
			return "", "", false
		}
		host, port = parsed.Hostname(), parsed.Port()
	} else {
		var err error
		if host, port, err = net.SplitHostPort(withoutUserinfo(text)); err != nil {
			return "", "", false
		}
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if number, err := strconv.Atoi(port); port != "" && (err != nil || number < 1 || number > 65535) {
		return "", "", false
	}
	return host, port, host != ""
}

// generation tells which go-redis this version of Authelia is built with: 8 up
// to 4.37, which logs in with AUTH; 9 from 4.38 on, which greets with HELLO 3.
// (Authelia's go.mod at each tag.)
func (t *Target) generation() int {
	if t.since(38, 0) {
		return 9
	}
	return 8
}

// since tells whether the target's Authelia is 4.minor.patch or later. A version
// without a patch stands for its newest one.
func (t *Target) since(minor, patch int) bool {
	parts := strings.Split(strings.TrimPrefix(t.Authelia, "v"), ".")
	if len(parts) < 2 || parts[0] != "4" {
		return true
	}
	number, err := strconv.Atoi(parts[1])
	if err != nil || number != minor || len(parts) < 3 {
		return err != nil || number >= minor
	}
	own, err := strconv.Atoi(parts[2])
	return err != nil || own >= patch
}

// secrets are the texts that must never leave the process.
func (t *Target) secrets() []string {
	secrets := []string{t.Password}
	if t.Sentinel != nil {
		secrets = append(secrets, t.Sentinel.Password)
	}
	if t.TLS != nil {
		secrets = append(secrets, t.TLS.PrivateKey)
	}
	for _, text := range append(t.hosts(), t.users()...) {
		secrets = append(secrets, typedPasswords(text)...)
	}
	if t.Sentinel != nil {
		secrets = append(secrets, typedPasswords(t.Sentinel.Name)...)
	}
	if t.TLS != nil {
		secrets = append(secrets, typedPasswords(t.TLS.ServerName)...)
	}
	return slices.DeleteFunc(secrets, func(secret string) bool { return secret == "" })
}

// typedPasswords are those in a text such as redis://user:password@host, as it is
// written there and as it is meant.
func typedPasswords(text string) []string {
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return nil
	}
	login := text[:at]
	if _, rest, scheme := strings.Cut(login, "://"); scheme {
		login = rest
	}
	_, password, found := strings.Cut(login, ":")
	if !found {
		return nil
	}
	meant, err := url.PathUnescape(password)
	if err != nil || meant == password {
		return []string{password}
	}
	return []string{password, meant}
}

// users are the names to log in with.
func (t *Target) users() []string {
	var users []string
	if t.Username != "" {
		users = append(users, t.Username)
	}
	if t.Sentinel != nil && t.Sentinel.Username != "" {
		users = append(users, t.Sentinel.Username)
	}
	return users
}

func (t *Target) hosts() []string {
	hosts := []string{t.Host}
	if t.Sentinel != nil {
		for _, node := range t.Sentinel.Nodes {
			hosts = append(hosts, node.Host)
		}
	}
	return hosts
}
