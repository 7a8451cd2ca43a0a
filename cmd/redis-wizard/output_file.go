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
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fmt.Errorf("write %s: %w", target, cause(err))
	case old.Mode()&fs.ModeSymlink != 0:
		return fmt.Errorf("write %s: it is a symbolic link, which is not followed; name the file itself, or - for standard output", target)
	case old.IsDir():
		return fmt.Errorf("write %s: it is a directory; name a file", target)
	case !old.Mode().IsRegular(): // a pipe or a device
		return writeInto(target, content)
	case old.Mode().Perm()&0o200 == 0:
		return fmt.Errorf("write %s: it is read-only", target)
	}
	before := mode
	if old != nil {
		before = old.Mode().Perm()
	}
	root, err := os.OpenRoot(filepath.Dir(target))
	if err != nil {
		return fmt.Errorf("write %s: %w", target, cause(err))
	}
	defer root.Close()
	file := render.File{Name: filepath.Base(target), Text: content}
	var owner error
	if err := writeOne(root, file, mode&before, old != nil, func(file *os.File) error {
		if old != nil {
			owner = keepOwner(file, old)
		}
		return nil
	}); err != nil {
		return fmt.Errorf("write %s: %w", target, cause(err))
	}
	if owner != nil {
		fmt.Fprintf(stderr, "note: %s belongs to the user who ran this now, as its owner could not be kept\n", oneLine(target))
	}
	if closed := before &^ mode & 0o077; closed != 0 {
		fmt.Fprintf(stderr, "note: %s had the permissions %04o and now has %04o, as it may hold a password\n", oneLine(target), before, mode&before)
	}
	return nil
}

// writeInto is for what is no file to be replaced.
func writeInto(target, content string) error {
	file, err := os.OpenFile(target, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", target, cause(err))
	}
	_, err = io.WriteString(file, content)
	if failure := file.Close(); err == nil {
		err = failure
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", target, cause(err))
	}
	return nil
}
