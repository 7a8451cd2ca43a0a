package limits

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// enter enters a queue from a goroutine, and waits until it stands there.
func enter(t *testing.T, q *Queue, ctx context.Context, client string, bytes int64) (outcome chan error, leave func()) {
	t.Helper()
	outcome, left := make(chan error, 1), make(chan struct{})
	before := q.Working() + q.Waiting()
	go func() {
		release, err := q.Enter(ctx, client, bytes)
		outcome <- err
		if err == nil {
			<-left
			release()
		}
	}()
	within(t, "it to stand in the queue", func() bool { return q.Working()+q.Waiting() > before })
	return outcome, func() { close(left) }
}

// Of small questions as many are worked on as there are places, of large ones as
// many as there are bytes; the others come in their order.
func TestQueueOrder(t *testing.T) {
	q := NewQueue(QueueOptions{Size: 100, AtOnce: 4, Waiting: 10, Each: 10, Patience: time.Hour})
	var leave []func()
	for i, bytes := range []int64{0, 25, 1} {
		entered, left := enter(t, q, t.Context(), "a", bytes)
		if err := <-entered; err != nil || q.Working() != i+1 {
			t.Fatalf("number %d: %v; %d are worked on", i+1, err, q.Working())
		}
		leave = append(leave, left)
	}
	large, leaveLarge := enter(t, q, t.Context(), "b", 1<<40) // which weighs no more than all
	small, leaveSmall := enter(t, q, t.Context(), "c", 1)
	if q.Working() != 3 || q.Waiting() != 2 {
		t.Errorf("%d are worked on and %d wait, want 3 and 2: a small one must not pass a large one by", q.Working(), q.Waiting())
	}
	for _, left := range leave {
		left()
	}
	if err := <-large; err != nil {
		t.Fatal(err)
	}
	if q.Working() != 1 || q.Waiting() != 1 {
		t.Errorf("beside one that takes it all %d are worked on, %d wait", q.Working(), q.Waiting())
	}
	leaveLarge()
	if err := <-small; err != nil {
		t.Fatal(err)
	}
	leaveSmall()
	within(t, "the queue to be empty", func() bool { return q.Working() == 0 && q.Waiting() == 0 })
}

// known is how many clients a queue counts.
func known(q *Queue) int {
	q.clients.mutex.Lock()
	defer q.clients.mutex.Unlock()
	return len(q.clients.clients)
}

// Who does not get in is told why, and leaves nothing behind.
func TestQueueRefuses(t *testing.T) {
	q := NewQueue(QueueOptions{Size: 1, AtOnce: 1, Waiting: 3, Each: 2, Patience: time.Hour})
	first, leave := enter(t, q, t.Context(), "a", 1)
	if err := <-first; err != nil {
		t.Fatal(err)
	}
	ctx, hangUp := context.WithCancel(t.Context())
	waiting, _ := enter(t, q, ctx, "a", 1)
	if _, err := q.Enter(t.Context(), "a", 1); !errors.Is(err, ErrShare) {
		t.Errorf("a third of one client: %v", err)
	}
	others := make([]chan error, 2)
	for i := range others {
		others[i], _ = enter(t, q, ctx, fmt.Sprint(i), 1)
	}
	if _, err := q.Enter(t.Context(), "b", 1); !errors.Is(err, ErrFull) {
		t.Errorf("one more than may wait: %v", err)
	}
	hangUp()
	for _, outcome := range append(others, waiting) {
		if err := <-outcome; !errors.Is(err, context.Canceled) {
			t.Errorf("one that hung up: %v", err)
		}
	}
	if q.Working() != 1 || q.Waiting() != 0 || known(q) != 1 {
		t.Errorf("%d are worked on, %d wait, %d clients are known", q.Working(), q.Waiting(), known(q))
	}
	q.options.Patience = time.Nanosecond
	if _, err := q.Enter(t.Context(), "b", 1); !errors.Is(err, ErrPatience) {
		t.Errorf("one that nobody can wait for: %v", err)
	}
	leave()
	within(t, "the queue to be empty", func() bool { return q.Working() == 0 && known(q) == 0 })
	if _, err := q.Enter(ctx, "b", 1); !errors.Is(err, context.Canceled) || q.Working() != 0 {
		t.Errorf("one that hung up before it came: %v", err)
	}
}

// However they come and go, no more are worked on than may, and none is forgotten.
func TestQueueHolds(t *testing.T) {
	q := NewQueue(QueueOptions{Size: 100, AtOnce: 5, Waiting: 1000, Each: 1000, Patience: time.Hour})
	var weight, number, worked atomic.Int64
	var all sync.WaitGroup
	for i := range 300 {
		bytes := rand.Int64N(60)
		all.Go(func() {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if i%3 == 0 {
				go cancel()
			}
			leave, err := q.Enter(ctx, fmt.Sprint(i%7), bytes)
			if err != nil {
				return
			}
			if weight.Add(max(bytes, 20)) > 100 || number.Add(1) > 5 {
				t.Error("too much is worked on at one time")
			}
			worked.Add(1)
			weight.Add(-max(bytes, 20))
			number.Add(-1)
			leave()
			leave() // twice is as good as once
		})
	}
	all.Wait()
	if worked.Load() < 200 || q.Working() != 0 || q.Waiting() != 0 || known(q) != 0 {
		t.Errorf("%d were worked on; %d still are, %d wait", worked.Load(), q.Working(), q.Waiting())
	}
}

// Bytes count for their client and for all, and are given back.
func TestPool(t *testing.T) {
	m := NewPool(100, 40)
	a, more, b, c := m.Open("a"), m.Open("a"), m.Open("b"), m.Open("c")
	for _, step := range []struct {
		of    *Share
		bytes int64
		want  error
	}{
		{a, 30, nil}, {more, 10, nil}, {more, 1, ErrShare}, {a, 1, ErrShare},
		{b, 60, nil}, // its only request may have more than its share
		{b, 1, ErrFull}, {c, 1, ErrFull},
	} {
		if err := step.of.Add(step.bytes); !errors.Is(err, step.want) {
			t.Errorf("%d bytes for %s: %v, want %v", step.bytes, step.of.client, err, step.want)
		}
	}
	if m.Held() != 100 || a.Held() != 30 {
		t.Errorf("%d bytes are held, %d of them by the first", m.Held(), a.Held())
	}
	for _, share := range []*Share{a, more, b, c, a} {
		share.Close()
	}
	if m.Held() != 0 || len(m.clients) != 0 {
		t.Errorf("%d bytes are still held, %d clients are known", m.Held(), len(m.clients))
	}
}
