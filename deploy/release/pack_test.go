package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// built is a folder with a program and a text, with modes and times of this moment.
func built(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	program, text := filepath.Join(dir, "redis-wizard"), filepath.Join(dir, "LICENSE")
	for path, mode := range map[string]os.FileMode{program: 0o700, text: 0o600} {
		if err := os.WriteFile(path, []byte("the content of "+filepath.Base(path)), mode); err != nil {
			t.Fatal(err)
		}
	}
	return []string{program, text}
}

func packed(t *testing.T, name string, files []string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	var stderr bytes.Buffer
	if status := run(append([]string{"pack", "--epoch", "1700000000", "--to", path}, files...), &stderr); status != 0 {
		t.Fatal(stderr.String())
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// entry is what an archive says of a file.
type entry struct {
	name, content string
	mode          os.FileMode
	modified      int64
}

func entries(t *testing.T, archive []byte) []entry {
	t.Helper()
	var read []entry
	if compressed, err := gzip.NewReader(bytes.NewReader(archive)); err == nil {
		for files := tar.NewReader(compressed); ; {
			header, err := files.Next()
			if errors.Is(err, io.EOF) {
				return read
			}
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(files)
			if err != nil {
				t.Fatal(err)
			}
			if header.Uid != 0 || header.Gid != 0 || header.Uname != "" {
				t.Errorf("%s belongs to %d:%d", header.Name, header.Uid, header.Gid)
			}
			read = append(read, entry{header.Name, string(content), header.FileInfo().Mode(), header.ModTime.Unix()})
		}
	}
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files.File {
		reader, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(reader)
		if err != nil {
			t.Fatal(err)
		}
		read = append(read, entry{file.Name, string(content), file.Mode(), file.Modified.Unix()})
	}
	return read
}

func TestPackIsTheSameWhateverTheFilesAreLike(t *testing.T) {
	for _, name := range []string{"redis-wizard_1_linux_amd64.tar.gz", "redis-wizard_1_windows_amd64.zip"} {
		files := built(t)
		first := packed(t, name, files)
		for _, file := range files {
			if err := os.Chtimes(file, time.Time{}, time.Unix(1, 0)); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chmod(files[0], 0o755); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, packed(t, name, files)) {
			t.Errorf("%s depends on the times or modes of the files", name)
		}

		folder, _, _ := strings.Cut(name, "64.")
		folder += "64"
		want := []entry{
			{folder + "/redis-wizard", "the content of redis-wizard", 0o755, 1700000000},
			{folder + "/LICENSE", "the content of LICENSE", 0o644, 1700000000},
		}
		got := entries(t, first)
		if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
			t.Errorf("%s holds %+v, want %+v", name, got, want)
		}
	}
}

func TestPackLeavesNothingHalf(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{
		{"pack", "--epoch", "1", "--to", filepath.Join(dir, "a.tar.gz"), filepath.Join(dir, "missing")},
		{"pack", "--epoch", "1", "--to", filepath.Join(dir, "a.rar"), built(t)[0]},
		{"pack", "--to", filepath.Join(dir, "a.zip"), built(t)[0]},
		{"unpack", dir},
		nil,
	} {
		var stderr bytes.Buffer
		if status := run(args, &stderr); status != 1 || stderr.Len() == 0 {
			t.Errorf("%v: status %d, %q", args, status, stderr.String())
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
}

func TestCheckSBOM(t *testing.T) {
	component := func(name string) string {
		return `{"type": "library", "name": "` + name + `", "version": "v1", "purl": "pkg:golang/` + name + `@v1"}`
	}
	document := func(spec, components string) string {
		return `{"bomFormat": "CycloneDX", "specVersion": "` + spec + `", "metadata": {"component": {"type": "application", "name": "redis-wizard", "version": "1"}}, "components": [` + components + `]}`
	}
	all := component("std") + "," + component("github.com/redis/go-redis/v9") + "," + component("github.com/labstack/echo/v4") + "," + component("gopkg.in/yaml.v3")
	for name, test := range map[string]struct {
		document, want string // of the error
	}{
		"good":              {document("1.6", all), ""},
		"no JSON":           {"{", "EOF"},
		"against the rules": {strings.Replace(document("1.6", all), `"library"`, `"books"`, 1), "value must be one of"},
		"another version":   {document("1.5", all), "1.5"},
		"incomplete":        {document("1.6", component("std")), "lacks the component"},
	} {
		path := filepath.Join(t.TempDir(), "bill.json")
		if err := os.WriteFile(path, []byte(test.document), 0o600); err != nil {
			t.Fatal(err)
		}
		err := checkSBOM(path)
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}
