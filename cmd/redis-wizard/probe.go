package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"redis-wizard/configschema"
	"redis-wizard/connectivity"
	"redis-wizard/connectivity/policy"
	"redis-wizard/web/probe"
)

func probeCommand() *cobra.Command {
	var authelia, ca string
	trust := probe.Trust{FromFile: true}
	var timeout time.Duration
	var around *surroundings
	output := textOrJSON()
	command := &cobra.Command{
		Use:   "probe [flags] FILE...|-",
		Short: "Try the Redis that a configuration.yml describes",
		Long: `Try the Redis that a configuration.yml describes, step by step, from this machine
and with Authelia's own handshake and commands. What is written is one throw-away
key below authelia-session:, which is deleted again.

What check reads is read, and several files as one: beside a compose file or a
manifest, give the files of its secrets, or its Secrets, for a test with their values.

A configuration with which Authelia refuses to start is not tried. Loopback, unix
sockets and all ports may be reached; cloud metadata and link-local addresses may
not.`,
		Example: `  redis-wizard probe /etc/authelia/configuration.yml
  redis-wizard probe --authelia 4.38 --ca redis-ca.pem --timeout 20s configuration.yml
  redis-wizard probe --format json - < configuration.yml | jq .verdict`,
		Args: someFiles,
		RunE: func(command *cobra.Command, args []string) error {
			ctx, stdin := command.Context(), command.InOrStdin()
			if timeout <= 0 {
				return misused("--timeout must be longer than 0 but it is %s", timeout)
			}
			if ca != "" {
				var err error
				if trust.CA, _, err = read(ctx, ca, stdin); err != nil {
					return err
				}
				if strings.TrimSpace(trust.CA) == "" {
					return probe.ErrNoCertificate // an empty file was not meant
				}
			}
			if err := readableDirectory("--certificates-directory", trust.CertificatesDirectory); err != nil {
				return err
			}
			sources, err := readAll(ctx, args, stdin)
			if err != nil {
				return err
			}
			prober := &connectivity.Prober{Policy: policy.ForCommandLine(), Deadline: timeout}
			in := inputOf(sources, authelia)
			if _, err := around.addTo(ctx, &in, stdin); err != nil {
				return err
			}
			var report connectivity.Report
			judged, err := probe.Judge(ctx, probe.Request{Input: in, Trust: trust})
			if err == nil {
				writeNotes(command.ErrOrStderr(), judged.Notes)
				report = judged.Run(ctx, prober, nil)
			}
			switch {
			case ctx.Err() != nil:
				return errors.New("interrupted before the answer was complete")
			case err != nil:
				var unknown *configschema.UnknownVersionError
				if output.value == "json" && errors.As(err, &unknown) {
					command.OutOrStdout().Write(configschema.ErrorJSON(err))
				}
				return err
			}
			return showReport(command.OutOrStdout(), report, output)
		},
	}
	autheliaFlag(command, &authelia)
	around = surroundingFlags(command)
	flags := command.Flags()
	flags.Var(output, "format", "text for people, json for programs")
	flags.StringVar(&ca, "ca", "", "file of PEM certificates that this test trusts beside the system's")
	flags.StringVar(&trust.CertificatesDirectory, "certificates-directory", "", "directory of certificates (*.pem, *.crt, *.cer) to trust, like Authelia's option of that name (default: the directory that a whole file names)")
	flags.BoolVar(&trust.Neighbours, "neighbours", false, "if it fails, try likely fixes (the same host, at most one more failed login for each server)")
	flags.DurationVar(&timeout, "timeout", 10*time.Second, "longest time for the whole test")
	return command
}

// showReport writes a report, and gives the error that says what to exit with. A
// panic in the test is reported beside the report, too: then it is this program that
// could not do its work, whatever the verdict.
func showReport(out io.Writer, report connectivity.Report, output *choice) error {
	err := output.show(out, report, func(w io.Writer) error { return writeReport(w, report) })
	switch {
	case err != nil:
		return err
	case len(report.Panics) > 0:
		return fmt.Errorf("a fault of redis-wizard itself ended a part of the test: panic at %s", strings.Join(report.Panics, ", "))
	case report.Verdict == connectivity.Fail:
		return errBad
	}
	return nil
}
