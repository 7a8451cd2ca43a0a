package redistest

import (
	"crypto/tls"
	"path/filepath"
	"testing"
)

// Config says how to start a server from a file that somebody else wrote, and
// how to reach it then.
type Config struct {
	// Software is what to start, as in Options.
	Software string
	// Path is the redis.conf or sentinel.conf. Its directory is where the server
	// runs, and stays when it ends.
	Path string
	// Sentinel starts redis-sentinel in place of redis-server.
	Sentinel bool
	// Port is the one in the file; 0 for a server that only opens Socket.
	Port   int
	Socket string
	// TLS is a client's configuration that the server accepts. Nil is plain text.
	TLS *tls.Config
	// Password is what the default user needs, for Do.
	Password string
	// Args are further arguments, which win over the file.
	Args []string
}

// StartConfig starts a server from its file; it ends with the test.
func StartConfig(t testing.TB, config Config) *Server {
	t.Helper()
	server, err := RunConfig(config)
	return endWith(t, server, err)
}

// RunConfig starts a server from its file; the caller ends it with Stop. The
// error holds what the server said, so that a test can expect a refusal.
func RunConfig(config Config) (*Server, error) {
	server := &Server{
		Host: loopback, Port: config.Port, Socket: config.Socket, Password: config.Password,
		Dir: filepath.Dir(config.Path), client: config.TLS, borrowed: true,
	}
	if config.Port != 0 {
		server.Addr = address(config.Port)
	}
	binary := "redis-server"
	if config.Sentinel {
		binary = "redis-sentinel"
	}
	return server, server.begin(config.Software, binary, append([]string{config.Path}, config.Args...), false)
}
