package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// What may hold a password is written for its owner alone, whatever was there.
func TestOutputIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	const source = "session:\n  redis:\n    host: redis\n    password: hunter2\n"
	for _, command := range [][]string{{"render", "--into", ""}, {"upgrade", "--from", "4.38"}} {
		for _, before := range []fs.FileMode{0, 0o600, 0o640, 0o644, 0o666, 0o400} {
			directory := t.TempDir()
			into, target := filepath.Join(directory, "into.yml"), filepath.Join(directory, "new.yml")
			if err := os.WriteFile(into, []byte("session: {}\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			var old *os.File
			if before != 0 {
				if err := os.WriteFile(target, []byte("before"), 0o600); err != nil {
					t.Fatal(err)
				}
				if err := os.Chmod(target, before); err != nil {
					t.Fatal(err)
				}
				var err error
				if old, err = os.Open(target); err != nil { // as somebody may have who could read it
					t.Fatal(err)
				}
			}
			args := append([]string{}, command...)
			if args[0] == "render" {
				args[2] = into
			}
			got := invoke(t, source, emptyEnvironment, append(args, "--output", target, "-")...)
			if before == 0o400 {
				if got.code != 2 || !strings.Contains(got.stderr, "it is read-only") {
					t.Errorf("%v into a read-only file: %+v", command, got)
				}
				continue
			}
			text, err := os.ReadFile(target)
			if err != nil || !strings.Contains(string(text), "hunter2") || got.code != 0 {
				t.Fatalf("%v: %+v %v", command, got, err)
			}
			info, err := os.Stat(target)
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v into a file of %04o makes one of %v (%v)", command, before, info.Mode(), err)
			}
			if told := strings.Contains(got.stderr, "now has 0600"); told != (before&0o077 != 0) {
				t.Errorf("%v into a file of %04o says %q", command, before, got.stderr)
			}
			if old != nil {
				was := make([]byte, 100)
				n, _ := old.Read(was)
				old.Close()
				if string(was[:n]) != "before" {
					t.Errorf("%v: whoever had the old file open reads %q", command, was[:n])
				}
			}
			if left, err := os.ReadDir(directory); err != nil || len(left) != 2 {
				t.Errorf("%v leaves %v behind (%v)", command, left, err)
			}
		}
	}
}

// A link does not lead what is written elsewhere.
func TestOutputFollowsNoLink(t *testing.T) {
	directory := t.TempDir()
	victim, link := filepath.Join(directory, "victim"), filepath.Join(directory, "link.yml")
	if err := os.WriteFile(victim, []byte("before: 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(victim, link); err != nil {
		t.Fatal(err)
	}
	const source = "session:\n  redis:\n    host: redis\n    password: hunter2\n"
	for _, args := range [][]string{{"render", "--into", victim}, {"upgrade", "--from", "4.38"}, {"check"}, {"explain"}} {
		got := invoke(t, source, emptyEnvironment, append(args, "--output", link, "-")...)
		if got.code != 2 || !strings.Contains(got.stderr, "symbolic link, which is not followed") && !strings.Contains(got.stderr, "is also an input") {
			t.Errorf("%v: %+v", args, got)
		}
	}
	if text, err := os.ReadFile(victim); err != nil || string(text) != "before: 1\n" {
		t.Errorf("the file behind the link is %q (%v)", text, err)
	}
	if got := invoke(t, source, emptyEnvironment, "upgrade", "--from", "4.38", "--output", directory, "-"); got.code != 2 || !strings.Contains(got.stderr, "it is a directory") {
		t.Errorf("%+v", got)
	}
	if got := invoke(t, source, emptyEnvironment, "upgrade", "--from", "4.38", "--output", os.DevNull, "-"); got.code != 0 {
		t.Errorf("%+v", got)
	}
}

// What is explained has no secret, so a file that others may read stays one.
func TestExplanationsKeepPermissions(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such permissions")
	}
	for before, want := range map[fs.FileMode]fs.FileMode{0o644: 0o644, 0o600: 0o600, 0o640: 0o640, 0o666: 0o644} {
		target := filepath.Join(t.TempDir(), "report.txt")
		if err := os.WriteFile(target, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(target, before); err != nil {
			t.Fatal(err)
		}
		invoke(t, "NOAUTH Authentication required.\n", emptyEnvironment, "explain", "--output", target, "-")
		if info, err := os.Stat(target); err != nil || info.Mode().Perm() != want || info.Size() == 0 {
			t.Errorf("a file of %04o becomes one of %v (%v)", before, info.Mode(), err)
		}
	}
}

// Root does not take a file away from the user who reads it.
func TestOutputKeepsItsOwner(t *testing.T) {
	if runtime.GOOS == "windows" || os.Geteuid() != 0 {
		t.Skip("only root may give files away")
	}
	target := filepath.Join(t.TempDir(), "new.yml")
	if err := os.WriteFile(target, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(target, 1234, 1235); err != nil {
		t.Skip(err) // root of a container that maps no such user
	}
	if got := invoke(t, "session:\n  redis:\n    host: redis\n", emptyEnvironment, "upgrade", "--from", "4.38", "--output", target, "-"); got.code != 0 {
		t.Fatalf("%+v", got)
	}
	info, err := os.Stat(target)
	if err != nil {
		t.Fatal(err)
	}
	if owner := fmt.Sprintf("%+v", info.Sys()); !strings.Contains(owner, "Uid:1234 Gid:1235") {
		t.Errorf("the file's owner is not kept: %s", owner)
	}
}
