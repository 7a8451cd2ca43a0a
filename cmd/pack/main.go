// Command pack prepares a built file for the web: it writes NAME.br (brotli 11) and
// NAME.gz (gzip 9) into a folder and prints the sizes. With -fast it takes a second
// and not a quarter of a minute, for who tries the program on the machine at hand.
// With -budget it packs nothing, and holds a packed file against a number of bytes.
package main

import (
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("pack", flag.ContinueOnError)
	flags.SetOutput(stderr)
	budget := flags.Int64("budget", 0, "largest allowed size of a packed file in bytes")
	fast := flags.Bool("fast", false, "pack in little time; a fifth larger")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "usage: pack [-fast] FILE FOLDER\n       pack -budget BYTES PACKED")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return 2
	}
	var err error
	switch {
	case *budget > 0 && flags.NArg() == 1:
		err = measure(flags.Arg(0), *budget, stdout)
	case *budget == 0 && flags.NArg() == 2:
		err = pack(flags.Arg(0), flags.Arg(1), *fast, stdout)
	default:
		flags.Usage()
		return 2
	}
	switch {
	case errors.Is(err, errOver):
		return 1
	case err != nil:
		fmt.Fprintln(stderr, "pack:", err)
		return 2
	}
	return 0
}

// errOver is for a file that is too large, which has been said.
var errOver = errors.New("over the budget")

func measure(name string, budget int64, stdout io.Writer) error {
	file, err := os.Stat(name)
	if err != nil {
		return err
	}
	verdict := "within"
	if file.Size() > budget {
		verdict, err = "OVER", errOver
	}
	fmt.Fprintf(stdout, "%s: %d bytes: %s the budget of %d bytes\n", name, file.Size(), verdict, budget)
	return err
}

func pack(name, folder string, fast bool, stdout io.Writer) error {
	raw, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	brotliLevel, gzipLevel := brotli.BestCompression, gzip.BestCompression
	if fast {
		brotliLevel, gzipLevel = 4, gzip.BestSpeed
	}
	var br, gz bytes.Buffer
	gzipped, err := gzip.NewWriterLevel(&gz, gzipLevel)
	if err != nil {
		return err
	}
	// The largest window there is in brotli: what repeats in a module is megabytes apart.
	for _, w := range []io.WriteCloser{brotli.NewWriterOptions(&br, brotli.WriterOptions{Quality: brotliLevel, LGWin: 24}), gzipped} {
		_, err := w.Write(raw)
		if err := errors.Join(err, w.Close()); err != nil {
			return err
		}
	}
	packed := filepath.Join(folder, filepath.Base(name))
	fmt.Fprintf(stdout, "%s: %d bytes raw, %d bytes brotli %d, %d bytes gzip %d\n", name, len(raw), br.Len(), brotliLevel, gz.Len(), gzipLevel)
	return errors.Join(os.WriteFile(packed+".gz", gz.Bytes(), 0o644), os.WriteFile(packed+".br", br.Bytes(), 0o644))
}
