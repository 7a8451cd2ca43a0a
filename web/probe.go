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
	result, err := configschema.EvaluateContext(ctx, in)
	if err != nil {
		return connectivity.Report{}, err
	}
	config := result.Config()
	if config == nil {
		return refused(in, result), nil
	}
	target := Target(config, trust)
	target.Language = in.Language
	report := prober.Probe(ctx, target, observe)
	report.Authelia = result.Authelia // as it was asked, like the evaluation's
	addJudgement(&report, in, result)
	return report, nil
}

// check refuses a text that holds no certificate.
func (t Trust) check() error {
	if strings.TrimSpace(t.CA) != "" && !holdsCertificate(t.CA) {
		return ErrNoCertificate
	}
	return nil
}

// noRedis is the code for a configuration with which Authelia uses no Redis: a
// note in an evaluation, and an error where it is to be tried.
const noRedis = "no-redis"

// refused is the report on a configuration that was not tried, because Authelia
// would not use it: its problems are the findings.
func refused(in configschema.Input, result configschema.Result) connectivity.Report {
	report := connectivity.Report{
		Verdict:   connectivity.Fail,
		Authelia:  result.Authelia,
		Mode:      connectivity.Mode(result.Kind),
		Endpoints: []connectivity.EndpointReport{},
		Findings:  findings(in, result, func(p configschema.Problem) bool { return p.Code != noRedis || !result.OK }),
	}
	if len(report.Findings) == 0 || result.OK {
		report.Findings = append(report.Findings, connectivity.Finding{
			Code:     noRedis,
			Severity: connectivity.SeverityError,
			Message:  in.Language.Say("There is nothing to test: with this configuration Authelia uses no Redis."),
			Hint:     in.Language.Say("Fill in at least the host, or the sentinel name and its nodes."),
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
