package policy

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"redis-wizard/configschema/visible"
)

// MaxSocketPath is the longest path that fits into Linux's sockaddr_un, with
// the zero at its end.
const MaxSocketPath = 107

// CheckSocket decides on the path of a unix socket and gives the path to dial,
// without a symbolic link in it, so that none can lead out of the directories.
// Where every path is allowed it is dialled as it was typed, as Authelia would. The
// error is a *Refusal, or a *fs.PathError for a path below a directory that this
// program may not enter.
func (p Policy) CheckSocket(path string) (string, error) {
	refuse := func(reason Reason) (string, error) {
		return "", &Refusal{Reason: reason, Address: path, Rule: strings.Join(p.SocketDirs, ", ")}
	}
	if p.isOwnSocket(path) {
		return refuse(ReasonOwnServer)
	}
	switch {
	case !strings.HasPrefix(path, "/"):
		// Among others the names of Linux's abstract sockets: a leading @ or NUL.
		return refuse(ReasonSocket)
	case !visible.All(path):
		// A NUL ends the path for the kernel and not for us.
		return refuse(ReasonSocketPath)
	case p.allSockets():
		return path, nil
	case slices.Contains(strings.Split(path, "/"), ".."):
		// Behind a link, what the name says and where it leads are two things.
		return refuse(ReasonSocket)
	}
	clean := filepath.Clean(path)
	for _, dir := range p.SocketDirs {
		// Only what lies below the directory by its name is looked at on disk:
		// the answer would otherwise tell which files exist elsewhere.
		if dir = filepath.Clean(dir); !below(dir, clean) {
			continue
		}
		resolved, err := resolveSocket(dir, path)
		if err == nil || errors.Is(err, fs.ErrPermission) {
			return resolved, err
		}
	}
	return refuse(ReasonSocket)
}

// errOutside is for a path that may lead out of its directory.
var errOutside = errors.New("outside the directory")

// resolveSocket takes the links out of a path below dir. A path that is not there is
// taken for what it would be below the last directory that is. Whatever else keeps
// the links from being resolved is an error: a path that the kernel would read
// differently, for one.
func resolveSocket(dir, path string) (string, error) {
	realDir, err := filepath.EvalSymlinks(dir)
	if NotThere(err) {
		return filepath.Clean(path), nil // nor is anything below it
	}
	if err != nil {
		return "", err
	}
	resolved, err := filepath.EvalSymlinks(path)
	if err != nil {
		resolved, err = withoutLinks(filepath.Clean(path))
		if strings.HasSuffix(path, "/") {
			resolved += "/" // behind a file, as if it were a directory
		}
	}
	switch {
	case !below(realDir, resolved):
		return "", errOutside
	case errors.Is(err, fs.ErrPermission):
		return "", &fs.PathError{Op: "open", Path: resolved, Err: syscall.EACCES}
	case err != nil && !NotThere(err):
		return "", errOutside
	}
	return resolved, nil
}

// withoutLinks resolves what is there of a path, and puts behind it what is not, or what
// may not be looked at, for which it gives the error as well. A link that leads nowhere
// now can lead out later.
func withoutLinks(path string) (string, error) {
	resolved, err := filepath.EvalSymlinks(path)
	if err == nil || !NotThere(err) && !errors.Is(err, fs.ErrPermission) {
		return resolved, err
	}
	if info, _ := os.Lstat(path); info != nil && info.Mode()&fs.ModeSymlink != 0 {
		return "", errOutside
	}
	parent, around := withoutLinks(filepath.Dir(path))
	if around != nil && !NotThere(around) {
		err = around // a directory that may not be entered, or a link
	}
	return filepath.Join(parent, filepath.Base(path)), err
}

// CheckResolvedSocket is the last look at a path that CheckSocket gave, before it
// is dialled: one that has become a link since then, or is not there, is not.
func (p Policy) CheckResolvedSocket(path string) error {
	if p.allSockets() && strings.HasPrefix(path, "/") && visible.All(path) {
		return nil
	}
	for _, dir := range p.SocketDirs {
		if realDir, err := filepath.EvalSymlinks(dir); err != nil || !below(realDir, path) {
			continue
		}
		if now, err := filepath.EvalSymlinks(path); err != nil || now == path {
			return err
		}
	}
	return &Refusal{Reason: ReasonSocket, Address: path, Rule: strings.Join(p.SocketDirs, ", ")}
}

// allSockets tells whether there is no path that the policy forbids.
func (p Policy) allSockets() bool {
	return slices.ContainsFunc(p.SocketDirs, func(dir string) bool { return filepath.Clean(dir) == "/" })
}

func below(dir, path string) bool {
	relative, err := filepath.Rel(dir, path)
	return err == nil && relative != ".." && !strings.HasPrefix(relative, "../") && relative != "."
}

// NotThere tells whether a path leads nowhere: nothing has that name, or it goes
// on behind a file as if that were a directory.
func NotThere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}
