// Command pack prepares a built file for the web: it writes FILE.br (brotli 11)
// and FILE.gz (gzip 9) beside it and prints the sizes. With --budget it writes
// nothing and only holds the brotli size against a number of bytes.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/andybalholm/brotli"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("pack", flag.ContinueOnError)
	flags.SetOutput(stderr)
	budget := flags.Int("budget", 0, "largest allowed brotli size in bytes; nothing is written")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: pack [-budget BYTES] FILE")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return 2
	}
	within, err := pack(flags.Arg(0), *budget, stdout)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "pack:", err)
		return 2
	case !within:
		return 1
	}
	return 0
}

func pack(name string, budget int, stdout io.Writer) (within bool, err error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return false, err
	}
	br, err := squeeze(raw, func(w io.Writer) (io.WriteCloser, error) {
		return brotli.NewWriterLevel(w, brotli.BestCompression), nil
	})
	if err != nil {
		return false, fmt.Errorf("brotli %s: %w", name, err)
	}
	if budget > 0 {
		within = len(br) <= budget
		verdict := "within"
		if !within {
			verdict = "OVER"
		}
		fmt.Fprintf(stdout, "%s: %d bytes raw, %d bytes brotli 11: %s the budget of %d bytes\n", name, len(raw), len(br), verdict, budget)
		return within, nil
	}
	gz, err := squeeze(raw, func(w io.Writer) (io.WriteCloser, error) {
		return gzip.NewWriterLevel(w, gzip.BestCompression)
	})
	if err != nil {
		return false, fmt.Errorf("gzip %s: %w", name, err)
	}
	if err := errors.Join(os.WriteFile(name+".br", br, 0o644), os.WriteFile(name+".gz", gz, 0o644)); err != nil {
		return false, err
	}
	fmt.Fprintf(stdout, "%s: %d bytes raw, %d bytes brotli 11, %d bytes gzip 9\n", name, len(raw), len(br), len(gz))
	return true, nil
}

func squeeze(raw []byte, open func(io.Writer) (io.WriteCloser, error)) ([]byte, error) {
	var out bytes.Buffer
	w, err := open(&out)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(raw); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
