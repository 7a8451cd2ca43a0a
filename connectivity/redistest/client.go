package redistest

import (
	"context"
	"net"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Do runs one command on the server as its default user, and gives the reply.
func (s *Server) Do(t testing.TB, args ...any) any {
	t.Helper()
	reply, err := s.Try(args...)
	if err != nil && err != redis.Nil {
		t.Fatalf("redis command %v: %v", args[0], err)
	}
	return reply
}

// Try is Do for commands that may fail.
func (s *Server) Try(args ...any) (any, error) {
	client := s.Client("", s.Password)
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), readyWithin)
	defer cancel()
	return client.Do(ctx, args...).Result()
}

// Client is a plain client of the server for one user.
func (s *Server) Client(username, password string) *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr: s.Addr, Username: username, Password: password, MaxRetries: -1, DialerRetries: 1, PoolSize: 1, DisableIdentity: true,
		DialTimeout: readyWithin, ReadTimeout: readyWithin, WriteTimeout: readyWithin,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			return s.dial(readyWithin)
		},
	})
}
