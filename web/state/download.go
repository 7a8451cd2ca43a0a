package state

import (
	"path"
	"strconv"

	"redis-wizard/configschema/render"
)

// A Download is a file for somebody to keep.
type Download struct {
	Name, Type string
	Content    []byte
}

// IsDownload tells whether an action asks for a file in place of a page.
func IsDownload(a Action) bool { return a.Name == "get" || a.Name == "zip" }

// Download is what such an action asks for, once the state is judged: one of the files
// that the output shows, by its number, or all of them. False says that there is no such
// file.
func (s State) Download(a Action) (Download, bool) {
	files := s.Files()
	if a.Name == "zip" {
		return Download{s.ZipName(), "application/zip", zipped(files)}, len(files) > 0
	}
	i, err := strconv.Atoi(a.Argument)
	if err != nil || i < 0 || i >= len(files) {
		return Download{}, false
	}
	return Download{path.Base(files[i].Name), mediaType(files[i]), []byte(files[i].Text)}, true
}

// ZipName is what the archive of all files is called.
func (s State) ZipName() string { return "authelia-redis-" + s.Tab() + ".zip" }

func mediaType(file render.File) string {
	if file.Language == "yaml" {
		return "application/yaml; charset=utf-8"
	}
	return "application/octet-stream"
}
