package redistest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// SentinelOptions says how a sentinel is to be.
type SentinelOptions struct {
	// Software is what to start, as in Options.
	Software string
	// Name is the group that it watches. Default "mymaster".
	Name string
	// Primary is the server at the head of the group; its password is used to
	// log in there.
	Primary *Server
	// Announced overrides the address under which the primary is monitored,
	// and so the one that clients are told: "host port".
	Announced string
	// Quorum defaults to 1.
	Quorum int
	// Password becomes requirepass of the sentinel itself.
	Password string
	// ACL holds users, as in Options.
	ACL []string
	// TLS makes it speak TLS on its port, to clients and to the servers.
	TLS *TLS
	// Config holds further lines of sentinel.conf.
	Config []string
}

// StartSentinel starts a redis-sentinel that ends with the test.
func StartSentinel(t testing.TB, options SentinelOptions) *Server {
	t.Helper()
	server, err := RunSentinel(options)
	if err != nil {
		t.Fatalf("start redis-sentinel: %v", err)
	}
	t.Cleanup(server.Stop)
	return server
}

// RunSentinel starts a redis-sentinel; the caller ends it with Stop.
func RunSentinel(options SentinelOptions) (*Server, error) {
	return launch(options.Software, "redis-sentinel", func(server *Server) ([]string, error) {
		return sentinelConfig(server, options)
	}, false)
}

// sentinelConfig writes sentinel.conf: a sentinel insists on a file that it may
// write to.
func sentinelConfig(s *Server, o SentinelOptions) ([]string, error) {
	name, quorum, announced := o.Name, o.Quorum, o.Announced
	if name == "" {
		name = "mymaster"
	}
	if quorum == 0 {
		quorum = 1
	}
	if announced == "" && o.Primary != nil {
		announced = fmt.Sprintf("%s %d", o.Primary.Host, o.Primary.Port)
	}
	s.Password = o.Password
	lines := []string{"bind " + s.Host, "dir " + s.Dir, "daemonize no"}
	if o.Software != "redis-6.0" { // it came with 6.2
		lines = append(lines, "sentinel resolve-hostnames yes")
	}
	if o.TLS != nil {
		args, err := s.secure(o.TLS)
		if err != nil {
			return nil, err
		}
		for i := 0; i+1 < len(args); i += 2 {
			lines = append(lines, strings.TrimPrefix(args[i], "--")+" "+args[i+1])
		}
		lines = append(lines, "tls-replication yes")
	} else {
		lines = append(lines, fmt.Sprintf("port %d", s.Port))
	}
	if announced != "" {
		lines = append(lines,
			fmt.Sprintf("sentinel monitor %s %s %d", name, announced, quorum),
			fmt.Sprintf("sentinel down-after-milliseconds %s 1000", name))
		if o.Primary != nil && o.Primary.Password != "" {
			lines = append(lines, fmt.Sprintf("sentinel auth-pass %s %s", name, o.Primary.Password))
		}
	}
	if o.Password != "" {
		lines = append(lines, "requirepass "+o.Password)
	}
	for _, user := range o.ACL {
		lines = append(lines, "user "+user)
	}
	lines = append(lines, o.Config...)
	path := filepath.Join(s.Dir, "sentinel.conf")
	return []string{path}, os.WriteFile(path, []byte(strings.Join(lines, "\n")+"\n"), 0o600)
}
