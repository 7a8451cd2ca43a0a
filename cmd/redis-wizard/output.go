package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"
	"github.com/spf13/cobra"
)

// output is standard output. It remembers that an answer did not get out, which
// neither cobra's help nor fmt.Fprintf in the middle of a text tells of.
type output struct {
	io.Writer
	err error // of the first write that went wrong
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if o.err == nil {
		o.err = err
	}
	return n, err
}

// choice is the value of a flag that takes one of a few words.
type choice struct {
	value string
	of    []string
}

// writeJSON writes a document on one line.
func writeJSON(w io.Writer, document any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(document)
}

// show writes an answer as --format says: the document, or a text.
func (c *choice) show(w io.Writer, document any, text func(io.Writer) error) error {
	if c.value == "json" {
		return writeJSON(w, document)
	}
	return text(w)
}

// textOrJSON is the value of --format of most commands.
func textOrJSON() *choice { return &choice{"text", []string{"text", "json"}} }

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.of, "|") }

func (c *choice) Set(value string) error {
	if slices.Contains(c.of, value) {
		c.value = value
		return nil
	}
	last := len(c.of) - 1
	return errors.New("must be " + strings.Join(c.of[:last], ", ") + " or " + c.of[last])
}

// destination is where a command's answer goes: a file, or standard output
// for "-". A file is written in one go, when the whole answer is there.
type destination struct {
	path string
	mode fs.FileMode // 0600 for what may hold a secret
}

// write hands the answer over. The inputs are named so that none of them is
// overwritten: a slip of the shell would cost a configuration.
func (d destination) write(stdout, stderr io.Writer, answer []byte, inputs ...string) error {
	if d.path == "" || d.path == "-" {
		_, err := stdout.Write(answer)
		return err
	}
	for _, input := range inputs {
		if sameFile(input, d.path) {
			return misused("--output %s is also an input, and would be lost; name another file", d.path)
		}
	}
	if err := putFile(stderr, d.path, string(answer), d.mode); err != nil {
		return fmt.Errorf("write %s: %w", d.path, cause(err))
	}
	return nil
}

// style says whether what goes there is painted.
func (d destination) style(when *choice, stdout io.Writer, env lookup) style {
	return style(when.value == "always" || d.path == "-" && colours(when.value, stdout, env))
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	if err != nil {
		return false
	}
	other, err := os.Stat(b)
	return err == nil && os.SameFile(one, other)
}

// colours tells whether to use colours: as --color says, or by itself on a
// terminal, unless NO_COLOR is set (see no-color.org).
func colours(when string, to io.Writer, env lookup) bool {
	if when != "auto" {
		return when == "always"
	}
	forbidden, _ := env("NO_COLOR")
	terminal, _ := env("TERM")
	if forbidden != "" || terminal == "dumb" {
		return false
	}
	switch wrapped := to.(type) {
	case *output:
		to = wrapped.Writer
	case *tamed:
		to = wrapped.to
	}
	file, ok := to.(*os.File)
	return ok && isatty.IsTerminal(file.Fd())
}

func colourFlag(command *cobra.Command) *choice {
	when := &choice{"auto", []string{"auto", "always", "never"}}
	command.Flags().Var(when, "color", "colours in the text: auto is on a terminal, unless NO_COLOR is set")
	return when
}

// A style writes text with colours, or without.
type style bool

func (s style) paint(code, text string) string {
	if !s || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (s style) bold(text string) string { return s.paint("1", text) }
func (s style) dim(text string) string  { return s.paint("2", text) }

// by paints a text in the colour of a severity.
func (s style) by(severity, text string) string {
	switch severity {
	case "error":
		return s.paint("1;31", text)
	case "warning":
		return s.paint("1;33", text)
	}
	return s.paint("1;36", text)
}

// relative is a path as programs that read our answers want it: relative to the
// working directory where it lies below it, with slashes.
func relative(path string) string {
	if filepath.IsAbs(path) {
		if here, err := os.Getwd(); err == nil {
			if short, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(short) {
				path = short
			}
		}
	}
	return filepath.ToSlash(filepath.Clean(path))
}
