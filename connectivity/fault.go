package connectivity

import (
	"errors"
	"maps"
)

// fault is a known cause with the words for its message. Steps return it as
// their error.
type fault struct {
	cause string // the Name of a row of the Catalogue
	words map[string]string
	fix   *Fix
	err   error
}

func (f *fault) Error() string {
	if f.err != nil {
		return f.cause + ": " + f.err.Error()
	}
	return f.cause
}

func (f *fault) Unwrap() error { return f.err }

func (f *fault) lookup() *Cause { return causeNamed(f.cause) }

// with adds words to a fault.
func (f *fault) with(words map[string]string) *fault {
	if f.words == nil {
		f.words = map[string]string{}
	}
	maps.Copy(f.words, words)
	return f
}

// because makes a fault of a row of the Catalogue.
func because(cause string, err error) *fault { return &fault{cause: cause, err: err} }

// explain finds the cause of an error: the step knew it, or a row of the
// Catalogue recognises the error, or it is unknown and the report says so.
func explain(at StepName, err error) *fault {
	var known *fault
	if errors.As(err, &known) {
		return known
	}
	for i := range Catalogue {
		if cause := &Catalogue[i]; cause.match != nil && cause.match(at, err) {
			return because(cause.Name, err)
		}
	}
	return because("unknown", err)
}
