package main

import (
	"net"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// line is a slow line to the wizard: all connections share its bandwidth, and a new
// one costs a round trip before its first byte, as TCP's handshake does. A browser's
// own emulation leaves that out, and it is what many small files cost most.
// It starts at full speed: TCP's slow start is not modelled.
type line struct {
	listener  net.Listener
	target    string
	roundTrip time.Duration
	down, up  *rate.Limiter // bytes in a second, by packets
	mutex     sync.Mutex
	open      []net.Conn
}

// packet is the most that goes over the line in one piece.
const packet = 1460

// newLine lays a line to an address, until it is closed.
func newLine(target string, kilobits int, roundTrip time.Duration) *line {
	bytes := rate.Limit(kilobits * 1000 / 8)
	l := &line{listener: must(net.Listen("tcp", "127.0.0.1:0")), target: target, roundTrip: roundTrip,
		down: rate.NewLimiter(bytes, packet), up: rate.NewLimiter(bytes, packet)}
	go func() {
		for {
			client, err := l.listener.Accept()
			if err != nil {
				return
			}
			go l.carry(client)
		}
	}()
	return l
}

// carry joins a client to the wizard, for as long as both stay.
func (l *line) carry(client net.Conn) {
	defer client.Close()
	time.Sleep(l.roundTrip)
	server, err := net.Dial("tcp", l.target)
	if err != nil {
		return
	}
	defer server.Close()
	l.mutex.Lock()
	l.open = append(l.open, client, server)
	l.mutex.Unlock()
	go l.copy(server, client, l.up)
	l.copy(client, server, l.down)
}

// copy passes on what comes, each packet when the line has carried it.
func (l *line) copy(to, from net.Conn, pace *rate.Limiter) {
	type sent struct {
		bytes   []byte
		arrives time.Time
	}
	packets := make(chan sent, 64)
	go func() {
		defer close(packets)
		for {
			bytes := make([]byte, packet)
			n, err := from.Read(bytes)
			if n > 0 {
				now := time.Now()
				onLine := time.Duration(float64(n) / float64(pace.Limit()) * float64(time.Second))
				packets <- sent{bytes[:n], now.Add(pace.ReserveN(now, n).Delay() + onLine + l.roundTrip/2)}
			}
			if err != nil {
				return
			}
		}
	}()
	for p := range packets {
		time.Sleep(time.Until(p.arrives))
		if _, err := to.Write(p.bytes); err != nil {
			break
		}
	}
	to.Close()
	from.Close()
	for range packets { // the reader must not wait for us
	}
}

// hangUp ends all connections, so that the next visit makes its own.
func (l *line) hangUp() {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	for _, connection := range l.open {
		connection.Close()
	}
	l.open = nil
}

func (l *line) close() {
	l.listener.Close()
	l.hangUp()
}
