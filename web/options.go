package web

import (
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"redis-wizard/configschema"
	"redis-wizard/connectivity/policy"
	"redis-wizard/web/base"
	"redis-wizard/web/client"
	"redis-wizard/web/guard"
	"redis-wizard/web/limits"
	"redis-wizard/web/probe"
	"redis-wizard/web/vantage"
)

// Options is everything the server uses. The zero value serves on
// 127.0.0.1:8080 and logs nothing.
type Options struct {
	// Listen is the address for Run, "127.0.0.1:8080" by default.
	Listen string
	// TLSCert and TLSKey are the files of the server's certificate (with its
	// chain) and key, in PEM. Both or neither; without them it speaks plain HTTP.
	// Files that change are read again.
	TLSCert, TLSKey string
	// Policy says what a connection test may reach. The zero value is a server's:
	// no loopback, no unix sockets. The address that Serve listens on is added
	// to what is refused, and so is loopback as soon as people on other machines
	// reach the wizard (Reach).
	Policy policy.Policy
	// AllowLoopback opens loopback to everybody who reaches the wizard, from
	// wherever they do.
	AllowLoopback bool
	// Prober tries the targets; nil means the real thing, under Policy.
	Prober probe.Prober
	// Logger takes the request log; nil logs nothing.
	Logger *slog.Logger
	// LogTargets names in the log the addresses that each test tried.
	LogTargets bool
	// Hosts are the names under which people reach the wizard, as they stand in
	// the address bar ("wizard.example.com", "wizard.lan:8080"). The names of
	// loopback and plain IP addresses are always served; any other name is
	// refused, because it may be a stranger's that was pointed here (DNS
	// rebinding).
	Hosts []string
	// BasePath is the path below which the wizard is found behind a proxy,
	// "/redis-wizard" for example; empty stands for the root. The proxy passes it
	// on as it is.
	BasePath string
	// TrustedProxies may say, in X-Forwarded-For, -Host and -Proto, for whom
	// they ask, and in X-Request-Id how a request is called. client.ParseProxies
	// reads them.
	TrustedProxies client.Proxies
	// SignInHeader is the header in which a trusted proxy names the user who is
	// signed in, "Remote-User" for Authelia's forward authentication. With it, the
	// wizard serves nobody else; it needs TrustedProxies. SignInGroups lets in
	// only those of whom Remote-Groups names one of the groups.
	SignInHeader string
	SignInGroups []string
	// ProbeDeadline bounds one whole connection test; 10 s by default.
	ProbeDeadline time.Duration
	// ProbesPerMinute is how many tests one client may start in a minute; 30 by
	// default. A third of them may come at once.
	ProbesPerMinute int
	// MaxProbes is how many tests may run at one time, 8 by default, and
	// ProbesPerClient how many of them for one client, half of them by default.
	// Another wizard, which asks for many people, may have all.
	MaxProbes, ProbesPerClient int
	// MaxWorkers is how many evaluations and other questions that only compute are
	// worked on at one time; by default one for each processor, and 4 at most. Large
	// ones are fewer: together they have at most two MaxBody.
	MaxWorkers int
	// WorkTimeout is how long such a question may wait for its turn, and then how
	// long it may be worked on; 10 s by default.
	WorkTimeout time.Duration
	// RequestsPerMinute is how many other questions, such as evaluations, one
	// client may ask in a minute, and how many pages beside them; 600 by default. A
	// third of them may come at once.
	RequestsPerMinute int
	// MaxBody is the largest body that the API reads, in bytes; 256 KiB by default.
	// The form of the page without JavaScript may be three times as large, because
	// it may hold what was brought twice and files besides; each text in it has
	// MaxBody at most. With JavaScript larger files are read in the browser.
	MaxBody int64
	// MaxFields is the largest number of fields in a form, and of values and files
	// in JSON; 500 by default, and at most 1000.
	MaxFields int
	// MaxNodes is the largest number of sentinels in them; 64 by default.
	MaxNodes int
	// MaxConnections is how many connections may be open at one time, 1000 by
	// default, and ConnectionsPerClient how many of them to one client, 250 by
	// default; a trusted proxy may have them all. When there are too many, the one
	// that has been idle for longest is closed. Where none is idle, a new one is
	// told no more than whether the server is well.
	MaxConnections, ConnectionsPerClient int
	// HeaderTimeout is the longest time for the head of a request, 5 s by
	// default, and IdleTimeout that between two requests on one connection, one
	// minute by default.
	HeaderTimeout, IdleTimeout time.Duration
	// WriteTimeout is how long a client may read nothing of what it asked for;
	// 30 s by default. Then it is cut off, and its test ends.
	WriteTimeout time.Duration
	// ShutdownDelay is how long a server that is told to stop serves on, with
	// /readyz saying no, until load balancers have noticed; 0 by default. It
	// serves on for as long as tests run in any case.
	ShutdownDelay time.Duration
	// LimitsRedis shares the rates and MaxProbes between replicas, which then
	// count together; nil counts for this server alone. The server closes it when
	// Serve ends.
	LimitsRedis *limits.Redis
	// CertificatesDirectory is Authelia's global certificates_directory: the
	// certificates in it are trusted by every test, beside the system's.
	CertificatesDirectory string
	// Vantages are the other wizards from which a test may be made, by the names
	// that people choose them by; each needs a token. VantageRoots are the
	// authorities that their certificates may come from, nil for the system's.
	// These connections are the administrator's, and not subject to Policy.
	Vantages     []vantage.Point
	VantageRoots *x509.CertPool
	// VantageAcceptToken lets other wizards that carry it make tests from here,
	// within this one's policy and limits; nil serves none.
	VantageAcceptToken *vantage.Token
	// MetricsListen is another address for /metrics, "127.0.0.1:9090" for example.
	// Empty stands for the address of everything else.
	MetricsListen string
	// Prefill is what the form shows at first.
	Prefill configschema.Values
	// Version of the wizard, shown in the footer.
	Version string
}

