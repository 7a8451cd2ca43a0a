package connectivity

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/internal/resp"
)

// stage is a moment at which a peer can turn nasty: when it is asked this.
type stage struct {
	asked string
	step  StepName // that fails, unless a later one does
	setup func(*Target)
}

var stages = []stage{
	{"PING", StepRESP, nil},
	{"HELLO", StepAuth, nil},
	{"AUTH", StepAuth, func(t *Target) { t.Authelia = "4.37" }}, // before HELLO
	{"SELECT", StepSelect, nil},
	{"CLIENT", StepIdentity, nil},
	{"ROLE", StepRole, nil},
	{"SET", StepCommands, nil},
	{"GET", StepCommands, nil},
	{"INFO", StepAudit, nil},
	{"SENTINEL get-master-addr-by-name", StepPrimary, asSentinel},
	{"SENTINEL MASTER", StepGroup, asSentinel},
	{"SENTINEL REPLICAS", StepGroup, asSentinel},
	{"SENTINEL SENTINELS", StepGroup, asSentinel},
	{"SENTINEL CKQUORUM", StepGroup, asSentinel},
	{"INFO", StepGroup, asSentinel},
	{"SUBSCRIBE", StepGroup, asSentinel},
}

func asSentinel(t *Target) {
	t.Mode, t.Sentinel = ModeSentinel, &Sentinel{Name: "mymaster", Nodes: []Address{{Host: t.Host, Port: t.Port}}}
}

// turning is a server that behaves until it is asked for the stage's command,
// and is nasty from then on.
func (s stage) turning(t *testing.T, nasty func(net.Conn)) Target {
	return s.of(fake(t, s.turned(nasty)))
}

// turned serves as such a server does.
func (s stage) turned(nasty func(net.Conn)) func(net.Conn) {
	sentinel := strings.HasPrefix(s.asked, "SENTINEL") || s.step == StepGroup
	return func(conn net.Conn) {
		store := map[string]bool{}
		requests := &resp.Session{Reader: bufio.NewReader(conn)}
		for {
			words := asked(requests)
			if words == nil {
				return
			}
			if strings.HasPrefix(strings.Join(words, " ")+" ", s.asked+" ") {
				nasty(conn)
				return
			}
			if _, err := io.WriteString(conn, polite(words, store, sentinel)); err != nil {
				return
			}
		}
	}
}

// asked are the words of the next command, or nil at the end.
func asked(requests *resp.Session) []string {
	request, err := requests.Receive()
	if err != nil || len(request.Elements) == 0 {
		return nil // or somebody tries TLS
	}
	var words []string
	for _, element := range request.Elements {
		words = append(words, element.Text)
	}
	words[0] = strings.ToUpper(words[0]) // go-redis writes some in small letters
	return words
}

// politely serves as a good server, or as a good sentinel of that primary.
func politely(primary *Target) func(net.Conn) {
	store := map[string]bool{}
	return func(conn net.Conn) {
		requests := &resp.Session{Reader: bufio.NewReader(conn)}
		for words := asked(requests); words != nil; words = asked(requests) {
			answer := polite(words, store, primary != nil)
			if primary != nil && words[0] == "SENTINEL" && words[1] == "get-master-addr-by-name" {
				answer = "*2\r\n" + bulk(primary.Host) + bulk(strconv.Itoa(primary.Port))
			}
			if _, err := io.WriteString(conn, answer); err != nil {
				return
			}
		}
	}
}

// of is a target in which the stage's command is asked for.
func (s stage) of(target Target) Target {
	target.Database, target.Authelia, target.Timeout = 1, "4.39", 5*time.Second
	if s.setup != nil {
		s.setup(&target)
	}
	return target
}

// polite answers as a good server or sentinel would.
func polite(words []string, store map[string]bool, sentinel bool) string {
	role, second := "master", ""
	if sentinel {
		role = "sentinel"
	}
	if len(words) > 1 {
		second = words[1]
	}
	switch words[0] {
	case "HELLO":
		return "%3\r\n+server\r\n+redis\r\n+version\r\n+7.2.0\r\n+role\r\n+" + role + "\r\n"
	case "AUTH", "SELECT", "CLIENT":
		return "+OK\r\n"
	case "INFO":
		return bulk("redis_version:7.2.0\r\nmaxmemory:0\r\n")
	case "ROLE":
		if sentinel {
			return "*2\r\n+sentinel\r\n*1\r\n+mymaster\r\n"
		}
	case "SUBSCRIBE":
		return "*3\r\n+subscribe\r\n" + bulk(second) + ":1\r\n"
	case "SENTINEL":
		switch second {
		case "get-master-addr-by-name":
			return "*2\r\n+127.0.0.1\r\n+1\r\n" // nobody listens on port 1
		case "MASTER":
			return "*4\r\n+flags\r\n+master\r\n+quorum\r\n+1\r\n"
		case "REPLICAS", "SENTINELS":
			return "*0\r\n"
		}
		return "+OK\r\n"
	}
	var text strings.Builder
	fmt.Fprintf(&text, "*%d\r\n", len(words))
	for _, word := range words {
		text.WriteString(bulk(word))
	}
	return miniature(store, text.String())
}

func bulk(text string) string { return fmt.Sprintf("$%d\r\n%s\r\n", len(text), text) }

// once says something and waits to be left.
func once(text string) func(net.Conn) {
	return func(conn net.Conn) {
		if _, err := io.WriteString(conn, text); err == nil {
			_, _ = io.Copy(io.Discard, conn)
		}
	}
}

// flood says something and then the same over and over, as fast as it is read.
func flood(first, again string) func(net.Conn) {
	piece := []byte(strings.Repeat(again, 1+16_000/len(again)))
	return func(conn net.Conn) {
		_, err := io.WriteString(conn, first)
		for err == nil {
			_, err = conn.Write(piece)
		}
	}
}

// drip says something a little at a time, until it is left.
func drip(first, again string) func(net.Conn) {
	return func(conn net.Conn) {
		left := make(chan struct{})
		go func() { _, _ = io.Copy(io.Discard, conn); close(left) }()
		_, err := io.WriteString(conn, first)
		for i := 0; err == nil; i++ {
			select {
			case <-left:
				return
			case <-time.After(20 * time.Millisecond):
				_, err = io.WriteString(conn, again[i%len(again):i%len(again)+1])
			}
		}
	}
}

// allocated is how much was ever put on the heap.
func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
