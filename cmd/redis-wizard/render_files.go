package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"

	"redis-wizard/configschema/render"
)

// writeFiles writes files below a directory, which is made when it is not there.
// Without force none of them may be there yet, and nothing is written when one
// is. A file lies below the directory in any case: neither a name with .. in it
// nor a symbolic link leads out.
func writeFiles(stderr io.Writer, directory string, files []render.File, force bool) error {
	for _, f := range files {
		if !fs.ValidPath(f.Name) || f.Name == "." || !filepath.IsLocal(filepath.FromSlash(f.Name)) {
			return fmt.Errorf("the file name %q does not stay below a directory, so nothing was written", f.Name)
		}
	}
	if err := os.MkdirAll(directory, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", directory, cause(err))
	}
	root, err := os.OpenRoot(directory)
	if err != nil {
		return fmt.Errorf("open %s: %w", directory, cause(err))
	}
	defer root.Close()
	if !force {
		for _, f := range files {
			if _, err := root.Lstat(f.Name); err == nil {
				return fmt.Errorf("%s is there already, so nothing was written; --force overwrites it", filepath.Join(directory, f.Name))
			} else if !errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("look at %s: %w", filepath.Join(directory, f.Name), cause(err))
			}
		}
	}
	for _, f := range files {
		mode, err := modeOf(f)
		if err != nil {
			return err
		}
		if err := writeOne(root, f, mode, true, func(*os.File) {}); err != nil {
			return fmt.Errorf("write %s: %w", filepath.Join(directory, f.Name), cause(err))
		}
		fmt.Fprintf(stderr, "wrote %s (%04o)\n", oneLine(filepath.Join(directory, f.Name)), mode)
	}
	return nil
}

// modeOf is the permissions of a file: those that it asks for, and for a secret
// never more than its owner's.
func modeOf(f render.File) (fs.FileMode, error) {
	mode := fs.FileMode(0o644)
	if f.Mode != "" {
		bits, err := strconv.ParseUint(f.Mode, 8, 32)
		if err != nil || bits > 0o777 {
			return 0, fmt.Errorf("the permissions %q of %s are no octal digits", f.Mode, f.Name)
		}
		mode = fs.FileMode(bits)
	}
	if f.Secret {
		mode = 0o600
	}
	return mode, nil
}

// writeOne writes a file beside its place and moves it there, so that it never
// stands there half, and never with the permissions of one that was there. exact
// says that the permissions are as asked for, even where the umask has less. prepare is
// called with the new file before anything is in it.
func writeOne(root *os.Root, f render.File, mode fs.FileMode, exact bool, prepare func(*os.File)) error {
	if folder := path.Dir(f.Name); folder != "." {
		if err := root.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	beside := f.Name + ".new-" + strconv.Itoa(os.Getpid())
	file, err := root.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	prepare(file)
	_, err = io.WriteString(file, f.Text)
	if err == nil && exact {
		err = file.Chmod(mode)
	}
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err == nil {
		err = root.Rename(beside, f.Name)
	}
	if err != nil {
		root.Remove(beside)
	}
	return err
}
