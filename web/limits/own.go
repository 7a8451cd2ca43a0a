package limits

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxClients bounds the memory for clients. When it is reached, those that
// have not asked for a while are forgotten.
const maxClients = 10_000

// own counts what one server sees.
type own struct {
	places chan struct{}

	mutex   sync.Mutex
	clients map[who]*rate.Limiter
}

// who is one client at one thing.
type who struct{ rate, client string }

func newOwn(atOnce int) *own {
	return &own{places: make(chan struct{}, atOnce), clients: map[who]*rate.Limiter{}}
}

func (o *own) acquire() bool {
	select {
	case o.places <- struct{}{}:
		return true
	default:
		return false
	}
}

func (o *own) release() { <-o.places }

func (o *own) running() int { return len(o.places) }

// take takes one from the client's allowance; above 0 there was none.
func (o *own) take(r Rate, client string, now time.Time) time.Duration {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	one := who{r.Name, client}
	limiter := o.clients[one]
	if limiter == nil {
		o.forget(now)
		limiter = rate.NewLimiter(rate.Limit(float64(r.PerMinute)/60), r.Burst)
		o.clients[one] = limiter
	}
	reservation := limiter.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

// forget drops clients whose allowance is whole again: they are as good as new.
func (o *own) forget(now time.Time) {
	if len(o.clients) < maxClients {
		return
	}
	for one, limiter := range o.clients {
		if limiter.TokensAt(now) >= float64(limiter.Burst()) {
			delete(o.clients, one)
		}
	}
	if len(o.clients) >= maxClients {
		clear(o.clients) // a flood of addresses: the cap of what runs still holds
	}
}
