package main

import (
	"net"
	"sync"
	"time"
)

// line is a slow line to the wizard: all connections share its bandwidth, and a new
// one costs a round trip before its first byte, as TCP's handshake does. A browser's
// own emulation leaves that out, and it is what many small files cost most.
// It starts at full speed: TCP's slow start is not modelled.
type line struct {
	listener  net.Listener
	target    string
	roundTrip time.Duration
	down, up  pace
	mutex     sync.Mutex
	open      []net.Conn
}

// pace is one direction's bandwidth.
type pace struct {
	bytesPerSecond int
	mutex          sync.Mutex
	free           time.Time // when what is under way has been sent
}

// sent is when so many bytes, given now, have been put on the line.
func (p *pace) sent(bytes int) time.Time {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if now := time.Now(); p.free.Before(now) {
		p.free = now
	}
	p.free = p.free.Add(time.Duration(bytes) * time.Second / time.Duration(p.bytesPerSecond))
	return p.free
}

// newLine lays a line to an address, until it is closed.
func newLine(target string, kilobits int, roundTrip time.Duration) (*line, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	bytes := kilobits * 1000 / 8
	l := &line{listener: listener, target: target, roundTrip: roundTrip, down: pace{bytesPerSecond: bytes}, up: pace{bytesPerSecond: bytes}}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go l.carry(client)
		}
	}()
	return l, nil
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
	go l.copy(server, client, &l.up)
	l.copy(client, server, &l.down)
}

// copy passes on what comes, each packet when the line has carried it.
func (l *line) copy(to, from net.Conn, pace *pace) {
	type packet struct {
		bytes   []byte
		arrives time.Time
	}
	packets := make(chan packet, 64)
	go func() {
		defer close(packets)
		for {
			bytes := make([]byte, 1460)
			n, err := from.Read(bytes)
			if n > 0 {
				packets <- packet{bytes[:n], pace.sent(n).Add(l.roundTrip / 2)}
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
