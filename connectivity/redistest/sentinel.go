package redistest

import (
	"cmp"
	"fmt"
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
	return endWith(t, server, err)
}

// RunSentinel starts a redis-sentinel; the caller ends it with Stop. A sentinel
// insists on a file that it may write to.
func RunSentinel(options SentinelOptions) (*Server, error) {
	server := newServer()
	server.write(map[string][]byte{"sentinel.conf": []byte(strings.Join(sentinelConfig(server, options), "\n") + "\n")})
	return server, server.begin(options.Software, "redis-sentinel", []string{filepath.Join(server.Dir, "sentinel.conf")}, false)
}

func sentinelConfig(s *Server, o SentinelOptions) (lines []string) {
	for _, d := range s.common(o.Password, o.ACL, o.TLS) {
		lines = append(lines, strings.Join(d, " "))
	}
	if o.TLS != nil {
		lines = append(lines, "tls-replication yes")
	}
	if o.Software != "redis-6.0" { // it came with 6.2
		lines = append(lines, "sentinel resolve-hostnames yes")
	}
	name, announced := cmp.Or(o.Name, "mymaster"), o.Announced
	if announced == "" && o.Primary != nil {
		announced = fmt.Sprintf("%s %d", o.Primary.Host, o.Primary.Port)
	}
	if announced != "" {
		lines = append(lines,
			fmt.Sprintf("sentinel monitor %s %s %d", name, announced, cmp.Or(o.Quorum, 1)),
			fmt.Sprintf("sentinel down-after-milliseconds %s 1000", name))
		if o.Primary != nil && o.Primary.Password != "" {
			lines = append(lines, fmt.Sprintf("sentinel auth-pass %s %s", name, o.Primary.Password))
		}
	}
	return append(lines, o.Config...)
}
