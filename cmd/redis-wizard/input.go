package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// maxInput bounds what is read: a configuration.yml has a few kilobytes, and
// whatever is larger is another file. The server has the same bound.
const maxInput = 1 << 20

// oneFile is the argument of check and probe.
func oneFile(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 1:
		return nil
	case 0:
		return misused("name one FILE, or - for standard input")
	}
	return misused("one FILE at a time, please; there are %d: %s", len(args), strings.Join(args, " "))
}

// readableDirectory refuses a directory that is not there or may not be read: a
// test would find out only where it needs it. Empty stands for none.
func readableDirectory(flag, directory string) error {
	if directory == "" {
		return nil
	}
	if _, err := os.ReadDir(directory); err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	return nil
}

// read returns the content of a file, or of standard input for "-", and the
// name to show for it. It stops waiting for input when ctx ends.
func read(ctx context.Context, name string, stdin io.Reader) (content, shown string, err error) {
	return readUpTo(maxInput, "a configuration.yml has a few kilobytes, so this is probably another file", ctx, name, stdin)
}

// readUpTo is read with a bound of its own, and what to say above it.
func readUpTo(limit int64, advice string, ctx context.Context, name string, stdin io.Reader) (content, shown string, err error) {
	source := stdin
	shown = "standard input"
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", "", err
		}
		defer file.Close()
		source, shown = file, name
	}
	type answer struct {
		content []byte
		err     error
	}
	done := make(chan answer, 1)
	go func() {
		content, err := io.ReadAll(io.LimitReader(source, limit+1))
		done <- answer{content, err}
	}()
	select {
	case got := <-done:
		switch {
		case got.err != nil:
			return "", "", fmt.Errorf("read %s: %w", shown, cause(got.err))
		case int64(len(got.content)) > limit:
			return "", "", fmt.Errorf("%s is larger than %d MiB; %s", shown, limit>>20, advice)
		}
		return string(got.content), shown, nil
	case <-ctx.Done():
		return "", "", fmt.Errorf("read %s: interrupted", shown)
	}
}

// cause takes off what *os.PathError repeats of the name.
func cause(err error) error {
	if path := (*os.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}

// format is the value of --format.
type format string

const (
	asText format = "text"
	asJSON format = "json"
)

func (f *format) String() string { return string(*f) }
func (f *format) Type() string   { return "text|json" }

func (f *format) Set(value string) error {
	switch format(value) {
	case asText, asJSON:
		*f = format(value)
		return nil
	}
	return errors.New("must be text or json")
}
