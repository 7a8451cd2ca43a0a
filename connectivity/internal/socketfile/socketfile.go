// Package socketfile says why the file of a unix socket cannot be opened.
package socketfile

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity/policy"
)

// FirstMissing is the shortest part of a path that does not exist: a missing
// directory says that nothing is mounted there.
func FirstMissing(path string) string {
	missing := path
	for dir := filepath.Dir(path); dir != "/" && dir != "."; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(dir); policy.NotThere(err) {
			missing = dir
		}
	}
	return missing
}

// Kind says what a file is that should have been a socket.
func Kind(l phrase.Language, info fs.FileInfo) string {
	switch {
	case info.IsDir():
		return l.Say("a directory")
	case info.Mode().IsRegular():
		return l.Say("a regular file")
	}
	return l.Say("something else ({type})", "type", info.Mode().Type().String())
}

// Mode says what keeps us out: the socket's own mode and owner, or the first
// directory on the way that may not be entered.
func Mode(l phrase.Language, info fs.FileInfo, path string) string {
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
