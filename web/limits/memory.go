package limits

import "sync"

// Memory bounds the bytes that questions and answers hold at one time, of all
// clients and of each. It is counted as they arrive, so that nobody reserves what
// they do not send. A client's only request may have more than its share: to wait
// for others of its own would not help it. It is safe for use by several goroutines.
type Memory struct {
	all, each int64

	mutex   sync.Mutex
	held    int64
	clients map[string]int64
}

// NewMemory returns a bound on the bytes of all, and on those of each client.
func NewMemory(all, each int64) *Memory {
	return &Memory{all: all, each: each, clients: map[string]int64{}}
}

// Held is how many bytes are held.
func (m *Memory) Held() int64 {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	return m.held
}

// Share is what one request of a client holds.
type Share struct {
	memory *Memory
	client string
	bytes  int64
}

// Open begins a request, which holds nothing yet. Close it when it has been
// answered.
func (m *Memory) Open(client string) *Share { return &Share{memory: m, client: client} }

// Add holds some more bytes. The error is ErrFull or ErrShare, and then it does not.
func (s *Share) Add(bytes int64) error {
	m := s.memory
	m.mutex.Lock()
	defer m.mutex.Unlock()
	others := m.clients[s.client] - s.bytes
	switch {
	case others > 0 && others+s.bytes+bytes > m.each:
		return ErrShare
	case m.held+bytes > m.all:
		return ErrFull
	}
	m.held += bytes
	m.clients[s.client] += bytes
	s.bytes += bytes
	return nil
}

// Bytes is what it holds.
func (s *Share) Bytes() int64 { return s.bytes }

// Close gives back what it holds.
func (s *Share) Close() {
	m := s.memory
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.held -= s.bytes
	if m.clients[s.client] -= s.bytes; m.clients[s.client] == 0 {
		delete(m.clients, s.client)
	}
	s.bytes = 0
}
