package redistest

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestStart(t *testing.T) {
	tests := []struct {
		name    string
		options Options
	}{
		{"open", Options{}},
		{"password", Options{Password: "se cret"}},
		{"acl", Options{ACL: []string{"default off", "authelia on >pw ~authelia-session:* +@all"}}},
		{"tls", Options{TLS: &TLS{}, Password: "secret"}},
		{"tls with client certificates", Options{TLS: &TLS{ClientCertificates: "yes"}}},
		{"socket only", Options{Socket: true, NoTCP: true}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			server := Start(t, test.options)
			if test.name == "acl" {
				if _, err := server.Try("PING"); err == nil || !strings.HasPrefix(err.Error(), "NOAUTH") {
					t.Errorf("PING as the disabled default user: %v, want NOAUTH", err)
				}
			} else if got := server.Do(t, "PING"); got != "PONG" {
				t.Errorf("PING = %v, want PONG", got)
			}
			pid, dir := server.PID, server.Dir
			server.Stop()
			server.Stop()
			if err := syscall.Kill(pid, 0); err == nil {
				t.Errorf("process %d is still there after Stop", pid)
			}
			if _, err := os.Stat(dir); !os.IsNotExist(err) {
				t.Errorf("directory is still there after Stop: %v", err)
			}
		})
	}
}

func TestStartSentinel(t *testing.T) {
	primary := Start(t, Options{Password: "data"})
	for _, options := range []SentinelOptions{
		{Primary: primary},
		{Primary: primary, Password: "sentinel", Name: "other"},
	} {
		sentinel := StartSentinel(t, options)
		name := options.Name
		if name == "" {
			name = "mymaster"
		}
		reply := sentinel.Do(t, "SENTINEL", "get-master-addr-by-name", name).([]any)
		if len(reply) != 2 || reply[0] != primary.Host {
			t.Errorf("primary of %s = %v, want %s", name, reply, primary.Addr)
		}
	}
}

func TestRunReportsABadConfiguration(t *testing.T) {
	server, err := Run(Options{Args: []string{"--no-such-option", "1"}})
	if err == nil {
		server.Stop()
		t.Fatal("redis-server started with an option that does not exist")
	}
	if !strings.Contains(err.Error(), "no-such-option") {
		t.Errorf("error %q does not carry the server's own words", err)
	}
}