func (o Options) withDefaults() Options {
	if o.Listen == "" {
		o.Listen = "127.0.0.1:8080"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	orDefault(&o.ProbeDeadline, 10*time.Second)
	orDefault(&o.ProbesPerMinute, 30)
	orDefault(&o.MaxProbes, 8)
	orDefault(&o.ProbesPerClient, (o.MaxProbes+1)/2)
	orDefault(&o.MaxWorkers, DefaultWorkers())
	orDefault(&o.WorkTimeout, 10*time.Second)
	orDefault(&o.RequestsPerMinute, 600)
	orDefault(&o.MaxBody, 256<<10)
	orDefault(&o.MaxFields, 500)
	orDefault(&o.MaxNodes, 64)
	orDefault(&o.MaxConnections, 1000)
	orDefault(&o.ConnectionsPerClient, 250)
	orDefault(&o.HeaderTimeout, 5*time.Second)
	orDefault(&o.IdleTimeout, time.Minute)
	orDefault(&o.WriteTimeout, 30*time.Second)
	return o
}

// DefaultWorkers is Options.MaxWorkers by default. More than four would bring
// little and take memory: most of what is asked takes less than a millisecond.
func DefaultWorkers() int { return min(runtime.GOMAXPROCS(0), 4) }

func orDefault[T int | int64 | time.Duration](option *T, value T) {
	if *option <= 0 {
		*option = value
	}
}

// fieldsBound is how many parts of a form the standard library reads.
const fieldsBound = 1000

// check refuses options that contradict each other, in the words of the flags
// that set them.
func (o Options) check() error {
	switch {
	case o.MaxFields > fieldsBound:
		return fmt.Errorf("--max-fields must be between 1 and %d but it is %d", fieldsBound, o.MaxFields)
	case (o.TLSCert == "") != (o.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key belong together: give both, or neither for plain HTTP")
	case o.SignInHeader != "" && len(o.TrustedProxies) == 0:
		return errors.New("--sign-in-header needs --trusted-proxies: a header that anybody may send signs nobody in")
	case len(o.SignInGroups) > 0 && o.SignInHeader == "":
		return errors.New("--sign-in-groups needs --sign-in-header, such as Remote-User")
	case !base.Plain(o.SignInHeader):
		return errors.New("--sign-in-header must be the name of a header, such as Remote-User")
	}
	for _, host := range o.Hosts {
		if !guard.IsHost(host) {
			return fmt.Errorf("--hosts must be a name as in the address bar, such as wizard.example.com or wizard.lan:8443, without a scheme or a path, but it is %q", host)
		}
	}
	if err := checkVantages(o.Vantages); err != nil {
		return err
	}
	if o.VantageAcceptToken != nil {
		if err := vantage.CheckToken(o.VantageAcceptToken.Value()); err != nil {
			return fmt.Errorf("--vantage-accept-token %w", err)
		}
	}
	return base.Check(o.BasePath)
}

// checkVantages refuses points that could not be asked.
func checkVantages(points []vantage.Point) error {
	named := map[string]bool{}
	for _, point := range points {
		if named[point.Name] {
			return fmt.Errorf("--vantage: the name %s is given twice", point.Name)
		}
		named[point.Name] = true
		if point.Token == nil {
			return fmt.Errorf("--vantage %s needs a token: give its file with --vantage-token", point.Name)
		}
		if err := vantage.CheckToken(point.Token.Value()); err != nil {
			return fmt.Errorf("--vantage-token, for %s: the file %w", point.Name, err)
		}
	}
	return nil
}

func clientsOf(options Options) []*vantage.Client {
	var clients []*vantage.Client
	for _, point := range options.Vantages {
		clients = append(clients, vantage.NewClient(point, options.VantageRoots))
	}
	return clients
}

// warnOfPlainVantages tells the log where passwords travel unencrypted.
func (s *Server) warnOfPlainVantages() {
	for _, point := range s.options.Vantages {
		if point.Plain() {
			s.log.Warn("this vantage point is asked over plain HTTP, so what people type is readable on its way; serve HTTPS there (--tls-cert)", "vantage", point.Name)
		}
	}
}
