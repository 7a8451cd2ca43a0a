package connectivity

import (
	"context"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A probe must not end the process, whatever a server answers and whatever is
// wrong with this program: a panic in a goroutine does, and no handler further up
// can help. So this file is the only one that starts goroutines (a test holds all
// others to that), and each of them ends a panic here. What panicked becomes a
// finding of its endpoint, and its place is told to whoever asked for the probe.
// The value of a panic is never looked at: it may quote what was typed.

// walks are the goroutines of a probe, each on behalf of one endpoint.
type walks struct{ group sync.WaitGroup }

// start runs f beside the others.
func (w *walks) start(e *endpoint, f func()) { w.group.Go(func() { e.safely(f) }) }

// beside runs f beside the others on nobody's behalf. Where it panics, broke is told
// the place, in the same goroutine.
func (w *walks) beside(f func(), broke func(place string)) {
	w.group.Go(func() {
		defer func() {
			if recover() != nil {
				broke(placeOfPanic())
			}
		}()
		f()
	})
}

// wait waits for all that were started, and for those that they start.
func (w *walks) wait() { w.group.Wait() }

// whenOver runs f once ctx is over, unless the function that comes back is called
// before.
func (run *probe) whenOver(ctx context.Context, f func()) (stop func()) {
	cancel := context.AfterFunc(ctx, func() { run.safely(f) })
	return func() { cancel() }
}

// safely runs f in place. Where it panics, the endpoint's way ends, and with it
// whatever f had still to do.
func (e *endpoint) safely(f func()) {
	defer func() {
		if recover() != nil {
			e.breakDown(e.run.notePanic())
		}
	}()
	f()
}

// safely is for what belongs to no endpoint. It tells whether f came to its end.
func (run *probe) safely(f func()) (whole bool) {
	defer func() {
		if recover() != nil {
			run.lose(placeOfPanic())
		}
	}()
	f()
	return true
}

// panics are the places of those that were caught, for all goroutines of a probe.
type panics struct {
	mutex  sync.Mutex
	places []string
}

func (p *panics) note(place string) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.places = append(p.places, place)
}

func (p *panics) all() []string {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return slices.Clone(p.places)
}

// lose notes the place of a panic that belongs to no endpoint.
func (run *probe) lose(place string) {
	run.panics.note(place)
	run.lost.note(place)
}

// notePanic keeps the place of the panic that is being recovered from.
func (run *probe) notePanic() (place string) {
	place = placeOfPanic()
	run.panics.note(place)
	return place
}

// ourFunctions begins the names of this program's functions.
const ourFunctions = "redis-wizard/"

// placeOfPanic names the function and the line of this program that the panic
// being recovered from came through: its own or, in front of it, that of the
// library which it called. Neither has anything in it that was typed.
func placeOfPanic() string {
	counters := make([]uintptr, 64)
	frames := runtime.CallersFrames(counters[:runtime.Callers(1, counters)])
	panicking, library := false, ""
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicking, library = true, ""
		case !panicking, strings.HasPrefix(frame.Function, "runtime."):
		case strings.HasPrefix(frame.Function, ourFunctions):
			return library + lineOf(frame)
		case library == "":
			library = lineOf(frame) + " in "
		}
		if !more {
			return library + "an unknown place"
		}
	}
}

func lineOf(frame runtime.Frame) string {
	return strings.TrimPrefix(frame.Function, ourFunctions) + ":" + strconv.Itoa(frame.Line)
}
