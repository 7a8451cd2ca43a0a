package limits

import (
	"context"
	"errors"
	"sync"
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

	mutex            sync.Mutex
	working, waiting int
	clients          map[string]int // how many of whom, of either kind
}

// NewQueue returns an empty queue.
func NewQueue(options QueueOptions) *Queue {
	least := max(1, (options.Size+int64(options.AtOnce)-1)/int64(options.AtOnce))
	options.Size = max(options.Size, least)
	return &Queue{options: options, least: least, places: semaphore.NewWeighted(options.Size), clients: map[string]int{}}
}

// Enter waits until a question of some bytes may be worked on. Call leave when it
// has been. The error is ErrFull, ErrShare or ErrPatience, or says that ctx has
// ended.
func (q *Queue) Enter(ctx context.Context, client string, bytes int64) (leave func(), err error) {
	weight := min(max(bytes, q.least), q.options.Size)
	at, err := q.join(client, weight)
	if err != nil {
		return nil, err
	}
	if at == &q.waiting {
		patient, cancel := context.WithTimeoutCause(ctx, q.options.Patience, ErrPatience)
		defer cancel()
		if err := q.places.Acquire(patient, weight); err != nil {
			q.part(client, at)
			return nil, context.Cause(patient)
		}
		q.begin()
	}
	return sync.OnceFunc(func() {
		q.places.Release(weight)
		q.part(client, &q.working)
	}), nil
}

// join counts one more of a client, either among those that are worked on or among
// those that wait.
func (q *Queue) join(client string, weight int64) (at *int, err error) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if q.clients[client] >= q.options.Each {
		return nil, ErrShare
	}
	at = &q.working
	if !q.places.TryAcquire(weight) {
		if at = &q.waiting; q.waiting >= q.options.Waiting {
			return nil, ErrFull
		}
	}
	*at++
	q.clients[client]++
	return at, nil
}

// begin counts one that waited among those that are worked on.
func (q *Queue) begin() {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.waiting--
	q.working++
}

func (q *Queue) part(client string, at *int) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	*at--
	if q.clients[client]--; q.clients[client] == 0 {
		delete(q.clients, client)
	}
}

// Working is how many questions are being worked on.
func (q *Queue) Working() int {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.working
}

// Waiting is how many questions wait.
func (q *Queue) Waiting() int {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.waiting
}
