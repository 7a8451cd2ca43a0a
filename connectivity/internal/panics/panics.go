// Package panics keeps a probe from ending the process, whatever a server answers and
// whatever is wrong with this program: a panic in a goroutine does, and no handler further
// up can help. So this package is the only one below connectivity that starts goroutines (a
// test holds all others to that), and each of them ends a panic here. The value of a panic
// is never looked at: it may quote what was typed.
package panics

import (
	"context"
	"runtime"
	"strconv"
	"strings"
	"sync"
)

// Catch runs f, and tells broke the place where it panicked. It tells whether f came to its
// end.
func Catch(f func(), broke func(place string)) (whole bool) {
	defer func() {
		if recover() != nil {
			broke(placeOf())
		}
	}()
	f()
	return true
}

// Group is goroutines that are waited for.
type Group struct{ group sync.WaitGroup }

// Start runs f beside the others. Where it panics, broke is told the place, in the same
// goroutine.
func (g *Group) Start(f func(), broke func(place string)) { g.group.Go(func() { Catch(f, broke) }) }

// Wait waits for all that were started, and for those that they start.
func (g *Group) Wait() { g.group.Wait() }

// WhenOver runs f once ctx is over, unless the function that comes back is called before.
func WhenOver(ctx context.Context, f func(), broke func(place string)) (stop func() bool) {
	return context.AfterFunc(ctx, func() { Catch(f, broke) })
}

// ourFunctions begins the names of this program's functions.
const ourFunctions = "redis-wizard/"

// placeOf names the function and the line of this program that the panic being recovered
// from came through: its own or, in front of it, that of the library which it called.
// Neither has anything in it that was typed.
func placeOf() string {
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
