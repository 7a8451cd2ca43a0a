// Command release puts what was built into the files that are handed out:
//
//	release pack --epoch SECONDS --to ARCHIVE FILE …   a .tar.gz or .zip of the files
//	release check-sbom FILE                             is it a bill of materials?
//
// The same files give the same bytes, on any machine and at any time: names are in
// the order of the arguments, times are the given one, and owners are nobody's.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	if err := command(args, stderr); err != nil {
		fmt.Fprintf(stderr, "release: %v\n", err)
		return 1
	}
	return 0
}

var errUsage = errors.New("the commands are: pack --epoch SECONDS --to ARCHIVE FILE …, check-sbom FILE")

func command(args []string, stderr io.Writer) error {
	if len(args) < 2 {
		return errUsage
	}
	switch name, rest := args[0], args[1:]; {
	case name == "pack":
		flags := flag.NewFlagSet("release pack", flag.ContinueOnError)
		flags.SetOutput(stderr)
		epoch := flags.Int64("epoch", -1, "time of the files, in `seconds` since 1970")
		to := flags.String("to", "", "the `archive`, whose name ends in .tar.gz or .zip")
		if err := flags.Parse(rest); err != nil {
			return err
		}
		if *epoch < 0 || *to == "" || flags.NArg() == 0 {
			return errUsage
		}
		return pack(*to, time.Unix(*epoch, 0).UTC(), flags.Args())
	case name == "check-sbom" && len(rest) == 1:
		return checkSBOM(rest[0])
	}
	return errUsage
}
