package probe

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"reflect"
	"strings"

	"github.com/labstack/echo/v4"

	"redis-wizard/configschema"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
	"redis-wizard/web/accesslog"
	"redis-wizard/web/failure"
	"redis-wizard/web/locale"
	"redis-wizard/web/metrics"
	"redis-wizard/web/vantage"
)

// unknownVantage says that there is no vantage point of the name that was
// asked for.
func unknownVantage(known []string) error {
	if len(known) == 0 {
		return failure.Refuse(http.StatusBadRequest, `This wizard has no vantage points, so "vantage" must be left out or empty. The administrator can name some (serve --vantage).`)
	}
	return failure.Refuse(http.StatusBadRequest, `This wizard has no vantage point of that name. It must be one of {names}, or empty for a test from this server.`, "names", strings.Join(known, ", "))
}

// Places are the names to choose from, in the administrator's order.
func (r *Runner) Places() []string {
	var names []string
	for _, client := range r.Vantages {
		names = append(names, client.Name())
	}
	return names
}

// at finds the vantage point of a name: nil, which is this server, for an empty one.
func (r *Runner) at(name string) (*vantage.Client, error) {
	for _, client := range r.Vantages {
		if client.Name() == name {
			return client, nil
		}
	}
	if name == "" {
		return nil, nil
	}
	return nil, unknownVantage(r.Places())
}

// probeThere has a vantage point make a test. What Authelia would refuse is not
// sent at all, and what no connection shows is judged here as well, in case that
// the wizard there is older. All that is forwarded is what was typed, of a text only its
// options, the CA for this test, and whether to try near variants.
func probeThere(ctx context.Context, client *vantage.Client, judged Judgement, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	in, trust := judged.asked.Input, judged.asked.Trust
	if result := judged.result; in.YAML == "" && judged.asked.Text != "" { // which is more than a test needs
		in.Values, in.Contents = result.Values, result.Contents
		in.Kind, in.TLS = cmp.Or(in.Kind, result.Kind), cmp.Or(in.TLS, configschema.Turned(result.TLS))
	}
	environment := map[string]string{}
	for _, v := range in.Environment {
		environment[v.Name] = v.Value
	}
	asked := map[string]any{
		"authelia": in.Authelia, "kind": in.Kind, "tls": in.TLS, "values": in.Values, "yaml": in.YAML, "contents": in.Contents,
		"environment": environment, "filters": in.Filters,
		"ca": trust.CA, "neighbours": trust.Neighbours,
	}
	maps.DeleteFunc(asked, func(_ string, value any) bool {
		v := reflect.ValueOf(value)
		return v.IsZero() || v.Kind() == reflect.Map && v.Len() == 0
	})
	body, err := json.Marshal(asked)
	if err != nil {
		return connectivity.Report{}, fmt.Errorf("encode the question: %w", err)
	}
	report, err := client.Ask(ctx, body, locale.In(ctx).Tag, func(step connectivity.StepEvent) {
		step.Code = codeHere(step.Code)
		if observe != nil {
			observe(step)
		}
	})
	if err != nil {
		return report, err
	}
	for i := range report.Findings {
		report.Findings[i].Code = codeHere(report.Findings[i].Code)
	}
	for _, e := range report.Endpoints {
		for i := range e.Steps {
			e.Steps[i].Code = codeHere(e.Steps[i].Code)
		}
	}
	judged.addTo(&report)
	return report, nil
}

// codeHere is a code that the wizard there gave, as far as there is an entry on it
// here: a newer wizard may know more.
func codeHere(code string) string {
	if code == "" || causes.Known(code) {
		return code
	}
	return "unknown"
}

// noteVantage counts and logs that a vantage point gave no report. A Failure has
// nothing in it that was typed.
func (r *Runner) noteVantage(c echo.Context, err error) {
	var failure *vantage.Failure
	if !errors.As(err, &failure) {
		return
	}
	r.Control.Metrics.Refused(metrics.Vantage)
	r.Log.LogAttrs(c.Request().Context(), slog.LevelWarn, "the vantage point did not answer",
		slog.String("request_id", accesslog.ID(c)), slog.String("vantage", failure.Name), slog.String("cause", failure.Cause.String()))
}
