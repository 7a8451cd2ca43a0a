package limits

import (
	"context"
	"errors"
	"math"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// ErrPatience says that there was no place within the time to wait for one.
var ErrPatience = errors.New("no place came free in time")

// QueueOptions say how much a queue lets in.
type QueueOptions struct {
	// Size is what may be worked on at one time, in bytes, and AtOnce how many
	// questions it is at most, however small.
	Size   int64
	AtOnce int
	// Waiting is how many may wait, and Each how many may wait or be worked on for
	// one client.
	Waiting, Each int
	// Patience is how long one waits.
	Patience time.Duration
}

// Queue lets in what only computes: as much at one time as processors and memory
// are there for, and the rest in the order in which it came. Who waits is bounded
// by number, by client and in time, and leaves the queue at once when nobody wants
// the answer any more. It is safe for use by several goroutines.
type Queue struct {
	options QueueOptions
	least   int64 // what the smallest question weighs
	places  *semaphore.Weighted

	clients          *Pool // how many of whom, waiting or worked on
	working, waiting atomic.Int64
}

// NewQueue returns an empty queue.
func NewQueue(options QueueOptions) *Queue {
	least := max(1, (options.Size+int64(options.AtOnce)-1)/int64(options.AtOnce))
	options.Size = max(options.Size, least)
	return &Queue{options: options, least: least, places: semaphore.NewWeighted(options.Size), clients: NewPool(math.MaxInt64, int64(options.Each))}
}

// Enter waits until a question of some bytes may be worked on. Call leave when it
// has been. The error is ErrFull, ErrShare or ErrPatience, or says that ctx has
// ended.
func (q *Queue) Enter(ctx context.Context, client string, bytes int64) (leave func(), err error) {
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	weight := min(max(bytes, q.least), q.options.Size)
	share := q.clients.Open(client)
	if err := share.Add(1); err != nil {
		return nil, err
	}
	if err := q.await(ctx, weight); err != nil {
		share.Close()
		return nil, err
	}
	q.working.Add(1)
	return sync.OnceFunc(func() {
		q.working.Add(-1)
		q.places.Release(weight)
		share.Close()
	}), nil
}

// await waits for the turn of a question, where there is room to wait.
func (q *Queue) await(ctx context.Context, weight int64) error {
	if q.places.TryAcquire(weight) {
		return nil
	}
	defer q.waiting.Add(-1)
	if q.waiting.Add(1) > int64(q.options.Waiting) {
		return ErrFull
	}
	patient, cancel := context.WithTimeoutCause(ctx, q.options.Patience, ErrPatience)
	defer cancel()
	if q.places.Acquire(patient, weight) != nil {
		return context.Cause(patient)
	}
	return nil
}

// Working is how many questions are being worked on.
func (q *Queue) Working() int { return int(q.working.Load()) }

// Waiting is how many questions wait.
func (q *Queue) Waiting() int { return int(q.waiting.Load()) }
