package connectivity

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"redis-wizard/connectivity/internal/resp"
	"redis-wizard/connectivity/policy"
	"redis-wizard/connectivity/redistest"
)

// script is a row of bytes that decides, one after the other, what a group is like.
// When it is used up, all further decisions are 0: everything is as it should be.
type script struct {
	bytes []byte
	used  int
}

func (s *script) pick(n int) int {
	if s.used >= len(s.bytes) {
		return 0
	}
	s.used++
	return int(s.bytes[s.used-1]) % n
}

// actor is one server of a composed group. It plays its part on any number of
// connections, in memory: nothing is dialled.
type actor struct {
	speaks   int // 0 plain text, 1 TLS, 2 TLS with another's certificate, 3 refuses connections, 4 a foreign protocol
	sentinel bool
	asks     int // 0 for no password, 1 for one and takes any, 2 for one and refuses all
	names    string
	lines    map[string]string // the reply to a command, in place of a polite one
}

var actorCommands = []string{
	"PING", "HELLO", "AUTH", "SELECT", "CLIENT", "ROLE", "INFO", "SENTINEL get-master-addr-by-name", "SENTINEL MASTER", "SENTINEL REPLICAS",
	"SENTINEL SLAVES", "SENTINEL SENTINELS", "SENTINEL CKQUORUM", "SUBSCRIBE", "SET", "GET", "EXISTS", "RENAME", "EXPIRE", "DEL",
}

// hangUp as a reply closes the connection. There is no silence among the replies:
// it would only cost time.
const hangUp = ""

var actorReplies = []string{
	hangUp, "+OK\r\n", "+PONG\r\n", "-NOAUTH Authentication required.\r\n", "-WRONGPASS invalid\r\n", "-NOPERM this user has no permissions to run the 'x' command\r\n",
	"-NOPERM No permissions to access a channel\r\n", "-ERR unknown command 'x'\r\n", "-ERR no such key\r\n", "-LOADING Redis is loading\r\n", "-READONLY no\r\n",
	"-MOVED 1 10.0.0.1:6379\r\n", "-DENIED protected\r\n", "-NOQUORUM 1 usable\r\n", "-ERR max number of clients reached\r\n", "-x\r\n", "*0\r\n", "*-1\r\n", "$-1\r\n", "_\r\n", "%0\r\n", "~0\r\n",
	":5\r\n", ":0\r\n", "$0\r\n\r\n", "*2\r\n+10.0.0.2\r\n+6379\r\n", "*2\r\n+10.0.0.3\r\n+6379\r\n", "*2\r\n+::1\r\n+6379\r\n", "*2\r\n+redis\r\n+0\r\n", "*2\r\n*0\r\n*0\r\n", "*1\r\n*0\r\n", "*1\r\n*-1\r\n",
	"*1\r\n+master\r\n", "*3\r\n+master\r\n:1\r\n*1\r\n*2\r\n+10.0.0.4\r\n+6379\r\n", "*5\r\n+slave\r\n+10.0.0.2\r\n:6379\r\n+connect\r\n:1\r\n", "*2\r\n+sentinel\r\n*1\r\n+mymaster\r\n", "*1\r\n+sentinel\r\n",
	"*1\r\n*6\r\n+ip\r\n+10.0.0.4\r\n+port\r\n+6379\r\n+flags\r\n+slave,s_down\r\n", "*1\r\n*4\r\n+ip\r\n+10.0.0.5\r\n+port\r\n+26379\r\n", "%2\r\n+flags\r\n+s_down\r\n+quorum\r\n+9\r\n", "%1\r\n+mode\r\n+sentinel\r\n",
	"%1\r\n+mode\r\n+cluster\r\n", ">2\r\n+x\r\n+y\r\n", "*99999999\r\n", "$99999999\r\n", "HTTP/1.1 400 Bad Request\r\n\r\n", "SSH-2.0-x\r\n", "\x15\x03\x01\x00\x02\x02\x28", "*1\r\n",
	"$24\r\nredis_version:7.0.0\r\nx:y\r\n",
}

// places are the addresses of a composed group: the first are configured, and any
// can be announced.
const places = 6

func memberAddress(i int) string { return fmt.Sprintf("10.0.0.%d", i+1) }

// composed is a target and the servers behind it.
func composed(s *script, good, other *tls.Certificate) (Target, map[string]*actor) {
	target := Target{Mode: ModeSentinel, Neighbours: s.pick(2) == 1, Timeout: 20 * time.Second}
	target.Authelia = []string{"4.39", "4.38.19", "4.38.5", "4.36.9", "4.29.4"}[s.pick(5)]
	if s.pick(2) == 1 {
		target.TLS = &TLS{SkipVerify: s.pick(2) == 1}
	}
	if s.pick(2) == 1 {
		target.Password = password
	}
	if s.pick(3) == 1 {
		target.Username = "authelia"
	}
	target.Database = s.pick(2)
	target.Sentinel = &Sentinel{Name: "mymaster"}
	if s.pick(2) == 1 {
		target.Sentinel.Password = sentinelPassword
	}
	if s.pick(3) == 1 {
		target.Sentinel.Username = "watcher"
	}
	for i := range 1 + s.pick(4) {
		target.Sentinel.Nodes = append(target.Sentinel.Nodes, Address{Host: memberAddress(i), Port: 26379, Key: fmt.Sprintf("session.redis.high_availability.nodes.%d", i)})
	}
	if s.pick(6) == 5 {
		node := target.Sentinel.Nodes[0]
		target.Mode, target.Host, target.Port, target.Sentinel = ModeSingle, node.Host, node.Port, nil
	}
	actors := map[string]*actor{}
	for i := range places {
		a := &actor{sentinel: i < places/2, lines: map[string]string{}}
		if target.TLS != nil {
			a.speaks = 1
		}
		switch s.pick(12) {
		case 7:
			a.speaks = 0
		case 8:
			a.speaks = 1
		case 9, 10, 11:
			a.speaks = s.pick(5)
		}
		if s.pick(6) == 5 {
			a.sentinel = !a.sentinel
		}
		a.asks = []int{0, 0, 1, 1, 2}[s.pick(5)]
		a.names = memberAddress((i + places/2 + s.pick(places)) % places)
		for range s.pick(4) {
			a.lines[actorCommands[s.pick(len(actorCommands))]] = actorReplies[s.pick(len(actorReplies))]
		}
		actors[memberAddress(i)] = a
	}
	return target, actors
}

