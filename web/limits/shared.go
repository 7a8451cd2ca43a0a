package limits

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Redis is a client of the operator's Redis.
type Redis = redis.Client

// ErrURL is what is wrong with the URL of a Redis. It does not repeat the URL,
// which may hold a password.
var ErrURL = errors.New("must be a URL such as redis://user:password@redis.example.com:6379/0, or rediss:// for TLS")

// Open makes a client of the Redis at a URL, redis:// or rediss:// (TLS, with
// the system's authorities), with user name, password and database number. It
// does not connect yet. The error is ErrURL.
func Open(text string) (*Redis, error) {
	at, err := url.Parse(text)
	if err != nil || at.Scheme != "redis" && at.Scheme != "rediss" || at.Hostname() == "" {
		return nil, ErrURL
	}
	options, err := redis.ParseURL(text)
	if err != nil {
		return nil, ErrURL
	}
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout = patience, patience, patience
	options.PoolTimeout, options.ContextTimeoutEnabled = patience, true
	// One attempt: a second would make the request wait twice.
	options.MaxRetries, options.DialerRetries = -1, 1
	options.DisableIdentity = true
	options.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewClient(options), nil
}

// Every key begins with prefix; those of allowances with "rate:" before it,
// which the library puts there. All of them expire.
const (
	prefix    = "redis-wizard:"
	leasesKey = prefix + "probes"
)

// store counts in a Redis. Its methods wait for at most as long as the client has
// for reading, whatever the caller's context says: that somebody went away is no
// fault of the Redis.
type store struct {
	client *Redis
	rates  *redis_rate.Limiter
	lease  time.Duration
}

func newStore(client *Redis, lease time.Duration) *store {
	return &store{client: client, rates: redis_rate.NewLimiter(client), lease: lease}
}

func (s *store) patient(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(ctx), s.client.Options().ReadTimeout)
}

// take takes n from a client's allowance by the generic cell rate algorithm.
func (s *store) take(ctx context.Context, rate Rate, client string, n int) (wait time.Duration, err error) {
	ctx, cancel := s.patient(ctx)
	defer cancel()
	result, err := s.rates.AllowN(ctx, prefix+rate.Name+":"+digest(client),
		redis_rate.Limit{Rate: rate.PerMinute, Burst: rate.Burst, Period: time.Minute}, n)
	if err != nil {
		return 0, fmt.Errorf("count a request: %w", err)
	}
	return max(0, result.RetryAfter), nil
}

// digest stands for a client in a key: who may look into the Redis learns
// neither addresses nor names, and a long name makes no long key.
func digest(client string) string {
	sum := sha256.Sum256([]byte(client))
	return hex.EncodeToString(sum[:16])
}

// The places are a sorted set of leases, each scored with the time, in the
// Redis's own milliseconds, at which it runs out. The clock of the Redis is the
// only one, so those of the replicas may differ. The whole set expires with the
// youngest lease.

// lease is a place in the Redis. Its name begins with whose it is, so that those of
// one client can be counted, and run out, in the one set of all.
type lease struct{ owner, name string }

func newLease(client string) lease {
	if client == "" {
		return lease{"", rand.Text()}
	}
	owner := digest(client) + ":"
	return lease{owner, owner + rand.Text()}
}

// acquireScript takes a place: KEYS[1] the set, ARGV the lease, its milliseconds,
// how many there may be, whose it is, and how many those may have. It answers 1, 0
// when there is none, and -1 when the client has its share. Of somebody in
// particular alone the leases are counted one by one.
var acquireScript = redis.NewScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if ARGV[4] ~= '' then
  local own = 0
  for _, lease in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
    if string.sub(lease, 1, #ARGV[4]) == ARGV[4] then own = own + 1 end
  end
  if own >= tonumber(ARGV[5]) then
    return -1
  end
end
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
  return 0
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`)

// renewScript prolongs a lease, or makes it known. It never refuses: what runs
// already is counted.
var renewScript = redis.NewScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1
`)

// acquire takes a place. refused is ErrFull or ErrShare, and err what is wrong with
// the Redis.
func (s *store) acquire(ctx context.Context, lease lease, atOnce, each int) (refused, err error) {
	ctx, cancel := s.patient(ctx)
	defer cancel()
	taken, err := acquireScript.Run(ctx, s.client, []string{leasesKey}, lease.name, s.lease.Milliseconds(), atOnce, lease.owner, each).Int()
	switch {
	case err != nil:
		return nil, fmt.Errorf("take a place: %w", err)
	case taken < 0:
		return ErrShare, nil
	case taken == 0:
		return ErrFull, nil
	}
	return nil, nil
}

func (s *store) renew(ctx context.Context, lease lease) error {
	ctx, cancel := s.patient(ctx)
	defer cancel()
	if err := renewScript.Run(ctx, s.client, []string{leasesKey}, lease.name, s.lease.Milliseconds()).Err(); err != nil {
		return fmt.Errorf("renew a place: %w", err)
	}
	return nil
}

func (s *store) release(ctx context.Context, lease lease) error {
	ctx, cancel := s.patient(ctx)
	defer cancel()
	if err := s.client.ZRem(ctx, leasesKey, lease.name).Err(); err != nil {
		return fmt.Errorf("give a place back: %w", err)
	}
	return nil
}

// check does, without an effect, what the counting does. A PING would not show
// a user who may not run scripts, or a replica that takes no writes.
func (s *store) check(ctx context.Context) error {
	if _, err := s.acquire(ctx, lease{"nobody:", "nobody:"}, 0, 1); err != nil {
		return err
	}
	_, err := s.take(ctx, Rate{Name: "check", PerMinute: 1, Burst: 1}, "nobody", 0)
	return err
}

// faults are the kinds of a Redis's refusals, by what its words hold. The words
// themselves are for the log: this is read by whoever asks whether a replica is
// ready.
var faults = []struct{ word, kind string }{
	{"WRONGPASS", "refuses the user name or the password"},
	{"invalid password", "refuses the user name or the password"},
	{"NOAUTH", "asks for a password"},
	{"without any password", "does not know the password"},
	{"NOPERM", "does not permit what counting takes"},
	{"can't run this command", "does not permit what counting takes"}, // a script's, in 6.0
	{"READONLY", "is a replica that takes no writes"},
	{"MASTERDOWN", "is a replica that has lost its primary"},
	{"DB index", "has no database of that number"},
	{"MOVED", "is part of a cluster"},
	{"CLUSTERDOWN", "is part of a cluster"},
	{"cluster mode", "is part of a cluster"},
	{"LOADING", "is still loading its data"},
	{"MISCONF", "cannot save to its disk, and takes no writes"},
	{"OOM", "is out of memory"},
	{"BUSY", "is busy with a script"},
	{"DENIED", "is in protected mode"},
	{"max number of clients", "has no room for another client"},
	{"unknown command", "lacks a command that counting takes"},
}

// kindOf says what is the matter with the Redis, in words of our own.
func kindOf(err error) string {
	var refusal redis.Error
	var unverified *tls.CertificateVerificationError
	switch {
	case errors.As(err, &refusal):
		for _, fault := range faults {
			if strings.Contains(refusal.Error(), fault.word) {
				return fault.kind
			}
		}
		return "answers with an error"
	case errors.As(err, &unverified):
		return "shows a certificate that is not valid"
	}
	return "does not answer"
}
