package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"compress/flate"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// pack writes an archive of files, which lie in it below a folder that is called like
// the archive. It appears under its name only when it is complete.
func pack(archive string, modified time.Time, files []string) (err error) {
	var write func(io.Writer, string, time.Time, []string) error
	folder := filepath.Base(archive)
	switch {
	case strings.HasSuffix(folder, ".tar.gz"):
		write, folder = tarball, strings.TrimSuffix(folder, ".tar.gz")
	case strings.HasSuffix(folder, ".zip"):
		write, folder = zipped, strings.TrimSuffix(folder, ".zip")
	default:
		return fmt.Errorf("the name of an archive ends in .tar.gz or .zip, but this one is %q", folder)
	}
	return whole(archive, func(w io.Writer) error { return write(w, folder, modified, files) })
}

func tarball(w io.Writer, folder string, modified time.Time, files []string) error {
	compressed, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(compressed)
	for _, file := range files {
		err := each(file, func(content io.Reader, info fs.FileInfo) error {
			header := &tar.Header{
				Name: folder + "/" + filepath.Base(file), Size: info.Size(), Mode: int64(mode(info)),
				ModTime: modified, Format: tar.FormatUSTAR,
			}
			if err := archive.WriteHeader(header); err != nil {
				return err
			}
			_, err := io.Copy(archive, content)
			return err
		})
		if err != nil {
			return err
		}
	}
	return errors.Join(archive.Close(), compressed.Close())
}

func zipped(w io.Writer, folder string, modified time.Time, files []string) error {
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, file := range files {
		err := each(file, func(content io.Reader, info fs.FileInfo) error {
			header := &zip.FileHeader{Name: folder + "/" + filepath.Base(file), Method: zip.Deflate, Modified: modified}
			header.SetMode(mode(info))
			entry, err := archive.CreateHeader(header)
			if err != nil {
				return err
			}
			_, err = io.Copy(entry, content)
			return err
		})
		if err != nil {
			return err
		}
	}
	return archive.Close()
}

// mode is 0755 or 0644: what the builder's umask made of a file is nobody's business.
func mode(info fs.FileInfo) fs.FileMode {
	if info.Mode()&0o100 != 0 {
		return 0o755
	}
	return 0o644
}

func each(path string, use func(content io.Reader, info fs.FileInfo) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return use(file, info)
}

// whole writes a file that appears under its name only when all of it is there.
func whole(path string, write func(io.Writer) error) (err error) {
	file, err := os.CreateTemp(filepath.Dir(path), ".incomplete-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(file.Name())
		}
	}()
	buffered := bufio.NewWriter(file)
	if err := errors.Join(write(buffered), buffered.Flush(), file.Chmod(0o644), file.Close()); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}

// sumsFile is what sums writes, in the form that `sha256sum --check` reads.
const sumsFile = "SHA256SUMS"

func sums(dir string) error {
	entries, err := os.ReadDir(dir) // by name
	if err != nil {
		return err
	}
	return whole(filepath.Join(dir, sumsFile), func(w io.Writer) error {
		for _, entry := range entries {
			if !entry.Type().IsRegular() || entry.Name() == sumsFile {
				continue
			}
			hash := sha256.New()
			err := each(filepath.Join(dir, entry.Name()), func(content io.Reader, _ fs.FileInfo) error {
				_, err := io.Copy(hash, content)
				return err
			})
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "%x  %s\n", hash.Sum(nil), entry.Name()); err != nil {
				return err
			}
		}
		return nil
	})
}
