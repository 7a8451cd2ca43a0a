package connectivity

import (
	"cmp"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/userinfo"
	"redis-wizard/connectivity/internal/peertext"
	"redis-wizard/connectivity/release"
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
// unless the option says otherwise.
const DefaultTimeout = 5 * time.Second

// Target is what to try: a root of Authelia's configuration, decoded, with the defaults
// filled in.
type Target struct {
	// Names are the keys of the root's options, for findings to name and for fixes to
	// set. Empty stands for those of session.redis.
	Names authelia.Names
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
	// Timeout bounds each dial, as the option does. 0 means
	// DefaultTimeout; a negative one fails every dial, as it does in Authelia.
	Timeout time.Duration
	// PoolSize is the limit of Authelia's own pool, 0 for go-redis's choice. It
	// changes nothing about the probe, which opens one connection at a time.
	PoolSize int
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
	// Language is what the report is written in; nil for English.
	Language phrase.Language
}

// TLS is the root's section of that name, and what to trust.
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

// Sentinel is what a group of servers takes beside.
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
	// Key is the part of the configuration that gave the address: the section whose
	// options "host" and "port" it stands in, or the one option that holds both.
	// Empty for an address that was announced.
	Key string
}

// place is what leads to another host or port in the address's place. What is empty
// stays as it is.
func (a Address) place(host, port string) map[string]string {
	if _, whole := authelia.OptionOf(a.Key); whole {
		return map[string]string{a.Key: "tcp://" + cmp.Or(host, a.Host) + ":" + cmp.Or(port, strconv.Itoa(a.Port))}
	}
	set := map[string]string{}
	if host != "" {
		set[a.Key+".host"] = host
	}
	if port != "" {
		set[a.Key+".port"] = port
	}
	return set
}

// String is the address as a person would write it. A URL typed into the host
// may carry a password, which is left out.
func (a Address) String() string {
	if a.Port == 0 && strings.HasPrefix(a.Host, "/") {
		return a.Host
	}
	host := userinfo.Without(a.Host)
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") && !strings.Contains(host, "://") {
		return net.JoinHostPort(host, strconv.Itoa(a.Port))
	}
	return host + ":" + strconv.Itoa(a.Port)
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
		if host, port, err = net.SplitHostPort(userinfo.Without(text)); err != nil {
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

// names are the keys of the root's options.
func (t *Target) names() authelia.Names { return cmp.Or(t.Names, authelia.Known[0].Names) }

// naming is the language of the report, in which the options are called as this root
// calls them, where the catalogue has the keys of session.redis.
func (t *Target) naming() phrase.Language {
	said, own, known := t.Language, t.names(), authelia.Known[0].Names
	if own == known {
		return said
	}
	renamed := strings.NewReplacer(
		known.ServerName, own.ServerName, known.TLS, own.TLS, known.Password, own.Password, known.SentinelName, own.SentinelName,
		known.Sentinels, own.Sentinels, known.Root, own.Root,
	)
	return func(english string) string { return renamed.Replace(said.Say(phrase.Text(english))) }
}

// release is the release of Authelia whose ways are copied.
func (t *Target) release() release.Authelia { return release.Authelia(t.Authelia) }

// redactor takes the target's secrets out of what is said about it.
func (t *Target) redactor() *peertext.Redactor { return peertext.New(t.texts()) }

// texts are those that must never leave the process, the names to log in with, and the
// names and addresses that a report shows: somebody may have typed a password into one.
func (t *Target) texts() (secrets, users, shown []string) {
	secrets, users, shown = []string{t.Password}, []string{t.Username}, []string{t.Host}
	if s := t.Sentinel; s != nil {
		secrets, users, shown = append(secrets, s.Password), append(users, s.Username), append(shown, s.Name)
		for _, node := range s.Nodes {
			shown = append(shown, node.Host)
		}
	}
	if t.TLS != nil {
		secrets, shown = append(secrets, t.TLS.PrivateKey), append(shown, t.TLS.ServerName)
	}
	for _, text := range slices.Concat(shown, users) {
		secrets = append(secrets, peertext.TypedPasswords(text)...)
	}
	secrets = slices.DeleteFunc(secrets, func(secret string) bool { return secret == "" })
	return secrets, users, shown
}
