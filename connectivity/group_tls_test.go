package connectivity

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"redis-wizard/connectivity/redistest"
)

// One tls section serves sentinels and servers, which is where groups that are
// half secured fail.
func TestGroupTLS(t *testing.T) {
	t.Parallel()
	authority := redistest.NewAuthority("Home CA")
	trust := directory(t, authority.Certificate)
	secure := &redistest.TLS{Authority: authority}
	plainPrimary := redistest.Start(t, redistest.Options{Password: password})
	securePrimary := redistest.Start(t, redistest.Options{Password: password, TLS: secure})
	plain := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: plainPrimary})
	// A sentinel in plain text can watch servers that speak TLS.
	mixed := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: securePrimary, Config: []string{
		"tls-replication yes", "tls-cert-file " + securePrimary.Dir + "/server.crt", "tls-key-file " + securePrimary.Dir + "/server.key",
		"tls-ca-cert-file " + securePrimary.Dir + "/clients.crt",
	}})
	target := func(sentinel *redistest.Server, tls *TLS) Target {
		target := behind(sentinel)
		target.Sentinel.Password, target.TLS = "", tls
		return target
	}

	t.Run("TLS on the servers only, and configured", func(t *testing.T) {
		t.Parallel()
		report := try(t, target(mixed, &TLS{CertificatesDirectory: trust}))
		wantVerdict(t, report, Fail)
		if got := status(report, StepTLS); got != "failed C01" {
			t.Errorf("the sentinel: %s", got)
		}
		if fault := finding(t, report, "C08"); fault.Fix != nil {
			t.Errorf("fix = %+v, although without TLS the servers would be lost", fault.Fix)
		}
	})
	t.Run("TLS on the servers only, and not configured", func(t *testing.T) {
		t.Parallel()
		report := try(t, target(mixed, nil))
		wantVerdict(t, report, Fail)
		if got := statusOf(one(t, report, securePrimary.Addr), StepRESP); got != "failed C02" {
			t.Errorf("the primary: %s", got)
		}
		if fault := finding(t, report, "C08"); fault.Fix != nil {
			t.Errorf("fix = %+v, although turning TLS on would lose the sentinel", fault.Fix)
		}
	})
	t.Run("TLS on the sentinel only", func(t *testing.T) {
		t.Parallel()
		sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: plainPrimary, TLS: secure, Config: []string{"tls-replication no"}})
		for name, tls := range map[string]*TLS{"configured": {CertificatesDirectory: trust}, "not configured": nil} {
			report := try(t, target(sentinel, tls))
			wantVerdict(t, report, Fail)
			finding(t, report, "C08")
			for _, f := range report.Findings {
				if f.Code == "C01" || f.Code == "C02" || f.Fix != nil {
					t.Errorf("TLS %s: %s with the fix %+v, which only moves the trouble", name, f.Code, f.Fix)
				}
			}
		}
	})
	t.Run("a sentinel that may not speak TLS to the servers", func(t *testing.T) {
		t.Parallel()
		sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: securePrimary})
		redistest.Eventually(t, "the sentinel to give the primary up", func(context.Context) bool {
			state, err := sentinel.Try("SENTINEL", "MASTER", "mymaster")
			return err == nil && strings.Contains(fmt.Sprint(state), "s_down")
		})
		report := try(t, target(sentinel, nil))
		finding(t, report, "C08")
		for _, f := range report.Findings {
			if f.Code == "fail-over-under-way" {
				t.Errorf("%q, although TLS alone is missing", f.Message)
			}
		}
	})
	t.Run("TLS nowhere, but configured", func(t *testing.T) {
		t.Parallel()
		report := try(t, target(plain, &TLS{CertificatesDirectory: trust}))
		if fault := wantFail(t, report, StepTLS, "C01"); fault.Fix == nil {
			t.Error("no fix takes the tls section out")
		}
	})
	t.Run("one name for all", func(t *testing.T) {
		t.Parallel()
		sentinelPair := authority.Issue(redistest.Certificate{Names: []string{"sentinel.test", "redis.home.test"}})
		serverPair := authority.Issue(redistest.Certificate{Names: []string{"primary.test", "redis.home.test"}})
		primary := redistest.Start(t, redistest.Options{Password: password, TLS: &redistest.TLS{Authority: authority, Certificate: serverPair}})
		sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, TLS: &redistest.TLS{Authority: authority, Certificate: sentinelPair}})
		// From 4.37 on, the host of the configuration, a sentinel, is the name
		// for all.
		report := try(t, target(sentinel, &TLS{CertificatesDirectory: trust, ServerName: "sentinel.test"}))
		wantVerdict(t, report, Fail)
		if got := statusOf(one(t, report, primary.Addr), StepTLS); got != "failed C05" {
			t.Errorf("the primary: %s", got)
		}
		fault := finding(t, report, "C07")
		if fault.Fix == nil || fault.Fix.Set["session.redis.tls.server_name"] != "redis.home.test" || !strings.Contains(fault.Message, primary.Addr) {
			t.Errorf("finding = %+v, want the name that both hold", fault)
		}
		good := try(t, target(sentinel, &TLS{CertificatesDirectory: trust, ServerName: "redis.home.test"}))
		if got := statusOf(one(t, good, primary.Addr), StepTLS); got != "passed" {
			t.Errorf("with the name that both hold: %s", got)
		}
	})
	t.Run("no name for all", func(t *testing.T) {
		t.Parallel()
		pair := func(name string) *redistest.TLS {
			return &redistest.TLS{Authority: authority, Certificate: authority.Issue(redistest.Certificate{Names: []string{name}})}
		}
		primary := redistest.Start(t, redistest.Options{Password: password, TLS: pair("primary.test")})
		sentinel := redistest.StartSentinel(t, redistest.SentinelOptions{Primary: primary, TLS: pair("sentinel.test")})
		// Each of these is where the fix for the one before would lead.
		for _, name := range []string{"sentinel.test", "primary.test", "other.test"} {
			report := try(t, target(sentinel, &TLS{CertificatesDirectory: trust, ServerName: name}))
			wantVerdict(t, report, Fail)
			finding(t, report, "C07")
			for _, f := range report.Findings {
				if f.Fix != nil {
					t.Errorf("with the name %s: %s offers %+v, although there is no name that all hold", name, f.Code, f.Fix)
				}
			}
		}
	})
}
