package limits

import "sync"

// Pool bounds how much all clients hold of something at one time, and each of them:
// places, or the bytes of questions and answers. It is counted as it comes, so that
// nobody reserves what they do not use. What a client holds alone may be more than its
// share, because to wait for others of its own would not help it, and nobody in
// particular, an empty text, may have it all. It is safe for use by several goroutines.
type Pool struct {
	all, each int64

	mutex   sync.Mutex
	held    int64
	clients map[string]int64
}

// NewPool returns a bound on what all hold, and on what each client does.
func NewPool(all, each int64) *Pool {
	return &Pool{all: all, each: each, clients: map[string]int64{}}
}

// Held is how much is held.
func (p *Pool) Held() int64 {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.held
}

// Share is what one request of a client holds.
type Share struct {
	pool   *Pool
	client string
	held   int64
}

// Open begins a share, which holds nothing yet. Close it after use.
func (p *Pool) Open(client string) *Share { return &Share{pool: p, client: client} }

// Add holds some more. The error is ErrFull or ErrShare, and then it does not.
func (s *Share) Add(more int64) error {
	p := s.pool
	p.mutex.Lock()
	defer p.mutex.Unlock()
	others := p.clients[s.client] - s.held
	switch {
	case s.client != "" && others > 0 && others+s.held+more > p.each:
		return ErrShare
	case p.held+more > p.all:
		return ErrFull
	}
	p.held += more
	p.clients[s.client] += more
	s.held += more
	return nil
}

// Held is how much the share holds.
func (s *Share) Held() int64 { return s.held }

// Close gives back what the share holds.
func (s *Share) Close() {
	p := s.pool
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.held -= s.held
	if p.clients[s.client] -= s.held; p.clients[s.client] == 0 {
		delete(p.clients, s.client)
	}
	s.held = 0
}
