package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// An archiver begins an archive: add puts one file more into it, and finish ends it.
type archiver func(w io.Writer, modified time.Time) (add func(name string, mode fs.FileMode, content []byte) error, finish func() error)

// pack writes an archive of files, which lie in it below a folder that is called like
// the archive.
func pack(archive string, modified time.Time, files []string) error {
	name := filepath.Base(archive)
	for ending, begin := range map[string]archiver{".tar.gz": tarball, ".zip": zipped} {
		folder, is := strings.CutSuffix(name, ending)
		if !is {
			continue
		}
		var b bytes.Buffer
		add, finish := begin(&b, modified)
		for _, file := range files {
			content, err1 := os.ReadFile(file)
			mode, err2 := mode(file)
			if err := errors.Join(err1, err2); err != nil {
				return err
			}
			if err := add(folder+"/"+filepath.Base(file), mode, content); err != nil {
				return err
			}
		}
		if err := finish(); err != nil {
			return err
		}
		return whole(archive, b.Bytes())
	}
	return fmt.Errorf("the name of an archive ends in .tar.gz or .zip, but this one is %q", name)
}

func tarball(w io.Writer, modified time.Time) (func(string, fs.FileMode, []byte) error, func() error) {
	compressed, _ := gzip.NewWriterLevel(w, gzip.BestCompression) // it knows the level
	archive := tar.NewWriter(compressed)
	add := func(name string, mode fs.FileMode, content []byte) error {
		header := &tar.Header{Name: name, Size: int64(len(content)), Mode: int64(mode), ModTime: modified, Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(header); err != nil {
			return err
		}
		_, err := archive.Write(content)
		return err
	}
	return add, func() error { return errors.Join(archive.Close(), compressed.Close()) }
}

func zipped(w io.Writer, modified time.Time) (func(string, fs.FileMode, []byte) error, func() error) {
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	add := func(name string, mode fs.FileMode, content []byte) error {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate, Modified: modified}
		header.SetMode(mode)
		entry, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		_, err = entry.Write(content)
		return err
	}
	return add, archive.Close
}

// mode is 0755 or 0644: what the builder's umask made of a file is nobody's business.
func mode(path string) (fs.FileMode, error) {
	info, err := os.Stat(path)
	if err == nil && info.Mode()&0o100 != 0 {
		return 0o755, nil
	}
	return 0o644, err
}

// whole writes a file that appears under its name only when all of it is there.
func whole(path string, content []byte) error {
	incomplete := path + ".incomplete"
	err := os.WriteFile(incomplete, content, 0o644)
	if err == nil {
		err = os.Chmod(incomplete, 0o644) // whatever the umask is
	}
	if err == nil {
		err = os.Rename(incomplete, path)
	}
	if err != nil {
		os.Remove(incomplete)
	}
	return err
}
