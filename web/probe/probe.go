// Package probe makes connection tests: it judges what is asked, turns that into a
// target, and has it tried by this server or from another place, within the
// server's limits. Here, and nowhere else, what configschema says becomes what
// connectivity tries.
package probe

import (
	"context"
	"crypto/x509"
	"net/http"
	"slices"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/api"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/phrase"
	"redis-wizard/configschema/redact"
	"redis-wizard/connectivity"
	"redis-wizard/web/failure"
)

// Prober tries a target: *connectivity.Prober, or a stand-in for it.
type Prober interface {
	Probe(ctx context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report
}

// ErrNoCertificate says that the text given as a CA holds no certificate. Such
// a text would be passed over without a word, and the test would then blame
// the server.
var ErrNoCertificate = failure.Refuse(http.StatusBadRequest, "The CA for this test contains no readable certificate: paste the PEM text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----")

// Run evaluates the input and tries what comes of it. Both the server and
// the command line judge and try as it does, so their reports are the same. A
// configuration that Authelia would refuse is not tried: the report then says why.
// observe may be nil. The error is an *configschema.UnknownVersionError or
// ErrNoCertificate.
func Run(ctx context.Context, prober Prober, in configschema.Input, trust Trust, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	judged, err := Judge(ctx, Request{Input: in, Trust: trust})
	if err != nil {
		return connectivity.Report{}, err
	}
	return judged.Run(ctx, prober, observe), nil
}

// Run makes the test, or says why there is none.
func (j Judgement) Run(ctx context.Context, prober Prober, observe func(connectivity.StepEvent)) connectivity.Report {
	if report, untried := j.refusal(); untried {
		return report
	}
	return j.try(ctx, prober, observe)
}

// Judgement is what is to be tried, and all that is to be said of it without a
// connection.
type Judgement struct {
	// Notes say in sentences what was made of what was given.
	Notes  []string
	asked  Request
	result configschema.Result
	// found are the problems that no connection shows, or those because of which
	// there will be none.
	found []causes.Problem
}

// Judge does all the work on an input that no connection is needed for, and ends
// with ctx.
func Judge(ctx context.Context, asked Request) (Judgement, error) {
	if err := asked.Trust.check(); err != nil {
		return Judgement{}, err
	}
	read, err := api.Judge(ctx, asked.Text, asked.Input)
	if err != nil {
		return Judgement{}, err
	}
	judged := Judgement{Notes: read.Notes, asked: asked, result: read.Result}
	judged.sayUnknown()
	tried := judged.result.Config() != nil
	redactor := redact.New(judged.result, redact.Sources(asked.texts(), read.Files)...)
	judged.found = findings(redactor, judged.result, func(p configschema.Problem) bool {
		return tried && slices.Contains(unseen, p.Code) || !tried && (p.Code != noRedis || !judged.result.OK)
	})
	return judged, ctx.Err()
}

// sayUnknown adds to the problems what a test goes without, because its value is not known
// here, or why there is none.
func (j *Judgement) sayUnknown() {
	address := j.result.UnknownAddress()
	for _, key := range j.result.Unknown {
		p := causes.Problem{Key: key, Code: notKnown, Severity: causes.Warning,
			MessageText: phrase.Of("Option '{option}' comes from elsewhere and is not known here, so the test goes without it", "option", authelia.ShortName(key)),
			HintText:    phrase.Of("A refused login tells nothing then. Give the file or the Secret that has the value as well, or test where Authelia runs.")}
		switch key {
		case address:
			p.Severity = causes.Error
			p.MessageText = phrase.Of("Option '{option}' comes from elsewhere and is not known here, so there is nothing to connect to", "option", authelia.ShortName(key))
			p.HintText = phrase.Of("Write the value itself, give the file or the Secret that has it as well, or test where Authelia runs.")
		default:
			if address != "" {
				continue
			}
		}
		p.Say(j.asked.Input.Language)
		j.result.Problems = append(slices.Clip(j.result.Problems), p)
	}
}

// try makes the test.
func (j Judgement) try(ctx context.Context, prober Prober, observe func(connectivity.StepEvent)) connectivity.Report {
	target := Target(j.result.Config(), j.asked.Trust)
	target.Language = j.asked.Input.Language
	report := prober.Probe(ctx, target, observe)
	j.addTo(&report)
	return report
}

// check refuses a text that holds no certificate.
func (t Trust) check() error {
	if strings.TrimSpace(t.CA) != "" && !x509.NewCertPool().AppendCertsFromPEM([]byte(t.CA)) {
		return ErrNoCertificate
	}
	return nil
}

// noRedis is the code for a configuration with which Authelia uses no Redis: a
// note in an evaluation, and an error where it is to be tried.
const noRedis = connectivity.NoRedis

// notKnown is the code for a value that is not known here.
const notKnown = "not-known-here"

// refusal is the report on a configuration that is not tried, because Authelia
// would not use it: its problems are the findings.
func (j Judgement) refusal() (report connectivity.Report, untried bool) {
	if j.result.Config() != nil {
		return connectivity.Report{}, false
	}
	report = connectivity.Report{
		Verdict:   connectivity.Fail,
		Authelia:  j.result.Authelia,
		Mode:      connectivity.Mode(j.result.Kind),
		Endpoints: []connectivity.EndpointReport{},
		Findings:  j.found,
	}
	switch {
	case j.result.OK && j.result.UnknownAddress() != "":
		report.Conclusive, report.Elsewhere = new(bool), j.commands()
	case len(report.Findings) == 0 || j.result.OK:
		report.Findings = append(report.Findings, causes.Problem{
			Code:     noRedis,
			Severity: causes.Error,
			Message:  j.asked.Input.Language.Say("There is nothing to test: with this configuration Authelia uses no Redis."),
			Hint:     j.asked.Input.Language.Say("Enter at least a host, or the sentinel name and its nodes."),
		})
	}
	return report, true
}

// unseen are the problems that no connection shows, because they concern what
// Authelia of that version makes of an option: a report without them would be
// greener than the truth. What a connection does show is left to it.
var unseen = []string{
	"D14", "D15", "D16", "D17", "E02", "E13", "F06", "pool-size", "timeout", "ignored-option", "database-index",
	"tls-weak", "tls-version", "client-certificate", "duplicate-node", "unfilled-reference", notKnown,
	configschema.ReleaseNewer,
}

// addTo adds such problems to the report on a test, and lets them count for its
// verdict. What the test has found itself is not said again.
func (j Judgement) addTo(report *connectivity.Report) {
	report.Authelia = j.result.Authelia // as it was asked, like the evaluation's
	report.Elsewhere = nil              // another wizard's commands are not passed on
	if report.Verdict == connectivity.Fail && j.tellsNothing(*report) {
		report.Conclusive, report.Elsewhere = new(bool), j.elsewhere(*report)
	}
	tested := slices.Clone(report.Findings)
	for _, f := range j.found {
		if slices.ContainsFunc(tested, func(known causes.Problem) bool { return known.Code == f.Code }) {
			continue
		}
		report.Findings = append(report.Findings, f)
		if report.Verdict == connectivity.Pass && f.Severity == causes.Warning {
			report.Verdict = connectivity.Warn
		}
	}
}

// findings are the problems of an input as a report shows them. Unlike an
// evaluation, which is for the person who typed it all, a report may be passed
// on, so it holds no secret: neither in a message that repeats what was written
// nor in a fix.
func findings(redactor *redact.Redactor, result configschema.Result, tell func(configschema.Problem) bool) connectivity.Findings {
	found := connectivity.Findings{}
	for _, problem := range result.Problems {
		if !tell(problem) {
			continue
		}
		finding := causes.Problem{Code: problem.Code, Severity: problem.Severity, Lang: problem.Lang, Fix: redactor.Fix(problem)}
		finding.Message, finding.Hint, _ = redactor.Words(problem)
		found = append(found, finding)
	}
	return found
}
