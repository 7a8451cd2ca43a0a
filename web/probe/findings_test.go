package probe

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"redis-wizard/configschema"
	"redis-wizard/configschema/causes"
	"redis-wizard/connectivity"
)

// green is a prober for which everything works.
type green struct{ target connectivity.Target }

func (g *green) Probe(_ context.Context, target connectivity.Target, _ func(connectivity.StepEvent)) connectivity.Report {
	g.target = target
	return connectivity.Report{Verdict: connectivity.Pass, Mode: target.Mode, Endpoints: []connectivity.EndpointReport{}, Findings: []causes.Problem{}}
}

const group = `
redis:
  username: 'u'
  password: 'p4ssw0rd'
  database_index: 3
  maximum_active_connections: 8
  high_availability:
    sentinel_name: 'mymaster'
    route_randomly: true
    nodes: [{host: 's1'}, {host: 's2'}, {host: 's3'}]
`

// What Authelia of the version makes of an option decides the verdict, although
// every connection works.
func TestJudgementCounts(t *testing.T) {
	for _, test := range []struct {
		version  string
		database int
		codes    string
		verdict  connectivity.Verdict
	}{
		{"4.37.5", 0, "D14", connectivity.Warn},
		{"4.38.9", 0, "D14", connectivity.Warn},
		{"4.38.10", 3, "D15", connectivity.Warn},
		{"4.39", 3, "D15", connectivity.Warn},
		{"4.39.999", 3, "release-newer D15", connectivity.Warn},
	} {
		prober := &green{}
		report, err := Run(context.Background(), prober, configschema.Input{Authelia: test.version, YAML: group}, Trust{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(codesOf(report), " "); got != test.codes || report.Verdict != test.verdict || prober.target.Database != test.database {
			t.Errorf("%s: %s with %s in database %d, want %s with %s in %d", test.version, report.Verdict, got, prober.target.Database, test.verdict, test.codes, test.database)
		}
		if key := prober.target.Sentinel.Nodes[1].Key; key != "session.redis.high_availability.nodes.1" {
			t.Errorf("key of the second node = %q", key)
		}
	}
	for version, want := range map[string]connectivity.Verdict{"4.39.999": connectivity.Pass, "4.99": connectivity.Warn} {
		report, err := Run(context.Background(), &green{}, configschema.Input{Authelia: version, YAML: "redis: {host: '127.0.0.1'}"}, Trust{}, nil)
		if err != nil || report.Verdict != want || report.Authelia != version || strings.Join(codesOf(report), " ") != "release-newer" {
			t.Errorf("%s: %+v, %v", version, report, err)
		}
	}
	report, err := Run(context.Background(), &green{}, configschema.Input{YAML: "redis: {host: '127.0.0.1', password: 'p4ssw0rd'}"}, Trust{}, nil)
	if err != nil || report.Verdict != connectivity.Pass || len(report.Findings) != 0 {
		t.Errorf("a plain configuration: %+v, %v", report, err)
	}
}

// A report may be passed on, so it repeats no secret, even of a configuration
// that is wrong in the very place of one.
func TestFindingsHoldNoSecret(t *testing.T) {
	for _, version := range []string{"4.29", "4.33.2", "4.34.6", "4.36.9", "4.37.5", "4.38.19", "4.39"} {
		for _, yaml := range []string{
			"redis: {host: 'redis://:t0psecret@redis:6379', port: 70000}",
			"redis: {host: 'someone:t0psecret@redis', port: 70000}",
			"redis: {host: 'h', port: 70000, password: ' t0psecret '}",
			"redis: {host: 'h', port: 70000, password: '\"t0psecret\"'}",
			"redis: {host: 'h', password: ['t0psecret', 'x']}",
			"redis: {host: 'h', password: {t: 't0psecret'}}",
			"redis: {host: 'h', port: 6379, maximum_active_connections: 'x', high_availability: {sentinel_name: 'm', sentinel_password: ['t0psecret']}}",
			"redis: {host: 'h', tls: {private_key: 't0psecret'}}",
		} {
			report, err := Run(context.Background(), &green{}, configschema.Input{Authelia: version, YAML: yaml}, Trust{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if document, _ := json.Marshal(report); strings.Contains(string(document), "t0psecret") {
				t.Errorf("Authelia %s, %s: the report holds the secret: %s", version, yaml, document)
			}
		}
	}
}

func codesOf(report connectivity.Report) []string {
	var found []string
	for _, finding := range report.Findings {
		found = append(found, finding.Code)
	}
	return found
}
