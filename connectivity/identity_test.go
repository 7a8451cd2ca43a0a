package connectivity

import (
	"io"
	"net"
	"strings"
	"testing"

	"redis-wizard/connectivity/redistest"
)

// answerAll serves one connection by the first word of each command, or its
// first two; "" closes it. Whatever is not listed is an unknown command.
func answerAll(conn net.Conn, answers map[string]string) {
	session := make([]byte, 4096)
	for {
		n, err := conn.Read(session)
		if err != nil {
			return
		}
		words := strings.Split(string(session[:n]), "\r\n")
		var name []string
		for i := 2; i < len(words) && len(name) < 2; i += 2 {
			name = append(name, strings.ToUpper(words[i]))
		}
		answer, listed := answers[strings.Join(name, " ")]
		if !listed {
			answer, listed = answers[name[0]]
		}
		if !listed {
			answer = "-ERR unknown command '" + name[0] + "'\r\n"
		}
		if answer == "" {
			return
		}
		if _, err := io.WriteString(conn, answer); err != nil {
			return
		}
	}
}

// Servers and proxies that fall over what the client says about itself.
func TestIdentity(t *testing.T) {
	base := func(more map[string]string) map[string]string {
		answers := map[string]string{"PING": "+PONG\r\n", "AUTH": "+OK\r\n", "ROLE": "*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n"}
		for name, answer := range more {
			answers[name] = answer
		}
		return answers
	}
	for _, test := range []struct {
		name, version string
		answers       map[string]string
		step          StepName
		code          string
	}{
		{"closes on CLIENT SETINFO", "4.39", base(map[string]string{"CLIENT": ""}), StepIdentity, "A14"},
		{"closes on CLIENT MAINT_NOTIFICATIONS", "4.39.17", base(map[string]string{"CLIENT SETINFO": "+OK\r\n", "CLIENT MAINT_NOTIFICATIONS": ""}), StepIdentity, "A14"},
		{"which 4.39.16 does not send", "4.39.16", base(map[string]string{"CLIENT SETINFO": "+OK\r\n", "CLIENT MAINT_NOTIFICATIONS": ""}), StepCommands, "command-renamed"},
		{"nor does 4.37 send any of it", "4.37.5", base(map[string]string{"CLIENT": ""}), StepCommands, "command-renamed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := fake(t, func(conn net.Conn) { answerAll(conn, test.answers) })
			target.Authelia = test.version
			wantFail(t, try(t, target), test.step, test.code)
		})
	}
	t.Run("forgets the log-in", func(t *testing.T) {
		target := fake(t, func(conn net.Conn) {
			pings := 0
			for {
				var command [4096]byte
				n, err := conn.Read(command[:])
				if err != nil {
					return
				}
				answer := "+OK\r\n"
				if strings.Contains(string(command[:n]), "PING") {
					pings++
					answer = "-NOAUTH Authentication required.\r\n"
				}
				if _, err := io.WriteString(conn, answer); err != nil {
					return
				}
			}
		})
		target.Password = password
		wantFail(t, try(t, target), StepIdentity, "A14")
	})
	t.Run("not permitted", func(t *testing.T) {
		server := redistest.Start(t, redistest.Options{ACL: []string{"authelia on >" + password + " ~authelia-session:* +@all -client"}})
		target := at(server)
		target.Username, target.Password = "authelia", password
		report := try(t, target)
		wantVerdict(t, report, Pass)
		if got := status(report, StepIdentity); got != "passed" {
			t.Errorf("identity: %s", got)
		}
	})
}
