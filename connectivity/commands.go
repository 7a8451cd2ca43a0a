package connectivity

import (
	"context"
	"crypto/rand"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"redis-wizard/configschema/phrase"
)

// keyLifetime bounds how long the throw-away key can outlive a probe that is
// cut short.
const keyLifetime = 10 * time.Second

// errUsedUp is what go-redis gets when it wants a second connection.
var errUsedUp = errors.New("the connection was lost, and a probe opens no second one")

// client hands the connection, logged in and guarded, to go-redis: what Authelia
// uses must be able to live with this server. It is a plain client, without
// retries, without a pool to speak of, and it dials nothing itself.
func (e *endpoint) client() *redis.Client {
	handed := false
	connection := e.session.handOver()
	client := redis.NewClient(&redis.Options{
		Addr: "connected:0", MaxRetries: -1, DialerRetries: 1, PoolSize: 1, MaxActiveConns: 1, PipelinePoolSize: -1,
		DisableIdentity: true, ContextTimeoutEnabled: true,
		ReadTimeout: commandTimeout, WriteTimeout: commandTimeout, PoolTimeout: commandTimeout,
		ReadBufferSize: 4096, WriteBufferSize: 4096, ConnMaxIdleTime: -1, ConnMaxLifetime: -1,
		MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Dialer: func(context.Context, string, string) (net.Conn, error) {
			if handed {
				return nil, errUsedUp
			}
			handed = true
			if e.run.target.generation() < 9 {
				return &withoutHello{Conn: connection}, nil
			}
			return connection, nil
		},
	})
	e.closers = append(e.closers, func() { _ = client.Close() })
	return client
}

// tryCommands does with a throw-away session what Authelia does with a real
// one: PING at the start, then SET with an expiry, GET, and at log-in EXISTS,
// RENAME and EXPIRE, and DEL at log-out.
func (e *endpoint) tryCommands(ctx context.Context) error {
	e.commands = e.client()
	cycle := &cycle{client: e.commands, value: rand.Text(), first: sessionKey(), second: sessionKey()}
	defer cycle.tidy(ctx)
	if err := cycle.run(ctx); err != nil {
		return err
	}
	for _, fault := range e.lacks(cycle) {
		if fault.lookup().Severity == SeverityError {
			return fault
		}
		e.warn(fault)
	}
	switch {
	case cycle.vanished:
		return because("key-vanished", nil)
	case cycle.lost != "":
		return because("not-kept", nil).with(map[string]string{"what": e.told(cycle.lost)})
	}
	e.say("A trial session was written, read, renamed, prolonged and deleted.")
	return nil
}

// cycle is the life of one trial session.
type cycle struct {
	client        *redis.Client
	value         string
	first, second string // the key before and after RENAME

	denied, unknown []string    // commands
	keyDenied       []string    // commands that may not touch the key
	lost            phrase.Text // when the server had forgotten the session
	vanished        bool        // between EXISTS and RENAME
	written         bool
	deleted         bool
	broken          bool // the connection is of no more use
}

// run goes on after a command that is not permitted, so that the report can
// name all of them at once.
func (c *cycle) run(ctx context.Context) error {
	now := c.first // the key under which the session is at the moment
	steps := []struct {
		name string
		do   func(context.Context) error
	}{
		{"ping", func(ctx context.Context) error { return c.client.Ping(ctx).Err() }},
		{"set", func(ctx context.Context) error {
			err := c.client.Set(ctx, c.first, c.value, keyLifetime).Err()
			c.written = err == nil
			return err
		}},
		{"get", func(ctx context.Context) error {
			return c.read(ctx, c.first, "right after it was written", "right after it was written (it holds something else)")
		}},
		{"exists", func(ctx context.Context) error {
			n, err := c.client.Exists(ctx, c.first).Result()
			if err == nil && n != 1 {
				c.forgot("when Authelia asked whether it exists")
			}
			return err
		}},
		{"rename", func(ctx context.Context) error {
			err := c.client.Rename(ctx, c.first, c.second).Err()
			if err == nil {
				now = c.second
			} else if answer := asReply(err); answer != nil && answer.says("no such key") {
				c.forgot("when it was renamed")
				c.vanished = true
				return nil
			}
			return err
		}},
		{"get", func(ctx context.Context) error {
			return c.read(ctx, now, "after it was renamed", "after it was renamed (it holds something else)")
		}},
		{"expire", func(ctx context.Context) error {
			found, err := c.client.Expire(ctx, now, keyLifetime).Result()
			if err == nil && !found {
				c.forgot("when it was prolonged")
			}
			return err
		}},
		{"del", func(ctx context.Context) error {
			err := c.client.Del(ctx, now).Err()
			c.deleted = err == nil
			return err
		}},
	}
	for _, step := range steps {
		limited, cancel := context.WithTimeout(ctx, commandTimeout)
		err := step.do(limited)
		cancel()
		if err == nil {
			continue
		}
		answer := asReply(err)
		switch {
		case answer == nil:
			c.broken = true
			if isTimeout(err) && step.name == "set" {
				return because("writes-held", err)
			}
			return err
		case answer.Code == "NOPERM" && keyNotPermitted(answer):
			c.keyDenied = appendOnce(c.keyDenied, step.name)
		case answer.Code == "NOPERM":
			c.denied = appendOnce(c.denied, step.name)
		case answer.unknownCommand():
			c.unknown = appendOnce(c.unknown, step.name)
		default:
			return answer
		}
	}
	return nil
}

func (c *cycle) read(ctx context.Context, key string, when, otherwise phrase.Text) error {
	value, err := c.client.Get(ctx, key).Result()
	if errors.Is(err, redis.Nil) {
		c.forgot(when)
		return nil
	}
	if err == nil && value != c.value {
		c.forgot(otherwise)
	}
	return err
}

// forgot notes the first moment at which the session was gone. A session that
// could not be written in the first place cannot be forgotten.
func (c *cycle) forgot(when phrase.Text) {
	if c.written && c.lost == "" {
		c.lost = when
	}
}

// tidy deletes what the cycle left behind when it ended early. It has time of
// its own. Where the connection is gone, the key expires by itself.
func (c *cycle) tidy(ctx context.Context) {
	if !c.written || c.deleted || c.broken {
		return
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	// One key each: two could lie in different slots of a cluster.
	_ = c.client.Del(limited, c.first).Err()
	_ = c.client.Del(limited, c.second).Err()
}

// keyNotPermitted tells a key that is out of bounds from a command that is. The
// code is the same, the words differ between 7.0 and 8.0.
func keyNotPermitted(answer *ReplyError) bool {
	text := strings.ToLower(answer.Text)
	return strings.Contains(text, "key") && !strings.Contains(text, "to run the")
}

// asReply gives the error that the server sent, or nil when it did not come
// from the server.
func asReply(err error) *ReplyError {
	var own *ReplyError
	if errors.As(err, &own) {
		return own
	}
	var theirs redis.Error
	if errors.As(err, &theirs) && !errors.Is(err, redis.Nil) {
		return newReplyError(theirs.Error())
	}
	return nil
}

func appendOnce(texts []string, text string) []string {
	for _, present := range texts {
		if present == text {
			return texts
		}
	}
	return append(texts, text)
}
