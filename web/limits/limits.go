// Package limits bounds what clients make a server do: how often each of them,
// and how much at one time.
//
// A server counts for itself, or together with its replicas through a Redis of
// the operator's. That Redis is a convenience and never a condition: when it
// does not answer in time, the server counts for itself until it is back. It is
// not subject to the policy on what a connection test may reach, because its
// address comes from the operator and never from a client.
package limits

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// Rate is how often one client may do one thing.
type Rate struct {
	// Name tells this rate's counts from those of others.
	Name string
	// PerMinute is how often in a minute, at least 1. Burst of them may come at
	// once, at least 1.
	PerMinute, Burst int
}

// Mode says whom a server counts with.
type Mode string

const (
	// Alone counts what this server alone sees.
	Alone Mode = "alone"
	// Shared counts together with the other replicas.
	Shared Mode = "shared"
)

// patience bounds each question to a Redis that was opened here: a request waits no
// longer.
const patience = 250 * time.Millisecond

// pace is how often things are done in the background.
type pace struct {
	// lease is how long the place of a replica that was killed stays taken.
	// Renewing it each renew leaves two more chances before it runs out.
	lease, renew time.Duration
	// retry is how often a Redis that was lost is asked again.
	retry time.Duration
}

var usual = pace{lease: 10 * time.Second, renew: 3 * time.Second, retry: time.Second}

// ErrFull says that as many things run as may at one time, and ErrShare that one
// client has as many of the places as it may.
var (
	ErrFull  = errors.New("all places are taken")
	ErrShare = errors.New("one client has its share of the places")
)

// Limits counts. It is safe for use by several goroutines. Close it after use.
type Limits struct {
	atOnce     int
	each       int   // of the places, for one client
	places     *Pool // of this server
	allowances *allowances
	store      *store // nil without a Redis
	log        *slog.Logger
	pace       pace

	mutex  sync.Mutex
	mode   Mode
	fault  string // while alone, though there is a Redis
	closed chan struct{}
}

// New returns limits under which atOnce things may run at one time, each of them
// for one client. client may be nil; then the server counts for itself. Otherwise
// it belongs to the limits, which ask it once, for at most 250 ms, and again each
// second until it answers.
func New(atOnce, each int, client *Redis, log *slog.Logger) *Limits {
	return newLimits(atOnce, each, client, log, usual)
}

func newLimits(atOnce, each int, client *Redis, log *slog.Logger, pace pace) *Limits {
	l := &Limits{
		atOnce: atOnce, each: each, places: NewPool(int64(atOnce), int64(each)), allowances: newAllowances(),
		log: log, pace: pace, mode: Alone, closed: make(chan struct{}),
	}
	if client != nil {
		l.store = newStore(client, pace.lease)
		if err := l.store.check(context.Background()); err != nil {
			l.fault = kindOf(err)
			l.log.Warn("the Redis for shared limits cannot be used, so this replica counts for itself", "limits", Alone, "error", err.Error())
			go l.await()
		} else {
			l.mode = Shared
			l.log.Info("limits are shared through Redis", "limits", Shared)
		}
	}
	return l
}

// Mode is whom this server counts with at the moment.
func (l *Limits) Mode() Mode {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.mode
}

// Fault says why limits that should be shared are not, as what follows "the Redis":
// "does not answer", or what kind of error it gives, without its words. It is
// empty where nothing is wrong.
func (l *Limits) Fault() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.fault
}

// Running is how many places this server has given away.
func (l *Limits) Running() int { return int(l.places.Held()) }

// Take takes one from a client's allowance. Above 0 there was none, and it is
// the time until there is.
func (l *Limits) Take(ctx context.Context, rate Rate, client string) time.Duration {
	if l.Mode() == Shared {
		wait, err := l.store.take(ctx, rate, client, 1)
		if err == nil {
			if wait <= 0 {
				// The server's own count goes along, so that nobody gets a fresh
				// allowance when the Redis is lost.
				l.allowances.take(rate, client, time.Now())
			}
			return wait
		}
		l.lost(err)
	}
	return l.allowances.take(rate, client, time.Now())
}

// Acquire takes one of the places for what may run at one time, if there is one
// and the client has not got its share of them. Nobody in particular, an empty
// text, may have them all. Call release when it has ended; more than once does no
// harm. The error is ErrFull or ErrShare.
func (l *Limits) Acquire(ctx context.Context, client string) (release func(), err error) {
	place := l.places.Open(client)
	if err := place.Add(1); err != nil {
		return nil, err
	}
	if l.store == nil {
		return place.Close, nil
	}
	lease := newLease(client)
	if l.Mode() == Shared {
		refused, err := l.store.acquire(ctx, lease, l.atOnce, l.each)
		if err != nil {
			l.lost(err) // and then this server's own count decides
		} else if refused != nil {
			place.Close()
			return nil, refused
		}
	}
	ended := make(chan struct{})
	go l.renew(lease, ended)
	return sync.OnceFunc(func() {
		place.Close()
		close(ended)
	}), nil
}

// renew keeps a lease until its work has ended, and then gives it back. A lease that the Redis has
// never heard of, because it was away, is made known as soon as it is back.
func (l *Limits) renew(lease lease, ended <-chan struct{}) {
	ctx := context.Background()
	ticker := time.NewTicker(l.pace.renew)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			if l.Mode() == Shared {
				if err := l.store.renew(ctx, lease); err != nil {
					l.lost(err)
				}
			}
		case <-ended:
			if l.Mode() == Shared {
				if err := l.store.release(ctx, lease); err != nil {
					l.lost(err) // the lease runs out by itself
				}
			}
			return
		}
	}
}

// lost notes that the Redis did not do its work. From then on nobody waits for it.
func (l *Limits) lost(err error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	select {
	case <-l.closed:
		return
	default:
	}
	if l.mode == Alone {
		return
	}
	l.mode, l.fault = Alone, kindOf(err)
	l.log.Warn("the Redis for shared limits was lost, so this replica counts for itself", "limits", Alone, "error", err.Error())
	go l.await()
}

// await asks a Redis that was lost until it answers.
func (l *Limits) await() {
	ticker := time.NewTicker(l.pace.retry)
	defer ticker.Stop()
	for {
		select {
		case <-l.closed:
			return
		case <-ticker.C:
		}
		err := l.store.check(context.Background())
		l.mutex.Lock()
		if l.fault = ""; err != nil {
			l.fault = kindOf(err)
		} else {
			l.mode = Shared
		}
		l.mutex.Unlock()
		if err == nil {
			l.log.Info("the Redis for shared limits is back", "limits", Shared)
			return
		}
	}
}

// Close ends the connections to the Redis. Places that are still taken run out.
func (l *Limits) Close() error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	select {
	case <-l.closed:
		return nil
	default:
		close(l.closed)
	}
	l.mode = Alone
	if l.store == nil {
		return nil
	}
	return l.store.client.Close()
}
