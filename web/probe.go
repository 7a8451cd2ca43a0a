package web

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"strings"

	"redis-wizard/configschema"
	"redis-wizard/configschema/phrase"
	"redis-wizard/connectivity"
)

// Prober tries a target: *connectivity.Prober, or a stand-in for it.
type Prober interface {
	Probe(ctx context.Context, target connectivity.Target, observe func(connectivity.StepEvent)) connectivity.Report
}

// ErrNoCertificate says that the text given as a CA holds no certificate. Such
// a text would be passed over without a word, and the test would then blame
// the server.
var ErrNoCertificate error = phrase.New("the CA for this test holds no readable certificate: paste the PEM text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----")

// Probe evaluates the input and tries what comes of it. Both the server and
// the command line call it, so their reports are the same. A configuration that
// Authelia would refuse is not tried: the report then says why. observe may be
// nil. The error is an *configschema.UnknownVersionError or ErrNoCertificate.
func Probe(ctx context.Context, prober Prober, in configschema.Input, trust Trust, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	if err := trust.check(); err != nil {
		return connectivity.Report{}, err
	}
	result, err := configschema.Evaluate(in)
	if err != nil {
		return connectivity.Report{}, err
	}
	config := result.Config()
	if config == nil {
		return refusedReport(result, in.Language), nil
	}
	target := Target(config, trust)
	target.Language = in.Language
	report := prober.Probe(ctx, target, observe)
	report.Authelia = result.Authelia // as it was asked, like the evaluation's
	addJudgement(&report, result)
	return report, nil
}

// check refuses a text that holds no certificate.
func (t Trust) check() error {
	if strings.TrimSpace(t.CA) != "" && !holdsCertificate(t.CA) {
		return ErrNoCertificate
	}
	return nil
}

// RefusedReport is the report on a configuration that was not tried, because
// Authelia would not use it: its problems are the findings.
func RefusedReport(result configschema.Result) connectivity.Report {
	return refusedReport(result, nil)
}

// noRedis is the code of a configuration without session.redis: well and good to
// judge, but there is nothing to test.
const noRedis = "no-redis"

func refusedReport(result configschema.Result, l phrase.Language) connectivity.Report {
	report := connectivity.Report{
		Verdict:   connectivity.Fail,
		Authelia:  result.Authelia,
		Mode:      connectivity.Mode(result.Kind),
		Endpoints: []connectivity.EndpointReport{},
		Findings:  []connectivity.Finding{},
	}
	for _, problem := range result.Problems {
		if problem.Code != noRedis || !result.OK { // else it is told below, as what ends a test
			report.Findings = append(report.Findings, finding(problem, result.Values))
		}
	}
	if len(report.Findings) == 0 || result.OK {
		report.Findings = append(report.Findings, connectivity.Finding{
			Code:     noRedis,
			Severity: connectivity.SeverityError,
			Message:  l.Say("There is nothing to test: with this configuration Authelia uses no Redis."),
			Hint:     l.Say("Fill in at least the host, or the sentinel name and its nodes."),
		})
	}
	return report
}

// holdsCertificate tells whether a text has at least one certificate in it.
func holdsCertificate(text string) bool {
	rest := []byte(text)
	for {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return false
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		if _, err := x509.ParseCertificate(block.Bytes); err == nil {
			return true
		}
	}
}
