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

	"redis-wizard/configschema/phrase"
)

// maxSocketPath is the longest path that fits into Linux's sockaddr_un, with
// the zero at its end.
const maxSocketPath = 107

// connectSocket opens the unix socket. It looks first, because the kernel's
// answers are too short: "permission denied" may be any directory on the way.
func (e *endpoint) connectSocket(ctx context.Context, timeout time.Duration) error {
	if len(e.socket) > maxSocketPath || len(e.where.Host) > maxSocketPath {
		return because("socket-too-long", nil)
	}
	info, statErr := os.Stat(e.socket)
	switch {
	case notThere(statErr):
		return because("socket-missing", statErr).with(map[string]string{"missing": firstMissing(e.socket)})
	case statErr == nil && info.Mode()&fs.ModeSocket == 0:
		return because("socket-not-a-socket", nil).with(map[string]string{"kind": kindOf(e.language(), info)})
	}
	dialCtx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	conn, err := e.run.prober.dial(dialCtx, "", "unix", e.socket)
	switch {
	case CausedBy(err, syscall.EACCES):
		cause := "socket-permission"
		if info == nil {
			cause = "socket-directory-permission"
		}
		return because(cause, err).with(map[string]string{"mode": modeOf(e.language(), info, e.socket)})
	case CausedBy(err, syscall.ECONNREFUSED):
		return because("socket-refused", err)
	case notThere(err):
		return because("socket-missing", err).with(map[string]string{"missing": e.socket})
	case err != nil:
		return err
	}
	e.keep(ctx, conn)
	e.raw, e.dialled = conn, e.socket
	e.say("Connected to {address}.", "address", e.Address)
	return nil
}

// notThere tells whether a path leads nowhere: nothing has that name, or it goes
// on behind a file as if that were a directory.
func notThere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// firstMissing is the shortest part of a path that does not exist: a missing
// directory says that nothing is mounted there.
func firstMissing(path string) string {
	missing := path
	for dir := filepath.Dir(path); dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); notThere(err) {
			missing = dir
		}
	}
	return missing
}

func kindOf(l phrase.Language, info fs.FileInfo) string {
	switch {
	case info.IsDir():
		return l.Say("a directory")
	case info.Mode().IsRegular():
		return l.Say("a regular file")
	}
	return l.Say("something else ({type})", "type", info.Mode().Type().String())
}

// modeOf says what keeps us out: the socket's own mode and owner, or the first
// directory on the way that may not be entered.
func modeOf(l phrase.Language, info fs.FileInfo, path string) string {
	if info != nil {
		return permissions(l, info, "its mode is {mode}", "its mode is {mode}, its owner uid {uid} and group gid {gid}")
	}
	for dir := filepath.Dir(path); dir != "/"; dir = filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil {
			return permissions(l, info, "the directory {directory} may not be entered: its mode is {mode}",
				"the directory {directory} may not be entered: its mode is {mode}, its owner uid {uid} and group gid {gid}", "directory", dir)
		}
	}
	return l.Say("a directory on the way may not be entered")
}

// permissions says one of two texts about a file: with its owner, where the
// system tells it, or without.
func permissions(l phrase.Language, info fs.FileInfo, mode, modeAndOwner phrase.Text, words ...string) string {
	words = append(words, "mode", strings.TrimPrefix(info.Mode().Perm().String(), "-"))
	uid, gid := owner(info)
	if uid == "" {
		return l.Say(mode, words...)
	}
	return l.Say(modeAndOwner, append(words, "uid", uid, "gid", gid)...)
}
