package connectivity

import (
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/internal/pace"
)

// fake serves what no real Redis can be made to do. Each connection is handed
// to serve; when it returns, the connection is closed.
func fake(t *testing.T, serve func(net.Conn)) Target {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	t.Cleanup(func() { listener.Close(); <-ended })
	go func() {
		defer close(ended)
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	address := netip.MustParseAddrPort(listener.Addr().String())
	return Target{Mode: ModeSingle, Host: address.Addr().String(), Port: int(address.Port()), Password: password, Timeout: time.Second}
}

// says answers the first bytes with a text and then waits to be left.
func says(text string) func(net.Conn) {
	return func(conn net.Conn) {
		var asked [512]byte
		if _, err := conn.Read(asked[:]); err != nil {
			return
		}
		if _, err := io.WriteString(conn, text); err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, conn)
	}
}

// greets says a text without being asked.
func greets(text string) func(net.Conn) {
	return func(conn net.Conn) {
		_, _ = io.WriteString(conn, text)
		_, _ = io.Copy(io.Discard, conn)
	}
}

func TestForeignServers(t *testing.T) {
	tests := []struct {
		name  string
		serve func(net.Conn)
		code  string
		says  string
	}{
		{"HTTP", says("HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"), "B13", "HTTP"},
		{"HTTP, in pieces", func(conn net.Conn) {
			for _, piece := range []string{"H", "TT", "P/1.1 400 Bad Request\r\n"} {
				if _, err := io.WriteString(conn, piece); err != nil {
					return
				}
			}
			_, _ = io.Copy(io.Discard, conn)
		}, "B13", "HTTP"},
		{"SSH", greets("SSH-2.0-OpenSSH_9.2\r\n"), "speaks-ssh", "SSH"},
		{"SMTP", greets("220 mail.example.com ESMTP\r\n"), "speaks-smtp", "mail"},
		{"memcached", says("ERROR\r\n"), "speaks-memcached", "Memcached"},
		{"MySQL", greets("J\x00\x00\x00\n8.0.36\x00xxxx"), "speaks-mysql", "MySQL"},
		{"POP3", greets("+OK POP3 ready\r\n"), "not-redis", "POP3"},
		{"IMAP", greets("* OK IMAP4rev1 ready\r\n"), "hostile-reply", ""},
		{"OK to everything", says("+OK\r\n"), "not-redis", "another word than PONG"},
		{"escapes", greets("\x1b[31mred\x1b[0m <script>\r\n"), "not-redis", "binary data"},
		{"a line of text", greets("Welcome to the <b>print server</b>\r\n"), "not-redis", "some text"},
		{"closed at once", func(net.Conn) {}, "closed", ""},
		{"half a reply", func(conn net.Conn) { _, _ = io.WriteString(conn, "+PO") }, "closed", ""},
		{"silence", func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) }, "silent", ""},
		{"protected mode", greets("-DENIED Redis is running in protected mode because …\r\n"), "B16", "protected mode"},
		{"loading", says("-LOADING Valkey is loading the dataset in memory\r\n"), "E07", "loading"},
		{"full", func(conn net.Conn) { _, _ = io.WriteString(conn, "-ERR max number of clients reached\r\n") }, "E03", "full"},
		{"a huge string", says("$999999999\r\n"), "hostile-reply", "string"},
		{"a string of a length beyond all integers", says("$9223372036854775807\r\n"), "hostile-reply", "string"},
		{"a huge array", says("*999999999\r\n"), "hostile-reply", "elements"},
		{"a huge map", says("%9999999\r\n"), "hostile-reply", "elements"},
		{"a push", says(">2\r\n+message\r\n+x\r\n"), "not-redis", ""},
		{"deep nesting", says(strings.Repeat("*1\r\n", 100_000)), "hostile-reply", "deeper"},
		{"many elements", says("*20\r\n" + strings.Repeat("*1500\r\n"+strings.Repeat(":1\r\n", 1500), 20)), "hostile-reply", "elements"},
		{"a line without end", func(conn net.Conn) {
			for {
				if _, err := io.WriteString(conn, "+"+strings.Repeat("A", 1000)); err != nil {
					return
				}
			}
		}, "hostile-reply", "line"},
	}
	for _, test := range tests {
		inBubble(t, test.name, func(t *testing.T, network *memoryNetwork) {
			fault := wantFail(t, tryWith(t, network.prober(0), network.fake(test.serve)), StepRESP, test.code)
			if !strings.Contains(fault.Message, test.says) {
				t.Errorf("message %q does not hold %q", fault.Message, test.says)
			}
		})
	}
}

// A peer that shows itself as Redis first can still turn nasty: in the raw
// steps, and in those of go-redis.
func TestHostileLater(t *testing.T) {
	bombs := map[string]string{
		"string": "$999999999\r\n", "array": "*999999999\r\n", "nesting": strings.Repeat("*1\r\n", 1000), "overflow": "*9223372036854775807\r\n",
		"empty array": "*0\r\n", "attribute": "|1\r\n+a\r\n+b\r\n+OK\r\n", "push": ">1\r\n+x\r\n", "null": "_\r\n",
		"negative map": "%-1\r\n", "junk": "\x00\x01\x02\r\n", "map of arrays": "%1\r\n*1\r\n+a\r\n*1\r\n+b\r\n",
	}
	for name, bomb := range bombs {
		for after := 1; after <= 8; after++ {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				target := fake(t, func(conn net.Conn) {
					for asked := 0; ; asked++ {
						var command [4096]byte
						n, err := conn.Read(command[:])
						if err != nil {
							return
						}
						answer := "+OK\r\n"
						switch text := string(command[:n]); {
						case asked >= after:
							answer = bomb
						case strings.Contains(text, "PING"):
							answer = "+PONG\r\n"
						case strings.Contains(text, "HELLO"):
							answer = "%1\r\n+proto\r\n:3\r\n"
						case strings.Contains(text, "ROLE"):
							answer = "*3\r\n+master\r\n:0\r\n*0\r\n"
						}
						if _, err := io.WriteString(conn, answer); err != nil {
							return
						}
					}
				})
				wantVerdict(t, try(t, target), Fail)
			})
		}
	}
}

