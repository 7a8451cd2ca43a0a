// Package reload keeps what is read from files that may be replaced while the server
// runs: a certificate, a token.
package reload

import (
	"log/slog"
	"sync"
	"time"
)

// lookEvery is how often, at most, files are read.
const lookEvery = time.Second

// Value is what some files hold. While they hold nothing good, as when they are being
// written, are gone or do not fit together, the old value stays.
type Value[T any] struct {
	source Source[T]
	log    *slog.Logger

	mutex     sync.Mutex
	looked    time.Time
	value     T
	complaint string // the last one, of files that cannot be used
}

// Source says how a value is read, and what the log says of it.
type Source[T any] struct {
	Name string // in the log: "certificate"
	// Read reads the files. It goes by their content: what is new may be as long as what
	// was there, and as old by the clock of a coarse file system.
	Read func() (T, error)
	Same func(a, b T) bool
	// Say is what the log has to say of the value in use.
	Say func(T) []any
}

// Read reads a value for the first time, when there is no old one to keep.
func Read[T any](source Source[T], log *slog.Logger) (*Value[T], error) {
	value, err := source.Read()
	return &Value[T]{source: source, log: log, looked: time.Now(), value: value}, err
}

// Get is the value as it is now.
func (v *Value[T]) Get() T {
	v.mutex.Lock()
	defer v.mutex.Unlock()
	if now := time.Now(); now.Sub(v.looked) >= lookEvery {
		v.looked = now
		v.refresh()
	}
	return v.value
}

// refresh takes what the files hold now. What is wrong with them is said once.
func (v *Value[T]) refresh() {
	value, err := v.source.Read()
	switch {
	case err != nil:
		if complaint := err.Error(); complaint != v.complaint {
			v.complaint = complaint
			v.log.Warn("the new "+v.source.Name+" cannot be used, so the old one stays", append([]any{"error", complaint}, v.source.Say(v.value)...)...)
		}
		return
	case !v.source.Same(value, v.value):
		v.value = value
		v.log.Info("the new "+v.source.Name+" is in use", v.source.Say(value)...)
	}
	v.complaint = ""
}
