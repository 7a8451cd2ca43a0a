// Package assets holds what the page loads: its style sheet, its script, its
// icon, and the built WebAssembly module. Every file is served under the hash
// of its content, so that browsers may keep it for good, and in the encodings
// that it exists in.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// dist is filled by `make wasm`; a fresh clone has a placeholder in it and
// works without the module, through the server.
//
//go:embed css icon.svg worker.js page vendor/*.js all:dist
var files embed.FS

// Names of the files that the page refers to.
const (
	Style  = "app.css"
	Script = "app.js"
	Theme  = "theme.js"
	Icon   = "icon.svg"
	Module = "redis-wizard.wasm"
	// Worker runs the module: what Go needs of a browser, and our own script.
	Worker = "worker.js"
)

const (
	javaScript = "text/javascript; charset=utf-8"
	styles     = "text/css; charset=utf-8"
)

// sheets are the parts of the style sheet, in the order in which they count.
var sheets = []string{"css/base", "css/frame", "css/form", "css/problems", "css/report", "css/codes", "css/places", "css/output", "css/script", "css/forced"}

// scripts are the parts of the page's script, in the order in which they run. They share
// one scope: browsers fetch six files at once over HTTP/1.1, so a dozen small modules would
// cost a slow line two more round trips before the page answers to typing.
var scripts = []string{"vendor/idiomorph", "page/dom", "page/module", "page/morph", "page/page", "page/report", "page/history", "page/files", "page/buttons", "page/keep", "page/app"}

// inOwnTask comes before them: browsers run a script, and lay out the page that it came
// with, in the task in which they end parsing, which is too much for one.
const inOwnTask = "await new Promise((next) => setTimeout(next));\n"

var sources = []struct{ name, file, contentType string }{
	{Icon, "icon.svg", "image/svg+xml"},
	{Theme, "page/theme.js", javaScript},
	{Module, "dist/redis-wizard.wasm", "application/wasm"},
}

// File is one asset with its encodings.
type File struct {
	Name        string
	ContentType string
	// Hash is the beginning of the SHA-256 of the content, in hexadecimal.
	Hash string
	// Brotli and Gzip are the file in that encoding.
	Brotli, Gzip []byte

	content []byte // the plain file; nil for a module
}

// URL is the path under which the file is served.
func (f *File) URL() string { return Path(f.Hash, f.Name) }

// Path is that of a file with such a hash.
func Path(hash, name string) string { return "/assets/" + hash + "/" + name }

// Set is the files of one build.
type Set struct{ byName map[string]*File }

// Load reads and compresses the embedded files, once for the whole process.
var Load = sync.OnceValues(load)

func load() (*Set, error) {
	set := &Set{byName: map[string]*File{}}
	for _, source := range sources {
		file, err := read(source.file)
		if errors.Is(err, fs.ErrNotExist) && path.Dir(source.file) == "dist" {
			continue // not built: the page works without it
		}
		if err != nil {
			return nil, err
		}
		file.Name, file.ContentType = source.name, source.contentType
		set.byName[source.name] = file
	}
	script, err := join(files, scripts, ".js")
	if err != nil {
		return nil, err
	}
	style, err := join(files, sheets, ".css")
	if err != nil {
		return nil, err
	}
	made := map[string][]byte{Script: slices.Concat([]byte(inOwnTask), script), Style: style}
	if set.byName[Module] != nil {
		glue, err1 := files.ReadFile("dist/wasm_exec.js")
		own, err2 := files.ReadFile("worker.js")
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		made[Worker] = slices.Concat(glue, own)
	}
	for name, content := range made {
		kind := javaScript
		if name == Style {
			kind = styles
		}
		if set.byName[name], err = NewFile(name, kind, content); err != nil {
			return nil, err
		}
	}
	debug.FreeOSMemory() // packing took tens of megabytes, and nothing will need so much again
	return set, nil
}

// join joins the parts of a style sheet or a script.
func join(files fs.FS, names []string, ext string) (whole []byte, err error) {
	for _, name := range names {
		part, err := fs.ReadFile(files, name+ext)
		if err != nil {
			return nil, err
		}
		whole = append(append(whole, part...), '\n')
	}
	return whole, nil
}

// read reads a file, and packs it. A module is megabytes: it was packed when it was
// built, at the highest level, and only its packed forms are embedded.
func read(name string) (*File, error) {
	if strings.HasSuffix(name, ".wasm") {
		br, err1 := files.ReadFile(name + ".br")
		gz, err2 := files.ReadFile(name + ".gz")
		return &File{Hash: Hash(gz), Brotli: br, Gzip: gz}, errors.Join(err1, err2)
	}
	content, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return NewFile(name, "", content)
}

// NewFile makes an asset of what the program itself has made.
func NewFile(name, contentType string, content []byte) (*File, error) {
	// No file is larger than this window, and a larger one takes a hundred megabytes.
	br, err1 := Pack(content, "br", brotli.BestCompression, 18)
	gz, err2 := Pack(content, "gzip", gzip.BestCompression, 0)
	if err := errors.Join(err1, err2); err != nil {
		return nil, fmt.Errorf("compress %s: %w", name, err)
	}
	return &File{Name: name, ContentType: contentType, Hash: Hash(content), Brotli: br, Gzip: gz, content: content}, nil
}

// Hash is the beginning of the SHA-256 of a content, in hexadecimal.
func Hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:8])
}

// Pack compresses a content for a Content-Encoding, at a level of it, and for brotli with
// a window of so many bits.
func Pack(content []byte, encoding string, level, window int) ([]byte, error) {
	var packed bytes.Buffer
	var w io.WriteCloser = brotli.NewWriterOptions(&packed, brotli.WriterOptions{Quality: level, LGWin: window})
	if encoding == "gzip" {
		var err error
		if w, err = gzip.NewWriterLevel(&packed, level); err != nil {
			return nil, err
		}
	}
	_, err := w.Write(content)
	err = errors.Join(err, w.Close())
	return bytes.Clone(packed.Bytes()), err
}

// File finds an asset by name; nil when this build does not have it.
func (s *Set) File(name string) *File { return s.byName[name] }

// URL is where the named asset is served; empty when this build lacks it.
func (s *Set) URL(name string) string {
	if f := s.byName[name]; f != nil {
		return f.URL()
	}
	return ""
}
