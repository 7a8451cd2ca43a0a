package web

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"slices"
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
// the command line judge and try as it does, so their reports are the same. A
// configuration that Authelia would refuse is not tried: the report then says why.
// observe may be nil. The error is an *configschema.UnknownVersionError or
// ErrNoCertificate.
func Probe(ctx context.Context, prober Prober, in configschema.Input, trust Trust, observe func(connectivity.StepEvent)) (connectivity.Report, error) {
	judged, err := judge(ctx, in, trust)
	if err != nil {
		return connectivity.Report{}, err
	}
	if report, untried := judged.refusal(); untried {
		return report, nil
	}
	return judged.try(ctx, prober, observe), nil
}

// judgement is what is to be tried, and all that is to be said of it without a
// connection.
type judgement struct {
	in     configschema.Input
	trust  Trust
	result configschema.Result
	// found are the problems that no connection shows, or those because of which
	// there will be none.
	found []connectivity.Finding
}

// judge does all the work on an input that no connection is needed for, and ends
// with ctx.
func judge(ctx context.Context, in configschema.Input, trust Trust) (judgement, error) {
	if err := trust.check(); err != nil {
		return judgement{}, err
	}
	result, err := configschema.EvaluateContext(ctx, in)
	if err != nil {
		return judgement{}, err
	}
	judged := judgement{in: in, trust: trust, result: result}
	if result.Config() == nil {
		judged.found = findings(in, result, func(p configschema.Problem) bool { return p.Code != noRedis || !result.OK })
	} else {
		judged.found = findings(in, result, func(p configschema.Problem) bool { return slices.Contains(unseen, p.Code) })
	}
	return judged, ctx.Err()
}

// try makes the test.
func (j judgement) try(ctx context.Context, prober Prober, observe func(connectivity.StepEvent)) connectivity.Report {
	target := Target(j.result.Config(), j.trust)
	target.Language = j.in.Language
	report := prober.Probe(ctx, target, observe)
	j.addTo(&report)
	return report
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

// refusal is the report on a configuration that is not tried, because Authelia
// would not use it: its problems are the findings.
func (j judgement) refusal() (report connectivity.Report, untried bool) {
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
	if len(report.Findings) == 0 || j.result.OK {
		report.Findings = append(report.Findings, connectivity.Finding{
			Code:     noRedis,
			Severity: connectivity.SeverityError,
			Message:  j.in.Language.Say("There is nothing to test: with this configuration Authelia uses no Redis."),
			Hint:     j.in.Language.Say("Fill in at least the host, or the sentinel name and its nodes."),
		})
	}
	return report, true
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
