package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/configschema/intake"
)

// maxInput bounds what is read: a configuration.yml has a few kilobytes, and
// whatever is larger is another file. The server has the same bound.
const maxInput = 1 << 20

// standardInput is the name to show for what is no file.
const standardInput = "standard input"

// oneFile is the argument of upgrade.
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
func readUpTo(limit int64, advice string, ctx context.Context, name string, stdin io.Reader) (content, from string, err error) {
	source, shown := stdin, standardInput
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", "", err
		}
		defer file.Close()
		source, shown = file, name
	}
	var text []byte
	var failure error
	done := make(chan struct{})
	go func() {
		defer close(done)
		text, failure = io.ReadAll(io.LimitReader(source, limit+1))
	}()
	select {
	case <-ctx.Done():
		return "", "", fmt.Errorf("read %s: interrupted", shown)
	case <-done:
	}
	switch {
	case failure != nil:
		return "", "", fmt.Errorf("read %s: %w", shown, cause(failure))
	case int64(len(text)) > limit:
		return "", "", fmt.Errorf("%s is larger than %d MiB; %s", shown, limit>>20, advice)
	}
	return string(text), shown, nil
}

// judge evaluates what was read as what it is, and says on standard error what was made
// of it.
func judge(ctx context.Context, stderr io.Writer, in configschema.Input) (intake.Found, error) {
	found, err := intake.Judge(ctx, in)
	if err == nil {
		writeNotes(stderr, found.Notes)
	}
	return found, err
}

func writeNotes(stderr io.Writer, notes []string) {
	for _, note := range notes {
		fmt.Fprintf(stderr, "note: %s\n", indented(note, "  "))
	}
}

// cause takes off what *os.PathError repeats of the name.
func cause(err error) error {
	if path := (*os.PathError)(nil); errors.As(err, &path) {
		return path.Err
	}
	return err
}
