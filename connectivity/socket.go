package connectivity

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// maxSocketPath is the longest path that fits into Linux's sockaddr_un, with
// the zero at its end.
const maxSocketPath = 107

// connectSocket opens the unix socket. It looks first, because the kernel's
// answers are too short: "permission denied" may be any directory on the way.
func (e *endpoint) connectSocket(ctx context.Context, timeout time.Duration) error {
	if len(e.socket) > maxSocketPath {
		return because("socket-too-long", nil)
	}
	info, statErr := os.Stat(e.socket)
	switch {
	case errors.Is(statErr, fs.ErrNotExist):
		return because("socket-missing", statErr).with(map[string]string{"missing": firstMissing(e.socket)})
	case statErr == nil && info.Mode()&fs.ModeSocket == 0:
		return because("socket-not-a-socket", nil).with(map[string]string{"kind": kindOf(info)})
	}
	dialCtx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	conn, err := e.run.prober.dial(dialCtx, "", "unix", e.socket)
	switch {
	case CausedBy(err, syscall.EACCES):
		return because("socket-permission", err).with(map[string]string{"mode": modeOf(info, e.socket)})
	case CausedBy(err, syscall.ECONNREFUSED):
		return because("socket-refused", err)
	case CausedBy(err, syscall.ENOENT):
		return because("socket-missing", err).with(map[string]string{"missing": e.socket})
	case err != nil:
		return err
	}
	e.keep(ctx, conn)
	e.raw, e.dialled = conn, e.socket
	e.say("Connected to %s.", e.Address)
	return nil
}

// firstMissing is the shortest part of a path that does not exist: a missing
// directory says that nothing is mounted there.
func firstMissing(path string) string {
	missing := path
	for dir := filepath.Dir(path); dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			missing = dir
		}
	}
	return missing
}

func kindOf(info fs.FileInfo) string {
	switch {
	case info.IsDir():
		return "a directory"
	case info.Mode().IsRegular():
		return "a regular file"
	}
	return "something else (" + info.Mode().Type().String() + ")"
}

// modeOf says what keeps us out: the socket's own mode and owner, or the first
// directory on the way that may not be entered.
func modeOf(info fs.FileInfo, path string) string {
	if info != nil {
		return "its mode is " + strings.TrimPrefix(info.Mode().Perm().String(), "-") + owner(info)
	}
	dir := filepath.Dir(path)
	for dir != "/" {
		if info, err := os.Stat(dir); err == nil {
			return "the directory " + dir + " may not be entered: its mode is " +
				strings.TrimPrefix(info.Mode().Perm().String(), "-") + owner(info)
		}
		dir = filepath.Dir(dir)
	}
	return "a directory on the way may not be entered"
}
