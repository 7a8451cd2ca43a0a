// Package bounds says how much one request may bring, and counts it before
// anything is built from it. What people have stays far below: a large
// configuration.yml has some thousand values, a set-up some hundred variables and
// some dozen files. Without bounds, a few kilobytes of YAML can stand for
// gigabytes.
package bounds

import (
	"context"
	"strconv"

	"redis-wizard/configschema/phrase"
)

// What one request may bring.
const (
	// Size is the most bytes of texts, or of values. A real configuration.yml has
	// less than a hundredth of it.
	Size = 1 << 20
	// Texts are files.
	Texts = 200
	// Entries are keys and items as they are written, in all texts together.
	Entries = 10_000
	// Nodes are the values of YAML in all texts together, an alias counted as all
	// that it stands for.
	Nodes = 25_000
	// Lines are those of all texts together.
	Lines = 50_000
	// Variables are those of Authelia.
	Variables = 1_000
	// Options are the values of the form, or those that a text of another kind
	// sets.
	Options = 2_000
)

// ErrTooLarge is what every error of going over a bound is, for errors.Is.
var ErrTooLarge error = phrase.New("The configuration is larger than 1 MiB, which no configuration.yml is; give the session section alone")

// An overError says which other bound was gone over.
type overError struct{ phrase.Said }

func (e *overError) Error() string        { return e.String() }
func (e *overError) Is(target error) bool { return target == ErrTooLarge }

// A Request counts what one request brings, and knows whether anybody still
// waits for the answer. Its methods return the error of the first bound that is
// gone over, and again when they are asked again. A nil Request counts nothing: it
// is for what was counted already.
type Request struct {
	ctx       context.Context
	uncounted bool
	counts    [options + 1]int
	err       error
}

// New begins a request.
func New(ctx context.Context) *Request { return &Request{ctx: ctx} }

// Uncounted is the request for what was counted already.
func (r *Request) Uncounted() *Request {
	if r == nil {
		return nil
	}
	return &Request{ctx: r.ctx, uncounted: true}
}

// Value is what the request's context has by a key.
func (r *Request) Value(key any) any {
	if r == nil {
		return nil
	}
	return r.ctx.Value(key)
}

// Err is why the request is not to be gone on with: a bound, or the end of its
// context.
func (r *Request) Err() error {
	if r == nil {
		return nil
	}
	if r.err == nil {
		r.err = r.ctx.Err()
	}
	return r.err
}

// What is counted.
type kind int

const (
	bytes kind = iota
	texts
	entries
	lines
	nodes
	variables
	options
)

// limits are how much there may be of each, and what is said of more.
var limits = [...]struct {
	most int
	text phrase.Text
}{
	bytes:     {Size, ""}, // ErrTooLarge says it
	texts:     {Texts, "At most {limit} files are read at a time, and there are {count}; give only those with session.redis"},
	entries:   {Entries, "At most {limit} values are read at a time, and the text has about {count}, which no configuration.yml has; give the session section alone"},
	lines:     {Lines, "At most {limit} lines are read at a time, and the text has {count}, which no configuration.yml has; give the session section alone"},
	nodes:     {Nodes, "At most {limit} values are read at a time, and with its aliases written out the text has more; write out by hand what the aliases (*name) of the session section mean, and give that section alone"},
	variables: {Variables, "At most {limit} variables are read at a time, and there are more; give those that begin with AUTHELIA_SESSION_REDIS_"},
	options:   {Options, "At most {limit} options are judged at a time, and there are {count}; session.redis has some twenty, and two for each sentinel"},
}

// add counts n more of a kind.
func (r *Request) add(k kind, n int) error {
	if r == nil || r.uncounted {
		return nil
	}
	r.counts[k] += n
	return r.check(r.counts[k], limits[k].most, limits[k].text)
}

// check keeps the error of a count that is above its limit, if it is the first.
func (r *Request) check(count, limit int, text phrase.Text) error {
	if r == nil || r.uncounted {
		return nil
	}
	if count > limit && r.err == nil {
		r.err = ErrTooLarge
		if text != "" {
			r.err = &overError{phrase.Of(text, "count", strconv.Itoa(count), "limit", strconv.Itoa(limit))}
		}
	}
	return r.Err()
}

// Bytes counts bytes that are no text by themselves, such as values.
func (r *Request) Bytes(n int) error { return r.add(bytes, n) }

// Nodes counts the values of a YAML document, an alias as all that it stands for.
func (r *Request) Nodes(n int) error { return r.add(nodes, n) }

// Variables counts some more.
func (r *Request) Variables(n int) error { return r.add(variables, n) }

// Files is for texts whose number is known before they are counted themselves.
func (r *Request) Files(n int) error { return r.check(n, Texts, limits[texts].text) }

// Options is for options that are given one by one, all of them together.
func (r *Request) Options(n int) error { return r.check(n, Options, limits[options].text) }

// Text counts a text with its name, and how many entries it has at most, before
// anybody parses it.
func (r *Request) Text(name, text string) error {
	if err := r.Bytes(len(name) + len(text)); err != nil || r == nil {
		return err
	}
	ofEntries, ofLines := count(text)
	_ = r.add(texts, 1)
	_ = r.add(entries, ofEntries)
	return r.add(lines, ofLines)
}

// count finds how many entries a text can have as YAML, by the signs without
// which there is none, wherever they stand, and how many lines. It may count too
// many, such as the commas of a comment, and counts no fewer than half: a comma
// or a colon can stand for a key and its value.
func count(text string) (entries, lines int) {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ',', ':', '[', '{':
			entries++
		case '-', '?': // a word may begin with them
			if i+1 == len(text) || text[i+1] <= ' ' || text[i+1] >= 0x80 {
				entries++
			}
		case '\n':
			lines++
		}
	}
	return entries, lines
}
