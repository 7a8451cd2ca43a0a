package connectivity

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"redis-wizard/connectivity/policy"
)

// listenAt makes a unix socket that answers nothing, and notes who comes.
func listenAt(t *testing.T, path string) {
	t.Helper()
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
}

// Nothing outside the directories is reached, by whatever trick of names or links,
// and nothing is dialled to find out.
func TestSocketTricks(t *testing.T) {
	allowed, outside := t.TempDir(), t.TempDir()
	secret := filepath.Join(outside, "s")
	listenAt(t, secret)
	listenAt(t, filepath.Join(allowed, "s"))
	if err := os.Mkdir(filepath.Join(allowed, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	link(t, secret, filepath.Join(allowed, "link"))
	link(t, outside, filepath.Join(allowed, "dir"))
	link(t, filepath.Join(outside, "later"), filepath.Join(allowed, "dangling"))
	link(t, filepath.Join(outside, "later"), filepath.Join(allowed, "sub", "dangling"))
	link(t, "loop", filepath.Join(allowed, "loop"))
	link(t, "link", filepath.Join(allowed, "twice"))

	for path, want := range map[string]policy.Reason{
		secret:                                   policy.ReasonSocket,
		allowed:                                  policy.ReasonSocket,
		allowed + "/":                            policy.ReasonSocket,
		allowed + "/link":                        policy.ReasonSocket,
		allowed + "/twice":                       policy.ReasonSocket,
		allowed + "/dir/s":                       policy.ReasonSocket,
		allowed + "/dir/none":                    policy.ReasonSocket,
		allowed + "/dir/none/s":                  policy.ReasonSocket,
		allowed + "/dangling":                    policy.ReasonSocket,
		allowed + "/dangling/s":                  policy.ReasonSocket,
		allowed + "/sub/dangling":                policy.ReasonSocket,
		allowed + "/loop":                        policy.ReasonSocket,
		allowed + "/loop/s":                      policy.ReasonSocket,
		allowed + "/../s":                        policy.ReasonSocket,
		allowed + "/sub/../s":                    policy.ReasonSocket,
		allowed + "/dir/../s":                    policy.ReasonSocket,
		allowed + "/" + strings.Repeat("x", 300): policy.ReasonSocket, // longer than any file's name
		allowed + "/link\x00/x":                  policy.ReasonSocketPath,
		allowed + "/s\x00":                       policy.ReasonSocketPath,
		allowed + "/link\x00":                    policy.ReasonSocketPath,
		allowed + "/dir\x00/s":                   policy.ReasonSocketPath,
		allowed + "/a\nb":                        policy.ReasonSocketPath,
		allowed + "/a\u202eb":                    policy.ReasonSocketPath,
		allowed + "/a\u2028b":                    policy.ReasonSocketPath,
		allowed + "/a\xffb":                      policy.ReasonSocketPath,
		allowed + "/\x1b[2J":                     policy.ReasonSocketPath,
		"@" + allowed + "/s":                     policy.ReasonSocket, // Linux's abstract namespace
		"@s":                                     policy.ReasonSocket,
		"\x00s":                                  policy.ReasonSocket,
		"s":                                      policy.ReasonSocket,
		"./s":                                    policy.ReasonSocket,
		allowed + "/s":                           "",
		allowed + "//s":                          "",
		allowed + "/./s":                         "",
		allowed + "/none":                        "",
		allowed + "/none/s":                      "",
		allowed + "/s/":                          "", // and not found, as by Authelia
		allowed + "/s/x":                         "",
	} {
		policy := policy.Policy{SocketDirs: []string{allowed}}
		resolved, err := policy.CheckSocket(path)
		if got := reasonOf(err); got != want || (err == nil) != (want == "") {
			t.Errorf("%q: %v, want %q", path, err, want)
		}
		record := &recorder{}
		report := tryWith(t, &Prober{Policy: policy, Dial: record.dial}, Target{Mode: ModeSocket, Host: path})
		wantVerdict(t, report, Fail)
		if want != "" && len(record.dialled) > 0 {
			t.Errorf("%q: dialled %v", path, record.dialled)
		}
		for _, dialled := range record.dialled {
			if dialled != "unix "+filepath.Join(allowed, "s") {
				t.Errorf("%q: dialled %v", path, dialled)
			}
		}
		if err == nil && !strings.HasPrefix(resolved, allowed+"/") {
			t.Errorf("%q leads to %s", path, resolved)
		}
	}
	// On the command line every path may be opened, and none is misread.
	for _, path := range []string{allowed + "/s\x00", allowed + "/a\nb", "@s", "s"} {
		if _, err := policy.ForCommandLine().CheckSocket(path); err == nil {
			t.Errorf("%q may be opened", path)
		}
	}
	for _, path := range []string{allowed + "/sub/../s", allowed + "/s", allowed + "/link", allowed + "/s/"} {
		if got, err := policy.ForCommandLine().CheckSocket(path); err != nil || got != path {
			t.Errorf("%q is dialled as %q, %v", path, got, err)
		}
	}
}

// A link that is put in place between the look and the dial is not followed.
func TestSocketSwapped(t *testing.T) {
	allowed, outside := t.TempDir(), t.TempDir()
	listenAt(t, filepath.Join(outside, "s"))
	if err := os.Mkdir(filepath.Join(allowed, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	listenAt(t, filepath.Join(allowed, "sub", "s"))
	prober := &Prober{Policy: policy.Policy{SocketDirs: []string{allowed}}}
	path, err := prober.Policy.CheckSocket(filepath.Join(allowed, "sub", "s"))
	if err != nil {
		t.Fatal(err)
	}
	conn, err := prober.dial(context.Background(), "", "unix", path)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if err := os.Rename(filepath.Join(allowed, "sub"), filepath.Join(allowed, "old")); err != nil {
		t.Fatal(err)
	}
	link(t, outside, filepath.Join(allowed, "sub"))
	if conn, err := prober.dial(context.Background(), "", "unix", path); err == nil {
		conn.Close()
		t.Error("the link was followed")
	}
}

// A directory that may not be entered is said to be one, and nothing is dialled.
func TestSocketDirectoryIsLocked(t *testing.T) {
	around := t.TempDir()
	if err := os.Chmod(filepath.Dir(around), 0o755); err != nil {
		t.Fatal(err)
	}
	locked := filepath.Join(around, "locked")
	if err := os.Mkdir(locked, 0o700); err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	if err := os.Mkdir(filepath.Join(elsewhere, "locked"), 0o700); err != nil {
		t.Fatal(err)
	}
	link(t, filepath.Join(elsewhere, "locked"), filepath.Join(around, "link"))
	if os.Getuid() != 0 {
		if err := os.Chmod(locked, 0); err != nil {
			t.Fatal(err)
		}
		defer os.Chmod(locked, 0o700) //nolint:errcheck // the directory goes anyway
	}
	record := &recorder{}
	prober := &Prober{Policy: policy.Policy{SocketDirs: []string{around}}, Dial: record.dial}
	var report Report
	var err error
	withoutRights(t, func() {
		report = tryWith(t, prober, Target{Mode: ModeSocket, Host: filepath.Join(locked, "s"), Timeout: time.Second})
		_, err = prober.Policy.CheckSocket(filepath.Join(around, "link", "s"))
	})
	fault := wantFail(t, report, StepPolicy, "B10")
	if !strings.Contains(fault.Message, locked+" may not be entered") {
		t.Errorf("message %q does not name the directory", fault.Message)
	}
	if reasonOf(err) != policy.ReasonSocket || errors.Is(err, fs.ErrPermission) {
		t.Errorf("through a link: %v", err)
	}
	if len(record.dialled) != 0 {
		t.Errorf("dialled %v", record.dialled)
	}
}
