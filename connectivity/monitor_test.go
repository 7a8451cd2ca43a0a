package connectivity

import (
	"bufio"
	"fmt"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/redistest"
)

// What the server sees of a green probe: what Authelia does, in its words, and
// no more than the questions that change nothing.
func TestWhatTheServerSees(t *testing.T) {
	server := redistest.Start(t, redistest.Options{Password: password})
	for version, want := range map[string]string{
		"4.39":   "HELLO AUTH SELECT PING ROLE SET GET EXISTS RENAME EXPIRE DEL PING INFO",
		"4.37.5": "AUTH SELECT ROLE SET GET EXISTS RENAME EXPIRE DEL PING INFO",
	} {
		t.Run(version, func(t *testing.T) {
			seen := monitor(t, server)
			target := at(server)
			target.Authelia, target.Database = version, 3
			wantVerdict(t, try(t, target), Pass)
			var commands []string
			for _, line := range seen() {
				words := quotedWords.FindAllStringSubmatch(line, -1)
				if len(words) == 0 {
					continue
				}
				name := strings.ToUpper(words[0][1])
				commands = append(commands, name)
				for _, word := range words[1:] {
					if key := word[1]; strings.HasPrefix(key, "authelia") && !strings.HasPrefix(key, "authelia-session:") {
						t.Errorf("%s touches %s", name, key)
					}
				}
				switch name {
				case "SET":
					if !strings.Contains(strings.ToUpper(line), `"EX" "10"`) {
						t.Errorf("written without a short expiry: %s", line)
					}
				case "PING", "HELLO", "AUTH", "SELECT", "CLIENT", "ROLE", "GET", "EXISTS", "RENAME", "EXPIRE", "DEL", "INFO":
				default:
					t.Errorf("the probe sends %s", name)
				}
			}
			at := 0
			for _, name := range strings.Fields(want) {
				// MONITOR leaves out log-ins, and CLIENT SETINFO is not known before 7.2.
				if name == "HELLO" || name == "AUTH" {
					continue
				}
				i := slices.Index(commands[at:], name)
				if i < 0 {
					t.Fatalf("no %s after %v in %v", name, commands[:at], commands)
				}
				at += i + 1
			}
		})
	}
}

var quotedWords = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)

// monitor notes every command that the server carries out, until the returned
// function asks for them.
func monitor(t *testing.T, server *redistest.Server) func() []string {
	t.Helper()
	conn, err := net.Dial("tcp", server.Addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	lines := bufio.NewReader(conn)
	for _, command := range []string{"AUTH " + server.Password, "MONITOR"} {
		fmt.Fprintf(conn, "%s\r\n", command)
		if line, err := lines.ReadString('\n'); err != nil || !strings.HasPrefix(line, "+OK") {
			t.Fatalf("%s: %q, %v", strings.Fields(command)[0], line, err)
		}
	}
	return func() []string {
		server.Do(t, "ECHO", "the end")
		var seen []string
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(line, `"the end"`) {
				return seen
			}
			seen = append(seen, line)
		}
	}
}
