package redistest

import (
	"os"
	"path/filepath"
	"slices"
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

func TestSoftwares(t *testing.T) {
	softwares := Softwares(t)
	if len(softwares) < 2 {
		t.Errorf("softwares = %v, want one of another release beside that on the PATH", softwares)
	}
	for _, software := range softwares {
		t.Run(software, func(t *testing.T) {
			server := Start(t, Options{Software: software})
			sentinel := StartSentinel(t, SentinelOptions{Software: software, Primary: server})
			name, version, _ := strings.Cut(software, "-")
			for _, s := range []*Server{server, sentinel} {
				// Valkey also names the Redis that it is compatible with.
				info := s.Do(t, "INFO", "server").(string)
				if !strings.Contains(info, name+"_version:"+version+".") {
					t.Errorf("%s says of itself:\n%s", software, info)
				}
			}
			pid := server.PID
			server.Stop()
			if err := syscall.Kill(pid, 0); err == nil {
				t.Errorf("process %d is still there after Stop", pid)
			}
		})
	}
	if server, err := Run(Options{Software: "redis-0.1"}); err == nil {
		server.Stop()
		t.Error("a server that was never brought has started")
	}
}

func TestRecord(t *testing.T) {
	folder := t.TempDir()
	if _, err := record(folder); err == nil || !strings.Contains(err.Error(), "make setup-servers") {
		t.Errorf("without a record: %v, want what to do", err)
	}
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(folder, "record"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("script abc\nrelease trixie\n")
	if names, err := record(folder); err == nil {
		t.Errorf("names = %v from a record without servers, want an error", names)
	}
	write("script abc\nserver redis-6.0 bullseye\nserver valkey-8.1 trixie\nrelease trixie\n")
	if names, err := record(folder); err != nil || !slices.Equal(names, []string{"redis-6.0", "valkey-8.1"}) {
		t.Errorf("record = %v, %v", names, err)
	}
}
