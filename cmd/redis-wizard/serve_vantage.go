package main

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"redis-wizard/web"
	"redis-wizard/web/vantage"
)

// vantageFlags say which other wizards make tests for this one, and whether this
// one makes tests for others. Tokens are in files, which keeps them out of the
// list of processes; no message repeats one.
type vantageFlags struct {
	points, tokens []string
	ca, accept     string
}

func (v *vantageFlags) add(command *cobra.Command) {
	flags := command.Flags()
	flags.StringSliceVar(&v.points, "vantage", nil, "another wizard to make tests from, as NAME=URL with https://, or http:// in a private network; people choose it by its name (repeatable)")
	flags.StringSliceVar(&v.tokens, "vantage-token", nil, "file with the token for the wizards of --vantage, or NAME=FILE for one of them; read again when it changes (repeatable)")
	flags.StringVar(&v.ca, "vantage-ca", "", "file with the authorities, in PEM, that the certificates of --vantage may come from; the system's without it")
	flags.StringVar(&v.accept, "vantage-accept-token", "", "file with the token with which other wizards may make tests from here; none may without it; read again when it changes")
}

// apply reads the files. Those of tokens are read again while the server runs, so
// the logger must be known before.
func (v *vantageFlags) apply(options *web.Options) error {
	if len(v.points) == 0 && (len(v.tokens) > 0 || v.ca != "") {
		return misused("--vantage-token and --vantage-ca belong to --vantage, and there is none; give it as NAME=URL")
	}
	for _, text := range v.points {
		point, err := vantage.ParsePoint(text)
		if err != nil {
			return misused("--vantage %w", err)
		}
		options.Vantages = append(options.Vantages, point)
	}
	if err := assignTokens(options.Vantages, v.tokens, options.Logger); err != nil {
		return err
	}
	if v.ca != "" {
		text, err := os.ReadFile(v.ca)
		if err != nil {
			return fmt.Errorf("--vantage-ca: %w", err)
		}
		options.VantageRoots = x509.NewCertPool()
		if !options.VantageRoots.AppendCertsFromPEM(text) {
			return misused("--vantage-ca must be a file with certificates in PEM, and there is none in %s", v.ca)
		}
	}
	var err error
	if v.accept != "" {
		options.VantageAcceptToken, err = readToken("--vantage-accept-token", v.accept, options.Logger)
	}
	return err
}

// assignTokens reads FILE, which is for every point that has no token of its
// own, and NAME=FILE, in whichever order they are given.
func assignTokens(points []vantage.Point, texts []string, log *slog.Logger) error {
	var shared *vantage.Token
	for _, text := range texts {
		name, file, _ := strings.Cut(text, "=")
		at := slices.IndexFunc(points, func(p vantage.Point) bool { return p.Name == name && file != "" })
		if at < 0 {
			file = text
		}
		token, err := readToken("--vantage-token", file, log)
		switch {
		case err != nil:
			return err
		case at >= 0:
			points[at].Token = token
		case shared != nil:
			return misused("--vantage-token gives two files for all vantage points; write NAME=FILE for one of them")
		default:
			shared = token
		}
	}
	for i := range points {
		points[i].Token = cmp.Or(points[i].Token, shared)
	}
	return nil
}

func readToken(flag, file string, log *slog.Logger) (*vantage.Token, error) {
	token, err := vantage.ReadToken(file, log)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", flag, err)
	}
	return token, nil
}
