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
	atOnce, each int

	mutex   sync.Mutex
	places  int
	holders map[string]int // places by who has them
	clients map[who]*rate.Limiter
}

// who is one client at one thing.
type who struct{ rate, client string }

func newOwn(atOnce, each int) *own {
	return &own{atOnce: atOnce, each: each, holders: map[string]int{}, clients: map[who]*rate.Limiter{}}
}

// acquire takes a place for a client, or for nobody in particular, who may have
// them all.
func (o *own) acquire(client string) error {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	switch {
	case client != "" && o.holders[client] >= o.each:
		return ErrShare
	case o.places >= o.atOnce:
		return ErrFull
	}
	o.places++
	o.holders[client]++
	return nil
}

func (o *own) release(client string) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.places--
	if o.holders[client]--; o.holders[client] == 0 {
		delete(o.holders, client)
	}
}

func (o *own) running() int {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.places
}

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