// Nobody is told a secret before having answered in RESP.
func TestCredentialsComeAfterRESP(t *testing.T) {
	for name, answer := range map[string]string{
		"HTTP": "HTTP/1.1 200 OK\r\n\r\n", "OK": "+OK\r\n", "number": ":1\r\n", "silence": "", "denied": "-DENIED no\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			heard := make(chan string, 16)
			target := fake(t, func(conn net.Conn) {
				var all strings.Builder
				defer func() { heard <- all.String() }()
				for {
					var piece [512]byte
					n, err := conn.Read(piece[:])
					all.Write(piece[:n])
					if err != nil {
						return
					}
					_, _ = io.WriteString(conn, answer)
				}
			})
			target.Username = "a-user-of-mine"
			wantVerdict(t, try(t, target), Fail)
			if text := <-heard; strings.Contains(text, password) || strings.Contains(text, "a-user-of-mine") {
				t.Errorf("the peer was told %q", text)
			}
		})
	}
}

// What a peer says is shown without what could steer a terminal, and without
// the secrets that it knows.
func TestPeerEchoesSecrets(t *testing.T) {
	target := fake(t, func(conn net.Conn) {
		for {
			var command [4096]byte
			n, err := conn.Read(command[:])
			if err != nil {
				return
			}
			answer := "-STRANGE \x1b[2J" + password + " <b> " + strings.Repeat("x", 4000) + "\r\n"
			if strings.Contains(string(command[:n]), "PING") {
				answer = "+PONG\r\n"
			}
			_, _ = io.WriteString(conn, answer)
		}
	})
	fault := wantFail(t, try(t, target), StepAuth, "unknown")
	if !strings.HasSuffix(fault.Message, "words that are not shown, because they could repeat a password") {
		t.Errorf("message %q repeats the peer", fault.Message)
	}
	// Where there is nothing to repeat, the words are shown, made harmless.
	target.Password = ""
	fault = wantFail(t, try(t, target), StepCommands, "unknown")
	if !strings.Contains(fault.Message, "STRANGE [2J") || !strings.Contains(fault.Message, "<b> x") || len(fault.Message) > 400 {
		t.Errorf("message %q is not the cleaned, shortened text", fault.Message)
	}
}

func TestSlowPeerIsBounded(t *testing.T) {
	bubble(t, func(t *testing.T, network *memoryNetwork) {
		target := network.fake(drip("+", "+"))
		wantFail(t, tryWith(t, network.prober(300*time.Millisecond), target), StepRESP, "deadline")
	})
}

func TestSlowServerIsAWarning(t *testing.T) {
	bubble(t, func(t *testing.T, network *memoryNetwork) {
		target := network.fake(func(conn net.Conn) {
			store := map[string]bool{}
			for {
				var command [4096]byte
				n, err := conn.Read(command[:])
				if err != nil {
					return
				}
				time.Sleep(25 * time.Millisecond) // of the bubble's own time
				_, _ = io.WriteString(conn, miniature(store, string(command[:n])))
			}
		})
		target.Password = ""
		prober := network.prober(0)
		// As it is where a real server is tried: a busy machine changes no verdict.
		wantVerdict(t, tryWith(t, prober, target), Pass)
		prober.slow = pace.Noticeable
		report := tryWith(t, prober, target)
		wantVerdict(t, report, Warn)
		if got := status(report, StepLatency); got != "warned E12" {
			t.Errorf("latency: %s, want warned E12", got)
		}
	})
}

// A server that says yes and forgets is no place for sessions.
func TestForgetfulServer(t *testing.T) {
	target := fake(t, func(conn net.Conn) {
		for {
			var command [4096]byte
			n, err := conn.Read(command[:])
			if err != nil {
				return
			}
			_, _ = io.WriteString(conn, miniature(nil, string(command[:n])))
		}
	})
	target.Password = ""
	wantFail(t, try(t, target), StepCommands, "not-kept")
}

// miniature is just enough of a Redis for one client; with a nil store it
// forgets everything.
func miniature(store map[string]bool, command string) string {
	parts := strings.Split(command, "\r\n")
	value := func(i int) string { return parts[2*i+2] }
	yes := func(ok bool) string {
		if ok {
			return ":1\r\n"
		}
		return ":0\r\n"
	}
	switch strings.ToUpper(value(0)) {
	case "PING":
		return "+PONG\r\n"
	case "ROLE":
		return "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"
	case "SET":
		if store != nil {
			store[value(1)+"\x00"+value(2)] = true
		}
		return "+OK\r\n"
	case "GET":
		for entry := range store {
			if key, v, _ := strings.Cut(entry, "\x00"); key == value(1) {
				return "$" + strconv.Itoa(len(v)) + "\r\n" + v + "\r\n"
			}
		}
		return "$-1\r\n"
	case "RENAME":
		for entry := range store {
			if key, v, _ := strings.Cut(entry, "\x00"); key == value(1) {
				delete(store, entry)
				store[value(2)+"\x00"+v] = true
			}
		}
		return "+OK\r\n"
	case "EXISTS", "EXPIRE", "DEL":
		return yes(store != nil)
	}
	return "-ERR unknown command '" + strings.ToLower(value(0)) + "'\r\n"
}
