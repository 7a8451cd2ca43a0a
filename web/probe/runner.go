package probe

import (
	"context"
	"log/slog"
	"time"

	"github.com/labstack/echo/v4"

	"redis-wizard/connectivity"
	"redis-wizard/web/admission"
	"redis-wizard/web/client"
	"redis-wizard/web/language"
	"redis-wizard/web/metrics"
	"redis-wizard/web/vantage"
)

// Runner makes tests for clients, within the limits of this server.
type Runner struct {
	// Prober tries what is tested from here, within Deadline.
	Prober   Prober
	Deadline time.Duration
	// Vantages are the other places to test from.
	Vantages []*vantage.Client
	// CertificatesDirectory is Authelia's global option of that name.
	CertificatesDirectory string
	// AllowLoopback opens loopback to everybody, wherever they are.
	AllowLoopback bool
	// LogTargets names in the log the addresses that each test tried.
	LogTargets bool
	Log        *slog.Logger
	Control    *admission.Control
}

// Longest is the longest time for one test, from wherever it is made.
func (r *Runner) Longest() time.Duration {
	if len(r.Vantages) > 0 {
		return r.Deadline + vantage.Grace
	}
	return r.Deadline
}

// Run is a test within the limits of this server. What is to be tried is judged
// first; a place is taken for the test itself.
func (r *Runner) Run(c echo.Context, asked Request, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	if asked.Input.Language == nil { // who shows it in several languages has chosen them
		asked.Input.Language = language.Of(c)
	}
	asked.Trust.Elsewhere = r.elsewhere(c)
	from, err := r.at(asked.Vantage)
	if err != nil {
		return connectivity.Report{}, err
	}
	if err := r.Control.Stopping(); err != nil {
		return connectivity.Report{}, err
	}
	began := time.Now()
	var judged Judgement
	err = r.Control.Compute(c, func(ctx context.Context) (err error) {
		judged, err = Judge(ctx, asked)
		return err
	})
	if err != nil {
		return connectivity.Report{}, err
	}
	report, untried := judged.refusal()
	if !untried {
		if report, err = r.try(c, from, judged, observe); err != nil {
			return report, err
		}
	}
	r.count(report, time.Since(began))
	r.log(c, judged.result, report, time.Since(began))
	return report, nil
}

// try makes a test when there is room for it.
func (r *Runner) try(c echo.Context, from *vantage.Client, judged Judgement, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	done, err := r.Control.Admit(c.Request().Context(), client.Of(c).Account(), judged.asked.ForMany)
	if err != nil {
		return connectivity.Report{}, err
	}
	defer done()
	deadline := r.Deadline
	if from != nil {
		deadline += vantage.Grace
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), deadline)
	defer cancel()
	defer r.Control.Metrics.ProbeBegan()()
	var report connectivity.Report
	if from == nil {
		judged.asked.Trust.CertificatesDirectory = r.CertificatesDirectory
		report = judged.try(ctx, r.Prober, observe)
	} else {
		report, err = probeThere(ctx, from, judged, observe)
	}
	if gone := c.Request().Context().Err(); gone != nil {
		return report, gone
	}
	if err != nil {
		r.noteVantage(c, err)
	}
	return report, err
}

// count counts what a test found.
func (r *Runner) count(report connectivity.Report, took time.Duration) {
	var found []string
	for _, finding := range report.Findings {
		found = append(found, finding.Code)
	}
	r.Control.Metrics.Probe(string(report.Verdict), found, took)
	r.Control.Metrics.ProbePanicked(len(report.Panics))
	if refusedByPolicy(report) {
		r.Control.Metrics.Refused(metrics.Policy)
	}
}

func refusedByPolicy(report connectivity.Report) bool {
	for _, endpoint := range report.Endpoints {
		for _, step := range endpoint.Steps {
			if step.Step == connectivity.StepPolicy && step.Status == connectivity.Failed {
				return true
			}
		}
	}
	return false
}