func (a *actor) play(conn net.Conn, good, other *tls.Certificate) {
	defer conn.Close()
	switch a.speaks {
	case 1:
		conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*good}})
	case 2:
		conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*other}})
	case 4:
		_, _ = io.WriteString(conn, "220 mail.example.com ESMTP\r\n")
		return
	}
	store, entered := map[string]bool{}, a.asks == 0
	requests := &resp.Session{Reader: bufio.NewReader(conn)}
	for {
		if first, err := requests.Reader.Peek(1); err != nil || first[0] != '*' {
			return // somebody tries TLS, and Redis would wait for the end of the line
		}
		request, err := requests.Receive()
		if err != nil || len(request.Elements) == 0 {
			return
		}
		var words []string
		for _, element := range request.Elements {
			words = append(words, element.Text)
		}
		words[0] = strings.ToUpper(words[0])
		answer := a.answer(words, store, &entered)
		if _, err := io.WriteString(conn, answer); err != nil || answer == hangUp {
			return
		}
	}
}

func (a *actor) answer(words []string, store map[string]bool, entered *bool) string {
	asked := strings.Join(words, " ") + " "
	for command, line := range a.lines {
		if strings.HasPrefix(asked, command+" ") {
			return line
		}
	}
	if words[0] == "AUTH" || words[0] == "HELLO" && len(words) > 2 {
		if a.asks == 2 {
			return "-WRONGPASS invalid username-password pair or user is disabled.\r\n"
		}
		*entered = true
	}
	switch {
	case !*entered:
		return "-NOAUTH Authentication required.\r\n"
	case strings.HasPrefix(asked, "SENTINEL get-master-addr-by-name "):
		return "*2\r\n" + bulk(a.names) + bulk("6379")
	case strings.HasPrefix(asked, "SENTINEL ") && !a.sentinel:
		return "-ERR unknown command 'sentinel'\r\n"
	}
	return polite(words, store, a.sentinel)
}

// FuzzGroup composes groups of servers at random: whatever they are, a probe comes
// to its end, with a report that is whole and that is not about a fault of its own.
func FuzzGroup(f *testing.F) {
	authority := redistest.NewAuthority("Home CA")
	certificate := func(names ...string) *tls.Certificate {
		pair := authority.Issue(redistest.Certificate{Names: []string{"redis.test"}, Addresses: names})
		certificate, err := tls.X509KeyPair([]byte(pair.Certificate), []byte(pair.Key))
		if err != nil {
			f.Fatal(err)
		}
		return &certificate
	}
	var all []string
	for i := range places {
		all = append(all, memberAddress(i))
	}
	good, other := certificate(all...), certificate("192.0.2.1")

	// Beside these: testdata has what once ended the process, a plain Redis among
	// sentinels with TLS, and a primary with TLS behind a sentinel without.
	f.Add([]byte{})
	f.Add([]byte{1, 1, 0, 1, 0, 0, 1, 0, 3})
	f.Add([]byte{0, 3, 0, 1, 1, 1, 1, 1, 3, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 0})
	f.Add([]byte{1, 2, 0, 1, 0, 0, 1, 0, 1, 5, 0, 0, 2, 0, 3, 0, 2, 1, 9, 14, 4, 17, 3})
	f.Fuzz(func(t *testing.T, bytes []byte) {
		if len(bytes) > 200 {
			return
		}
		target, actors := composed(&script{bytes: bytes}, good, other)
		if target.TLS != nil {
			target.TLS.CA = authority.Certificate
		}
		prober := &Prober{Policy: policy.ForCommandLine(), Deadline: time.Minute, settle: time.Nanosecond}
		prober.Dial = func(_ context.Context, network, address string) (net.Conn, error) {
			host, _, _ := net.SplitHostPort(address)
			a := actors[host]
			if a == nil || a.speaks == 3 {
				return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
			}
			ours, theirs := net.Pipe()
			go a.play(theirs, good, other)
			return ours, nil
		}
		events := 0
		report := prober.Probe(context.Background(), target, func(StepEvent) { events++ })
		if len(report.Panics) > 0 {
			t.Errorf("it panicked at %v", report.Panics)
		}
		wantWhole(t, report, target)
		checkReport(t, report, events)
		document, err := json.Marshal(report)
		if err != nil {
			t.Error(err)
		}
		checkSecrets(t, &target, string(document))
	})
}
