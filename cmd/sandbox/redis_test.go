package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"redis-wizard/connectivity/redistest"
)

func start(t *testing.T, password string) *sandboxRedis {
	t.Helper()
	r, err := startRedis(password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func client(t *testing.T, r *sandboxRedis, password string) *redis.Client {
	t.Helper()
	c := redis.NewClient(&redis.Options{Addr: r.addr(), Password: password, MaxRetries: -1})
	t.Cleanup(func() { c.Close() })
	return c
}

// TestRole holds that the command we added answers as Redis does, and to nobody
// who has not logged in.
func TestRole(t *testing.T) {
	r := start(t, "let-me-in")
	ctx := context.Background()

	_, err := client(t, r, "").Do(ctx, "ROLE").Result()
	if err == nil || !strings.HasPrefix(err.Error(), "NOAUTH ") {
		t.Errorf("ROLE without a password: %v, want NOAUTH", err)
	}
	got, err := client(t, r, "let-me-in").Do(ctx, "ROLE").Result()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]any{"master", int64(0), []any{}}, got); diff != "" {
		t.Errorf("ROLE (-want +got):\n%s", diff)
	}
}

// TestKeysExpire holds that sessions end by the clock, as they do in Redis.
func TestKeysExpire(t *testing.T) {
	r := start(t, "let-me-in")
	ctx := context.Background()
	c := client(t, r, "let-me-in")
	if err := c.Set(ctx, "authelia-session:x", "v", 50*time.Millisecond).Err(); err != nil {
		t.Fatal(err)
	}
	redistest.Eventually(t, "the end of the session", func(ctx context.Context) bool {
		n, err := c.Exists(ctx, "authelia-session:x").Result()
		if err != nil {
			t.Fatal(err)
		}
		return n == 0
	})
}
