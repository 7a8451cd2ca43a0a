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

	mutex   sync.Mutex
	inside  int // waiting, or being worked on
	working int
	clients map[string]int
}

// NewQueue returns an empty queue.
func NewQueue(options QueueOptions) *Queue {
	least := max(1, (options.Size+int64(options.AtOnce)-1)/int64(options.AtOnce))
	return &Queue{options: options, least: least, places: semaphore.NewWeighted(max(options.Size, least)), clients: map[string]int{}}
}

// Enter waits until a question of some bytes may be worked on. Call leave when it
// has been. The error is ErrFull, ErrShare or ErrPatience, or says that ctx has
// ended.
func (q *Queue) Enter(ctx context.Context, client string, bytes int64) (leave func(), err error) {
	if err := q.join(client); err != nil {
		return nil, err
	}
	weight := min(max(bytes, q.least), q.options.Size)
	waiting, cancel := context.WithTimeoutCause(ctx, q.options.Patience, ErrPatience)
	defer cancel()
	if err := q.places.Acquire(waiting, weight); err != nil {
		q.part(client, 0)
		return nil, context.Cause(waiting)
	}
	q.mutex.Lock()
	q.working++
	q.mutex.Unlock()
	return sync.OnceFunc(func() {
		q.places.Release(weight)
		q.part(client, 1)
	}), nil
}

// join notes one more of a client, unless there are too many.
func (q *Queue) join(client string) error {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	switch {
	case q.clients[client] >= q.options.Each:
		return ErrShare
	case q.inside-q.working >= q.options.Waiting+q.free():
		return ErrFull
	}
	q.inside++
	q.clients[client]++
	return nil
}

// free is how many more could be worked on if they were small, and so are on their
// way in rather than waiting.
func (q *Queue) free() int { return max(0, q.options.AtOnce-q.working) }

func (q *Queue) part(client string, worked int) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.inside--
	q.working -= worked
	if q.clients[client]--; q.clients[client] == 0 {
		delete(q.clients, client)
	}
}

// Working is how many questions are being worked on, and Waiting how many wait.
func (q *Queue) Working() int {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.working
}

// Waiting is how many questions wait.
func (q *Queue) Waiting() int {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	return q.inside - q.working
}
