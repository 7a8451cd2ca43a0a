package assets

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// bundle joins a module and what it imports into one. Browsers fetch six files at
// once over HTTP/1.1, so a dozen small ones cost a slow line two more round trips
// before the page answers to typing.
//
// Each module becomes a function of its own that returns its exports, after those
// that it imports. That needs no parser as long as the modules keep to two forms,
// each on a line of its own: `import { a, b } from "./c.js";` and `export` before a
// const or a function. Anything else is an error, at the start of the server.
func bundle(files fs.FS, folder, entry string) ([]byte, error) {
	b := bundler{files: files, folder: folder}
	b.out.WriteString(inOwnTask)
	if err := b.add(entry, nil); err != nil {
		return nil, err
	}
	return []byte(b.out.String()), nil
}

// inOwnTask comes before the modules: browsers run a script, and lay out the page that
// it came with, in the task in which they end parsing, which is too much for one.
const inOwnTask = "await new Promise((next) => setTimeout(next));\n"

type bundler struct {
	files  fs.FS
	folder string
	done   []string
	out    strings.Builder
}

var (
	importLine = regexp.MustCompile(`(?m)^import (\{ [\w, ]+ \}) from "\./([\w-]+\.js)";$`)
	exportLine = regexp.MustCompile(`(?m)^export ((?:async )?function|const) (\w+)`)
	otherLine  = regexp.MustCompile(`(?m)^(?:import|export) .*$`)
)

// add writes a module after what it imports. open are the modules that wait for it.
func (b *bundler) add(name string, open []string) error {
	if slices.Contains(b.done, name) {
		return nil
	}
	if open = append(slices.Clone(open), name); slices.Contains(open[:len(open)-1], name) {
		return fmt.Errorf("modules import each other in a circle: %s", strings.Join(open, ", "))
	}
	text, err := fs.ReadFile(b.files, path.Join(b.folder, name))
	if err != nil {
		return fmt.Errorf("imported by %s: %w", strings.Join(open, ", "), err)
	}
	source := string(text)
	for _, found := range importLine.FindAllStringSubmatch(source, -1) {
		if err := b.add(found[2], open); err != nil {
			return err
		}
	}
	source = importLine.ReplaceAllStringFunc(source, func(line string) string {
		found := importLine.FindStringSubmatch(line)
		return "const " + found[1] + " = " + variable(found[2]) + ";"
	})
	var exports []string
	for _, found := range exportLine.FindAllStringSubmatch(source, -1) {
		exports = append(exports, found[2])
	}
	source = exportLine.ReplaceAllString(source, "$1 $2")
	if odd := otherLine.FindString(source); odd != "" {
		return fmt.Errorf("%s: cannot join modules by a line of this form: %s", name, odd)
	}
	fmt.Fprintf(&b.out, "// %s\nconst %s = (() => {\n%s\nreturn { %s };\n})();\n", name, variable(name), source, strings.Join(exports, ", "))
	b.done = append(b.done, name)
	return nil
}

// variable holds the exports of a module. No module has a name of this form itself.
func variable(name string) string {
	return "$" + strings.NewReplacer("-", "_", ".", "_").Replace(name)
}
