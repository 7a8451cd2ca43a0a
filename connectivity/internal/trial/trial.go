// Package trial does with a throw-away session what Authelia does with a real one: PING at
// the start, then SET with an expiry, GET, and at log-in EXISTS, RENAME and EXPIRE, and DEL
// at log-out.
package trial

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/release"
)

// keyLifetime bounds how long the throw-away key can outlive a probe that is
// cut short.
const keyLifetime = 10 * time.Second

// Session is what became of one.
type Session struct {
	Denied, Unknown []string    // commands
	KeyDenied       []string    // commands that may not touch the key
	Lost            phrase.Text // when the server had forgotten the session
	Vanished        bool        // between EXISTS and RENAME
	At              string      // the command under way when an error ended it

	client                   *redis.Client
	value                    string
	first, second            string // the key before and after RENAME
	written, deleted, broken bool   // broken: the connection is of no more use
}

// Key is a key that no session has, with the prefix that Authelia gives to all of them and
// that users are often confined to.
func Key() string { return release.KeyPrefix + "redis-wizard-" + rand.Text() }

// Run goes on after a command that is not permitted, so that the report can
// name all of them at once.
func Run(ctx context.Context, client *redis.Client) (*Session, error) {
	s := &Session{client: client, value: rand.Text(), first: Key(), second: Key()}
	defer s.tidy(ctx)
	now := s.first // the key under which the session is at the moment
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"ping", func() error { return client.Ping(ctx).Err() }},
		{"set", func() error {
			err := client.Set(ctx, s.first, s.value, keyLifetime).Err()
			s.written = err == nil
			return err
		}},
		{"get", func() error {
			return s.read(ctx, s.first, "right after it was written", "right after it was written (it contains something else)")
		}},
		{"exists", func() error {
			n, err := client.Exists(ctx, s.first).Result()
			s.forgot(err == nil && n != 1, "when Authelia asked whether it exists")
			return err
		}},
		{"rename", func() error {
			err := client.Rename(ctx, s.first, s.second).Err()
			if answer := resp.AsError(err); answer != nil && answer.Says("no such key") {
				s.forgot(true, "when it was renamed")
				s.Vanished = true
				return nil
			}
			if err == nil {
				now = s.second
			}
			return err
		}},
		{"get", func() error {
			return s.read(ctx, now, "after it was renamed", "after it was renamed (it contains something else)")
		}},
		{"expire", func() error {
			found, err := client.Expire(ctx, now, keyLifetime).Result()
			s.forgot(err == nil && !found, "when it was extended")
			return err
		}},
		{"del", func() error {
			err := client.Del(ctx, now).Err()
			s.deleted = err == nil
			return err
		}},
	} {
		err := step.do()
		if err == nil {
			continue
		}
		s.At = step.name
		list := &s.Denied
		switch answer := resp.AsError(err); {
		case answer == nil:
			s.broken = true
			return s, err
		case answer.Code == "NOPERM" && keyNotPermitted(answer):
			list = &s.KeyDenied
		case answer.Code == "NOPERM":
		case answer.UnknownCommand():
			list = &s.Unknown
		default:
			return s, answer
		}
		if !slices.Contains(*list, step.name) {
			*list = append(*list, step.name)
		}
	}
	return s, nil
}

func (s *Session) read(ctx context.Context, key string, when, otherwise phrase.Text) error {
	value, err := s.client.Get(ctx, key).Result()
	if errors.Is(err, redis.Nil) {
		s.forgot(true, when)
		return nil
	}
	s.forgot(err == nil && value != s.value, otherwise)
	return err
}

// forgot notes the first moment at which the session was gone. A session that
// could not be written in the first place cannot be forgotten.
func (s *Session) forgot(gone bool, when phrase.Text) {
	if gone && s.written && s.Lost == "" {
		s.Lost = when
	}
}

// tidy deletes what was left behind by a trial that ended early. It has time of its own.
// Where the connection is gone, the key expires by itself.
func (s *Session) tidy(ctx context.Context) {
	if !s.written || s.deleted || s.broken {
		return
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	// One key each: two could lie in different slots of a cluster.
	_ = s.client.Del(limited, s.first).Err()
	_ = s.client.Del(limited, s.second).Err()
}

// keyNotPermitted tells a key that is out of bounds from a command that is. The
// code is the same, the words differ between 7.0 and 8.0.
func keyNotPermitted(answer *resp.Error) bool {
	text := strings.ToLower(answer.Text)
	return strings.Contains(text, "key") && !strings.Contains(text, "to run the")
}
