// Command verdicts takes the verdicts of an installed Authelia on blocks of
// configuration, in the form of configschema/testdata/conformance, and compares them
// with the wizard's own. It is for maintainers, after a release of Authelia:
// docs/new-authelia-release.md.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"time"

	"redis-wizard/cmd/verdicts/verdict"
	"redis-wizard/configschema/conformance"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

type options struct {
	authelia, release, corpus, out string
	only                           []string
	compare                        bool
	timeout                        time.Duration
	workers                        int
}

// run returns 0, 1 when there are differences, or 2 when it could not do its work.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	o := options{}
	flags := flag.NewFlagSet("verdicts", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.authelia, "authelia", "authelia", "the program to ask")
	flags.StringVar(&o.release, "release", "", "its release, such as v4.39.20 (default: what it says itself)")
	flags.StringVar(&o.corpus, "corpus", "", "the blocks, one in each line")
	flags.StringVar(&o.out, "out", "", "the file for the blocks with the new verdicts, - for standard output")
	flags.BoolVar(&o.compare, "compare", false, "list where the wizard says something else")
	flags.DurationVar(&o.timeout, "timeout", 30*time.Second, "for each run of the program")
	flags.IntVar(&o.workers, "workers", runtime.NumCPU(), "how many run at one time")
	flags.Func("id", "judge only the block of this id; may be repeated", func(id string) error {
		o.only = append(o.only, id)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if o.corpus == "" || o.out == "" && !o.compare || flags.NArg() > 0 {
		fmt.Fprintln(stderr, "usage: verdicts --authelia PATH --corpus FILE [--out FILE] [--compare]")
		flags.PrintDefaults()
		return 2
	}
	different, err := o.take(ctx, stdout)
	switch {
	case err != nil:
		fmt.Fprintln(stderr, "verdicts:", err)
		return 2
	case different:
		return 1
	}
	return 0
}

func (o options) take(ctx context.Context, stdout io.Writer) (different bool, err error) {
	text, err := os.ReadFile(o.corpus)
	if err != nil {
		return false, err
	}
	blocks, err := conformance.Decode(bytes.NewReader(text))
	if err != nil {
		return false, fmt.Errorf("%s: %w", o.corpus, err)
	}
	var asked []*conformance.Block
	for i := range blocks {
		if len(o.only) == 0 || slices.Contains(o.only, blocks[i].ID) {
			asked = append(asked, &blocks[i])
		}
	}
	if len(asked) == 0 {
		return false, errors.New("there is no such block in " + o.corpus)
	}
	program, err := verdict.Find(ctx, o.authelia, o.release, o.timeout)
	if err != nil {
		return false, err
	}
	if err := program.Take(ctx, asked, max(o.workers, 1)); err != nil {
		return false, err
	}
	for _, b := range asked {
		if !o.compare {
			break
		}
		differences, err := program.Compare(*b)
		if err != nil {
			return false, err
		}
		for _, d := range differences {
			different = true
			fmt.Fprintf(stdout, "%s %s: %s\n", b.ID, program.Release, d)
		}
	}
	var out bytes.Buffer
	err = conformance.Encode(&out, blocks)
	switch {
	case err != nil || o.out == "":
	case o.out == "-":
		_, err = stdout.Write(out.Bytes())
	default:
		err = os.WriteFile(o.out, out.Bytes(), 0o644)
	}
	return different, err
}
