package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
	"redis-wizard/web/locale"
	"redis-wizard/web/metrics"
	"redis-wizard/web/vantage"
)

// unknownVantageError says that there is no vantage point of the name that was
// asked for.
type unknownVantageError struct{ known []string }

func (e *unknownVantageError) Error() string { return e.In(nil) }

// In says it in a language.
func (e *unknownVantageError) In(l phrase.Language) string {
	if len(e.known) == 0 {
		return l.Say(`This wizard has no vantage points, so "vantage" must be left out or empty. Whoever runs it can name some (serve --vantage).`)
	}
	return l.Say(`This wizard has no vantage point of that name. It must be one of {names}, or empty for a test from this server.`, "names", strings.Join(e.known, ", "))
}

// fromVantage tells whether an error is about a vantage point, so that the page
// can show it beside what was typed.
func fromVantage(err error) bool {
	var (
		unknown *unknownVantageError
		failure *vantage.Failure
	)
	return errors.As(err, &unknown) || errors.As(err, &failure)
}

// checkVantages refuses points that could not be asked.
func checkVantages(points []vantage.Point) error {
	named := map[string]bool{}
	for _, point := range points {
		if named[point.Name] {
			return fmt.Errorf("--vantage: the name %s is given twice", point.Name)
		}
		named[point.Name] = true
		if point.Token == nil {
			return fmt.Errorf("--vantage %s needs a token: give its file with --vantage-token", point.Name)
		}
		if err := vantage.CheckToken(point.Token.Value()); err != nil {
			return fmt.Errorf("--vantage-token, for %s: the file %w", point.Name, err)
		}
	}
	return nil
}

func clientsOf(options Options) []*vantage.Client {
	var clients []*vantage.Client
	for _, point := range options.Vantages {
		clients = append(clients, vantage.NewClient(point, options.VantageRoots))
	}
	return clients
}

// warnOfPlainVantages tells the log where passwords travel unencrypted.
func (s *Server) warnOfPlainVantages() {
	for _, point := range s.options.Vantages {
		if point.Plain() {
			s.log.Warn("this vantage point is asked over plain HTTP, so what people type is readable on its way; serve HTTPS there (--tls-cert)", "vantage", point.Name)
		}
	}
}

// vantageNames are the names to choose from, in the administrator's order.
func (s *Server) vantageNames() []string {
	var names []string
	for _, client := range s.vantages {
		names = append(names, client.Name())
	}
	return names
}

// probeFunc makes one test.
type probeFunc func(ctx context.Context, asked trial, observe func(connectivity.StepEvent)) (connectivity.Report, error)

// proberAt finds who makes the tests from a place: this server for an empty
// name.
func (s *Server) proberAt(name string) (probeFunc, error) {
	if name == "" {
		return s.probeHere, nil
	}
	for _, client := range s.vantages {
		if client.Name() == name {
			return func(ctx context.Context, asked trial, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
				return probeThere(ctx, client, asked, observe)
			}, nil
		}
	}
	return nil, &unknownVantageError{s.vantageNames()}
}

// probeHere makes a test from this server.
func (s *Server) probeHere(ctx context.Context, asked trial, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	ctx, cancel := context.WithTimeout(ctx, s.options.ProbeDeadline)
	defer cancel()
	asked.trust.CertificatesDirectory = s.options.CertificatesDirectory
	return Probe(ctx, s.prober, asked.in, asked.trust, observe)
}

// probeThere has a vantage point make a test. What Authelia would refuse is not
// sent at all, and what no connection shows is judged here as well, in case that
// the wizard there is older.
func probeThere(ctx context.Context, client *vantage.Client, asked trial, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	if err := asked.trust.check(); err != nil {
		return connectivity.Report{}, err
	}
	result, err := configschema.EvaluateContext(ctx, asked.in)
	if err != nil {
		return connectivity.Report{}, err
	}
	if result.Config() == nil {
		return refused(asked.in, result), nil
	}
	report, err := client.Ask(ctx, vantage.Question{
		Authelia: asked.in.Authelia, Kind: string(asked.in.Kind), TLS: string(asked.in.TLS),
		Values: asked.in.Values, YAML: asked.in.YAML,
		CA: asked.trust.CA, Neighbours: asked.trust.Neighbours,
		Language: locale.In(ctx).Tag,
	}, observe)
	if err != nil {
		return report, err
	}
	report.Authelia = result.Authelia
	addJudgement(&report, asked.in, result)
	return report, nil
}

// noteVantage counts and logs that a vantage point gave no report. A Failure has
// nothing in it that was typed.
func (s *Server) noteVantage(c echo.Context, err error) {
	var failure *vantage.Failure
	if !errors.As(err, &failure) {
		return
	}
	s.metrics.Refused(metrics.Vantage)
	s.log.LogAttrs(c.Request().Context(), slog.LevelWarn, "the vantage point did not answer",
		slog.String("request_id", requestID(c)), slog.String("vantage", failure.Name), slog.String("cause", failure.Cause.String()))
}

// probeForAnother answers POST /api/v1/vantage/probe, where another wizard asks
// for a test from here. It takes and gives what /api/v1/probe does, under this
// server's policy and limits. The token is looked at before the body. A test is
// never passed on to a third wizard, so none can go round in a circle.
func (s *Server) probeForAnother(c echo.Context) error {
	if !vantage.Authorized(c.Request(), s.options.VantageAcceptToken.Value()) {
		s.metrics.Refused(metrics.Token)
		c.Response().Header().Set(echo.HeaderWWWAuthenticate, "Bearer")
		return echo.NewHTTPError(http.StatusUnauthorized, "This address is for other wizards, with the token of --vantage-accept-token as Authorization: Bearer TOKEN.")
	}
	asked, err := s.readTrial(c.Request())
	if err != nil {
		return err
	}
	asked.vantage = ""
	return s.answerProbe(c, asked)
}
