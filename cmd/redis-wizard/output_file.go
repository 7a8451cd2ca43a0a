package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"redis-wizard/configschema/render"
)

// putFile writes a whole file in the place of the one that is there, if any. The new
// one has no more permissions than mode, and than the old one had: with 0600 a file
// that others could read is closed to them, which is said. A symbolic link is not
// followed, because it would lead what is written to where somebody else chose.
//
// The libraries for this (google/renameio, natefinch/atomic) know either no Windows
// or no permissions, and os.Root does most of it.
func putFile(stderr io.Writer, target, content string, mode fs.FileMode) error {
	old, err := os.Lstat(target)
	before := mode
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case old.Mode()&fs.ModeSymlink != 0:
		return errors.New("it is a symbolic link, which is not followed; name the file itself, or - for standard output")
	case old.IsDir():
		return errors.New("it is a directory; name a file")
	case !old.Mode().IsRegular(): // a pipe or a device
		return os.WriteFile(target, []byte(content), mode)
	case old.Mode().Perm()&0o200 == 0:
		return errors.New("it is read-only")
	default:
		before = old.Mode().Perm()
	}
	root, err := os.OpenRoot(filepath.Dir(target))
	if err != nil {
		return err
	}
	defer root.Close()
	var owner error
	if err := writeOne(root, render.File{Name: filepath.Base(target), Text: content}, mode&before, old != nil, func(file *os.File) {
		if old != nil {
			owner = keepOwner(file, old)
		}
	}); err != nil {
		return err
	}
	if owner != nil {
		fmt.Fprintf(stderr, "note: %s belongs to the user who ran this now, as its owner could not be kept\n", oneLine(target))
	}
	if closed := before &^ mode & 0o077; closed != 0 {
		fmt.Fprintf(stderr, "note: %s had the permissions %04o and now has %04o, as it may contain a password\n", oneLine(target), before, mode&before)
	}
	return nil
}
