package limits

import (
	"maps"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxClients bounds the memory for clients. When it is reached, those that
// have not asked for a while are forgotten.
const maxClients = 10_000

// allowances are what each client may still ask of one server.
type allowances struct {
	mutex   sync.Mutex
	clients map[who]*rate.Limiter
}

// who is one client at one thing.
type who struct{ rate, client string }

func newAllowances() *allowances { return &allowances{clients: map[who]*rate.Limiter{}} }

// take takes one from the client's allowance; above 0 there was none.
func (a *allowances) take(r Rate, client string, now time.Time) time.Duration {
	a.mutex.Lock()
	defer a.mutex.Unlock()
	one := who{r.Name, client}
	limiter := a.clients[one]
	if limiter == nil {
		a.forget(now)
		limiter = rate.NewLimiter(rate.Limit(float64(r.PerMinute)/60), r.Burst)
		a.clients[one] = limiter
	}
	reservation := limiter.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

// forget drops clients whose allowance is whole again: they are as good as new.
func (a *allowances) forget(now time.Time) {
	if len(a.clients) < maxClients {
		return
	}
	maps.DeleteFunc(a.clients, func(_ who, limiter *rate.Limiter) bool {
		return limiter.TokensAt(now) >= float64(limiter.Burst())
	})
	if len(a.clients) >= maxClients {
		clear(a.clients) // a flood of addresses: the cap of what runs still holds
	}
}
